package page

import (
	"bytes"
	"math"
	"math/bits"
	"strings"
	"unicode"

	"golang.org/x/net/html/atom"

	"attache/news"
	"attache/scrape/page/dom"
	"attache/text"
)

// hints is what other fields tell about the body before it is sought.
type hints struct {
	title       string // the article's title, "" when unknown
	description string // the outlet's own summary
	ldBody      string // JSON-LD articleBody
	authors     []string
	kind        string // what the page says it is, as JSON-LD or Open Graph name it, in lower case
	saysArticle bool   // by Open Graph
	path        string // of its address
	outlet      outletMarks
}

// commentLevels is how far up from a comment's text the element is that says what it is.
const commentLevels = 12

var commentBit = bits.TrailingZeros32(uint32(dom.SigComment))

// BlockTable is a page's blocks, the candidates for its body, with what is computed once for the features of all.
type BlockTable struct {
	*dom.Layout
	hints
	keys     []uint64         // by block: what its surroundings look like
	mass     map[uint64]int32 // paragraph runes by key
	count    map[uint64]int32 // blocks by key
	cues     []cues
	top      int32 // the element that holds most prose, as readability reckons; -1 = none
	article  int32 // the <article> with most prose; -1 = none
	articles int32
	titleAt  int32 // index of the block that is the title; -1 = none
	words    int32 // of the page
	para     int32 // runes in paragraphs
	longest  int32
	climbs   []climb

	talk        int32 // runes in paragraphs of comments
	pageKind    float32
	addressKind float32
	page        [pageCount]float32
}

// climb is what is met on the way up from a block.
type climb struct {
	near     [dom.SignalCount]uint8 // levels up to the nearest element with the signal; far = none
	semantic [dom.SemanticCount]uint8
}

// far stands for a signal that no element around has: more levels than are told apart.
const far = 31

// Blocks returns a page's blocks. title is the article's, as Title returned it.
func (r *Parsed) Blocks(title string) *BlockTable {
	l, h := r.layout, r.hints(title)
	n := len(l.Blocks)
	s := &BlockTable{
		Layout: l, hints: h, keys: make([]uint64, n), mass: make(map[uint64]int32, n), count: make(map[uint64]int32, n),
		cues: make([]cues, n), climbs: make([]climb, n), titleAt: -1, article: -1,
	}
	for i := range l.Blocks {
		b := &l.Blocks[i]
		s.keys[i] = s.key(b)
		s.count[s.keys[i]]++
		if b.ParagraphLike() {
			s.mass[s.keys[i]] += b.Runes
			s.para += b.Runes
			s.longest = max(s.longest, b.Runes)
		}
		s.cues[i] = countCues(l.Buf[b.Start:min(b.End, b.Start+cueBytes)])
		s.words += b.Words
		s.climbs[i] = s.climb(i)
		if s.talks(i) && b.ParagraphLike() {
			s.talk += b.Runes
		}
	}
	s.pageKind, s.addressKind = kindOfPage(h.kind), kindOfAddress(h.path)
	s.page = s.pageFeatures()
	s.top = s.topCandidate()
	s.findArticles()
	s.titleAt = l.FindTitle(h.title)
	return s
}

// talks reports a block among readers' comments.
func (s *BlockTable) talks(i int) bool { return s.climbs[i].near[commentBit] < commentLevels }

// key hashes the looks of a block's element and the two around it.
func (s *BlockTable) key(b *dom.Block) uint64 {
	h := text.HashStart
	for i, up := b.Box, 0; i >= 0 && up < 3; i, up = s.Nodes[i].Parent, up+1 {
		h = text.HashAdd(h, uint64(s.Nodes[i].Look))
	}
	return h
}

