package worker_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/worker"
)

func publish(t *testing.T, h *fixture, o worker.Order) news.Issue {
	t.Helper()
	i, err := h.pipeline.Publish(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestPublish(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		src := h.source(t, "a")
		d := h.digest(t, nil)
		h.piece(t, src, "yesterday", 23*time.Hour)
		h.piece(t, src, "older", 25*time.Hour)
		h.polled(t, src)
		o := worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: breakfast}
		i := publish(t, h, o)
		check(t, "state", i.State, news.IssueApproved)
		check(t, "stories", titles(i), "yesterday")
		check(t, "number", i.Number, 1)
		letters, err := h.store.Letters(t.Context(), i.ID)
		if err != nil {
			t.Fatal(err)
		}
		check(t, "letters", len(letters), len(news.Languages))
		for _, l := range letters {
			if !strings.Contains(l.Subject, "No. 1 (") {
				t.Errorf("the letter does not know its number: %q", l.Subject)
			}
		}
		if _, err := h.pipeline.Publish(t.Context(), o); !errors.Is(err, worker.ErrTaken) {
			t.Errorf("the same slot again: %v, want ErrTaken", err)
		}

		// The next day: from the end of the last issue, with what came to light since although it is older.
		h.wall.add(24 * time.Hour)
		h.piece(t, src, "today", time.Hour)
		late := news.Article{
			URL: "https://a.example.org/late", SourceID: src.ID, Outlet: src.Outlet, Title: "late",
			DateFrom:  news.DateFromPage,
			Published: breakfast.Add(-2 * time.Hour), Seen: breakfast.Add(time.Hour),
			Blocks: []news.Block{{Kind: news.Paragraph, Text: "Late."}},
		}
		if _, err := h.store.PutArticle(t.Context(), &late); err != nil {
			t.Fatal(err)
		}
		i = publish(t, h, worker.Order{Digest: d, Slot: "2026-11-24T07:00 Asia/Almaty", At: h.wall.now()})
		check(t, "window", i.Window.From, breakfast)
		check(t, "stories of the second", titles(i), "late today")
		check(t, "number of the second", i.Number, 2)
		check(t, "past stories handed to the editor", len(h.edit.last.Past), 1)
	})
}

// TestPublishOfTwoSourcesOfOneArticle visits two sources that list the same address: a digest of either gets the piece,
// once, also when the second source lists it a day later, and the page is read once.
func TestPublishOfTwoSourcesOfOneArticle(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		front, world := h.source(t, "front"), h.source(t, "world")
		front.Excerpt = 200
		if err := h.store.PutSource(t.Context(), &front); err != nil {
			t.Fatal(err)
		}
		var digests []news.Digest
		for _, name := range []string{"front", "world"} {
			digests = append(digests, h.digest(t, func(d *news.Digest) {
				d.Name, d.Sources = name+"-digest", []string{name}
			}))
		}
		both := h.digest(t, func(d *news.Digest) { d.Name = "both" })
		visit := func(lists map[string][]string) {
			t.Helper()
			for name, pieces := range lists {
				var items []news.Item
				for _, p := range pieces {
					items = append(items, news.Item{
						URL: "https://front.example.org/" + p, Title: p, Published: h.wall.now().Add(-3 * time.Hour),
					})
				}
				h.fetch.lists[name] = list{items: items}
			}
			for _, src := range []news.Source{front, world} { // one after the other: the first one reads the page
				if _, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, day(h), nil); err != nil {
					t.Fatal(err)
				}
			}
		}
		published := func(d news.Digest, n int) string {
			t.Helper()
			return titles(publish(t, h, worker.Order{
				Digest: d, Slot: fmt.Sprintf("2026-11-%dT07:00 Asia/Almaty", 23+n), At: h.wall.now(),
			}))
		}

		visit(map[string][]string{"front": {"a", "b"}, "world": {"a", "c"}})
		check(t, "pages read", h.fetch.takeRead(), "a b c")
		check(t, "of the first source", published(digests[0], 0), "a b")
		check(t, "of the second source", published(digests[1], 0), "a c")
		for _, a := range h.edit.last.Articles {
			check(t, a.Title+" belongs to", a.SourceID, world.ID)
			check(t, a.Title+" may be quoted", a.Excerpt, map[string]int{"a": 200, "c": 600}[a.Title])
		}
		check(t, "of both", published(both, 0), "a b c")

		// The next day the second source lists what the first one brought: new to its digest alone.
		h.wall.add(24 * time.Hour)
		visit(map[string][]string{"front": {"d"}, "world": {"b"}})
		check(t, "pages read", h.fetch.takeRead(), "d")
		check(t, "of the first source, day 2", published(digests[0], 1), "d")
		check(t, "of the second source, day 2", published(digests[1], 1), "b")
		check(t, "of both, day 2", published(both, 1), "d")
		for _, n := range h.edit.last.Coverage.Notes {
			t.Errorf("the coverage says of %s: %+v", n.Source, n)
		}
	})
}

