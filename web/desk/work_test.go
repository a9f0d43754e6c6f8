package desk_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/web/desk"
)

// The composing half of runner: one letter in two languages, of whatever digest.

func (f *runner) CheckDigest(_ context.Context, d *news.Digest) error { return d.Validate() }

func (f *runner) Templates() []string { return []string{"brief", "broadsheet"} }

func (f *runner) Compose(ctx context.Context, o desk.Order, told func(string, int, int)) (desk.Composed, error) {
	if f.broken != nil {
		return desk.Composed{}, f.broken
	}
	if o.Read {
		told("read", 1, 2)
	}
	told("compose", 0, 0)
	i := news.Issue{Title: o.Digest.Title, Coverage: news.Coverage{Articles: 3, Kept: 1}}
	if o.Keep {
		i.ID = 1
	}
	head := `<html><head><style>@media (prefers-color-scheme:dark){b{}}</style></head><body>`
	return desk.Composed{
		Issue: i, Verdicts: []news.Verdict{{ArticleID: 1, Kept: true}, {ArticleID: 2}, {
			ArticleID: 3, Reasons: []news.Reason{{Code: "cut-issue"}},
		}},
		Letters: []news.Letter{
			{Language: "en", Subject: "S", HTML: head + o.Digest.Title + "</body></html>", Text: "<Plain> " + o.Digest.Title},
			{Language: "kk", HTML: head + "kk</body></html>", Text: "kk"},
		},
	}, ctx.Err()
}

func (f *runner) Lesson(context.Context, news.Digest) (desk.Lesson, error) {
	return desk.Lesson{Used: 4, Before: 2, After: 3, Correction: &news.Correction{
		Weights: []news.Weight{{Words: "the outlet <One>", Weight: 1}},
	}, Looked: 9, Changes: []desk.Side{{Piece: news.Piece{ArticleID: 1, Title: "Moved <b>"}, Keep: true}}}, nil
}

func (f *runner) Reread(context.Context, news.Source, news.Article) (desk.Tried, error) {
	return desk.Tried{Newest: &news.Article{Title: "One", Blocks: []news.Block{{Text: "As it is <now>."}}}}, f.broken
}

func (f *runner) Background(do func(context.Context)) { f.work.Go(func() { do(context.Background()) }) }

// TestSearch: words find an article, a filter too many says what there would be without it, an issue's lost ones are
// listed by their fate.
func TestSearch(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Viewer)
	c.get("/desk/articles?q=titles").want(t, http.StatusOK, "Title &lt;script", "1 article")
	c.get("/desk/articles?q=TEXT+alert&lang=ru").want(t, http.StatusOK, "Title &lt;script")
	c.get("/desk/articles?q=title&lang=kk").want(t, http.StatusOK, "Nothing matches", "With one filter less", "1 article")
	c.get("/desk/articles?to=2001-01-01").want(t, http.StatusOK, "Nothing matches", "2001-01-01", "1 article")
	c.get("/desk/articles?from=2100-01-01").want(t, http.StatusOK, "Nothing matches", "2100-01-01", "1 article")
	c.get("/desk/articles?q=nowhere").want(t, http.StatusOK, "Nothing matches")
	c.get("/desk/articles?issue=1&fate=kept").want(t, http.StatusOK, "Title &lt;script")
	c.get("/desk/articles?issue=1&fate=cut").want(t, http.StatusOK, "Nothing matches")
	c.get("/desk/issues/1").want(t, http.StatusOK, "What came through", "/desk/articles?fate=kept&amp;issue=1")
}

