package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/templates"
	"attache/text"
)

// mostCounted is how many articles a search counts: more are said to be more.
const mostCounted = 1000

// counted counts what a filter chooses, up to mostCounted.
func (d *Desk) counted(ctx context.Context, f newsroom.ArticleFilter) (v templates.DeskFound, err error) {
	f.Limit = mostCounted
	v.N, v.More, err = d.store.CountArticles(ctx, f)
	return v, err
}

// withouts says for each filter that is set how many articles there were without it, those that bring some.
func (d *Desk) withouts(r *http.Request, f newsroom.ArticleFilter, v *templates.DeskArticles) error {
	for _, part := range []struct {
		filter, word, value string
		without             func(*newsroom.ArticleFilter)
	}{
		{"q", "search", v.Query, func(f *newsroom.ArticleFilter) { f.Query = "" }},
		{"verdict", "verdict", v.Verdict, func(f *newsroom.ArticleFilter) { f.Verdict = "" }},
		{"lang", "language", v.Lang, func(f *newsroom.ArticleFilter) { f.Language = "" }},
		{"country", "outlet_country", v.Country, func(f *newsroom.ArticleFilter) { f.Sources = nil }},
		{"outlet", "source", v.Outlet, func(f *newsroom.ArticleFilter) { f.Sources = nil }},
		{"from", "from", v.From, func(f *newsroom.ArticleFilter) { f.From = time.Time{} }},
		{"to", "to", v.To, func(f *newsroom.ArticleFilter) { f.To = time.Time{} }},
	} {
		if part.value == "" || part.filter == "country" && v.Outlet != "" || part.filter == "outlet" && v.Country != "" {
			continue
		}
		less := f
		part.without(&less)
		found, err := d.counted(r.Context(), less)
		if err != nil {
			return err
		}
		if found.N > 0 || found.More {
			q := r.URL.Query()
			q.Del(part.filter)
			q.Del("before")
			v.Without = append(v.Without, templates.DeskWithout{
				Filter: part.word, Value: part.value, Found: found, Link: "?" + q.Encode(),
			})
		}
	}
	return nil
}

// typed says how many articles there are when the keyboard was set to the other letters.
func (d *Desk) typed(r *http.Request, f newsroom.ArticleFilter, v *templates.DeskArticles) error {
	f.Query = text.OtherKeyboard(v.Query)
	if f.Query == "" {
		return nil
	}
	found, err := d.counted(r.Context(), f)
	if err == nil && (found.N > 0 || found.More) {
		v.Typed = &templates.DeskWithout{Value: f.Query, Found: found, Link: with(r, "q", f.Query)}
	}
	return err
}

// ofIssue narrows a filter to the articles that an issue judged, with one fate when the person asks for it.
func (d *Desk) ofIssue(r *http.Request, v *templates.DeskArticles, f *newsroom.ArticleFilter) error {
	v.Issue, v.Fate, v.Fates = number(r.URL.Query().Get("issue")), r.URL.Query().Get("fate"), newsroom.Fates
	if v.Issue <= 0 {
		v.Issue, v.Fate = 0, ""
		return nil
	}
	verdicts, err := d.store.Verdicts(r.Context(), v.Issue)
	if err != nil {
		return err
	}
	v.Filtered, f.IDs = true, []int64{}
	for i := range verdicts {
		if v.Fate == "" || string(newsroom.FateOf(&verdicts[i])) == v.Fate {
			f.IDs = append(f.IDs, verdicts[i].ArticleID)
		}
	}
	return nil
}

// choices are what can be said of an article for each digest that reads its source.
func (d *Desk) choices(ctx context.Context, a *news.Article, source *news.Source, all []news.Digest) (
	out []templates.DeskChoose, err error,
) {
	said, err := d.store.ChoicesOn(ctx, a.ID)
	if err != nil || a.Forgotten {
		return nil, err
	}
	for _, g := range all {
		keep, is := said[g.ID]
		if !is && !g.Reads(source) {
			continue
		}
		c := templates.DeskChoose{Digest: g}
		switch {
		case is && keep:
			c.Said = "keep"
		case is:
			c.Said = "drop"
		}
		out = append(out, c)
	}
	return out, nil
}