// TestPublishKeepsTodaysBudget holds that a source's copyright budget counts for what was read before it was set.
func TestPublishKeepsTodaysBudget(t *testing.T) {
	h := build(t, onSQLite(t))
	src, d := h.source(t, "a"), h.digest(t, nil)
	h.piece(t, src, "one", time.Hour)
	src.Excerpt, src.Rights.NoArchive = 120, true
	if err := h.store.PutSource(t.Context(), &src); err != nil {
		t.Fatal(err)
	}
	publish(t, h, worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: breakfast})
	check(t, "budget of the article", h.edit.last.Articles[0].Excerpt, 120)
	check(t, "letters only", h.edit.last.Articles[0].Piece().NoArchive, true)
}

// TestPublishKnowsItsReaders holds that the editor hears in which languages letters are read, the digest's own always
// among them, and what all readers of each read besides.
func TestPublishKnowsItsReaders(t *testing.T) {
	h := build(t, onSQLite(t))
	h.polled(t, h.source(t, "a"))
	d := h.digest(t, func(d *news.Digest) { d.Language = "kk" })
	readers := func() map[string][]string {
		t.Helper()
		if _, err := h.pipeline.Draft(t.Context(), worker.Order{Digest: d}); err != nil {
			t.Fatal(err)
		}
		return h.edit.last.Readers
	}
	check(t, "readers of a digest that nobody reads", fmt.Sprint(readers()), "map[kk:[]]")
	for i, s := range []news.Subscriber{
		{Reads: []string{"ru", "en"}},
		{Language: "kk", Reads: []string{"en"}},
		{Language: "tr", Reads: []string{"de"}},
	} {
		s.Email, s.State, s.Digests, s.Created, s.Changed = fmt.Sprintf("%d@example.org", i), news.SubscriberActive,
			[]string{d.Name}, breakfast, breakfast
		if err := h.store.PutSubscriber(t.Context(), &s); err != nil {
			t.Fatal(err)
		}
	}
	check(t, "readers", fmt.Sprint(readers()), "map[kk:[en] tr:[de]]")
}

func TestPublishDoesNotTellTwice(t *testing.T) {
	h := build(t, onSQLite(t))
	src, d := h.source(t, "a"), h.digest(t, nil)
	h.readers(t, d, 1)
	h.piece(t, src, "one", time.Hour)
	o := worker.Order{Digest: d, Window: news.Window{From: breakfast.Add(-48 * time.Hour), To: breakfast}}
	first := publish(t, h, o)
	if _, err := h.pipeline.Deliver(t.Context(), first.ID); err != nil {
		t.Fatal(err)
	}
	h.wall.add(time.Minute)
	h.piece(t, src, "two", 2*time.Hour)
	check(t, "the same window again", titles(publish(t, h, o)), "two")
	h.wall.add(time.Minute)
	again := o
	again.Again = true
	check(t, "taken up again on purpose", titles(publish(t, h, again)), "one two")
}