func (s *BlockTable) climb(i int) climb {
	b := &s.Blocks[i]
	if i > 0 && s.Blocks[i-1].Box == b.Box && s.Nodes[b.Node].Parent == s.Nodes[s.Blocks[i-1].Node].Parent {
		return s.climbs[i-1]
	}
	var c climb
	for k := range c.near {
		c.near[k] = far
	}
	for k := range c.semantic {
		c.semantic[k] = far
	}
	var met dom.Signals
	for j, up := s.Nodes[b.Node].Parent, 0; j >= 0; j, up = s.Nodes[j].Parent, up+1 {
		n := &s.Nodes[j]
		if fresh := n.Sig &^ met; fresh != 0 {
			met |= fresh
			for k := range dom.SignalCount {
				if fresh&(1<<k) != 0 {
					c.near[k] = uint8(min(up, far-1))
				}
			}
		}
		if k := dom.SemanticOf(n.Atom); k >= 0 && c.semantic[k] == far {
			c.semantic[k] = uint8(min(up, far-1))
		}
	}
	return c
}

// topCandidate scores elements by the prose of their children and grandchildren, after Arc90's readability.
func (s *BlockTable) topCandidate() int32 {
	score := make(map[int32]float64, 64)
	for i := range s.Blocks {
		b := &s.Blocks[i]
		if !b.ParagraphLike() {
			continue
		}
		v := 1 + float64(b.Commas) + math.Min(float64(b.Runes)/100, 3)
		at := b.Box
		switch s.Nodes[at].Atom {
		case atom.P, atom.Li, atom.Blockquote, atom.Pre, atom.Dd, atom.Tr, atom.Td:
			at = s.Nodes[at].Parent
		}
		for up := 0; at >= 0 && up < 5; up++ {
			score[at] += v / float64(1+up)
			at = s.Nodes[at].Parent
		}
	}
	best, top := int32(-1), 0.0
	for at, v := range score {
		from, to := s.Span(at)
		if text := s.SumText[to] - s.SumText[from]; text > 0 {
			v *= 1 - float64(s.SumLinked[to]-s.SumLinked[from])/float64(text)
		}
		if v > top || v == top && at < best {
			best, top = at, v
		}
	}
	return best
}

func (s *BlockTable) findArticles() {
	var most int32
	for i := range s.Nodes {
		if s.Nodes[i].Atom != atom.Article {
			continue
		}
		s.articles++
		from, to := s.Span(int32(i))
		if p := s.SumPara[to] - s.SumPara[from]; p > most {
			s.article, most = int32(i), p
		}
	}
}

// featureCount is how many numbers describe a block.
const featureCount = 145 + pageCount

// cueBytes is how much of a block's beginning is searched for boilerplate words.
const cueBytes = 240

// Len is the number of blocks.
func (s *BlockTable) Len() int { return len(s.Blocks) }

// Text is the text of block i.
func (s *BlockTable) Text(i int) string { return s.TextOf(&s.Blocks[i]) }

// Features appends to f the numbers by which the first stage judges block i. Their order is part of the trained
// weights.
func (s *BlockTable) Features(i int, f []float32) []float32 {
	f = s.ownFeatures(i, f)
	f = s.placeFeatures(i, f)
	f = s.neighbourFeatures(i, f)
	c := &s.climbs[i]
	for _, v := range c.near {
		f = append(f, float32(v))
	}
	for _, v := range c.semantic {
		f = append(f, float32(v))
	}
	for _, v := range s.cues[i] {
		f = append(f, float32(v))
	}
	return append(s.headingFeatures(i, f), s.page[:]...)
}

func kindNumber(k news.BlockKind) float32 {
	switch k {
	case news.Paragraph:
		return 0
	case news.Quotation:
		return 1
	case news.ListEntry:
		return 2
	case news.Heading:
		return 3
	case news.TableRow:
		return 4
	}
	return 5
}

func boxNumber(a atom.Atom) float32 {
	switch a {
	case atom.P:
		return 0
	case atom.Li, atom.Dd, atom.Dt:
		return 1
	case atom.Blockquote:
		return 2
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return 3
	case atom.Td, atom.Th, atom.Tr:
		return 4
	case atom.Section, atom.Article:
		return 5
	case atom.Div:
		return 6
	case atom.Button, atom.Label, atom.Form:
		return 8
	}
	return 7
}

func ratio(a, b int32) float32 {
	if b <= 0 {
		return 0
	}
	return float32(a) / float32(b)
}

// manyRunes is how much text is told apart from more of it. An article may be of any length: what stands far from its
// top must look like what stands further.
const manyRunes = 6000

