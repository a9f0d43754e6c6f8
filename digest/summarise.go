package digest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"attache/digest/faithfulness"
	"attache/digest/summary"
	"attache/news"
	"attache/text"
)

// tellAll has a story summarised, and told anew for the letters whose readers do not read its lead piece but another of
// its pieces. A model helps only with letters that somebody reads; every letter is set.
func (e *Editor) tellAll(ctx context.Context, p *candidate, readers map[string][]string, assistant *helping) {
	s := &p.story
	pieces := p.in(s.Language) // where the lead piece says nothing, another in its language goes first
	for _, x := range p.pieces {
		if !text.ListsLanguage([]string{s.Language}, x.lang) {
			pieces = append(pieces, x)
		}
	}
	s.Summary = append([]news.Sentence{}, e.summarise(ctx, s, pieces, assistant)...) // an empty list in JSON, not null
	for _, letter := range news.Languages {
		reads, wanted := readers[letter]
		lang := p.languageFor(letter, reads)
		if lang == "" {
			continue
		}
		by := p.in(lang)
		help := assistant
		if !wanted {
			help = nil
		}
		t := news.Rendition{Lead: by[0].a.Piece(), Summary: e.summarise(ctx, s, by, help)}
		if len(t.Summary) == 0 && len(s.Summary) > 0 {
			continue
		}
		if s.Renditions == nil {
			s.Renditions = map[string]news.Rendition{}
		}
		s.Renditions[letter] = t
	}
}

// languageFor is the language that a story is told in for a letter when its lead piece's will not do: the letter's own,
// else the first that all its readers read. "" = the lead piece does, or there is none in any of them.
func (p *candidate) languageFor(letter string, reads []string) string {
	own := []string{letter}
	if text.ListsLanguage(own, p.story.Language) {
		return ""
	}
	if !text.ListsLanguage(reads, p.story.Language) {
		own = append(own, reads...)
	}
	for _, lang := range own {
		if len(p.in(lang)) > 0 {
			return lang
		}
	}
	return ""
}

// in returns a story's pieces in one language, the worthiest first.
func (p *candidate) in(lang string) (out []*piece) {
	for _, x := range p.pieces {
		if text.ListsLanguage([]string{lang}, x.lang) {
			out = append(out, x)
		}
	}
	return out
}

// summarise has a story summarised by some of its pieces and checks every sentence. One that cannot be founded is kept
// aside with the story, and a quotation takes its place; when there is no answer at all, quotations tell the story.
func (e *Editor) summarise(
	ctx context.Context, s *news.Story, pieces []*piece, assistant *helping,
) (summary []news.Sentence) {
	articles := make([]news.Article, len(pieces))
	sources := map[int64]*news.Article{}
	for i, x := range pieces {
		articles[i] = *x.a
		sources[x.a.ID] = x.a
	}
	who, model := assistant.summarizer(e.Summarizer)
	said, err := who.Summarize(ctx, articles, e.cfg.Sentences)
	left := budgets(articles)
	free, refused := 0, 0
	gate := gate{}
	for _, x := range said[:min(len(said), e.cfg.Sentences)] {
		x = found(x, sources)
		why := doubt(x, sources)
		if _, quotes := who.(Extractive); why == "" && x.Start < x.End && !quotes { // it passes the gate by itself
			x, why = gate.pass(x, sources[x.ArticleID])
		}
		if why == "" && !left.spend(x) {
			why = "it quotes more than the source allows"
		}
		if why != "" {
			s.Refused = append(s.Refused, news.Refusal{Text: x.Text, ArticleID: x.ArticleID, Why: why})
			summary = append(summary, news.Sentence{})
			refused++
			continue
		}
		if x.Start >= x.End {
			free++
		}
		summary = append(summary, x)
	}
	if refused > 0 || len(summary) == 0 {
		own, _ := Extractive{}.Summarize(ctx, articles, e.cfg.Sentences) // fails only with ctx, which the caller asks
		summary = fill(summary, own, left)
	}
	if !model || errors.Is(err, errNoChoice) { // it was not asked
		return summary
	}
	assistant.did(taskSummary, err, func(n *news.Help) {
		n.Replaced += refused
		switch {
		case free > 0:
			n.Written++
		case err == nil && refused < len(said):
			n.Chosen++
		}
	})
	return summary
}