func TestPublishDecides(t *testing.T) {
	h := build(t, onSQLite(t))
	src := h.source(t, "a")
	h.piece(t, src, "one", time.Hour)
	hold := h.digest(t, func(d *news.Digest) { d.Name, d.Approval = "hold", news.ApproveHold })
	empty := h.digest(t, func(d *news.Digest) { d.Name, d.Sources = "empty", []string{"none"} })
	anyway := h.digest(t, func(d *news.Digest) { d.Name, d.Sources, d.SendEmpty = "anyway", []string{"none"}, true })
	late := worker.Order{Digest: hold, Slot: "2026-11-22T19:00 UTC", At: breakfast.Add(-7 * time.Hour)}
	all := len(news.Languages)
	for _, tt := range []struct {
		name    string
		order   worker.Order
		want    news.IssueState
		letters int
	}{
		{"held", worker.Order{Digest: hold}, news.IssueHeld, all},
		{
			"held, but the person who asks approves it",
			worker.Order{Digest: hold, Approved: true},
			news.IssueApproved,
			all,
		},
		{"nothing new", worker.Order{Digest: empty}, news.IssueEmpty, 0},
		{"nothing new, sent all the same", worker.Order{Digest: anyway}, news.IssueApproved, all},
		{"too late", late, news.IssueMissed, 0},
	} {
		i := publish(t, h, tt.order)
		check(t, tt.name, i.State, tt.want)
		letters, err := h.store.Letters(t.Context(), i.ID)
		if err != nil {
			t.Fatal(err)
		}
		check(t, tt.name+": letters", len(letters), tt.letters)
		if tt.want != news.IssueApproved && i.Note == "" {
			t.Errorf("%s: no note says why", tt.name)
		}
		h.wall.add(time.Second)
	}
}

func TestPublishAfterMissedTakesUpWhatWasNotTold(t *testing.T) {
	h := build(t, onSQLite(t))
	src := h.source(t, "a")
	d := h.digest(t, nil)
	h.piece(t, src, "one", time.Hour)
	publish(t, h, worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: h.wall.now()})
	h.wall.add(24 * time.Hour)
	h.piece(t, src, "two", time.Hour)
	day2 := h.wall.now()
	h.wall.add(10 * time.Hour) // the machine was off
	i := publish(t, h, worker.Order{Digest: d, Slot: "2026-11-24T07:00 Asia/Almaty", At: day2})
	check(t, "second day", i.State, news.IssueMissed)
	h.wall.add(14 * time.Hour)
	h.piece(t, src, "three", time.Hour)
	i = publish(t, h, worker.Order{Digest: d, Slot: "2026-11-25T07:00 Asia/Almaty", At: h.wall.now()})
	check(t, "third day", titles(i), "three two")
	check(t, "numbers are not spent on missed issues", i.Number, 2)
}

func TestPublishFailureLeavesTheSlotFree(t *testing.T) {
	h := build(t, onSQLite(t))
	h.piece(t, h.source(t, "a"), "one", time.Hour)
	d := h.digest(t, nil)
	o := worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: breakfast}
	h.edit.err = errDown
	if _, err := h.pipeline.Publish(t.Context(), o); !errors.Is(err, errDown) {
		t.Fatalf("composing failed: %v", err)
	}
	h.edit.err = nil
	h.pipeline.Renderer = brokenRenderer{}
	if _, err := h.pipeline.Publish(t.Context(), o); !errors.Is(err, errDown) {
		t.Fatalf("setting failed: %v", err)
	}
	h.pipeline.Renderer = plainRenderer{}
	check(t, "state", publish(t, h, o).State, news.IssueApproved)
}

type brokenRenderer struct{}

func (brokenRenderer) Letter(news.Digest, news.Issue, string, string) (news.Letter, error) {
	return news.Letter{}, errDown
}

