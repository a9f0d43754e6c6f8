package scrape

import (
	"strconv"
	"strings"

	"attache/news"
)

const (
	keepBlock = .5  // least probability of a block of the body
	hopeless  = .01 // the first look's probability below which the second is not asked
)

// body chooses the blocks of the article among the page's.
func (r *reader) body(title string) []news.Block {
	if out := r.ruledBody(); len(out) > 0 {
		return out
	}
	s := newSketch(r.layout, r.hints(title))
	p := s.judge()
	s.carryOn(p)
	var out []news.Block
	var kept []int32
	said := make(map[uint32]bool, 32)
	for i := range s.blocks {
		b := &s.blocks[i]
		if p[i] < keepBlock || b.kind == news.Caption || s.captionLine(i) || said[b.hash] && b.words > 6 ||
			int32(i) == s.titleAt || len(out) == 0 && r.dateLine(b, s.cues[i][cueDate]) || s.furniture(i) {
			continue
		}
		said[b.hash] = true
		if len(out) == 0 {
			r.bodyFrom = int32(i)
		}
		r.bodyTo = int32(i)
		kept = append(kept, int32(i))
		out = append(out, news.Block{Kind: b.kind, Text: r.layout.text(b)})
	}
	for len(out) > 0 && (out[len(out)-1].Kind == news.Heading || s.tail(int(kept[len(out)-1]))) { // a heading over nothing, a link at the foot
		out = out[:len(out)-1]
		r.bodyTo = kept[max(0, len(out)-1)]
	}
	if n := len(out); n > 1 && r.signedBelow(&s.blocks[kept[n-1]]) {
		r.signed = out[n-1].Text
		out = out[:n-1]
		r.bodyTo = kept[n-2]
	}
	if len(out) > 0 {
		r.note("body", strconv.Itoa(len(out))+" of "+strconv.Itoa(len(s.blocks))+" blocks", out[0].Text)
	}
	return out
}

// longRun is how many plain paragraphs of one parent must be kept before the rest of its plain paragraphs are kept with them: more than
// the models have seen of one article, whose later paragraphs they give up for their distance from the top.
const longRun = 65

// carryOn keeps the plain paragraphs of a very long article: brothers of at least longRun kept ones, of a sentence or more and with
// hardly a link.
func (s *sketch) carryOn(p []float32) {
	plain := func(b *block) bool {
		return b.kind == news.Paragraph && b.words >= 12 && b.stops > 0 && b.linked*8 < b.runes && !b.hidden && !b.dup
	}
	kept := map[int32]int{}
	for i := range s.blocks {
		if b := &s.blocks[i]; p[i] >= keepBlock && plain(b) {
			kept[s.nodes[b.box].parent]++
		}
	}
	for i := range s.blocks {
		if b := &s.blocks[i]; p[i] < keepBlock && plain(b) && kept[s.nodes[b.box].parent] >= longRun {
			p[i] = keepBlock
		}
	}
}

// dateLine reports a line above the text that is a date and little else.
func (r *reader) dateLine(b *block, words uint8) bool {
	if b.digits < 3 || b.words > 24 {
		return false
	}
	if b.words > 8 && (b.words > 16 || words < 3) {
		_, led, _ := trimByline(r.layout.text(b)) // "By Ann Lee, published 5 May 2026, updated 6 May 2026"
		found := newDateParser(r.dateLanguage(), nil, false, r.in.Now).find(r.layout.text(b), 1)
		return led && len(found) > 0 && (found[0].issued || found[0].updated)
	}
	_, ok := ParseDate(r.layout.text(b), r.dateLanguage(), nil, false, r.in.Now)
	return ok
}

// tail reports a short line with links, as stands at the foot of pages.
func (s *sketch) tail(i int) bool {
	b := &s.blocks[i]
	return b.words <= 8 && b.linked*3 >= b.runes && b.kind == news.Paragraph
}

// captionLeads begin a line about a picture.
var captionLeads = wordSet("фото фотография фотографии фотосурет сурет иллюстрация снимок photo photos photograph image picture foto fotoğraf görsel bild bildquelle illustration şəkil sýret sureti сүрөт сурат surat акс фота здымак ілюстрація зображення عکس صورة")

// captionLine reports a short paragraph that tells where a picture is from.
func (s *sketch) captionLine(i int) bool {
	b := &s.blocks[i]
	if b.words > 14 || b.kind != news.Paragraph {
		return false
	}
	first, rest, _ := strings.Cut(s.text(b), " ")
	lead := strings.ToLower(strings.Trim(first, ":.,/|©"))
	return captionLeads[lead] && (b.words <= 6 || b.afterImage || first != strings.TrimRight(first, ":/|") || strings.HasPrefix(rest, ":"))
}

// judge gives each block's probability of being part of the body.
func (s *sketch) judge() []float32 {
	m := blockModel()
	p := make([]float32, len(s.blocks))
	x := make([]float32, 0, featureCount+secondCount)
	for i := range p {
		p[i] = Sigmoid(m[0].score(s.features(i, x[:0]), true))
	}
	o := newOpinion(s, p)
	out := make([]float32, len(p))
	for i := range p {
		if p[i] > hopeless {
			out[i] = Sigmoid(m[1].Score(s.second(i, o, s.features(i, x[:0]))))
		}
	}
	return out
}

func (r *reader) hints(title string) hints {
	h := hints{title: title}
	h.description, _ = r.facts.meta("og:description", "description", "twitter:description")
	h.authors = r.headAuthors()
	for i := range r.facts.ld {
		if b := r.facts.ld[i].body; len(b) > 200 {
			h.ldBody = cleanText(b)
			break
		}
	}
	return h
}

// headAuthors are the names that the page's head gives as authors'.
func (r *reader) headAuthors() []string {
	var names []string
	if a := r.facts.mainLD(); a != nil {
		names = append(names, a.authors...)
	}
	c, _ := r.facts.meta("author", "parsely-author", "sailthru.author", "dc.creator")
	names = append(names, c)
	var out []string
	for _, n := range names {
		if k := strings.IndexByte(n, ' '); k > 0 && len(n) < 60 {
			out = append(out, n)
		}
	}
	return out
}
