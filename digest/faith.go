package digest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"attache/text"
)

// Faithful reports whether a free summary says nothing its source does not bear out, as far as numbers, names, denials,
// opposites and the company words keep can tell. What is quoted word for word is faithful. It is a guard and not a proof: it
// knows no synonyms, so that it cannot tell a paraphrase from another claim made of other words.
func Faithful(source, summary string) bool {
	return verbatim(source, summary) || Unfounded(source, summary) == ""
}

// The limits of the guard, set on the kit's edited and true summaries; docs/benchmarks.md has the figures.
const (
	shortClaim   = 20  // words; a shorter summary gives so little to check …
	shortRuns    = 0.7 // … that this share of its words must stand in runs of three that the source has
	deniedEnough = 0.5 // a source that denies in more of its sentences than this says nothing by denying
	tellingSame  = 0.5 // share of a sentence's words in one source sentence at which both speak of the same
)

// Unfounded says in a few words what in a summary its source does not bear out, "" when nothing was found.
func Unfounded(source, summary string) string {
	lang, _ := text.Language(source)
	src := readSource(source, lang)
	claims := readClaims(summary, lang)
	for i := range claims {
		switch c := &claims[i]; {
		case src.holds(c):
		case c.number:
			return "the number " + c.text
		case c.name:
			return "the name " + c.text
		case contraries[c.text] != "" && len(src.at[faithStem(contraries[c.text], lang)]) > 0:
			return "the word " + c.text + " where the text has " + contraries[c.text]
		}
	}
	for rest := claims; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].sentence == rest[0].sentence {
			n++
		}
		switch {
		case src.overdenies(rest[:n]):
			return "a denial"
		case src.underdenies(rest[:n]):
			return "a missing denial"
		}
		rest = rest[n:]
	}
	if len(claims) <= shortClaim && src.runs(claims) < shortRuns*float64(len(claims)) {
		return "too short and too free to check"
	}
	return ""
}

// verbatim reports whether every line of a summary stands in the source, white space aside.
func verbatim(source, summary string) bool {
	s := strings.Join(strings.Fields(source), " ")
	for line := range strings.Lines(summary) {
		if !strings.Contains(s, strings.Join(strings.Fields(line), " ")) {
			return false
		}
	}
	return true
}

// claim is a word of a summary.
type claim struct {
	text, stem   string
	number, name bool
	content      bool // says something of its own
	denies       bool
	sentence     int
}

func readClaims(summary, lang string) []claim {
	tokens := text.Tokens(summary)
	out := make([]claim, 0, len(tokens))
	prev, sentence, opens := 0, 0, true
	for i, t := range tokens {
		if i > 0 && strings.ContainsAny(summary[prev:t.Start], ".!?…\n") {
			sentence++
			opens = true
		}
		r, _ := utf8.DecodeRuneInString(t.Text)
		c := claim{text: t.Text, stem: faithStem(t.Text, lang), sentence: sentence, denies: denies(t.Text)}
		c.number = unicode.IsDigit(r) || numberWords[t.Text] != ""
		c.name = t.Upper && !opens && !c.number && len(t.Text) > 2
		c.content = !c.number && utf8.RuneCountInString(t.Text) > 3 && !faithStops[t.Text]
		if i+1 < len(tokens) && setPhrases[t.Text+" "+tokens[i+1].Text] {
			c.denies = false
		}
		out = append(out, c)
		prev, opens = t.End, false
	}
	return out
}

// sourceText is a source to check against.
type sourceText struct {
	said      map[string]bool  // words
	at        map[string][]int // sentences of each stem, ascending
	sentences [][]string       // stems
	denied    []bool           // whether a sentence denies
	denials   int
	triples   map[[3]string]bool
}

func readSource(s, lang string) *sourceText {
	src := &sourceText{said: map[string]bool{}, at: map[string][]int{}, triples: map[[3]string]bool{}}
	var all []string
	for n, sp := range text.Sentences(s, lang) {
		var stems []string
		denied := false
		for _, w := range text.Words(s[sp.Start:sp.End]) {
			src.said[w] = true
			denied = denied || denies(w)
			st := faithStem(w, lang)
			stems = append(stems, st)
			if at := src.at[st]; len(at) == 0 || at[len(at)-1] != n {
				src.at[st] = append(at, n)
			}
		}
		if denied {
			src.denials++
		}
		src.sentences, src.denied = append(src.sentences, stems), append(src.denied, denied)
		all = append(all, stems...)
	}
	for i := 2; i < len(all); i++ {
		src.triples[[3]string{all[i-2], all[i-1], all[i]}] = true
	}
	return src
}

// faithStem stems a word; a number in words becomes digits.
func faithStem(w, lang string) string {
	if n, ok := numberWords[w]; ok {
		return n
	}
	return text.Stem(strings.TrimSuffix(w, "'s"), lang)
}

func denies(w string) bool { return negations[w] || strings.HasSuffix(w, "n't") }

func (src *sourceText) holds(c *claim) bool { return src.said[c.text] || len(src.at[c.stem]) > 0 }

// overdenies reports whether a sentence of the summary denies and the source sentence most like it does not.
func (src *sourceText) overdenies(claims []claim) bool {
	if !anyDenies(claims) || float64(src.denials) > deniedEnough*float64(len(src.denied)) {
		return false
	}
	hits := map[int]int{}
	for i := range claims {
		if c := &claims[i]; c.content || c.number {
			worth := int(1000 * rarity(text.Hash(stem(c.text))))
			for _, s := range src.at[c.stem] {
				hits[s] += worth
			}
		}
	}
	best, most := -1, 0
	for s := range src.sentences {
		if hits[s] > most {
			best, most = s, hits[s]
		}
	}
	return best >= 0 && !src.denied[best]
}

// underdenies reports whether a sentence of the summary says what a source sentence says of the same words, but without its denial.
func (src *sourceText) underdenies(claims []claim) bool {
	if anyDenies(claims) {
		return false
	}
	stems := map[string]bool{}
	for i := range claims {
		if claims[i].content || claims[i].number {
			stems[claims[i].stem] = true
		}
	}
	if len(stems) < 4 {
		return false
	}
	for s, words := range src.sentences {
		if !src.denied[s] {
			continue
		}
		hit := map[string]bool{}
		near := false
		for k, w := range words {
			if stems[w] {
				hit[w] = true
			}
			if denies(w) {
				for _, x := range words[max(0, k-2):min(len(words), k+4)] {
					near = near || stems[x]
				}
			}
		}
		if near && float64(len(hit)) >= tellingSame*float64(len(stems)) {
			return true
		}
	}
	return false
}

func anyDenies(claims []claim) bool {
	for i := range claims {
		if claims[i].denies {
			return true
		}
	}
	return false
}

// runs counts the words of a summary that end a run of three which the source has.
func (src *sourceText) runs(claims []claim) float64 {
	n := 0.0
	for i := 2; i < len(claims); i++ {
		if src.triples[[3]string{claims[i-2].stem, claims[i-1].stem, claims[i].stem}] {
			n++
		}
	}
	return n
}