func TestDraftSavesNothing(t *testing.T) {
	h := build(t, onSQLite(t))
	h.piece(t, h.source(t, "a"), "one", time.Hour)
	d := h.digest(t, nil)
	draft, err := h.pipeline.Draft(t.Context(), worker.Order{Digest: d})
	if err != nil {
		t.Fatal(err)
	}
	check(t, "stories", titles(draft.Issue), "one")
	check(t, "letters", len(draft.Letters), len(news.Languages))
	check(t, "verdicts", len(draft.Verdicts), 1)
	if issues, err := h.store.Issues(t.Context(), "", 10); err != nil || len(issues) != 0 {
		t.Errorf("issues %v, %v", issues, err)
	}
	if _, err := h.pipeline.SendDraft(t.Context(), draft, []string{"editor@example.org"}); err != nil {
		t.Fatal(err)
	}
	check(t, "sent to", h.post.to(), "[editor@example.org]")
	copied := h.post.got[0] // an editor who is no subscriber has nothing to leave: there is no link, dead or alive
	page, text := copied.Parts()
	if strings.Contains(page, "leave") || strings.Contains(page, `"#"`) || strings.Contains(text, news.UnsubscribeToken) {
		t.Errorf("the editor's copy has a way out that leads nowhere: %s %s", page, text)
	}
	check(t, "one-click address", copied.Unsubscribe, "")
	if _, err := h.pipeline.SendDraft(t.Context(), draft, []string{"no address"}); err == nil {
		t.Error("a draft went to something that is no address")
	}
}

func TestNoSourceReadIsNoIssue(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		d := h.digest(t, func(d *news.Digest) { d.SendEmpty = true })
		h.source(t, "a")
		h.source(t, "b")
		down := list{poll: news.Poll{State: news.PollFailing, Detail: "The name a.example.org cannot be resolved."}}
		h.fetch.lists = map[string]list{"a": down, "b": down}
		sources, err := h.pipeline.SourcesOf(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		scrape := func() {
			t.Helper()
			if _, err := h.pipeline.Scrape(t.Context(), sources, day(h), nil); err != nil {
				t.Fatal(err)
			}
		}
		slot := worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: h.wall.now()}
		if _, err := h.pipeline.Publish(t.Context(), slot); !errors.Is(err, news.ErrUnread) { // never looked at
			t.Fatalf("got %v, want ErrUnread", err)
		}
		scrape()
		if _, err := h.pipeline.Publish(t.Context(), slot); !errors.Is(err, news.ErrUnread) {
			t.Fatalf("got %v, want ErrUnread", err)
		}
		if issues, err := h.store.Issues(t.Context(), "", 10); err != nil || len(issues) != 0 {
			t.Fatalf("issues %v, %v: the slot is taken", issues, err)
		}
		h.wall.add(time.Hour)
		h.fetch.lists["a"] = list{items: []news.Item{item("a", "news", h.wall.now().Add(-time.Minute))}}
		scrape()
		i := publish(t, h, slot)
		check(t, "stories once a source answers", titles(i), "news")
	})
}

func TestCoverage(t *testing.T) {
	h := build(t, onSQLite(t))
	now := h.wall.now()
	for name, l := range map[string]list{
		"fresh":   {items: []news.Item{item("fresh", "f", now)}},
		"refused": {poll: news.Poll{State: news.PollRefused, Status: 403}},
		"silent":  {items: []news.Item{item("silent", "s", now)}}, "never": {},
	} {
		h.source(t, name)
		h.fetch.lists[name] = l
	}
	d := h.digest(t, nil)
	sources, err := h.pipeline.SourcesOf(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	scrape := func() {
		if _, err := h.pipeline.Scrape(t.Context(), sources, day(h), nil); err != nil {
			t.Fatal(err)
		}
	}
	scrape()
	i := publish(t, h, worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: now})
	check(t, "first issue", len(i.Coverage.Notes), 1)
	h.wall.add(4 * 24 * time.Hour)
	h.fetch.lists["fresh"] = list{items: []news.Item{item("fresh", "f2", h.wall.now())}}
	scrape()
	i = publish(t, h, worker.Order{Digest: d, Slot: "2026-11-27T07:00 Asia/Almaty", At: h.wall.now()})
	check(t, "sources", i.Coverage.Sources, 4)
	check(t, "read", i.Coverage.Read, 3)
	var notes []string
	for _, n := range i.Coverage.Notes {
		notes = append(notes, n.Source+" "+string(n.State))
	}
	check(t, "notes", strings.Join(notes, ", "), "refused refused, never ok, silent ok")
	check(t, "status", i.Coverage.Notes[0].Status, 403)
}

