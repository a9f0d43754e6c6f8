package page

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"attache/scrape/page/dom"
)

// titleFeatureCount is how many numbers describe a candidate for the title.
const titleFeatureCount = 67

// titleFeatures describes each candidate in numbers.
func (r *Parsed) titleFeatures(cs []TitleCandidate) [][]float32 {
	heads := map[int]string{} // by source: what it says, folded
	var h1s int
	for i := range cs {
		for _, s := range []int{sayOG, sayTwitter, sayLD, sayTitle, sayItem} {
			if cs[i].said[s] && heads[s] == "" {
				heads[s] = cs[i].fold
			}
		}
		if cs[i].said[sayH1] {
			h1s++
		}
	}
	slug := slugWords(r.base.Path)
	sense := r.newTitleSense(cs)
	out := make([][]float32, len(cs))
	for i := range cs {
		c := &cs[i]
		f := make([]float32, 0, titleFeatureCount)
		for _, said := range c.said {
			f = append(f, flag(said))
		}
		var agree float32
		for _, s := range []int{sayOG, sayTwitter, sayLD, sayTitle, sayItem} {
			h := heads[s]
			f = append(f, relation(c.fold, h))
			if h != "" && h == c.fold {
				agree++
			}
		}
		same, longer := float32(0), float32(0)
		for k := range cs {
			if k != i && cs[k].fold == c.fold {
				same++
			}
			if k != i && len(cs[k].fold) > len(c.fold) && len(c.fold) > 8 && strings.Contains(cs[k].fold, c.fold) {
				longer++
			}
		}
		f = append(f, agree, same, longer, float32(h1s), float32(c.order), float32(utf8.RuneCountInString(c.Text)),
			float32(len(strings.Fields(c.Text))), flag(c.site), slugShare(c.Text, slug), flag(len(slug) > 2),
			flag(strings.IndexFunc(c.Text, unicode.IsLower) < 0), lastNumber(lastRune(c.Text)), float32(len(cs)))
		f = r.headingPlace(c, f)
		f = sense.features(i, f)
		out[i] = append(f, flag(c.shown))
	}
	return out
}

// headingPlace adds where on the page a candidate stands as a heading.
func (r *Parsed) headingPlace(c *TitleCandidate, f []float32) []float32 {
	if c.node < 0 {
		return append(f, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1)
	}
	l, n := r.layout, &r.tree.Nodes[c.node]
	at := l.At[c.node]
	to := min(int(at)+25, len(l.Blocks))
	var sig dom.Signals
	var sem [dom.SemanticCount]float32
	linked := n.Atom == atom.A
	for i, up := c.node, 0; i >= 0 && up < 12; i, up = r.tree.Nodes[i].Parent, up+1 {
		if up < 4 {
			sig |= r.tree.Nodes[i].Sig
		}
		if k := dom.SemanticOf(r.tree.Nodes[i].Atom); k >= 0 {
			sem[k] = 1
		}
		linked = linked || r.tree.Nodes[i].Atom == atom.A
	}
	for i := c.node; i < n.End; i++ {
		linked = linked || r.tree.Nodes[i].Atom == atom.A
	}
	return append(f, ratio(at, int32(len(l.Blocks))), float32(l.SumPara[to]-l.SumPara[at]),
		ratio(l.SumPara[at], l.SumPara[len(l.Blocks)]),
		sem[dom.SemArticle], sem[dom.SemMain], sem[dom.SemHeader],
		max(sem[dom.SemNav], sem[dom.SemAside], sem[dom.SemFooter]), flag(n.Hidden), flag(linked),
		flag(sig&(dom.SigRelated|dom.SigSide|dom.SigTeaser) != 0), flag(sig&(dom.SigTitle|dom.SigArticle) != 0),
		float32(n.Depth), float32(at))
}

