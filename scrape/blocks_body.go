package scrape

import "attache/news"

// body chooses the blocks of the article among the page's.
func (r *reader) body(title string) []news.Block {
	s := newSketch(r.layout, r.hints(title))
	var out []news.Block
	for i := range s.blocks {
		b := &s.blocks[i]
		if s.top < 0 || !s.within(b.node, s.top) || b.hidden || b.linked*2 > b.runes || b.kind == news.Caption || int32(i) == s.titleAt {
			continue
		}
		out = append(out, news.Block{Kind: b.kind, Text: r.layout.text(b)})
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