// TestChoose: an article is dropped, taken back, kept; who teaches the digest sees the effect before it is applied.
func TestChoose(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	on := func() map[int64]bool {
		t.Helper()
		of, err := s.st.ChoicesOn(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		return of
	}
	c.get("/desk/articles/1").want(t, http.StatusOK, "The Daily", "as it is judged", "Drop")
	c.post("/desk/articles/1/choose", "digest", "daily", "do", "drop").want(t, http.StatusSeeOther)
	a := c.get("/desk/articles/1")
	a.want(t, http.StatusOK, "the next issue goes without it", "dropped by the desk")
	if keep, is := on()[1]; keep || !is {
		t.Errorf("after dropping: %v", on())
	}
	_, rest, _ := strings.Cut(a.body, `name="entry" value="`)
	entry, _, _ := strings.Cut(rest, `"`)
	c.post("/desk/undo", "entry", entry, "back", "/desk/articles/1").want(t, http.StatusSeeOther)
	c.get("/desk/articles/1").want(t, http.StatusOK, "as it was before", "as it is judged")
	c.post("/desk/undo", "entry", entry, "back", "/desk/articles/1")
	c.get("/desk/articles/1").want(t, http.StatusOK, "in the meantime")
	a = c.post("/desk/articles/1/choose", "digest", "daily", "do", "keep", "teach", "yes")
	if a.Header.Get("Location") != "/desk/digests/daily/learn" {
		t.Errorf("teaching leads to %q", a.Header.Get("Location"))
	}
	c.get("/desk/digests/daily/learn").want(t, http.StatusOK, "It is kept", "the outlet &lt;One&gt;", "Moved &lt;b&gt;")
	if g, err := s.st.Digest(t.Context(), "daily"); err != nil || g.Learned != nil {
		t.Errorf("it has learned before that was applied: %v, %v", g.Learned, err)
	}
	c.post("/desk/digests/daily/learn", "do", "apply").want(t, http.StatusSeeOther)
	c.get("/desk/digests/daily/learn").want(t, http.StatusOK, "has learned", "in force")
	c.post("/desk/digests/daily/learn", "do", "forget").want(t, http.StatusSeeOther)
	c.get("/desk/digests/daily").want(t, http.StatusOK, "nothing so far", "1 decision")
	c.post("/desk/articles/1/choose", "digest", "daily", "do", "drop", "teach", "yes").want(t, http.StatusSeeOther)
	_, rest, _ = strings.Cut(c.get("/desk/digests/daily/learn").body, `name="entry" value="`)
	entry, _, _ = strings.Cut(rest, `"`)
	c.post("/desk/undo", "entry", entry, "back", "/desk/digests/daily").want(t, http.StatusSeeOther)
	c.get("/desk/digests/daily").want(t, http.StatusOK, "as it was before", "0 decisions") // untaught, too
	c.post("/desk/articles/1/choose", "digest", "none", "do", "keep").want(t, http.StatusNotFound)
	c.post("/desk/articles/first/read").want(t, http.StatusNotFound)
	c.post("/desk/articles/1/read").want(t, http.StatusOK, "As it is &lt;now&gt;.")
	c.get("/desk/settings/audit").want(t, http.StatusForbidden)
}

// TestDigests: a change is looked at before it is saved; a date is skipped and taken in again; a colleague's change is
// not overwritten.
func TestDigests(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	c.get("/desk/digests/daily").want(t, http.StatusOK, "Every day, 07:00 (Asia/Almaty)", "name: daily")
	c.get("/desk/digests/daily/edit").want(t, http.StatusOK, `name="times" value="07:00"`)
	form := []string{
		"of", "daily", "title", "The <New>", "language", "en", "times", "08:30", "day", "1", "day", "2", "day", "3",
		"day", "4", "day", "5", "time_zone", "Asia/Almaty", "approval", "hold", "least", "3", "enabled", "yes",
		"countries", "kz, tr", "exclude", "sport",
	}
	c.post("/desk/digests/check", append(form, "times", "noon")...)
	c.post("/desk/digests/check", append([]string{"times", "noon"}, form...)...).want(t, http.StatusUnprocessableEntity,
		"is not a time of day", "The &lt;New&gt;")
	a := c.post("/desk/digests/check", form...)
	a.want(t, http.StatusSeeOther)
	path := a.Header.Get("Location")
	a = c.get(path + "?letter=kk&view=dark")
	a.want(t, http.StatusOK, "Nothing is saved yet", "<del>- schedule: 0 7 * * *</del>", "+ schedule: 30 8 * * 1-5",
		"Monday to Friday, 08:30", "view=dark", "sandbox=")
	key := strings.TrimPrefix(path, "/desk/drafts/")
	for view, says := range map[string]string{
		"light": "@media not all", "dark": "@media all", "phone": "The <New>", "text": "&lt;Plain&gt;",
	} {
		b := c.get("/desk/previews/" + key + "?letter=en&view=" + view)
		b.want(t, http.StatusOK, says)
		if p := b.Header.Get("Content-Security-Policy"); !strings.HasPrefix(p, "sandbox ") || strings.Contains(p, "script") {
			t.Errorf("the policy of %s: %s", view, p)
		}
	}
	other := s.signedIn(newsroom.Admin)
	other.get(path).want(t, http.StatusNotFound) // a draft is its author's own
	other.get("/desk/previews/"+key).want(t, http.StatusNotFound)
	c.get(path+"/edit").want(t, http.StatusOK, `value="08:30"`, "The &lt;New&gt;")
	if g, err := s.st.Digest(t.Context(), "daily"); err != nil || g.Title != "The Daily" {
		t.Errorf("it was saved too early: %v, %v", g, err)
	}
	c.post("/desk/digests/save", "key", key).want(t, http.StatusSeeOther)
	c.get("/desk/digests/daily").want(t, http.StatusOK, "is saved", "waits for a person", "Kazakhstan, Türkiye",
		"with fewer than 3")
	c.post("/desk/digests/save", "key", key).want(t, http.StatusSeeOther)
	c.get("/desk/digests/daily").want(t, http.StatusOK, "in the meantime")
	// skip a date, pause
	c.post("/desk/digests/daily/skip", "do", "skip", "at", "2026-12-16T03:30:00Z").want(t, http.StatusSeeOther)
	c.get("/desk/digests/daily").want(t, http.StatusOK, "The date is skipped", "2026-12-16")
	c.post("/desk/digests/daily/skip", "do", "unskip", "day", "2026-12-16")
	c.post("/desk/digests/daily/switch", "do", "pause")
	a = c.get("/desk/digests/daily")
	a.want(t, http.StatusOK, "is paused", "off", "digest paused")
	_, rest, _ := strings.Cut(a.body, `name="entry" value="`)
	entry, _, _ := strings.Cut(rest, `"`)
	c.post("/desk/undo", "entry", entry, "back", "/desk/digests/daily")
	if g, err := s.st.Digest(t.Context(), "daily"); err != nil || !g.Enabled || len(g.Skip) > 0 {
		t.Errorf("after the undo: %v, %v", g, err)
	}
	// a new one
	a = c.post("/desk/digests/check", "name", "weekly", "title", "Weekly", "times", "09:00", "day", "1", "enabled", "yes")
	key = strings.TrimPrefix(a.Header.Get("Location"), "/desk/drafts/")
	c.post("/desk/digests/save", "key", key).want(t, http.StatusSeeOther)
	c.get("/desk/digests").want(t, http.StatusOK, "Weekly", "Monday, 09:00 (UTC)")
	c.post("/desk/digests/check", "name", "No Name", "title", "X").want(t, http.StatusUnprocessableEntity,
		"is not a digest name")
	c.post("/desk/digests/save", "key", "none").want(t, http.StatusSeeOther)
	c.get("/desk/digests").want(t, http.StatusOK, "not there any more")
}

// TestRunNow: a trial shows its letter and funnel and keeps nothing; an issue is made and led to; a failure is said.
func TestRunNow(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Editor)
	run := func(pairs ...string) string {
		t.Helper()
		a := c.post("/desk/digests/daily/run", pairs...)
		a.want(t, http.StatusSeeOther)
		s.run.work.Wait()
		return a.Header.Get("Location")
	}
	path := run("do", "dry", "read", "yes", "from", "2026-11-29")
	c.get(path).want(t, http.StatusOK, "A trial", "Nothing was kept", "<b>3</b>", "no room", "sandbox=")
	c.get(run("do", "make")).want(t, http.StatusOK, "The issue is made", "/desk/issues/1")
	once := append([]string{"do", "make"}, c.get("/desk/digests/daily").hidden("turn")...)
	if one, two := run(once...), run(once...); one != two || run("do", "make") == one {
		t.Errorf("a button that was pressed twice makes %s and %s", one, two)
	}
	s.run.broken = news.Invalid("", "None of the sources <was> read.")
	c.get(run("do", "make")).want(t, http.StatusOK, "None of the sources &lt;was&gt; read.")
	s.run.broken = nil
	c.post("/desk/digests/daily/run", "do", "dry", "from", "2026-11-29", "to", "2026-11-01").want(t, http.StatusSeeOther)
	c.get("/desk/digests/daily").want(t, http.StatusOK, "ends before it begins")
	s.signedIn(newsroom.Admin).get(path).want(t, http.StatusNotFound)
}

