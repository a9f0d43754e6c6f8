package worker

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"attache/news"
)

// What attache itself fails on costs one article (docs/decisions/0022): here a page in a visit, and a story in the
// letters. Package digest does the same between them.

// mostFailed is how many pages that could not be read an issue names.
const mostFailed = 50

// finish cuts from the article of one entry's page what its source repeats. A *news.PanicError says that attache itself
// failed on it.
func (v *visit) finish(o outcome) (a news.Article, cut []news.Block, err error) {
	if o.err != nil {
		return a, nil, o.err
	}
	a = o.article
	if fault := news.Catch(func() { cut = v.trim(&a) }); fault != nil {
		err = fault
	}
	return a, cut, err
}

// giveUp notes an entry whose page attache failed on: it is not tried again.
func (v *visit) giveUp(ctx context.Context, it news.Item, fault *news.PanicError) error {
	f := news.Failure{URL: it.URL, Stage: news.StageRead}
	v.logFault("a page is given up: attache failed on it", fault, "source", v.src.Name, "url", it.URL)
	return v.Store.GiveUp(ctx, v.src.ID, it.URL, f.Why(), v.Now())
}

// logFault writes a panic that was stopped, with its stack.
func (r *Road) logFault(message string, err error, fields ...any) {
	fields = append(fields, "error", err)
	var fault *news.PanicError
	if errors.As(err, &fault) {
		fields = append(fields, "stack", fault.Stack)
	}
	r.log().Error(message, fields...)
}

// giveUpFailed notes the articles that attache failed on when it composed an issue, so that no later one tries them
// again.
func (r *Road) giveUpFailed(ctx context.Context, i news.Issue, articles []news.Article) error {
	for _, f := range i.Coverage.Failed {
		at := slices.IndexFunc(articles, func(a news.Article) bool { return a.ID == f.ArticleID })
		if f.ArticleID == 0 || at < 0 {
			continue
		}
		if err := r.Store.GiveUp(ctx, articles[at].SourceID, articles[at].URL, f.Why(), r.Now()); err != nil {
			return err
		}
	}
	return nil
}

// set renders an issue in some languages.
func (r *Road) set(d news.Digest, i news.Issue, web string, languages ...string) ([]news.Letter, error) {
	letters := make([]news.Letter, 0, len(languages))
	for _, language := range languages {
		var l news.Letter
		var err error
		if fault := news.Catch(func() { l, err = r.Setter.Letter(d, i, language, web) }); fault != nil {
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
func (r *Road) setWithout(
	ctx context.Context, d news.Digest, draft *Draft, web string, languages []string, why error,
) ([]news.Letter, error) {
	bare := draft.Issue
	bare.Sections, bare.Lead = nil, nil
	if _, err := r.set(d, bare, web, languages...); err != nil {
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
		if _, err := r.set(d, one, web, languages...); err != nil {
			failed[n] = err
			var fault *news.PanicError
			panics = panics || errors.As(err, &fault)
		}
	}
	if len(failed) == 0 || len(failed) == len(stories) && !panics {
		return nil, why
	}
	r.leaveOut(draft, failed)
	return r.set(d, draft.Issue, web, languages...)
}

// leaveOut takes stories, by their places, out of an issue: coverage, verdicts and the log tell why.
func (r *Road) leaveOut(draft *Draft, failed map[int]error) {
	i := &draft.Issue
	var out []news.Story
	n := 0
	sections := i.Sections
	i.Sections = nil
	for _, sec := range sections {
		kept := news.Section{Key: sec.Key}
		for _, st := range sec.Stories {
			if err := failed[n]; err != nil {
				r.logFault("a story is left out: attache failed to set it", err, "url", st.Lead.URL, "outlet",
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