// relation says how a candidate stands to a text of the head: -1 no text, 0 nothing in common, 1 the text begins with
// it, 2 contains it, 3 is within it, 4 equal.
func relation(c, head string) float32 {
	switch {
	case head == "" || c == "":
		return -1
	case c == head:
		return 4
	case strings.HasPrefix(head, c):
		return 1
	case strings.Contains(head, c):
		return 2
	case strings.Contains(c, head):
		return 3
	}
	return 0
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// slugWords are the words of the last long part of an address.
func slugWords(path string) map[string]bool {
	var best string
	for _, p := range strings.Split(strings.ToLower(path), "/") {
		if len(p) > len(best) {
			best = p
		}
	}
	m := map[string]bool{}
	for _, w := range strings.FieldsFunc(best,
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if len(w) > 2 {
			m[w] = true
		}
	}
	return m
}

// slugShare is the share of a slug's words that a text has.
func slugShare(text string, slug map[string]bool) float32 {
	if len(slug) == 0 {
		return -1
	}
	hit := 0
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(text),
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if slug[w] && !seen[w] {
			seen[w] = true
			hit++
		}
	}
	return float32(hit) / float32(len(slug))
}

// titleSense compares the candidates' words with those of the page's chief statements of its title.
type titleSense struct {
	cs       []TitleCandidate
	words    [][]uint32 // by candidate: hashes of its words, sorted
	first    [sayCount]int
	language float32 // 1 English, 2 German, 0 another, 3 unknown: what is put before and after a headline differs
	alike    []float32
}

// chiefTitles are the statements that candidates are compared with.
var chiefTitles = [...]int{sayH1, sayOG, sayLD, sayTitle, sayTwitter}

// newTitleSense finds the first candidate of each source; a heading that is the site's name does not count.
func (r *Parsed) newTitleSense(cs []TitleCandidate) *titleSense {
	s := &titleSense{cs: cs, words: make([][]uint32, len(cs))}
	for k := range s.first {
		s.first[k] = -1
	}
	for i := range cs {
		s.words[i] = wordHashes(cs[i].Text)
		for k, said := range cs[i].said {
			if said && s.first[k] < 0 && (k != sayH1 || !cs[i].site) {
				s.first[k] = i
			}
		}
	}
	language := r.lang
	if language == "" {
		language, _, _ = strings.Cut(strings.ToLower(r.facts.Lang), "-")
	}
	switch language {
	case "en":
		s.language = 1
	case "de":
		s.language = 2
	case "":
		s.language = 3
	}
	for _, p := range [][2]int{
		{sayH1, sayOG},
		{sayH1, sayTitle},
		{sayH1, sayLD},
		{sayOG, sayLD},
		{sayOG, sayTitle},
		{sayH1, sayTwitter},
	} {
		a, b, alike := s.first[p[0]], s.first[p[1]], float32(-1)
		if a >= 0 && b >= 0 {
			both := inBoth(s.words[a], s.words[b])
			alike = both / max(1, float32(len(s.words[a])+len(s.words[b]))-both)
		}
		s.alike = append(s.alike, alike)
	}
	return s
}

// features adds how many of its words candidate i has in common with each chief statement, and how these agree.
func (s *titleSense) features(i int, f []float32) []float32 {
	c, w := &s.cs[i], s.words[i]
	for _, source := range chiefTitles {
		k := s.first[source]
		if k < 0 {
			f = append(f, -1, -1, -1)
			continue
		}
		both := inBoth(w, s.words[k])
		f = append(f, fraction(both, float32(len(w))), fraction(both, float32(len(s.words[k]))),
			flag(s.cs[k].fold == c.fold && s.cs[k].Text != c.Text))
	}
	return append(append(f, s.language), s.alike...)
}

// wordHashes are the hashes of a text's words, sorted, each once.
func wordHashes(s string) []uint32 {
	var out []uint32
	for _, w := range strings.FieldsFunc(strings.ToLower(s),
		func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		out = append(out, dom.HashText(w))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// inBoth counts what two sorted lists have in common.
func inBoth(a, b []uint32) float32 {
	n := 0
	for i, k := 0, 0; i < len(a) && k < len(b); {
		switch {
		case a[i] == b[k]:
			n, i, k = n+1, i+1, k+1
		case a[i] < b[k]:
			i++
		default:
			k++
		}
	}
	return float32(n)
}
