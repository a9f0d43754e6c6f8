package worker_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/worker"
)

// upsetRenderer is a renderer that one story upsets; with broken set, it gives an error instead, as a template with a
// mistake does.
type upsetRenderer struct {
	by     string // headlines that contain it
	broken bool
	empty  bool // an issue without stories upsets it, too
}

func (s upsetRenderer) Letter(d news.Digest, i news.Issue, language, web string) (news.Letter, error) {
	for _, st := range i.Stories() {
		if strings.Contains(st.Headline, s.by) && s.broken {
			return news.Letter{}, errors.New("broadsheet.html:12: no such field")
		}
		if language == "kk" && strings.Contains(st.Headline, s.by) {
			words := []string{st.Headline}
			_ = words[len(st.Headline)]
		}
	}
	if s.empty && len(i.Stories()) == 0 {
		panic("no stories")
	}
	return plainRenderer{}.Letter(d, i, language, web)
}

// TestAPageThatUpsetsTheReaderCostsItself reads all other pages of the source, gives up the one, and has the next issue
// name it once.
func TestAPageThatUpsetsTheReaderCostsItself(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		src, d := h.source(t, "good"), h.digest(t, nil)
		now := h.wall.now()
		h.fetch.lists["good"] = list{items: []news.Item{
			item("good", "one", now.Add(-time.Hour)),
			item("good", "two", now.Add(-2*time.Hour)), item("good", "three", now.Add(-3*time.Hour)),
		}}
		upset := "https://good.example.org/two"
		h.fetch.reading = func(_ context.Context, url string) {
			if url == upset {
				panic("index out of range")
			}
		}
		for visit, want := range []string{"https://good.example.org/one https://good.example.org/three " +
			"https://good.example.org/two", ""} {
			h.fetch.takeRead()
			run, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil)
			if err != nil {
				t.Fatal(err)
			}
			check(t, "state", run.Polls[0].State, news.PollOK)
			check(t, "unread, for the next visit", run.Polls[0].Unread, 0)
			if got := h.fetch.takeRead(); visit == 1 && got != want {
				t.Errorf("the second visit reads %q", got)
			}
			h.wall.add(time.Minute)
		}
		u, err := h.store.UnreadPage(t.Context(), upset)
		if err != nil || !u.Failed || !strings.Contains(u.Why, "attache itself failed while reading") {
			t.Errorf("%+v, %v", u, err)
		}
		for n, want := range []int{1, 0} {
			i := publish(t, h, worker.Order{Digest: d, Slot: []string{"a", "b"}[n]})
			check(t, "pages named in the coverage", len(i.Coverage.Failed), want)
			if want > 0 {
				check(t, "failure", i.Coverage.Failed[0], news.Failure{
					URL: upset, Outlet: "GOOD",
					Stage: news.StageRead,
				})
				check(t, "stories", titles(i), "one three")
			}
			h.wall.add(time.Hour)
		}
	})
}

// TestAStoryThatUpsetsTheRendererCostsItself leaves it out of all letters, says so, and does not try it again.
func TestAStoryThatUpsetsTheRendererCostsItself(t *testing.T) {
	for _, broken := range []bool{false, true} {
		onBoth(t, func(t *testing.T, url string) {
			h := build(t, url)
			h.pipeline.Renderer = upsetRenderer{by: "evil", broken: broken}
			src, d := h.source(t, "good"), h.digest(t, nil)
			h.piece(t, src, "apple", time.Hour)
			evil := h.piece(t, src, "evil", time.Hour)
			h.polled(t, src)
			i := publish(t, h, worker.Order{Digest: d})
			check(t, "state", i.State, news.IssueApproved)
			check(t, "stories", titles(i), "apple")
			check(t, "failed", i.Coverage.Failed, []news.Failure{{
				ArticleID: evil.ID, URL: evil.URL, Outlet: "GOOD",
				Title: "evil", Stage: news.StageRender,
			}})
			check(t, "kept", i.Coverage.Kept, 1)
			letters, err := h.store.Letters(t.Context(), i.ID)
			if err != nil || len(letters) != len(news.Languages) {
				t.Fatalf("%d letters, %v", len(letters), err)
			}
			judged, err := h.store.JudgedIn(t.Context(), evil.ID, 1)
			if err != nil || judged[0].Verdict.Kept || judged[0].Verdict.Reasons[0].Code != "failed" {
				t.Errorf("%+v, %v", judged, err)
			}
			u, err := h.store.UnreadPage(t.Context(), evil.URL)
			if err != nil || !u.Failed {
				t.Errorf("%+v, %v", u, err)
			}
			h.wall.add(24 * time.Hour)
			i = publish(t, h, worker.Order{Digest: d, Window: news.Window{From: h.wall.now().Add(-48 * time.Hour)}})
			check(t, "articles of the next issue", i.Coverage.Articles, 0)
		})
	}
}