// choose keeps what a person says of an article. When it is to teach the digest, the effect is shown next.
func (d *Desk) choose(w http.ResponseWriter, r *http.Request) error {
	ctx, id, digest, word := r.Context(), number(r.PathValue("id")), r.FormValue("digest"), r.FormValue("do")
	path := fmt.Sprintf("/desk/articles/%d", id)
	e := d.entry(r, "article.choose")
	entry, err := d.store.Choose(ctx, digest, id, word, e)
	if err != nil {
		return d.back(w, r, err, path, templates.DeskNotice{})
	}
	done := templates.DeskNotice{Key: "nothing_changed"}
	if entry != 0 {
		done = templates.DeskNotice{
			Key:  cmp.Or(map[string]string{"keep": "chosen_keep", "drop": "chosen_drop"}[word], "chosen_none"),
			Undo: []int64{entry},
		}
	}
	if r.FormValue("teach") == "yes" && word != "" {
		g, err := d.store.Digest(ctx, digest)
		if err != nil {
			return err
		}
		// of the entry's time: UndoChoice knows it by that
		err = d.store.Decide(ctx, g.ID, []news.Decision{{ArticleID: id, Keep: word == "keep", Made: e.At}})
		if err != nil {
			return err
		}
		path = "/desk/digests/" + g.Name + "/learn"
	}
	return d.back(w, r, nil, path, done)
}

// reread reads the page of an article as it is now, and shows it; nothing is stored.
func (d *Desk) reread(w http.ResponseWriter, r *http.Request) error {
	id := number(r.PathValue("id"))
	if id <= 0 {
		return errNoPage
	}
	a, err := d.store.Article(r.Context(), fmt.Sprint(id))
	if err != nil {
		return err
	}
	standing, err := d.store.Standing(r.Context(), a.SourceID)
	if err != nil {
		return err
	}
	return d.visit(w, r, func(ctx context.Context) error {
		t, err := d.run.Reread(ctx, standing.Source, a)
		if err != nil {
			return d.back(w, r, cmp.Or(ctx.Err(), err), fmt.Sprintf("/desk/articles/%d", id), templates.DeskNotice{})
		}
		again := &templates.DeskReread{Article: t.Newest, Problem: t.Problem}
		if t.Newest != nil {
			again.Same = strings.TrimSpace(t.Newest.Text()) == strings.TrimSpace(a.Text())
		}
		return d.showArticle(w, r, &a, again)
	})
}

// learn shows what a digest's decisions teach.
func (d *Desk) learn(w http.ResponseWriter, r *http.Request) error {
	g, l, err := d.lesson(w, r)
	if err != nil {
		return err
	}
	v := templates.DeskLesson{
		Digest: g, Used: l.Used, Ruled: l.Ruled, Few: l.Few, Before: l.Before, After: l.After, Looked: l.Looked,
		In: g.Learned != nil,
	}
	if l.Correction != nil {
		v.Weights, v.Better = l.Correction.Weights[:min(12, len(l.Correction.Weights))], l.After >= l.Before
	}
	for _, c := range l.Changes[:min(50, len(l.Changes))] {
		v.Changes = append(v.Changes, templates.DeskSide(c))
	}
	d.show(w, r, http.StatusOK, "learn", "digests", v)
	return nil
}

func (d *Desk) lesson(w http.ResponseWriter, r *http.Request) (g news.Digest, l Lesson, err error) {
	if g, err = d.store.Digest(r.Context(), r.PathValue("name")); err != nil {
		return g, l, err
	}
	if err := d.trying(r, "lesson", mostTried); err != nil {
		return g, l, err
	}
	ctx, cancel := patient(w, r, previewLook)
	defer cancel()
	select { // it judges some thousand articles
	case d.visits <- struct{}{}:
		defer func() { <-d.visits }()
	case <-ctx.Done():
		return g, l, errBusy
	}
	l, err = d.run.Lesson(ctx, g)
	return g, l, err
}

// applyLesson puts what was learned in force, or forgets it.
func (d *Desk) applyLesson(w http.ResponseWriter, r *http.Request) error {
	path := "/desk/digests/" + r.PathValue("name") + "/learn"
	g, l, err := d.lesson(w, r)
	if err != nil {
		return err
	}
	e := d.entry(r, "digest.learn")
	e.Kind, e.Name = "digest", g.Name
	var correction *news.Correction
	done := templates.DeskNotice{Key: "learn_done"}
	switch r.FormValue("do") {
	case "apply":
		if l.Correction == nil || l.After < l.Before {
			return d.back(w, r, newsroom.ErrOvertaken, path, templates.DeskNotice{})
		}
		correction = l.Correction
	case "forget":
		e.Action, done.Key = "digest.unlearn", "learn_gone"
	default:
		return errNoPage
	}
	if err = d.store.PutCorrection(r.Context(), g.ID, correction); err == nil {
		err = d.store.Note(r.Context(), e)
	}
	return d.back(w, r, err, path, done)
}

// Undo takes back an entry of any kind that can be. entry begins the one that tells of it.
func (d *Desk) Undo(ctx context.Context, id int64, entry func(action string) newsroom.Entry) error {
	_, err := d.store.UndoSource(ctx, id, entry("source.undo"))
	if errors.Is(err, news.ErrNotFound) {
		err = d.store.UndoChoice(ctx, id, entry("article.undo"))
	}
	if errors.Is(err, news.ErrNotFound) {
		err = d.store.UndoDigest(ctx, id, entry("digest.undo"))
	}
	return err
}
