package digest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"attache/digest/cluster"
	"attache/digest/relevance"
	"attache/news"
	"attache/text"
)

// piece is an article on its way into an issue.
type piece struct {
	a      *news.Article
	v      *news.Verdict
	body   string // a.Text()
	lang   string
	words  []string
	copyOf *piece // another outlet's text that this one copies
	told   *event // what it tells; see event
	// countries that take part in what it tells; see takingPart
	parties []news.Mention
}

// event returns what the piece tells by its title and first sentences.
func (p *piece) event() *event {
	if p.told == nil {
		p.told = eventOf(p.lang, p.a.Title, p.body)
	}
	return p.told
}

func byTime(a, b *piece) int {
	return cmp.Or(a.a.Published.Compare(b.a.Published), cmp.Compare(a.a.ID, b.a.ID), cmp.Compare(a.a.URL, b.a.URL))
}

// drop says why a piece is not printed. The deciding reason comes first.
func (p *piece) drop(code, format string, args ...any) {
	p.v.Kept = false
	p.because(code, format, args...)
}

func (p *piece) because(code, format string, args ...any) {
	p.v.Reasons = append([]news.Reason{{Code: code, Detail: fmt.Sprintf(format, args...)}}, p.v.Reasons...)
}

// Compose makes an issue of the material: it judges every article, as the digest has learned to, sets aside what was
// sent and what is copied, groups the rest into stories, tells and orders them. It returns a verdict on every article,
// in the order of m.Articles; Kept means printed, by itself or as further coverage, and the first reason of any other
// says what stood against it. The issue is complete but for ID and Number, which the store sets, and what happens to
// it later (Begun, Sent). Its State is draft; with nothing to print it has a Note and, unless the digest sends empty
// issues, is empty. Issue.Created, Verdict.Judged and Story.Composed are e.Now; all else depends on the material alone.
func (e *Editor) Compose(ctx context.Context, m news.Material) (news.Issue, []news.Verdict, error) {
	now := e.Now().UTC()
	issue := newIssue(&m.Digest, m.Slot, m.Window, now)
	issue.ByHand, issue.Coverage = m.ByHand, m.Coverage
	m.Articles = e.prepare(ctx, m.Articles)
	stop := func() bool { return ctx.Err() != nil }
	verdicts := make([]news.Verdict, len(m.Articles))
	kept := make([]*piece, 0, len(m.Articles))
	for i := range m.Articles {
		if err := ctx.Err(); err != nil {
			return news.Issue{}, nil, err
		}
		a := &m.Articles[i]
		if err := news.Catch(
			func() { verdicts[i] = relevance.Correct(m.Digest, *a, e.judge(m.Digest.Topic, *a)) }); err != nil {
			e.fail(&issue, &verdicts[i], a, news.StageJudge, err)
		}
		verdicts[i].DigestID, verdicts[i].Judged = m.Digest.ID, now
	}
	assistant, err := e.help(ctx, m.Digest)
	if err != nil {
		return news.Issue{}, nil, fmt.Errorf("prepare the model's help: %w", err)
	}
	assistant.adjudicate(ctx, m.Digest.Topic, m.Articles, verdicts)
	choose(&m, verdicts) // a person's word stands above a model's
	for i := range verdicts {
		if !verdicts[i].Kept || stop() {
			continue
		}
		var p *piece
		if err := news.Catch(func() { p = newPiece(&m.Articles[i], &verdicts[i]) }); err != nil {
			e.fail(&issue, &verdicts[i], &m.Articles[i], news.StageGroup, err)
			continue
		}
		kept = append(kept, p)
	}
	slices.SortStableFunc(kept, byTime)
	past := slices.Clone(m.Past)
	if zone, err := m.Digest.Location(); err == nil {
		for i := range past {
			past[i].Composed = past[i].Composed.In(zone) // reasons name its day as the letter does
		}
	}
	onTopic := len(kept)
	candidates := e.candidates(ctx, &issue, dropSent(kept, past), past)
	if stop() {
		return news.Issue{}, nil, ctx.Err()
	}
	candidates = e.tellStories(ctx, &issue, candidates, &m, assistant)
	assistant.translate(ctx, candidates, m.Readers)
	if stop() {
		return news.Issue{}, nil, ctx.Err()
	}
	issue.Help = assistant.account()
	issue.Lead = e.lead(candidates, &m)
	candidates = topFirst(candidates, issue.Lead, &m)
	noteForeign(candidates, m.Readers)
	issue.Sections = sections(candidates, &m.Digest)
	issue.Week = week(m.Week, candidates)
	issue.Coverage.Articles = len(m.Articles)
	for i := range verdicts {
		if verdicts[i].Kept {
			issue.Coverage.Kept++
		}
	}
	if len(candidates) == 0 {
		note := emptyNote(len(m.Articles), m.Judged, onTopic, len(issue.Coverage.Failed))
		if slices.ContainsFunc(verdicts, doubted) && len(issue.Coverage.Failed) == 0 {
			note = fmt.Sprintf("Of the %d articles in the window none that is new is surely enough on the digest's topic.",
				len(m.Articles))
		}
		endEmpty(&issue, &m.Digest, note)
	}
	return issue, verdicts, nil
}

