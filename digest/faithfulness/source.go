package faithfulness

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"attache/digest/entities"
	"attache/text"
)

// claim is a word of a summary, or a number of several words.
type claim struct {
	text, stem   string
	number, name bool
	content      bool // says something of its own
	denies       bool
	sentence     int
	ids          []string // of whose name it begins or goes on with; nil when none
	sure         bool     // the name can mean nothing else
}

// stranger reports whether a word names a country, an organisation or a person that the source does not name in any
// way.
func (c *claim) stranger(src *sourceText) bool {
	return c.sure && !src.names(c) && !src.holds(c)
}

func readClaims(summary, lang string) []claim {
	_, hits, tokens := entities.Scan(lang, "", summary)
	out := make([]claim, 0, len(tokens))
	prev, sentence, opens := 0, 0, true
	for i := 0; i < len(tokens); {
		t := tokens[i]
		if i > 0 && strings.ContainsAny(summary[prev:t.Start], ".!?…\n") {
			sentence++
			opens = true
		}
		c := claim{text: t.Text, stem: stemOf(t.Text, lang), sentence: sentence, denies: denies(t.Text)}
		n := numeralAt(tokens, i, lang)
		if n.words > 0 {
			listMark := len(n.value) < 3 && strings.HasPrefix(summary[t.End:], ")")
			c.stem, c.number = n.value, !n.small && !listMark
		}
		c.name = t.Upper && !opens && n.words == 0 && len(t.Text) > 2
		c.content = n.words == 0 && utf8.RuneCountInString(t.Text) > 3 && !stopWords[t.Text]
		if i+1 < len(tokens) && (setPhrases[t.Text+" "+tokens[i+1].Text] || summary[t.End:tokens[i+1].Start] == "-") {
			c.denies = false // "not only", "no-cost"
		}
		for _, h := range hits {
			if h.Start <= t.Start && t.Start < h.End {
				c.ids, c.sure = h.IDs(), h.Sure && t.Upper && h.Start == t.Start
			}
		}
		out = append(out, c)
		i += max(1, n.words)
		prev, opens = tokens[i-1].End, false
	}
	return out
}

// sourceText is a source to check against.
type sourceText struct {
	lang      string
	said      map[string]bool  // words
	at        map[string][]int // sentences of each stem and number, ascending
	sentences [][]string       // stems
	words     [][]string       // as they are written, folded
	denied    []bool           // whether a sentence denies
	denials   int
	triples   map[[3]string]bool
	initials  map[string]bool  // of names in a row: "eu" of European Union
	rivals    map[string][]int // sentences of the words that exclude others
	named     map[string]bool  // identities of the countries, organisations, people and regions
}

func readSource(s, lang string) *sourceText {
	src := &sourceText{
		lang: lang, said: map[string]bool{}, at: map[string][]int{}, triples: map[[3]string]bool{},
		initials: map[string]bool{}, rivals: map[string][]int{}, named: map[string]bool{},
	}
	_, hits, _ := entities.Scan(lang, "", s)
	for _, h := range hits {
		for _, id := range h.IDs() {
			src.named[id] = true
		}
		src.named[h.ActsFor()] = true
	}
	var all []string
	for _, sp := range text.Sentences(s, lang) {
		src.read(text.Tokens(s[sp.Start:sp.End]))
		all = append(all, src.sentences[len(src.sentences)-1]...)
	}
	for i := 2; i < len(all); i++ {
		src.triples[[3]string{all[i-2], all[i-1], all[i]}] = true
	}
	return src
}

// read takes up a sentence.
func (src *sourceText) read(tokens []text.Token) {
	stems, words := make([]string, 0, len(tokens)), make([]string, 0, len(tokens))
	denied := false
	for i, t := range tokens {
		src.said[t.Text] = true
		words = append(words, t.Text)
		denied = denied || denies(t.Text)
		st := stemOf(t.Text, src.lang)
		if n := numeralAt(tokens, i, src.lang); n.words > 0 {
			st = n.value
		} else {
			for _, digits := range strings.FieldsFunc(t.Text, func(r rune) bool { return r < '0' || r > '9' }) {
				src.mention(digits) // the 4 of Q4
			}
		}
		stems = append(stems, st)
		src.mention(st)
		if key := rivalKey(t.Text, src.lang); key != "" {
			src.rivals[key] = append(src.rivals[key], len(src.sentences))
		}
		if i > 0 && !tokens[i-1].Upper {
			if in := initials(tokens, i); len(in) > 1 {
				src.initials[in] = true
			}
		}
	}
	if denied {
		src.denials++
	}
	src.sentences, src.denied = append(src.sentences, stems), append(src.denied, denied)
	src.words = append(src.words, words)
}

