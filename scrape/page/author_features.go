package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"attache/news"
	"attache/scrape/markup"
	"attache/scrape/page/byline"
	"attache/scrape/page/dom"
	"attache/scrape/page/head"
	"attache/text"
)

// authorFeatureCount is how many numbers describe a candidate for an author.
const authorFeatureCount = 86

// authorFeatures describes each candidate in numbers.
func (r *Parsed) authorFeatures(cs []AuthorCandidate) [][]float32 {
	var have [byCount]float32
	for i := range cs {
		for k, n := range cs[i].said {
			if n > 0 {
				have[k]++
			}
		}
	}
	known := r.newNameSense(cs)
	out := make([][]float32, len(cs))
	for i := range cs {
		c := &cs[i]
		f := make([]float32, 0, authorFeatureCount)
		kinds := float32(0)
		for _, n := range c.said {
			f = append(f, float32(n))
			kinds += flag(n > 0)
		}
		f = append(f, have[:]...)
		words := strings.Fields(c.Name)
		var capital, roles, upper, short float32
		for _, w := range words {
			first, _ := utf8.DecodeRuneInString(w)
			capital += flag(unicode.IsUpper(first))
			upper += flag(strings.IndexFunc(w, unicode.IsLower) < 0)
			roles += flag(roleWords[strings.ToLower(strings.Trim(w, ".,:'"))])
			short += flag(len(w) <= 2)
		}
		within, around := float32(0), float32(0)
		for k := range cs {
			if k == i {
				continue
			}
			if strings.Contains(cs[k].fold, c.fold) {
				within++
			} else if strings.Contains(c.fold, cs[k].fold) {
				around++
			}
		}
		f = append(f, kinds, float32(len(words)), float32(utf8.RuneCountInString(c.Name)), capital/float32(len(words)),
			roles, upper, short,
			flag(strings.ContainsAny(c.Name, "0123456789")), flag(strings.ContainsAny(c.Name, "@#_!?:…")),
			flag(strings.Contains(c.Name, ".")), flag(r.site.is(c.letters)), within, around,
			float32(c.piece), float32(c.pieces), flag(c.before&byline.LeadAuthor != 0), flag(c.before&byline.LeadPhoto != 0),
			float32(i), float32(len(cs)), flag(strings.Contains(c.Name, "-") && strings.ToLower(c.Name) == c.Name),
			flag(r.titleFold != "" && strings.Contains(r.titleFold, c.letters)))
		f = r.authorPlace(c, f)
		f = known.features(r, c, words, f)
		f = r.linkFeatures(c, words, f)
		f = r.besideFeatures(c, f)
		out[i] = append(f, flag(c.strong), flag(c.house), flag(c.refused))
	}
	return out
}

// authorPlace adds where on the page a name stands.
func (r *Parsed) authorPlace(c *AuthorCandidate, f []float32) []float32 {
	if c.node < 0 {
		return append(f, -1, -1000, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	}
	l := r.layout
	at := l.At[c.node]
	rel := float32(-1000)
	if r.titleBlock >= 0 {
		rel = float32(at - r.titleBlock)
	}
	n := len(l.Blocks)
	sem, sig := r.tree.Around(c.node)
	return append(f, ratio(at, int32(n)), rel, ratio(l.SumPara[at], l.SumPara[n]), sem[dom.SemArticle], sem[dom.SemHeader],
		sem[dom.SemAside], sem[dom.SemFooter]+sem[dom.SemNav],
		flag(sig&dom.SigComment != 0), flag(sig&dom.SigRelated != 0), flag(sig&dom.SigTeaser != 0),
		flag(sig&dom.SigSide != 0),
		flag(sig&dom.SigDate != 0), flag(r.tree.Nodes[c.node].Hidden), float32(r.tree.Nodes[c.node].Depth))
}

// nameSense tells names from other words: by common given names, and by the words that the page's text also has with a
// small first letter.
type nameSense struct {
	lower          *wordBits
	led, all, inLD float32 // how many candidates bear a given name: after "by", of all, in JSON-LD
}

func (r *Parsed) newNameSense(cs []AuthorCandidate) *nameSense {
	n := &nameSense{lower: lowerWords(r.layout.Buf)}
	for i := range cs {
		if cs[i].given {
			n.all++
			n.led += flag(cs[i].before&byline.LeadAuthor != 0)
			n.inLD += flag(cs[i].said[byLD] > 0)
		}
	}
	return n
}

func (n *nameSense) features(r *Parsed, c *AuthorCandidate, words []string, f []float32) []float32 {
	_, some := byline.BearsFirstName(words)
	var lower, all float32
	for _, w := range words {
		for _, x := range strings.FieldsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) {
			all++
			lower += flag(n.lower.has(dom.HashText(strings.ToLower(x))))
		}
	}
	kind := r.facts.Kinds[c.fold]
	return append(f, flag(c.given), flag(some), lower, fraction(lower, all), flag(kind&head.NameOfPerson != 0),
		flag(kind&head.NameOfOrganisation != 0),
		flag(c.before&byline.LeadHelper != 0), flag(c.before&byline.LeadLabel != 0), n.led, n.all, n.inLD)
}

