package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/atom"

	"attache/news"
	"attache/scrape/markup"
	"attache/text"
)

// authorFeatureCount is how many numbers describe a candidate for an author.
const authorFeatureCount = 83

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
			flag(strings.Contains(c.Name, ".")), flag(r.isSite(c.Name)), within, around,
			float32(c.piece), float32(c.pieces), flag(c.before&leadAuthor != 0), flag(c.before&leadPhoto != 0),
			float32(i), float32(len(cs)), flag(strings.Contains(c.Name, "-") && strings.ToLower(c.Name) == c.Name),
			flag(r.titleFold != "" && strings.Contains(r.titleFold, foldText(c.Name))))
		f = r.authorPlace(c, f)
		f = known.features(r, c, words, f)
		f = r.linkFeatures(c, words, f)
		out[i] = r.besideFeatures(c, f)
	}
	return out
}

// authorPlace adds where on the page a name stands.
func (r *Parsed) authorPlace(c *AuthorCandidate, f []float32) []float32 {
	if c.node < 0 {
		return append(f, -1, -1000, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	}
	l := r.layout
	at := l.at[c.node]
	rel := float32(-1000)
	if r.titleBlock >= 0 {
		rel = float32(at - r.titleBlock)
	}
	n := len(l.blocks)
	sem, sig := r.tree.around(c.node)
	return append(f, ratio(at, int32(n)), rel, ratio(l.sumPara[at], l.sumPara[n]), sem[semArticle], sem[semHeader],
		sem[semAside], sem[semFooter]+sem[semNav],
		flag(sig&sigComment != 0), flag(sig&sigRelated != 0), flag(sig&sigTeaser != 0), flag(sig&sigSide != 0),
		flag(sig&sigDate != 0), flag(r.tree.nodes[c.node].hidden), float32(r.tree.nodes[c.node].depth))
}

// nameSense tells names from other words: by common given names, and by the words that the page's text also has with a
// small first letter.
type nameSense struct {
	lower          *wordBits
	led, all, inLD float32 // how many candidates bear a given name: after "by", of all, in JSON-LD
}

func (r *Parsed) newNameSense(cs []AuthorCandidate) *nameSense {
	n := &nameSense{lower: lowerWords(r.layout.buf)}
	for i := range cs {
		if cs[i].given {
			n.all++
			n.led += flag(cs[i].before&leadAuthor != 0)
			n.inLD += flag(cs[i].said[byLD] > 0)
		}
	}
	return n
}

func (n *nameSense) features(r *Parsed, c *AuthorCandidate, words []string, f []float32) []float32 {
	_, some := bearsFirstName(words)
	var lower, all float32
	for _, w := range words {
		for _, x := range strings.FieldsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) {
			all++
			lower += flag(n.lower.has(hashText(strings.ToLower(x))))
		}
	}
	kind := r.facts.kinds[c.fold]
	return append(f, flag(c.given), flag(some), lower, fraction(lower, all), flag(kind&nameOfPerson != 0),
		flag(kind&nameOfHouse != 0),
		flag(c.before&leadHelper != 0), flag(c.before&leadLabel != 0), n.led, n.all, n.inLD)
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
			h, lower = hashStart, r >= 'a' && r <= 'z' || r >= utf8.RuneSelf && unicode.IsLower(r)
		}
		for end := i + size; i < end; i++ {
			h = hashByte(h, text[i])
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
	n := r.tree.nodes
	href, far := "", float32(-1)
	for i, up := c.node, 0; i >= 0 && up < 5 && far < 0; i, up = n[i].parent, up+1 {
		if n[i].atom == atom.A {
			href, far = markup.Attr(n[i].h, "href"), float32(up)
		}
	}
	for i := c.node; far < 0 && i < min(n[c.node].end, c.node+10); i++ {
		if n[i].atom == atom.A {
			href, far = markup.Attr(n[i].h, "href"), 9
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
	rest, lead := cutLead(before)
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
	at := int(l.at[c.node])
	if at >= len(l.blocks) || l.blocks[at].node >= r.tree.nodes[c.node].end {
		at-- // the block began before this node
	}
	if at < 0 {
		return append(f, -1, -1, -1, -1, -1)
	}
	b := &l.blocks[at]
	return append(f, float32(b.words), fraction(float32(utf8.RuneCountInString(c.Name)), float32(b.runes)),
		float32(b.digits), fraction(float32(b.linked), float32(b.runes)), flag(b.kind == news.Heading))
}

// besideNodes is how many nodes are searched for the text before and after.
const besideNodes = 14

// textBeside returns the end of the text before a node and the beginning of the one after it.
func (r *Parsed) textBeside(node int32) (before, after string) {
	n := r.tree.nodes
	for k := node - 1; k >= 0 && k >= node-besideNodes && before == ""; k-- {
		if n[k].text {
			before = strings.TrimSpace(n[k].h.Data)
		}
	}
	for k := n[node].end; k < int32(len(n)) && k < n[node].end+besideNodes && after == ""; k++ {
		if n[k].text {
			after = strings.TrimSpace(n[k].h.Data)
		}
	}
	from := max(0, len(before)-40)
	for from < len(before) && !utf8.RuneStart(before[from]) {
		from++
	}
	return before[from:], text.Clip(after, 60)
}
