package scrape

import (
	"strconv"

	"attache/news"
)

const (
	keepBlock = .5   // least probability of a block of the body
	hopeless  = .002 // the first look's probability below which the second is not asked
)

// body chooses the blocks of the article among the page's.
func (r *reader) body(title string) []news.Block {
	if out := r.ruledBody(); len(out) > 0 {
		return out
	}
	s := newSketch(r.layout, r.hints(title))
	p := s.judge()
	var out []news.Block
	said := make(map[uint32]bool, 32)
	for i := range s.blocks {
		b := &s.blocks[i]
		if p[i] < keepBlock || b.kind == news.Caption || said[b.hash] && b.words > 6 {
			continue
		}
		said[b.hash] = true
		out = append(out, news.Block{Kind: b.kind, Text: r.layout.text(b)})
	}
	for len(out) > 0 && out[len(out)-1].Kind == news.Heading { // a heading over nothing
		out = out[:len(out)-1]
	}
	if len(out) > 0 {
		r.note("body", strconv.Itoa(len(out))+" of "+strconv.Itoa(len(s.blocks))+" blocks", out[0].Text)
	}
	return out
}

// judge gives each block's probability of being part of the body.
func (s *sketch) judge() []float32 {
	m := blockModel()
	p := make([]float32, len(s.blocks))
	x := make([]float32, 0, featureCount+secondCount)
	for i := range p {
		p[i] = Sigmoid(m[0].Score(s.features(i, x[:0])))
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
	for i := range r.facts.ld {
		if b := r.facts.ld[i].body; len(b) > 200 {
			h.ldBody = cleanText(b)
			break
		}
	}
	return h
}