// gate judges quotations that others chose as package summary judges its own.
type gate map[int64]*gated

type gated struct {
	doc  *summary.Document
	last int // where the last quotation of the article ends
}

// pass returns a quotation without its dateline, and why it may not be printed; "" = it may.
func (g gate) pass(s news.Sentence, a *news.Article) (news.Sentence, string) {
	at := g[a.ID]
	if at == nil {
		at = &gated{doc: summary.Read(a)}
		g[a.ID] = at
	}
	from, why := at.doc.Refusal(s.Start, s.End, at.last)
	if why != "" {
		return s, why
	}
	if from > s.Start {
		s.Text, s.Start = s.Text[from-s.Start:], from
	}
	at.last = s.End
	return s, ""
}

// budget is how many characters of each article may still be quoted in a summary.
type budget map[int64]int

func budgets(articles []news.Article) budget {
	b := budget{}
	for i := range articles {
		b[articles[i].ID] = excerpt(&articles[i])
	}
	return b
}

// spend takes a quotation out of its article's budget, and reports false when that has not enough left. Other sentences
// cost nothing.
func (b budget) spend(s news.Sentence) bool {
	if s.Start >= s.End {
		return true
	}
	n := utf8.RuneCountInString(s.Text)
	if n > b[s.ArticleID] {
		return false
	}
	b[s.ArticleID] -= n
	return true
}

// found returns a sentence that claims no place, though it is a sentence of its article word for word (with or without
// a dateline), or some in a row, with the place it has: it is a quotation.
func found(s news.Sentence, sources map[int64]*news.Article) news.Sentence {
	a, ok := sources[s.ArticleID]
	if !ok || s.Start != 0 || s.End != 0 || s.Text == "" {
		return s
	}
	body := a.Text()
	if start, _, ok := faithfulness.Quoted(body, s.Text, a.Language); ok && strings.HasPrefix(body[start:], s.Text) {
		s.Start, s.End = start, start+len(s.Text)
		return s
	}
	if strings.Contains(body, s.Text) {
		for _, q := range summary.Read(a).Sentences {
			if q.Text == s.Text {
				s.Start, s.End = q.Start, q.End
				return s
			}
		}
	}
	return s
}

// fill puts quotations into the empty places of a summary, none that repeats what stands there or that its article's
// budget does not allow. A summary without any sentence becomes the quotations, all of them.
func fill(summary, own []news.Sentence, left budget) []news.Sentence {
	if !slices.ContainsFunc(summary, func(s news.Sentence) bool { return s.Text != "" }) {
		return own
	}
	stands := func(q news.Sentence) bool {
		return slices.ContainsFunc(summary,
			func(s news.Sentence) bool { return s.Text != "" && repeats(s.Text, q.Text) })
	}
	for i := range summary {
		for summary[i].Text == "" && len(own) > 0 {
			if !stands(own[0]) && left.spend(own[0]) {
				summary[i] = own[0]
			}
			own = own[1:]
		}
	}
	return slices.DeleteFunc(summary, func(s news.Sentence) bool { return s.Text == "" })
}

// doubt says in a few words why a sentence may not be printed; "" when it is a true quotation, or one's own words that
// their article bears out.
func doubt(s news.Sentence, sources map[int64]*news.Article) string {
	a, ok := sources[s.ArticleID]
	body := ""
	if ok {
		body = a.Text()
	}
	switch {
	case strings.TrimSpace(s.Text) == "":
		return "it is empty"
	case !ok:
		return "it rests on no article of the story"
	case s.Start < s.End:
		if s.Start < 0 || s.End > len(body) || body[s.Start:s.End] != s.Text {
			return "the article does not hold it word for word"
		}
		return ""
	case addsAddress("", s.Text): // not even one that the article names: what a summary links to is decided here
		return "it names an address"
	}
	return faithfulness.Unfounded(a.Language, a.Title+"\n\n"+body, s.Text)
}