// TestAnIssueThatNobodyIsToBlameForIsACleanError covers what no story can be pinned for.
func TestAnIssueThatNobodyIsToBlameForIsACleanError(t *testing.T) {
	h := build(t, onSQLite(t))
	src, d := h.source(t, "good"), h.digest(t, nil)
	h.piece(t, src, "apple", time.Hour)
	for name, renderer := range map[string]worker.Renderer{
		"a template's mistake": upsetRenderer{by: "a", broken: true},
		"not a story's":        upsetRenderer{by: "a", empty: true},
	} {
		h.pipeline.Renderer = renderer
		if _, err := h.pipeline.Publish(t.Context(), worker.Order{Digest: d, Slot: name}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	h.pipeline.Renderer = plainRenderer{}
	h.edit.composing = func(context.Context) { panic("out of order") }
	_, err := h.pipeline.Publish(t.Context(), worker.Order{Digest: d, Slot: "composing"})
	var fault *news.PanicError
	if !errors.As(err, &fault) || !strings.Contains(fault.Stack, "failure_test.go") {
		t.Errorf("composing: %v", err)
	}
	h.edit.composing = nil
	check(t, "state of the next try", publish(t, h, worker.Order{Digest: d, Slot: "composing"}).State,
		news.IssueApproved)
}

// TestAnIssueWhoseOnlyStoryFailsIsEmpty sends nobody a letter of nothing.
func TestAnIssueWhoseOnlyStoryFailsIsEmpty(t *testing.T) {
	h := build(t, onSQLite(t))
	h.pipeline.Renderer = upsetRenderer{by: "evil"}
	src, d := h.source(t, "good"), h.digest(t, nil)
	h.piece(t, src, "evil", time.Hour)
	h.polled(t, src)
	i := publish(t, h, worker.Order{Digest: d})
	check(t, "state", i.State, news.IssueEmpty)
	check(t, "failed", len(i.Coverage.Failed), 1)
	h.wall.add(time.Hour)
	i = publish(t, h, worker.Order{Digest: d})
	check(t, "articles of the next issue", i.Coverage.Articles, 0)
}

// upsetEditor is an editor that one digest upsets as a whole.
type upsetEditor struct {
	*everyPiece
	digest string
}

func (e upsetEditor) Compose(ctx context.Context, m news.Material) (news.Issue, []news.Verdict, error) {
	if m.Digest.Name == e.digest {
		panic("nobody knows why")
	}
	return e.everyPiece.Compose(ctx, m)
}

// TestServeGoesOn has a page upset the reader, a story the renderer, and a digest the editor while the clock runs: the
// rest is read, composed and sent, and the process lives.
func TestServeGoesOn(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		heard := h.listen()
		h.pipeline.Renderer, h.pipeline.Editor = upsetRenderer{by: "evil"}, upsetEditor{h.edit, "broken"}
		h.source(t, "a")
		h.readers(t, h.digest(t, nil), 3)
		h.digest(t, func(d *news.Digest) { d.Name = "broken" })
		h.wall.set(breakfast.Add(-20 * time.Minute))
		now := h.wall.now()
		h.fetch.lists["a"] = list{items: []news.Item{
			item("a", "one", now.Add(-time.Hour)),
			item("a", "two", now.Add(-time.Hour)), item("a", "evil", now.Add(-time.Hour)),
		}}
		h.fetch.reading = func(_ context.Context, url string) {
			if strings.HasSuffix(url, "/two") {
				panic("index out of range")
			}
		}
		stop := h.serving(t)
		await(t, heard, "a page is given up: attache failed on it", 1)
		await(t, heard, "source visited", 1)
		h.wall.set(breakfast)
		for left := map[string]bool{"composing failed": true, "issue sent": true}; len(left) > 0; {
			select {
			case r := <-heard:
				delete(left, r.Message)
			case <-time.After(waitLimit):
				t.Fatalf("never heard %v", left)
			}
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		list := issues(t, h)
		if len(list) != 1 || list[0].State != news.IssueSent || len(list[0].Coverage.Failed) != 2 {
			t.Fatalf("issues %+v", list)
		}
		check(t, "stories", titles(list[0]), "one")
		check(t, "letters", len(h.post.to()), 3)
	})
}

// TestPagesLeftForWantOfRoomOrTime have a row that says why, and stand in the coverage until they are read.
func TestPagesLeftForWantOfRoomOrTime(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		h.pipeline.Config.Pages = 1
		src, d := h.source(t, "good"), h.digest(t, nil)
		now := h.wall.now()
		h.fetch.lists["good"] = list{items: []news.Item{
			item("good", "one", now.Add(-time.Hour)),
			item("good", "two", now.Add(-2*time.Hour)), item("good", "three", now.Add(-3*time.Hour)),
		}}
		visit := func() {
			t.Helper()
			if _, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil); err != nil {
				t.Fatal(err)
			}
			h.wall.add(time.Minute)
		}
		visit()
		notes := publish(t, h, worker.Order{Digest: d, Slot: "a"}).Coverage.Notes
		if len(notes) != 1 || notes[0].Outlet != "GOOD" || len(notes[0].Unread) != 1 {
			t.Fatalf("%+v", notes)
		}
		u := notes[0].Unread[0]
		check(t, "left", []any{u.Cause, u.Pages, u.Again, u.Next.After(h.wall.now())}, []any{
			news.UnreadLimit, 2, true,
			true,
		})
		h.pipeline.Config.Pages, h.pipeline.Config.VisitLimit = 9, time.Second
		h.fetch.reading = func(ctx context.Context, url string) {
			if strings.HasSuffix(url, "three") {
				<-ctx.Done()
			}
		}
		visit()
		page, err := h.store.UnreadPage(t.Context(), "https://good.example.org/three")
		if err != nil || page.Cause != news.UnreadTime || page.Tries != 0 ||
			!strings.Contains(page.Why, "worker.visit_limit") {
			t.Errorf("%+v, %v", page, err)
		}
		if page, err := h.store.UnreadPage(t.Context(), "https://good.example.org/two"); !errors.Is(err,
			news.ErrNotFound) {
			t.Errorf("read since: %+v, %v", page, err)
		}
		h.fetch.reading = nil
		visit()
		check(t, "notes when all is read", publish(t, h, worker.Order{Digest: d, Slot: "b"}).Coverage.Notes,
			[]news.CoverageNote(nil))
	})
}
