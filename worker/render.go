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

// set renders an issue in some languages.
func (p *publisher) set(d news.Digest, i news.Issue, web string, languages ...string) ([]news.Letter, error) {
	letters := make([]news.Letter, 0, len(languages))
	for _, language := range languages {
		var l news.Letter
		var err error
		if fault := news.Catch(func() { l, err = p.Renderer.Letter(d, i, language, web) }); fault != nil {
			err = fault
		}
		if err != nil {
			return nil, fmt.Errorf("set the letter of %s in %s: %w", d.Name, language, err)
		}
		letters = append(letters, l)
	}
	return letters, nil
}

// setWithout renders an issue that failed as a whole with why, less the stories that fail by themselves. It reports why
// when these are not to blame: when the issue fails without any story, too, or all fail and none by a panic, as with a
// mistake in a template.
func (p *publisher) setWithout(
	ctx context.Context, d news.Digest, draft *Draft, web string, languages []string, why error,
) ([]news.Letter, error) {
	bare := draft.Issue
	bare.Sections, bare.Lead = nil, nil
	if _, err := p.set(d, bare, web, languages...); err != nil {
		return nil, why
	}
	stories := draft.Issue.Stories()
	failed := map[int]error{}
	panics := false
	for n := range stories {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		one := draft.Issue
		one.Sections = []news.Section{{Key: stories[n].Section, Stories: stories[n : n+1]}}
		one.Lead = leadWithout(draft.Issue.Lead, slices.Delete(slices.Clone(stories), n, n+1))
		if _, err := p.set(d, one, web, languages...); err != nil {
			failed[n] = err
			var fault *news.PanicError
			panics = panics || errors.As(err, &fault)
		}
	}
	if len(failed) == 0 || len(failed) == len(stories) && !panics {
		return nil, why
	}
	p.leaveOut(draft, failed)
	return p.set(d, draft.Issue, web, languages...)
}

// leaveOut takes stories, by their places, out of an issue: coverage, verdicts and the log tell why.
func (p *publisher) leaveOut(draft *Draft, failed map[int]error) {
	i := &draft.Issue
	var out []news.Story
	n := 0
	sections := i.Sections
	i.Sections = nil
	for _, sec := range sections {
		kept := news.Section{Key: sec.Key}
		for _, st := range sec.Stories {
			if err := failed[n]; err != nil {
				p.logFault("a story is left out: attache failed to set it", err, "url", st.Lead.URL, "outlet",
					st.Lead.Outlet)
				out = append(out, st)
			} else {
				kept.Stories = append(kept.Stories, st)
			}
			n++
		}
		if len(kept.Stories) > 0 {
			i.Sections = append(i.Sections, kept)
		}
	}
	i.Lead = leadWithout(i.Lead, out)
	i.Week = slices.Clone(i.Week)
	for _, st := range out {
		for k := range i.Week {
			if slices.Contains(st.Countries, i.Week[k].Country) {
				i.Week[k].Stories--
			}
		}
		for _, p := range append([]news.Piece{st.Lead}, st.Also...) {
			f := news.Failure{
				ArticleID: p.ArticleID, URL: p.URL, Outlet: p.Outlet, Title: p.Title,
				Stage: news.StageRender,
			}
			i.Coverage.Failed = append(slices.Clip(i.Coverage.Failed), f)
			for k := range draft.Verdicts {
				if v := &draft.Verdicts[k]; v.ArticleID == p.ArticleID && v.Kept {
					v.Kept = false
					v.Reasons = append([]news.Reason{{Code: "failed", Detail: f.Why()}}, v.Reasons...)
					i.Coverage.Kept--
				}
			}
		}
	}
	i.Week = slices.DeleteFunc(i.Week, func(c news.CountryCount) bool { return c.Stories <= 0 })
}

// leadWithout is an issue's lead less what it says of some stories.
func leadWithout(lead []news.Sentence, out []news.Story) []news.Sentence {
	return slices.DeleteFunc(slices.Clone(lead), func(q news.Sentence) bool {
		return slices.ContainsFunc(out, func(s news.Story) bool { return slices.Contains(s.Summary, q) })
	})
}