// upTo bounds a figure that grows with the page.
func upTo(x, most float32) float32 { return min(x, most) }

func flag(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

func firstNumber(r rune) float32 {
	switch {
	case unicode.IsUpper(r):
		return 0
	case unicode.IsLower(r):
		return 1
	case unicode.IsDigit(r):
		return 2
	case r == '"' || r == '“' || r == '«' || r == '„' || r == '»' || r == '‘' || r == '\'':
		return 3
	case unicode.IsLetter(r):
		return 4
	}
	return 5
}

func lastNumber(r rune) float32 {
	switch r {
	case '.', '!', '?', '。', '！', '？', '۔', '؟', '։':
		return 0
	case '"', '”', '»', '“', '\'', '’', ')', '」':
		return 1
	case ':', '：':
		return 2
	case '…', '>', '›', '→', '»' + 1:
		return 3
	case ',', ';':
		return 4
	}
	return 5
}

// ownFeatures: what stands in the block itself (27 numbers).
func (s *BlockTable) ownFeatures(i int, f []float32) []float32 {
	b := &s.Blocks[i]
	text := s.Buf[b.Start:b.End]
	var inDescription, inBody float32
	if b.Words >= 4 && s.description != "" {
		head := text[:min(len(text), 60)]
		inDescription = flag(strings.Contains(s.description, string(trimRune(head))))
	}
	if s.ldBody != "" {
		inBody = -1
		if strings.Contains(s.ldBody, string(trimRune(text[:min(len(text), 40)]))) {
			inBody = 1
		}
	}
	return append(f,
		float32(b.Words), float32(b.Runes), ratio(b.Linked, b.Runes), ratio(b.Bold, b.Runes), float32(b.Links),
		float32(b.Commas), float32(b.Stops), ratio(b.Digits, b.Runes), ratio(b.Uppers, b.Runes), firstNumber(b.First),
		lastNumber(b.Last), kindNumber(b.Kind), float32(b.Level), boxNumber(s.Nodes[b.Box].Atom), flag(b.Hidden),
		flag(b.Dup), inDescription, inBody, flag(int32(i) == s.titleAt), flag(bytes.Contains(text, []byte(" | "))),
		ratio(b.Runes, s.longest), ratio(b.Italic, b.Runes), flag(b.Mail), float32(b.Rule), s.nameIn(text),
		flag(bytes.Contains(text, []byte("http")) || bytes.Contains(text, []byte("www."))), ratio(b.Uppers, b.Words),
	)
}

// nameIn reports whether a block begins with an author's name (2) or has one in its first sentence (1), as notes about
// authors do.
func (s *BlockTable) nameIn(text []byte) float32 {
	head := text[:min(len(text), 160)]
	for _, name := range s.authors {
		switch k := bytes.Index(head, []byte(name)); {
		case k >= 0 && k < 12:
			return 2
		case k >= 0:
			return 1
		}
	}
	return 0
}

// trimRune drops a character beyond ASCII at the end, which may be cut.
func trimRune(b []byte) []byte {
	for len(b) > 0 && b[len(b)-1] >= 0x80 {
		cut := b[len(b)-1] >= 0xC0
		b = b[:len(b)-1]
		if cut {
			break
		}
	}
	return b
}

// placeFeatures: where the block stands on the page (30 numbers).
func (s *BlockTable) placeFeatures(i int, f []float32) []float32 {
	b := &s.Blocks[i]
	n := int32(len(s.Blocks))
	total := s.SumText[n]
	share := func(at int32) (float32, float32, float32) {
		if at < 0 {
			return 0, 0, 0
		}
		from, to := s.Span(at)
		t := s.SumText[to] - s.SumText[from]
		return ratio(s.SumPara[to]-s.SumPara[from], s.para), ratio(s.SumLinked[to]-s.SumLinked[from], t),
			float32(to - from)
	}
	parent := s.Nodes[b.Box].Parent
	grand := int32(-1)
	if parent >= 0 {
		grand = s.Nodes[parent].Parent
	}
	ps, pl, pn := share(parent)
	gs, gl, _ := share(grand)
	k := s.keys[i]
	rel, relText := float32(-1000), float32(-1)
	if s.titleAt >= 0 {
		rel = upTo(float32(int32(i)-s.titleAt), 60)
		relText = upTo(float32(s.SumText[i]-s.SumText[s.titleAt]), manyRunes)
	}
	inTop, levels := float32(0), float32(-20)
	if s.top >= 0 {
		inTop = flag(s.Within(b.Node, s.top))
		levels = float32(s.levels(b.Node, s.top))
	}
	topShare, topLinks, _ := share(s.top)
	inArticle := float32(-1)
	if s.article >= 0 {
		inArticle = flag(s.Within(b.Node, s.article))
	}
	return append(f,
		float32(s.Nodes[b.Box].Depth), ps, pl, upTo(pn, 40), gs, gl, ratio(s.mass[k], s.para), upTo(float32(s.count[k]),
			30),
		rel, relText, inTop, levels, topShare, topLinks, inArticle, upTo(float32(s.articles), 12),
		ratio(int32(i), n), ratio(s.SumText[i], total), ratio(s.SumPara[i], s.para), upTo(float32(s.para), manyRunes),
		upTo(float32(n), 400),
		flag(b.AfterImage), flag(b.After),
		s.pageKind, s.addressKind, ratio(s.talk, s.para), upTo(float32(s.para-s.talk), manyRunes),
		upTo(float32(s.SumPara[i]), manyRunes), upTo(float32(s.para-s.SumPara[i]), manyRunes), flag(s.saysArticle),
	)
}

// levels is how far up from node i one must go to reach an ancestor of top (or top itself), negative when outside it.
func (s *BlockTable) levels(i, top int32) int {
	if s.Within(i, top) {
		return int(s.Nodes[s.parentElement(i)].Depth) - int(s.Nodes[top].Depth)
	}
	n := 0
	for j := top; j >= 0 && !s.Within(i, j); j = s.Nodes[j].Parent {
		n--
	}
	return n
}

func (s *BlockTable) parentElement(i int32) int32 {
	if s.Nodes[i].Text {
		return s.Nodes[i].Parent
	}
	return i
}

// neighbourFeatures: the blocks before and after (28 numbers).
func (s *BlockTable) neighbourFeatures(i int, f []float32) []float32 {
	b := &s.Blocks[i]
	for _, d := range [...]int{-2, -1, 1, 2} {
		j := i + d
		if j < 0 || j >= len(s.Blocks) {
			f = append(f, -1, -1, -1, -1, -1)
			continue
		}
		o := &s.Blocks[j]
		same := float32(0)
		switch {
		case o.Box == b.Box:
			same = 3
		case s.Nodes[o.Box].Parent == s.Nodes[b.Box].Parent:
			same = 2
		case s.keys[j] == s.keys[i]:
			same = 1
		}
		f = append(f, float32(o.Words), ratio(o.Linked, o.Runes), kindNumber(o.Kind), same, lastNumber(o.Last))
	}
	n := len(s.Blocks)
	for _, w := range [...]int{3, 10} {
		from, to := max(0, i-w), min(n, i+1+w)
		before, after := s.SumText[i]-s.SumText[from], s.SumText[to]-s.SumText[i+1]
		f = append(f,
			float32(s.SumPara[i]-s.SumPara[from]), float32(s.SumPara[to]-s.SumPara[i+1]),
			ratio(s.SumLinked[i]-s.SumLinked[from], before), ratio(s.SumLinked[to]-s.SumLinked[i+1], after))
	}
	return f
}

// headingFeatures: the nearest heading above, which names the section the block is in (8 numbers).
func (s *BlockTable) headingFeatures(i int, f []float32) []float32 {
	for j := i - 1; j >= 0 && j >= i-60; j-- {
		o := &s.Blocks[j]
		if o.Kind != news.Heading || int32(j) == s.titleAt {
			continue
		}
		c := &s.cues[j]
		return append(f, float32(i-j), upTo(float32(s.SumText[i]-s.SumText[j]), 3000), float32(o.Level),
			float32(c[cueRelated]),
			float32(c[cueComment]), float32(c[cueShare]+c[cueSubscribe]), float32(o.Words), ratio(o.Linked, o.Runes))
	}
	return append(f, 100, -1, -1, 0, 0, 0, 0, 0)
}
