package relevance

import (
	"strings"

	"attache/text"
)

const (
	dealingThemes = actingThemes + 1 // migration is a matter of states, too
	mostOthers    = 5                // themes that have nothing to do with states
)

// balanced says how much of what the text speaks of, in words of known themes, is what states deal with, and how many
// of its sentences name others than home. A few words that are all of dealings are another thing than one such word
// among many of courts and schools.
type balanced struct {
	dealings, dealingsInLead, wordsInLead int
	dealingsInTitle, othersInTitle        int
	breadth                               int  // themes that have nothing to do with states
	sentences, foreign                    int  // all, and those that name a foreign country
	together                              bool // home and a foreign country deal with each other in one sentence
}

func (r *reading) readBalance() {
	b := &r.balanced
	var in []int
	in, b.sentences = sentenceOf(r.s, r.tokens)
	type sentence struct{ home, foreign, deals bool }
	by := make([]sentence, b.sentences)
	for _, h := range r.hits {
		switch h.Country() {
		case "":
		case r.home:
			by[in[h.Token]].home = true
		default:
			by[in[h.Token]].foreign = true
		}
	}
	var others [len(themes)]bool
	for _, w := range r.themes.found {
		inLead := w.at < r.lead
		if inLead {
			b.wordsInLead++
		}
		if w.at < r.title {
			if w.theme < dealingThemes {
				b.dealingsInTitle++
			} else {
				b.othersInTitle++
			}
		}
		if w.theme >= dealingThemes {
			others[w.theme] = true
			continue
		}
		b.dealings++
		if inLead {
			b.dealingsInLead++
		}
		if name := themes[w.theme]; name != "international" && name != "office" { // these name who, not what
			by[in[w.token]].deals = true
		}
	}
	for _, spoken := range others {
		if spoken {
			b.breadth++
		}
	}
	for _, x := range by {
		if x.foreign {
			b.foreign++
		}
		b.together = b.together || x.home && x.foreign && x.deals
	}
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