// TestDryRunComposesTheSame reads and composes on the store of a dry run and then for good: the drafts are the same,
// and the dry run leaves nothing behind.
func TestDryRunComposesTheSame(t *testing.T) {
	for name, on := range map[string]func(*testing.T) string{"sqlite": onSQLite, "postgres": onPostgres} {
		t.Run(name, func(t *testing.T) {
			h := build(t, on(t))
			d, src := h.digest(t, nil), h.source(t, "wire")
			now := h.wall.now()
			h.fetch.lists = map[string]list{"wire": {poll: news.Poll{State: news.PollOK}, items: []news.Item{
				item("wire", "one", now.Add(-time.Hour)), item("wire", "two", now.Add(-2*time.Hour)),
				item("wire", "lost", now.Add(-3*time.Hour)),
			}}}
			lost := h.fetch.lists["wire"].items[2].URL
			h.fetch.pages = map[string]page{lost: {err: &news.UnreadError{State: news.PollFailing, Brief: "gone"}}}
			draft := func() (string, int, []news.CoverageNote) {
				t.Helper()
				run, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, news.Window{}, nil)
				if err != nil {
					t.Fatal(err)
				}
				again, err := h.pipeline.Scrape(t.Context(), []news.Source{src}, news.Window{}, nil)
				if err != nil || again.Articles != 0 {
					t.Errorf("a second visit brings %d articles: %v", again.Articles, err)
				}
				h.wall.add(time.Minute)
				made, err := h.pipeline.Draft(t.Context(), worker.Order{Digest: d})
				if err != nil {
					t.Fatal(err)
				}
				return titles(made.Issue), run.Articles, made.Issue.Coverage.Notes
			}
			forGood := h.pipeline.Store
			h.pipeline.Store = worker.DryRun(forGood)
			told, articles, notes := draft()
			h.pipeline.Store = forGood
			standing, err := h.store.Standing(t.Context(), src.ID)
			if err != nil || standing.Last.State != news.PollNever {
				t.Errorf("the dry run left a visit: %+v, %v", standing, err)
			}
			wantTold, wantArticles, wantNotes := draft()
			check(t, "stories", told, wantTold)
			check(t, "articles", articles, wantArticles)
			check(t, "pages that were not read", len(notes), len(wantNotes))
			check(t, "articles at all", articles, 2)
			check(t, "pages at all", len(wantNotes), 1)
		})
	}
}

// TestTwoAtOnceTellNothingTwice: of two issues of a digest that are composed at the same time the second is composed
// again, and tells only what the first does not.
func TestTwoAtOnceTellNothingTwice(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		d := h.digest(t, nil)
		src := h.source(t, "a")
		h.piece(t, src, "one", time.Hour)
		begun := false
		h.edit.composing = func(ctx context.Context) {
			if begun {
				return
			}
			begun = true
			first, err := h.pipeline.Publish(ctx, worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: breakfast})
			if err != nil {
				t.Error(err)
			}
			check(t, "the first", first.Stories()[0].Headline, "one")
			h.wall.add(2 * time.Minute)
			h.piece(t, src, "two", time.Minute)
		}
		second := publish(t, h, worker.Order{Digest: d})
		check(t, "stories of the second", len(second.Stories()), 1)
		check(t, "its story", second.Stories()[0].Headline, "two")
		check(t, "its number", second.Number, 2)
	})
}
