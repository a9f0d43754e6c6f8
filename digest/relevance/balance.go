package relevance

import (
	"strings"

	"attache/digest/entities"
	"attache/text"
)

// themeWord is a word of a theme in a text.
type themeWord struct {
	theme, token int
	at           int // byte
}

// balanceFeatures are those that balance adds to Features.Dense; the first balanceWords of them weigh words, the others
// actors.
var balanceFeatures = [...]string{
	"dealings", "dealings in lead", "short × dealings", "short × breadth of others",
	"short × foreign", "home and foreign deal in a sentence", "share of foreign sentences",
}

const (
	balanceWords  = 4
	dealingThemes = actingThemes + 1 // migration is a matter of states, too
	mostOthers    = 5                // themes that have nothing to do with states
)

// balance says how much of what the text speaks of, in words of known themes, is what states deal with, and how many of
// its sentences name others than home. A few words that are all of dealings are another thing than one such word among
// many of courts and schools.
func (e *Features) balance(s, home string, lead int, hits []entities.Match, tokens []text.Token, words []themeWord) {
	in, sentences := sentenceOf(s, tokens)
	type sentence struct{ home, foreign, deals bool }
	by := make([]sentence, sentences)
	for _, h := range hits {
		switch h.Country() {
		case "":
		case home:
			by[in[h.Token]].home = true
		default:
			by[in[h.Token]].foreign = true
		}
	}
	var dealingsInLead, wordsInLead int
	var others [len(themes)]bool
	for _, w := range words {
		inLead := w.at < lead
		if inLead {
			wordsInLead++
		}
		if w.theme >= dealingThemes {
			others[w.theme] = true
			continue
		}
		e.dealings++
		if inLead {
			dealingsInLead++
		}
		if name := themes[w.theme]; name != "international" && name != "office" { // these name who, not what
			by[in[w.token]].deals = true
		}
	}
	e.spoken = len(words)
	breadth, foreign, together := 0, 0, false
	for _, spoken := range others {
		if spoken {
			breadth++
		}
	}
	for _, x := range by {
		if x.foreign {
			foreign++
		}
		together = together || x.home && x.foreign && x.deals
	}
	short, dealings := e.Dense[shortFeature], float32(e.dealings)/float32(e.spoken+1)
	e.Dense = append(e.Dense,
		dealings, float32(dealingsInLead)/float32(wordsInLead+1), short*dealings,
		short*float32(min(breadth, mostOthers))/mostOthers,
		short*e.Dense[foreignFeature], bit(together), float32(foreign)/float32(sentences))
}

// sentenceOf numbers the sentence of each token, n in all. It is rougher than text.Sentences, and costs nothing.
func sentenceOf(s string, tokens []text.Token) (in []int, n int) {
	in = make([]int, len(tokens))
	for i, t := range tokens {
		if i > 0 && (t.Upper || text.Uncased(t.Text)) && strings.ContainsAny(s[tokens[i-1].End:t.Start], ".!?\n。！？؟") {
			n++
		}
		in[i] = n
	}
	return in, n + 1
}
