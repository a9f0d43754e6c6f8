package storetest

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
)

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var deskSourceBehaviours = []behaviour{
	{"a token is kept whole, used, listed and revoked by its person", func(t *testing.T, r *room) {
		p, other := r.person("a@desk.example", newsroom.Editor), r.person("b@desk.example", newsroom.Viewer)
		k := newsroom.Token{
			PersonID: p.ID, Name: "Script", Hash: "abc", Scopes: []newsroom.Scope{newsroom.ScopeRead, newsroom.ScopeIssues},
			Created: r.now, Expires: r.now.AddDate(0, 0, 90),
		}
		e := newsroom.Entry{At: r.now, PersonID: p.ID, Action: "token.add"}
		r.must(r.AddToken(r.ctx, &k, e))
		got, err := r.Token(r.ctx, "abc")
		r.must(err)
		r.same(got, k)
		for person, n := range map[int64]int{p.ID: 1, other.ID: 0, 0: 1} {
			all, err := r.Tokens(r.ctx, person)
			r.must(err)
			if len(all) != n {
				t.Errorf("%d tokens of %d", len(all), person)
			}
		}
		r.must(r.TokenUsed(r.ctx, k.ID, r.now.Add(time.Hour)))
		if got, err = r.Token(r.ctx, "abc"); err != nil || !got.Used.Equal(r.now.Add(time.Hour)) {
			t.Errorf("%+v, %v", got, err)
		}
		if err := r.RevokeToken(r.ctx, other.ID, k.ID, e); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("another's: %v", err)
		}
		r.must(r.RevokeToken(r.ctx, p.ID, k.ID, newsroom.Entry{At: r.now, PersonID: p.ID, Action: "token.revoke"}))
		if _, err := r.Token(r.ctx, "abc"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("after revoking: %v", err)
		}
		entries := r.entries()
		if entries[0].Kind != "token" || entries[1].Became != "read issues" {
			t.Errorf("%+v", entries[:2])
		}
		if r.AddToken(r.ctx, &newsroom.Token{PersonID: p.ID, Name: "x", Hash: "y"}, e) == nil {
			t.Error("a token without scopes is taken")
		}
	}},
	{"an identity is one person, who is added with it", func(t *testing.T, r *room) {
		who := newsroom.Identity{Issuer: "https://login.example", Subject: "17"}
		if _, err := r.Identified(r.ctx, who); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
		p := newsroom.Person{Email: "a@desk.example", Name: "A", Role: newsroom.Viewer, Enabled: true, Created: r.now}
		e := newsroom.Entry{At: r.now, Action: "person.identity"}
		r.must(r.Identify(r.ctx, who, &p, e))
		got, err := r.Identified(r.ctx, who)
		r.must(err)
		r.same(got, p)
		other := newsroom.Person{Email: "b@desk.example", Name: "B", Role: newsroom.Viewer, Enabled: true, Created: r.now}
		if err := r.Identify(r.ctx, who, &other, e); !errors.Is(err, newsroom.ErrOvertaken) {
			t.Errorf("an identity of two: %v", err)
		}
		if _, err := r.PersonByEmail(r.ctx, "b@desk.example"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("the second person is there: %v", err)
		}
		r.must(r.EditPerson(r.ctx, p.ID, func(p *newsroom.Person) error { p.Alerts = true; return nil }, "", newsroom.Entry{
			At: r.now, Action: "person.edit",
		}))
		if got, err = r.Person(r.ctx, p.ID); err != nil || !got.Alerts {
			t.Errorf("%+v, %v", got, err)
		}
	}},
	{"a flag is told once, until it is another", func(t *testing.T, r *room) {
		s := r.source("one")
		f := newsroom.Flag{SourceID: s.ID, State: newsroom.FlagDrifted, Cause: "Why.", Since: r.now, Checked: r.now}
		take := func() int {
			t.Helper()
			all, err := r.TakeFlags(r.ctx, r.now)
			r.must(err)
			return len(all)
		}
		r.must(r.SetFlag(r.ctx, f))
		all, err := r.TakeFlags(r.ctx, r.now)
		r.must(err)
		told := f
		told.Told = r.now
		r.same(all, []newsroom.Flag{told})
		r.must(r.GiveFlags(r.ctx, all)) // it could not be sent
		if n := take(); n != 1 {
			t.Errorf("given back, %d are told", n)
		}
		again := f
		again.Since, again.Cause = r.now.Add(time.Hour), "Why else."
		r.must(r.SetFlag(r.ctx, again))
		flags, err := r.Flags(r.ctx)
		r.must(err)
		if got := flags[s.ID]; !got.Since.Equal(f.Since) || got.Cause != "Why else." || take() != 0 {
			t.Errorf("the same state is another flag: %+v", got)
		}
		again.State = newsroom.FlagDead
		r.must(r.SetFlag(r.ctx, again))
		if n := take(); n != 1 {
			t.Errorf("of another state %d are told", n)
		}
		again.State = ""
		r.must(r.SetFlag(r.ctx, again))
		if n := take(); n != 0 {
			t.Error("that nothing is wrong is told")
		}
		r.must(r.SetFlag(r.ctx, newsroom.Flag{SourceID: s.ID + 100, State: newsroom.FlagDead})) // it is gone
		r.must(r.DeleteSource(r.ctx, s.Name))
		if flags, err = r.Flags(r.ctx); err != nil || len(flags) != 0 {
			t.Errorf("%v, %v", flags, err)
		}
	}},
	{"sources are imported all or none, each with its entry", func(t *testing.T, r *room) {
		s := r.source("one")
		changed := s
		changed.Name, changed.Language = "another-name", "kk" // known by its address
		fresh := news.Source{
			Name: "new", Outlet: news.Outlet{Name: "New"}, URL: "https://new.example/", Kind: news.KindFeed,
			Groups: []string{"energy"},
		}
		e := newsroom.Entry{At: r.now, PersonID: 1, Action: "source.add"}
		bad := fresh
		bad.Name, bad.URL = "bad", "x"
		if _, err := r.ImportSources(r.ctx, []news.Source{changed, fresh, bad}, e); err == nil || len(r.entries()) != 0 {
			t.Errorf("half of them are written: %v", err)
		}
		ids, err := r.ImportSources(r.ctx, []news.Source{changed, fresh}, e)
		r.must(err)
		if again, err := r.ImportSources(r.ctx, []news.Source{changed, fresh}, e); err != nil || len(again) != 0 {
			t.Errorf("the same again: %v, %v", again, err)
		}
		got, err := r.Source(r.ctx, "one")
		r.must(err)
		if len(ids) != 2 || got.Language != "kk" {
			t.Errorf("%v, %+v", ids, got)
		}
		for _, id := range ids {
			_, err := r.UndoSource(r.ctx, id, newsroom.Entry{At: r.now, Action: "source.undo"})
			r.must(err)
		}
		if got, err = r.Source(r.ctx, "one"); err != nil || got.Language != s.Language {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := r.Source(r.ctx, "new"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("new: %v", err)
		}
	}},
	{"a source is saved as it was shown, or not at all", func(t *testing.T, r *room) {
		s := r.source("one")
		e := newsroom.Entry{At: r.now, Action: "source.edit"}
		for _, bad := range []string{"", "{", `{"name":"one"}`} {
			if _, err := r.SaveSource(r.ctx, s, bad, e); !errors.Is(err, newsroom.ErrOvertaken) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		stored, err := r.Source(r.ctx, "one")
		r.must(err)
		will := stored
		will.Rights.NoArchive, will.Groups = true, []string{"a"}
		id, err := r.SaveSource(r.ctx, will, jsonOf(t, stored), e)
		r.must(err)
		if got, err := r.Source(r.ctx, "one"); err != nil || !got.Rights.NoArchive || id == 0 {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := r.SaveSource(r.ctx, stored, jsonOf(t, stored), e); !errors.Is(err, newsroom.ErrOvertaken) {
			t.Errorf("a second save of what was seen first: %v", err)
		}
	}},
	{"visits are listed a page at a time", func(t *testing.T, r *room) {
		s := r.source("one")
		for n := range 5 {
			r.must(r.SavePoll(r.ctx, news.Poll{
				SourceID: s.ID, Started: r.now.Add(time.Duration(n) * time.Minute), State: news.PollOK, Items: n,
			}))
		}
		page, err := r.PollsBefore(r.ctx, s.ID, time.Time{}, 2)
		r.must(err)
		rest, err := r.PollsBefore(r.ctx, s.ID, page[1].Started, 9)
		r.must(err)
		if len(page) != 2 || page[0].Items != 4 || len(rest) != 3 || rest[0].Items != 2 {
			t.Errorf("%v, %v", page, rest)
		}
	}},
}
