package digest

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sort"

	"attache/digest/relevance"
	"attache/news"
)

// mostSuspects is how many pieces are told by themselves because grouping fails with them, before all are.
const mostSuspects = 4

// fail gives up an article that attache failed on: its verdict, the issue's coverage and the log tell of it.
func (e *Editor) fail(issue *news.Issue, v *news.Verdict, a *news.Article, stage string, err error) {
	issue.Coverage.Failed = append(slices.Clip(issue.Coverage.Failed), relevance.Fail(v, a, stage))
	logPanic(e.Log, "an article is left out: attache failed on it", err, "stage", stage, "url", a.URL, "outlet",
		a.Outlet.Name)
}

// logPanic writes what news.Catch returned, with its stack. log may be nil.
func logPanic(log *slog.Logger, message string, err error, fields ...any) {
	if log == nil {
		return
	}
	fields = append(fields, "error", err)
	var p *news.PanicError
	if errors.As(err, &p) {
		fields = append(fields, "stack", p.Stack)
	}
	log.Error(message, fields...)
}

// stories sets copies aside, groups the others, and links the groups to what was told. It notes in the pieces what it
// does to them. When stop reports true it ends at once, and its answer is worth nothing.
func (e *Editor) stories(stop func() bool, pieces []*piece, past []news.Story) []*candidate {
	kept, copies := setCopiesAside(stop, pieces)
	if stop() {
		return nil
	}
	candidates := e.group(stop, kept, copies)
	if stop() {
		return nil
	}
	return linkPast(stop, candidates, past)
}

// tryArrange is stories; when that panics, or keep is false, the pieces are left as they were.
func (e *Editor) tryArrange(
	ctx context.Context, pieces []*piece, past []news.Story, keep bool,
) (candidates []*candidate, err error) {
	type state struct {
		v      news.Verdict
		copyOf *piece
	}
	before := make([]state, len(pieces))
	for i, p := range pieces {
		before[i] = state{*p.v, p.copyOf}
	}
	err = news.Catch(func() {
		candidates = e.arrange(func() bool { return ctx.Err() != nil }, slices.Clone(pieces), past)
	})
	if err != nil || !keep {
		for i, p := range pieces {
			*p.v, p.copyOf = before[i].v, before[i].copyOf
		}
	}
	return candidates, err
}

// candidates makes stories of the pieces. When that fails, past stories and pieces that fail by themselves are left
// out. When it still fails, it is not known which of several pieces is to blame: the first with which it does is told
// by itself, and the others are tried again. After mostSuspects of them every piece is a story of its own.
func (e *Editor) candidates(ctx context.Context, issue *news.Issue, pieces []*piece, past []news.Story) []*candidate {
	candidates, err := e.tryArrange(ctx, pieces, past, true)
	if err == nil {
		return candidates
	}
	logPanic(e.Log, "grouping failed: looking for the article", err, "digest", issue.Digest, "articles", len(pieces))
	past = slices.DeleteFunc(slices.Clone(past), func(s news.Story) bool {
		_, err := e.tryArrange(ctx, nil, []news.Story{s}, false)
		if err != nil {
			logPanic(e.Log, "a past story is not looked at: attache failed on it", err, "story", s.ID, "url",
				s.Lead.URL)
		}
		return err != nil
	})
	pieces = slices.DeleteFunc(slices.Clone(pieces), func(p *piece) bool {
		_, err := e.tryArrange(ctx, []*piece{p}, past[:min(len(past), 1)], false)
		if err != nil {
			e.fail(issue, p.v, p.a, news.StageGroup, err)
		}
		return err != nil
	})
	var alone []*candidate
	candidates = nil
	for tries := 0; ctx.Err() == nil && len(pieces) > 0; tries++ {
		if candidates, err = e.tryArrange(ctx, pieces, past, true); err == nil || tries == mostSuspects {
			break
		}
		n := sort.Search(len(pieces)-1, func(n int) bool {
			_, err := e.tryArrange(ctx, pieces[:n+1], past, false)
			return err != nil
		})
		logPanic(e.Log, "an article is told by itself: grouping fails with it", err, "url", pieces[n].a.URL, "outlet",
			pieces[n].a.Outlet.Name)
		alone = append(alone, &candidate{pieces: pieces[n : n+1 : n+1]})
		pieces = slices.Delete(slices.Clone(pieces), n, n+1)
	}
	if err != nil {
		logPanic(e.Log, "every article is a story of its own: grouping failed", err, "digest", issue.Digest, "articles",
			len(pieces))
		for i := range pieces {
			candidates = append(candidates, &candidate{pieces: pieces[i : i+1 : i+1]})
		}
	}
	return append(candidates, alone...)
}