// mention notes that the sentence being read has a stem or a number.
func (src *sourceText) mention(stem string) {
	n := len(src.sentences)
	if at := src.at[stem]; len(at) == 0 || at[len(at)-1] != n {
		src.at[stem] = append(at, n)
	}
}

// mostInitials is the most letters of an abbreviation.
const mostInitials = 64

// initials returns the first letters of the capitalised words from token i on.
func initials(tokens []text.Token, i int) string {
	var b strings.Builder
	for end := i + mostInitials; i < min(len(tokens), end) && tokens[i].Upper; i++ {
		r, _ := utf8.DecodeRuneInString(tokens[i].Text)
		b.WriteRune(r)
	}
	return b.String()
}

func stemOf(w, lang string) string { return text.Stem(strings.TrimSuffix(w, "'s"), lang) }

func denies(w string) bool { return negations[w] || strings.HasSuffix(w, "n't") }

// holds reports whether the source has the word in some form, or the number.
func (src *sourceText) holds(c *claim) bool {
	return !c.number && src.said[c.text] || len(src.at[c.stem]) > 0
}

// names reports whether a word is part of a name, however written, of something that the source names too.
func (src *sourceText) names(c *claim) bool {
	return slices.ContainsFunc(c.ids, func(id string) bool { return src.named[id] })
}

// abbreviates reports whether a name is the plural or the initials of one in the source, or spells out initials that it
// has.
func (src *sourceText) abbreviates(claims []claim, i int) bool {
	w := claims[i].text
	if src.initials[w] || src.said[strings.TrimSuffix(w, "s")] || src.said[w+"s"] {
		return true
	}
	from, to := i, i+1
	for from > 0 && claims[from-1].name && claims[from-1].sentence == claims[i].sentence {
		from--
	}
	for to < len(claims) && claims[to].name && claims[to].sentence == claims[i].sentence {
		to++
	}
	var in strings.Builder
	for _, c := range claims[from:to] {
		r, _ := utf8.DecodeRuneInString(c.text)
		in.WriteRune(r)
	}
	return to-from > 1 && src.said[in.String()]
}

// rounds reports whether a number is said to be about one that the source has.
func (src *sourceText) rounds(claims []claim, i int) bool {
	if !slices.ContainsFunc(claims[max(0, i-2):i], func(c claim) bool { return about[c.text] }) {
		return false
	}
	v, err := strconv.ParseFloat(claims[i].stem, 64)
	if err != nil {
		return false
	}
	for st := range src.at {
		if x, err := strconv.ParseFloat(st, 64); err == nil && math.Abs(x-v) <= roundedBy*x {
			return true
		}
	}
	return false
}

// alike returns the sentences of the source that share most with a sentence of the summary, the likest first.
func (src *sourceText) alike(claims []claim) []int {
	hits := map[int]int{}
	for i := range claims {
		if c := &claims[i]; c.content || c.number {
			worth := int(1000 * text.Rarity(text.Hash(text.StemAny(c.text))))
			for _, s := range src.at[c.stem] {
				hits[s] += worth
			}
		}
	}
	var out []int
	for s := range src.sentences {
		if hits[s] > 0 {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return hits[b] - hits[a] })
	return out[:min(len(out), likest)]
}

// near reports whether a word stands in one of the sentences or beside it.
func (src *sourceText) near(w string, sentences []int) bool {
	return beside(src.at[stemOf(w, src.lang)], sentences)
}

// beside reports whether one of the places is among the sentences or next to one.
func beside(places, sentences []int) bool {
	return slices.ContainsFunc(places, func(p int) bool {
		return slices.ContainsFunc(sentences, func(s int) bool { return p >= s-1 && p <= s+1 })
	})
}