// TestRuns: a run is a funnel whose numbers lead to what was lost.
func TestRuns(t *testing.T) {
	s := open(t, desk.Config{})
	s.fill()
	c := s.signedIn(newsroom.Viewer)
	c.get("/desk/runs").want(t, http.StatusOK, "No run yet")
	r := news.Run{Started: s.now, Ended: s.now.Add(time.Minute), Articles: 12, IssueID: 1, Polls: []news.Poll{
		{SourceID: 1, State: news.PollFailing, Detail: "No <answer>."}, {SourceID: 1, State: news.PollOK, Items: 412},
	}}
	if err := s.st.SaveRun(t.Context(), &r); err != nil {
		t.Fatal(err)
	}
	c.get("/desk/runs").want(t, http.StatusOK, "1 / 2", "412")
	c.get("/desk/runs/1").want(t, http.StatusOK, "<b>412</b>", "<b>12</b>", "No &lt;answer&gt;.", "issue=1", "The Daily")
	c.get("/desk/runs/2").want(t, http.StatusNotFound)
	c.get("/desk/issues/1").want(t, http.StatusOK, "/desk/runs/1")
}

// TestKeys: the shortcuts can be switched off, and then no script is sent at all.
func TestKeys(t *testing.T) {
	s := open(t, desk.Config{})
	c := s.signedIn(newsroom.Viewer)
	a := c.get("/desk")
	a.want(t, http.StatusOK, `<script src="/desk/assets/desk.`, `id="keys"`, "data-keys")
	_, rest, _ := strings.Cut(a.body, `<script src="`)
	path, _, _ := strings.Cut(rest, `"`)
	js := c.get(path)
	js.want(t, http.StatusOK, "keydown")
	if !strings.Contains(js.Header.Get("Cache-Control"), "immutable") || len(js.body) > 8<<10 {
		t.Errorf("%q, %d bytes", js.Header.Get("Cache-Control"), len(js.body))
	}
	c.post("/desk/me/keys").want(t, http.StatusSeeOther)
	if a := c.get("/desk"); strings.Contains(a.body, "<script") || strings.Contains(a.body, "<dialog") {
		t.Error("there is a script although they are off")
	}
	c.get("/desk/me").want(t, http.StatusOK, "Keys are on")
	c.post("/desk/me/keys", "keys", "yes")
	c.get("/desk").want(t, http.StatusOK, "<script")
}
