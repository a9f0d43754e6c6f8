package digest

import (
	"context"

	"attache/news"
)

// tellAll has a story summarised, and told anew for the letters whose readers do not read its lead piece but another of its pieces.
// A model helps only with letters that somebody reads; every letter is set.
func (e *Editor) tellAll(ctx context.Context, p *plot, readers map[string][]string, aide *helping) {
	s := &p.story
	s.Summary = e.summarise(ctx, s, p.pieces, aide)
	for _, letter := range news.Languages {
		reads, wanted := readers[letter]
		lang := p.tongue(letter, reads)
		if lang == "" {
			continue
		}
		by := p.in(lang)
		help := aide
		if !wanted {
			help = nil
		}
		t := news.Telling{Lead: by[0].a.Piece(), Summary: e.summarise(ctx, s, by, help)}
		if len(t.Summary) == 0 && len(s.Summary) > 0 {
			continue
		}
		t.Lead.Language = by[0].lang
		if s.Tellings == nil {
			s.Tellings = map[string]news.Telling{}
		}
		s.Tellings[letter] = t
	}
}

// tongue is the language that a story is told in for a letter when its lead piece's will not do: the letter's own, else the first
// that all its readers read. "" = the lead piece does, or there is none in any of them.
func (p *plot) tongue(letter string, reads []string) string {
	own := []string{letter}
	if speaks(own, p.story.Language) {
		return ""
	}
	if !speaks(reads, p.story.Language) {
		own = append(own, reads...)
	}
	for _, lang := range own {
		if len(p.in(lang)) > 0 {
			return lang
		}
	}
	return ""
}

// in gives a story's pieces in one language, the worthiest first.
func (p *plot) in(lang string) (out []*piece) {
	for _, x := range p.pieces {
		if speaks([]string{lang}, x.lang) {
			out = append(out, x)
		}
	}
	return out
}
