package summary

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// The most sentences and spaces of a quotation that is kept in one piece.
const (
	mostQuoted       = 3
	mostQuotedSpaces = 70
)

// quotationMarks are those that are looked for.
const quotationMarks = "\"«»“”„"

// wholeQuotations joins the sentences over whose ends a quotation goes on ("“We are ready. We wait,” he said."), so
// that none of them holds half of it. What is longer, or ends in another paragraph, stays apart.
func wholeQuotations(s string, sentences []text.Span) []text.Span {
	if !strings.ContainsAny(s, quotationMarks) {
		return sentences
	}
	var out []text.Span
	for len(sentences) > 0 {
		n := quoted(s, sentences)
		out = append(out, text.Span{Start: sentences[0].Start, End: sentences[n-1].End})
		sentences = sentences[n:]
	}
	return out
}

// quoted tells how many of the sentences the quotation takes that the first one begins and does not end; otherwise it
// is 1.
func quoted(s string, sentences []text.Span) int {
	start := sentences[0].Start
	if openQuotations(s[start:sentences[0].End]) <= 0 {
		return 1
	}
	for n := 2; n <= min(mostQuoted, len(sentences)); n++ {
		all := s[start:sentences[n-1].End]
		if strings.Count(all, " ") > mostQuotedSpaces {
			break
		}
		if openQuotations(all) == 0 {
			return n
		}
	}
	return 1
}

// openQuotations counts the quotations of s that do not end in it, or returns −1 when one ends that did not begin.
func openQuotations(s string) int {
	open := 0
	german := false // „…“
	before := ' '
	for _, r := range s {
		switch r {
		case '«':
			open++
		case '„':
			open++
			german = true
		case '“':
			if german {
				open, german = open-1, false
			} else {
				open++
			}
		case '»', '”':
			open, german = open-1, false
		case '"':
			if unicode.IsSpace(before) || strings.ContainsRune("([—–-", before) {
				open++
			} else {
				open--
			}
		}
		if open < 0 {
			return -1
		}
		before = r
	}
	return open
}

// speakerless reports whether a sentence is a quotation whose speaker it does not name: nothing else, or told by a
// pronoun or a bare verb ("“We wait,” he said.", "«Мы ждём», — сказал он.", "“Bekliyoruz” dedi.").
func speakerless(s, lang string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	end := strings.LastIndexAny(s, quotationMarks)
	if !strings.ContainsRune(quotationMarks, first) || end < 1 {
		return false
	}
	tail := text.Words(s[end:])
	for i, w := range tail {
		if i < 2 && pointers[lang][w] {
			return true
		}
		if !speechWords[w] && !tellingVerbs[w] && !stopWords[lang][w] {
			return false
		}
	}
	return true
}

// tellingVerbs stand behind quotations where speechWords does not know them.
var tellingVerbs = text.WordSet(
	`say tell explained insisted warned wrote asked replied сказали заявили пишет написал написала считает
	уверен уверена говорит говорят дейді айтады деп дейт айтты diyor diye dediler şeklinde`)