// tellStories tells the stories and puts them into their order. A story that this fails with is told again without the
// pieces that it fails with by themselves.
func (e *Editor) tellStories(
	ctx context.Context, issue *news.Issue, candidates []*candidate, m *news.Material, assistant *helping,
) []*candidate {
	now := issue.Created
	candidates = slices.DeleteFunc(candidates, func(p *candidate) bool {
		if ctx.Err() != nil {
			return false
		}
		err := news.Catch(func() { describe(p, m, now) })
		return err != nil && !e.retell(ctx, issue, p, m, err)
	})
	candidates = e.order(candidates, m)
	errs := assistant.each(TaskSummaries, len(candidates), func(i int) {
		e.tellAll(ctx, candidates[i], m.Readers, assistant)
	})
	kept := candidates[:0:0]
	for i, p := range candidates {
		if errs[i] == nil || e.retell(ctx, issue, p, m, errs[i]) {
			kept = append(kept, p)
		}
	}
	return kept
}

// retell tells a story again, without a model's help, after why stopped it the first time. Pieces that it fails with by
// themselves are given up. When it fails with none of them, the story stands without a summary. It reports false when
// nothing is left to tell.
func (e *Editor) retell(ctx context.Context, issue *news.Issue, p *candidate, m *news.Material, why error) bool {
	logPanic(e.Log, "telling a story failed: looking for the article", why, "digest", issue.Digest, "articles",
		len(p.pieces))
	tell := func(p *candidate) error {
		return news.Catch(func() {
			describe(p, m, issue.Created)
			e.tellAll(ctx, p, m.Readers, nil)
		})
	}
	p.pieces = slices.DeleteFunc(slices.Clone(p.pieces), func(x *piece) bool {
		err := tell(&candidate{pieces: []*piece{x}, past: p.past})
		if err == nil {
			return false
		}
		for _, x := range append([]*piece{x}, p.copiesOf([]*piece{x})...) { // a copy has the same text
			e.fail(issue, x.v, x.a, news.StageSummarise, err)
		}
		return true
	})
	if len(p.pieces) == 0 {
		return false
	}
	placed := p.story
	p.story = news.Story{}
	err := tell(p)
	if err != nil {
		logPanic(e.Log, "a story stands without a summary: telling it failed", err, "url", p.pieces[0].a.URL)
		p.story = news.Story{}
		err = news.Catch(func() { describe(p, m, issue.Created) })
		p.story.Summary = []news.Sentence{}
	}
	for _, x := range p.all() {
		if err != nil {
			e.fail(issue, x.v, x.a, news.StageSummarise, err)
		}
	}
	if len(placed.Reasons) > 0 { // it has its place already
		p.story.Score, p.story.Reasons, p.story.Section = placed.Score, placed.Reasons, placed.Section
	}
	return err == nil
}

// lead is the function lead, without the stories that it fails with.
func (e *Editor) lead(candidates []*candidate, m *news.Material) (out []news.Sentence) {
	try := func(candidates []*candidate) error {
		return news.Catch(func() { out = lead(candidates, m) })
	}
	err := try(candidates)
	if err == nil {
		return out
	}
	err = try(slices.DeleteFunc(slices.Clone(candidates), func(p *candidate) bool {
		alone := try([]*candidate{p})
		if alone != nil {
			logPanic(e.Log, "a story has no place in the issue's lead: attache failed on it", alone, "url",
				p.story.Lead.URL)
		}
		return alone != nil
	}))
	if err != nil {
		logPanic(e.Log, "the issue has no lead: choosing it failed", err)
		return nil
	}
	return out
}