// prepare returns the articles with none longer than Config.MaxText, and with the language of those that have none,
// where it can be told: that is the only place where Compose detects one. What is given is not changed. It ends early
// with ctx.
func (e *Editor) prepare(ctx context.Context, articles []news.Article) []news.Article {
	out := articles
	for i := range articles {
		if ctx.Err() != nil {
			break
		}
		a := articles[i]
		changed := a.Bound(e.cfg.MaxText)
		if a.Language == "" {
			// what fails here fails again when the article is judged, and is told there
			_ = news.Catch(func() { a.Language = text.LanguageOf("", a.Title, a.Text()) })
			changed = changed || a.Language != ""
		}
		if changed {
			if &out[0] == &articles[0] {
				out = slices.Clone(articles)
			}
			out[i] = a
		}
	}
	return out
}

func newPiece(a *news.Article, v *news.Verdict) *piece {
	p := &piece{a: a, v: v, body: a.Text(), lang: a.Language}
	p.words = text.Words(p.body)
	if len(p.words) < cluster.ShortText {
		p.words = append(text.Words(a.Title), p.words...)
	}
	return p
}

func emptyNote(articles, judged, onTopic, failed int) string {
	switch {
	case articles == 0 && judged == 1:
		return "The one article in the window was judged for an earlier issue."
	case articles == 0 && judged > 0:
		return fmt.Sprintf("All %d articles in the window were judged for earlier issues.", judged)
	case articles == 0:
		return "No article was published in the window."
	case failed > 0:
		return fmt.Sprintf("None of the %d articles in the window is both new and on the digest's topic; attache "+
			"itself failed on %d.", articles, failed)
	case onTopic == 0:
		return fmt.Sprintf("None of the %d articles in the window is on the digest's topic.", articles)
	}
	return fmt.Sprintf("All %d articles on the digest's topic had been told before.", onTopic)
}

// dropSent drops the very articles that past stories cite.
func dropSent(pieces []*piece, past []news.Story) []*piece {
	type key struct {
		id  int64
		url string
	}
	sent := map[key]time.Time{}
	note := func(p *news.Piece, at time.Time) {
		if p.ArticleID != 0 {
			sent[key{id: p.ArticleID}] = at
		}
		if p.URL != "" {
			sent[key{url: p.URL}] = at
		}
	}
	for i := range past {
		note(&past[i].Lead, past[i].Composed)
		for j := range past[i].Also {
			note(&past[i].Also[j], past[i].Composed)
		}
	}
	return slices.DeleteFunc(pieces, func(p *piece) bool {
		at, ok := sent[key{url: p.a.URL}]
		if !ok && p.a.ID != 0 {
			at, ok = sent[key{id: p.a.ID}]
		}
		if ok {
			p.drop("sent", "It stood in an earlier issue%s.", onDay(at))
		}
		return ok
	})
}

func onDay(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format(", of 2 January")
}

// marksOf lists what a piece names, whatever its language.
func marksOf(v *news.Verdict) []string {
	var out []string
	for _, list := range [][]news.Mention{v.Countries, v.Organisations, v.People, v.Regions} {
		for _, m := range list {
			out = append(out, m.ID)
		}
	}
	return out
}

// item is the piece as grouping takes it.
func (p *piece) item() cluster.Item {
	return cluster.Item{
		ID: p.a.URL, Lang: p.lang, Title: p.a.Title, Text: p.body, Outlet: p.a.Outlet.Name,
		At: p.a.Published, Marks: marksOf(p.v), Event: &p.event().Event,
	}
}

// candidate is a story being composed.
type candidate struct {
	pieces []*piece // oldest first; the first of them leads once told
	copies []*piece
	past   *news.Story // the story this one goes on from
	story  news.Story
}

func (p *candidate) all() []*piece { return append(slices.Clip(p.pieces), p.copies...) }

// group makes stories of pieces, in the order of their oldest piece.
func (e *Editor) group(stop func() bool, pieces, copies []*piece) []*candidate {
	items := make([]cluster.Item, len(pieces))
	for i, p := range pieces {
		items[i] = p.item()
	}
	var candidates []*candidate
	of := map[*piece]*candidate{}
	for i, n := range (cluster.Grouping{Window: e.cfg.StoryWindow, Stop: stop}).Group(items) {
		if n == len(candidates) {
			candidates = append(candidates, &candidate{})
		}
		candidates[n].pieces = append(candidates[n].pieces, pieces[i])
		of[pieces[i]] = candidates[n]
	}
	for _, c := range copies {
		of[c.copyOf].copies = append(of[c.copyOf].copies, c)
	}
	return candidates
}