// fraction is part/whole, -1 when there is no whole.
func fraction(part, whole float32) float32 {
	if whole == 0 {
		return -1
	}
	return part / whole
}

// wordBits remembers words by one bit of their hash.
type wordBits [1024]uint64

func (w *wordBits) add(h uint32)      { w[h>>6&1023] |= 1 << (h & 63) }
func (w *wordBits) has(h uint32) bool { return w[h>>6&1023]&(1<<(h&63)) != 0 }

// lowerSample is how many bytes of a page's text are searched for words.
const lowerSample = 8 << 10

// lowerWords are the words that a text has with a small first letter.
func lowerWords(text []byte) *wordBits {
	var w wordBits
	text = text[:min(len(text), lowerSample)]
	h, lower := uint32(0), false
	for i := 0; i <= len(text); {
		r, size := rune(0), 1 // the end is the end of a word
		if i < len(text) {
			r = rune(text[i])
			if r >= utf8.RuneSelf {
				r, size = utf8.DecodeRune(text[i:])
			}
		}
		if !isLetter(r) {
			if lower {
				w.add(h)
			}
			h, lower = 0, false
			i += size
			continue
		}
		if h == 0 {
			h, lower = dom.HashStart, r >= 'a' && r <= 'z' || r >= utf8.RuneSelf && unicode.IsLower(r)
		}
		for end := i + size; i < end; i++ {
			h = dom.HashByte(h, text[i])
		}
	}
	return &w
}

// isLetter is unicode.IsLetter, quick for ASCII.
func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		r |= 0x20
		return r >= 'a' && r <= 'z'
	}
	return unicode.IsLetter(r)
}

// linkFeatures describe the link around or within a candidate: how far it is, whether its address spells the name, and
// whether it leads to an author's page.
func (r *Parsed) linkFeatures(c *AuthorCandidate, words []string, f []float32) []float32 {
	if c.node < 0 {
		return append(f, -1, -1, -1)
	}
	n := r.tree.Nodes
	href, far := "", float32(-1)
	for i, up := c.node, 0; i >= 0 && up < 5 && far < 0; i, up = n[i].Parent, up+1 {
		if n[i].Atom == atom.A {
			href, far = markup.Attr(n[i].HTML, "href"), float32(up)
		}
	}
	for i := c.node; far < 0 && i < min(n[c.node].End, c.node+10); i++ {
		if n[i].Atom == atom.A {
			href, far = markup.Attr(n[i].HTML, "href"), 9
		}
	}
	if href == "" {
		return append(f, far, -1, 0)
	}
	low, hit := strings.ToLower(href), float32(0)
	for _, w := range words {
		hit += flag(len(w) > 2 && strings.Contains(low, strings.ToLower(w)))
	}
	return append(f, far, fraction(hit, float32(len(words))), flag(authorPath(href)))
}

// besideFeatures describe the texts right before and after a candidate and the line it stands in.
func (r *Parsed) besideFeatures(c *AuthorCandidate, f []float32) []float32 {
	if c.node < 0 {
		return append(f, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1)
	}
	before, after := r.textBeside(c.node)
	rest, lead := byline.CutLead(before)
	if rest != "" {
		lead = 0
	}
	var roles, digits float32
	for _, w := range strings.Fields(after) {
		roles += flag(roleWords[strings.ToLower(strings.Trim(w, ".,:'"))])
	}
	for _, c := range after {
		digits += flag(c >= '0' && c <= '9')
	}
	f = append(f, float32(lead), flag(strings.HasSuffix(before, ":")), flag(strings.ContainsAny(before, "0123456789")),
		float32(strings.Count(before, " ")),
		roles, digits, float32(strings.Count(after, " ")))
	l := r.layout
	at := int(l.At[c.node])
	if at >= len(l.Blocks) || l.Blocks[at].Node >= r.tree.Nodes[c.node].End {
		at-- // the block began before this node
	}
	if at < 0 {
		return append(f, -1, -1, -1, -1, -1)
	}
	b := &l.Blocks[at]
	return append(f, float32(b.Words), fraction(float32(utf8.RuneCountInString(c.Name)), float32(b.Runes)),
		float32(b.Digits), fraction(float32(b.Linked), float32(b.Runes)), flag(b.Kind == news.Heading))
}

// besideNodes is how many nodes are searched for the text before and after.
const besideNodes = 14

// textBeside returns the end of the text before a node and the beginning of the one after it.
func (r *Parsed) textBeside(node int32) (before, after string) {
	n := r.tree.Nodes
	for k := node - 1; k >= 0 && k >= node-besideNodes && before == ""; k-- {
		if n[k].Text {
			before = strings.TrimSpace(n[k].HTML.Data)
		}
	}
	for k := n[node].End; k < int32(len(n)) && k < n[node].End+besideNodes && after == ""; k++ {
		if n[k].Text {
			after = strings.TrimSpace(n[k].HTML.Data)
		}
	}
	from := max(0, len(before)-40)
	for from < len(before) && !utf8.RuneStart(before[from]) {
		from++
	}
	return before[from:], text.Clip(after, 60)
}
