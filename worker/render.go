package worker

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"attache/news"
)

// giveUpFailed notes the articles that attache failed on when it composed an issue, so that no later one tries them
// again.
func (p *publisher) giveUpFailed(ctx context.Context, i news.Issue, articles []news.Article) error {
	for _, f := range i.Coverage.Failed {
		at := slices.IndexFunc(articles, func(a news.Article) bool { return a.ID == f.ArticleID })
		if f.ArticleID == 0 || at < 0 {
			continue
		}
		if err := p.Store.GiveUp(ctx, articles[at].SourceID, articles[at].URL, f.Why(), p.Now()); err != nil {
			return err
		}
	}
	return nil
}

// render renders an issue in some languages.
func (p *publisher) render(d news.Digest, i news.Issue, web string, languages ...string) ([]news.Letter, error) {
	letters := make([]news.Letter, 0, len(languages))
	for _, language := range languages {
		var l news.Letter
		var err error
		if fault := news.Catch(func() { l, err = p.Renderer.Letter(d, i, language, web) }); fault != nil {
			err = fault
		}
		if err != nil {
			return nil, fmt.Errorf("render the letter of %s in %s: %w", d.Name, language, err)
		}
		letters = append(letters, l)
	}
	return letters, nil
}

// renderWithout renders an issue that failed as a whole with why, less the stories that fail by themselves. It reports
// why when these are not to blame: when the issue fails without any story, too, or all fail and none by a panic, as
// with a mistake in a template.
func (p *publisher) renderWithout(
	ctx context.Context, d news.Digest, draft *Draft, web string, languages []string, why error,
) ([]news.Letter, error) {
	if _, err := p.render(d, probe(draft.Issue, -1), web, languages...); err != nil {
		return nil, why
	}
	stories := draft.Issue.Count()
	failed := map[int]error{}
	panics := false
	for n := range stories {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if _, err := p.render(d, probe(draft.Issue, n), web, languages...); err != nil {
			failed[n] = err
			var fault *news.PanicError
			panics = panics || errors.As(err, &fault)
		}
	}
	if len(failed) == 0 || len(failed) == stories && !panics {
		return nil, why
	}
	p.Editor.LeaveOut(d, &draft.Issue, draft.Verdicts, failed)
	if draft.Issue.State == news.IssueEmpty { // it has no letter
		return nil, nil
	}
	return p.render(d, draft.Issue, web, languages...)
}

// probe returns a copy of an issue without any story but the nth, -1 = without any, to try whether it can be rendered.
// It is not kept.
func probe(i news.Issue, n int) news.Issue {
	if n < 0 {
		i.Sections, i.Lead = nil, nil
		return i
	}
	stories := i.Stories()
	others := slices.Delete(slices.Clone(stories), n, n+1)
	i.Sections = []news.Section{{Key: stories[n].Section, Stories: stories[n : n+1]}}
	i.Lead = slices.DeleteFunc(slices.Clone(i.Lead), func(q news.Sentence) bool {
		return slices.ContainsFunc(others, func(s news.Story) bool { return slices.Contains(s.Summary, q) })
	})
	return i
}
