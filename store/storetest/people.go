package storetest

import (
	"errors"
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
)

// person adds one with a password.
func (r *room) person(email string, role newsroom.Role) newsroom.Person {
	r.t.Helper()
	p := newsroom.Person{
		Email: email, Name: "Name of " + email, Role: role, TimeZone: "Asia/Almaty", Language: "kk", Enabled: true,
		Password: "$argon2id$x", Created: r.now,
	}
	r.must(r.AddPerson(r.ctx, &p, newsroom.Entry{At: r.now, By: "test", Action: "person.add"}))
	return p
}

// session signs a person in.
func (r *room) session(p newsroom.Person, token string, expires time.Time) newsroom.Session {
	r.t.Helper()
	x := newsroom.Session{
		Token: token, PersonID: p.ID, Created: r.now, Seen: r.now, Expires: expires, Agent: "Firefox",
		Data: `{"person":"1"}`,
	}
	r.must(r.PutSession(r.ctx, x))
	return x
}

func (r *room) entries() []newsroom.Entry {
	r.t.Helper()
	all, err := r.Entries(r.ctx, newsroom.Filter{Limit: 100})
	r.must(err)
	return all
}

var peopleBehaviours = []behaviour{
	{"a person is kept whole, and found by any case of the address", func(t *testing.T, r *room) {
		p := r.person("Aida@Example.org", newsroom.Editor)
		for _, email := range []string{"aida@example.org", "AIDA@EXAMPLE.ORG"} {
			got, err := r.PersonByEmail(r.ctx, email)
			r.must(err)
			r.same(got, p)
		}
		r.must(r.SignedIn(r.ctx, p.ID, r.now.Add(time.Hour)))
		got, err := r.Person(r.ctx, p.ID)
		r.must(err)
		if !got.SignedIn.Equal(r.now.Add(time.Hour)) {
			t.Errorf("signed in %v", got.SignedIn)
		}
		all, err := r.People(r.ctx)
		r.must(err)
		r.same(all, []newsroom.Person{got})
		var invalid *news.InvalidError
		again := p
		again.Email = "aida@EXAMPLE.org"
		if err := r.AddPerson(r.ctx, &again, newsroom.Entry{}); !errors.As(err, &invalid) {
			t.Errorf("a second person of the address: %v", err)
		}
		_, err = r.PersonByEmail(r.ctx, "other@example.org")
		_, none := r.Person(r.ctx, 99)
		if !errors.Is(err, news.ErrNotFound) || !errors.Is(none, news.ErrNotFound) {
			t.Errorf("%v, %v", err, none)
		}
	}},
	{"the log of people names fields, never what stands in them", func(t *testing.T, r *room) {
		p := r.person("aida@example.org", newsroom.Viewer)
		r.must(r.EditPerson(r.ctx, p.ID, func(p *newsroom.Person) error {
			p.Name, p.Role, p.Password = "Secret Name", newsroom.Editor, "$argon2id$y"
			return nil
		}, "", newsroom.Entry{At: r.now, PersonID: 7, Action: "person.edit"}))
		all := r.entries()
		r.same(all, []newsroom.Entry{
			{
				ID: 2, At: r.now, PersonID: 7, Action: "person.edit", Kind: "person", Name: "1", Was: "viewer",
				Became: "name, role, password: editor",
			},
			{ID: 1, At: r.now, By: "test", Action: "person.add", Kind: "person", Name: "1", Became: "viewer"},
		})
		r.must(r.EditPerson(r.ctx, p.ID, func(*newsroom.Person) error { return nil }, "", newsroom.Entry{}))
		if len(r.entries()) != 2 {
			t.Error("no change was noted")
		}
	}},
	{"the last admin stays one", func(t *testing.T, r *room) {
		one, two := r.person("one@example.org", newsroom.Admin), r.person("two@example.org", newsroom.Admin)
		down := func(id int64) error {
			return r.EditPerson(r.ctx, id, func(p *newsroom.Person) error { p.Role = newsroom.Viewer; return nil }, "",
				newsroom.Entry{At: r.now})
		}
		out := func(id int64) error {
			return r.EditPerson(r.ctx, id, func(p *newsroom.Person) error { p.Enabled = false; return nil }, "",
				newsroom.Entry{At: r.now})
		}
		r.must(down(one.ID))
		if err := down(two.ID); !errors.Is(err, newsroom.ErrLastAdmin) {
			t.Errorf("got %v", err)
		}
		if err := out(two.ID); !errors.Is(err, newsroom.ErrLastAdmin) {
			t.Errorf("got %v", err)
		}
		n, err := r.Admins(r.ctx)
		r.must(err)
		if n != 1 || len(r.entries()) != 3 {
			t.Errorf("%d admins, %d entries", n, len(r.entries()))
		}
	}},
	{"an invitation is used once, in its time", func(t *testing.T, r *room) {
		i := newsroom.Invitation{
			Token: "hash", Email: "new@example.org", Role: newsroom.Editor, ByID: 3, Created: r.now,
			Expires: r.now.Add(time.Hour),
		}
		r.must(r.Invite(r.ctx, &i, newsroom.Entry{At: r.now, PersonID: 3, Action: "person.invite"}))
		got, err := r.Invitation(r.ctx, "hash")
		r.must(err)
		r.same(got, i)
		open, err := r.OpenInvitations(r.ctx, r.now)
		r.must(err)
		r.same(open, []newsroom.Invitation{i})
		late := newsroom.Person{Name: "Late", Password: "x"}
		if err := r.Accept(r.ctx, "hash", &late, i.Expires); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("after its end: %v", err)
		}
		p := newsroom.Person{Email: "liar@example.org", Role: newsroom.Admin, Name: "New", Password: "x"}
		r.must(r.Accept(r.ctx, "hash", &p, r.now.Add(time.Minute)))
		kept, err := r.Person(r.ctx, p.ID)
		r.must(err)
		if kept.Email != "new@example.org" || kept.Role != newsroom.Editor || !kept.Enabled {
			t.Errorf("became %+v", kept)
		}
		again := newsroom.Person{Name: "Again", Password: "x"}
		if err := r.Accept(r.ctx, "hash", &again, r.now.Add(time.Minute)); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("twice: %v", err)
		}
	}},
	{"a refused person does not use the invitation up", func(t *testing.T, r *room) {
		i := newsroom.Invitation{Token: "hash", Role: newsroom.Admin, Created: r.now, Expires: r.now.Add(time.Hour)}
		r.must(r.Invite(r.ctx, &i, newsroom.Entry{At: r.now}))
		var invalid *news.InvalidError
		if err := r.Accept(r.ctx, "hash", &newsroom.Person{Email: "me@example.org"}, r.now); !errors.As(err, &invalid) {
			t.Fatalf("got %v", err)
		}
		r.must(r.Accept(r.ctx, "hash", &newsroom.Person{Email: "me@example.org", Name: "Me", Password: "x"}, r.now))
		second := newsroom.Invitation{Token: "two", Role: newsroom.Admin, Created: r.now, Expires: r.now.Add(time.Hour)}
		third := second
		third.Token = "three"
		r.must(r.Invite(r.ctx, &second, newsroom.Entry{At: r.now}))
		r.must(r.Invite(r.ctx, &third, newsroom.Entry{At: r.now}))
		if _, err := r.Invitation(r.ctx, "two"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("an earlier invitation still works: %v", err)
		}
		r.must(r.Withdraw(r.ctx, third.ID, newsroom.Entry{At: r.now, Action: "person.uninvite"}))
		if err := r.Withdraw(r.ctx, third.ID, newsroom.Entry{}); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("withdrawn twice: %v", err)
		}
	}},
	{"a lost password is set by invitation, and ends the sessions", func(t *testing.T, r *room) {
		p := r.person("aida@example.org", newsroom.Editor)
		r.session(p, "a", r.now.Add(time.Hour))
		i := newsroom.Invitation{
			Token: "hash", PersonID: p.ID, Role: p.Role, Created: r.now,
			Expires: r.now.Add(time.Hour),
		}
		r.must(r.Invite(r.ctx, &i, newsroom.Entry{At: r.now}))
		with := newsroom.Person{Password: "$argon2id$new", Role: newsroom.Admin, Email: "other@example.org"}
		r.must(r.Accept(r.ctx, "hash", &with, r.now))
		got, err := r.Person(r.ctx, p.ID)
		r.must(err)
		p.Password = "$argon2id$new"
		r.same(got, p)
		if _, err := r.Session(r.ctx, "a", r.now); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("its session goes on: %v", err)
		}
	}},
	{"links end when an account is closed, a password is chosen, an admin comes", func(t *testing.T, r *room) {
		p := newsroom.Person{
			Email: "me@example.org", Name: "Me", Role: newsroom.Viewer, Enabled: true, Password: "x", Created: r.now,
		}
		r.must(r.AddPerson(r.ctx, &p, newsroom.Entry{At: r.now}))
		invite := func(token string, person int64) {
			r.must(r.Invite(r.ctx, &newsroom.Invitation{
				Token: token, Role: newsroom.Admin, PersonID: person, Created: r.now, Expires: r.now.Add(time.Hour),
			}, newsroom.Entry{At: r.now}))
		}
		gone := func(token string) {
			t.Helper()
			if _, err := r.Invitation(r.ctx, token); !errors.Is(err, news.ErrNotFound) {
				t.Errorf("the link %s is there: %v", token, err)
			}
		}
		edit := func(f func(*newsroom.Person)) {
			r.must(r.EditPerson(r.ctx, p.ID, func(p *newsroom.Person) error { f(p); return nil }, "",
				newsroom.Entry{At: r.now}))
		}
		invite("first", 0)
		invite("own", p.ID)
		edit(func(p *newsroom.Person) { p.Password = "y" })
		gone("own")
		invite("own", p.ID)
		edit(func(p *newsroom.Person) { p.Enabled = false })
		gone("own")
		if _, err := r.Invitation(r.ctx, "first"); err != nil {
			t.Errorf("the first admin's link went with another's: %v", err)
		}
		admin := newsroom.Person{
			Email: "a@example.org", Name: "A", Role: newsroom.Admin, Enabled: true, Password: "x", Created: r.now,
		}
		r.must(r.AddPerson(r.ctx, &admin, newsroom.Entry{At: r.now}))
		gone("first")
	}},
	{"sessions are listed, renewed, ended", func(t *testing.T, r *room) {
		p, other := r.person("a@example.org", newsroom.Viewer), r.person("b@example.org", newsroom.Viewer)
		a, b := r.session(p, "a", r.now.Add(time.Hour)), r.session(p, "b", r.now.Add(2*time.Hour))
		r.session(other, "c", r.now.Add(time.Hour))
		b.Seen, b.Data = r.now.Add(time.Minute), `{"person":"1","flash":"x"}`
		r.must(r.KeepSession(r.ctx, b))
		a.ID, b.ID = 1, 2
		all, err := r.Sessions(r.ctx, p.ID, r.now)
		r.must(err)
		r.same(all, []newsroom.Session{b, a})
		if _, err := r.Session(r.ctx, "a", a.Expires); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("it is found when it has expired: %v", err)
		}
		e := newsroom.Entry{At: r.now, PersonID: p.ID, Action: "session.end"}
		if err := r.EndSession(r.ctx, other.ID, a.ID, "c", e); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("another's session: %v", err)
		}
		r.must(r.EndSession(r.ctx, p.ID, 0, "b", e))
		left, err := r.Sessions(r.ctx, p.ID, r.now)
		r.must(err)
		r.same(left, []newsroom.Session{b})
		r.must(r.DeleteSession(r.ctx, "b"))
		r.must(r.DeleteSession(r.ctx, "b"))
		r.must(r.KeepSession(r.ctx, b)) // by a request that was under way
		if _, err := r.Session(r.ctx, "b", r.now); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("an ended session goes on: %v", err)
		}
		if _, err := r.Session(r.ctx, "c", r.now); err != nil {
			t.Errorf("another's session: %v", err)
		}
	}},
	{"closing an account ends its sessions; a new password all but this one", func(t *testing.T, r *room) {
		r.person("admin@example.org", newsroom.Admin)
		p := r.person("a@example.org", newsroom.Viewer)
		r.session(p, "a", r.now.Add(time.Hour))
		r.session(p, "b", r.now.Add(time.Hour))
		r.must(r.EditPerson(r.ctx, p.ID, func(p *newsroom.Person) error { p.Password = "new"; return nil }, "a",
			newsroom.Entry{At: r.now}))
		left, err := r.Sessions(r.ctx, p.ID, r.now)
		r.must(err)
		if len(left) != 1 || left[0].Token != "a" {
			t.Errorf("left %v", left)
		}
		r.must(r.EditPerson(r.ctx, p.ID, func(p *newsroom.Person) error { p.Enabled = false; return nil }, "",
			newsroom.Entry{At: r.now}))
		left, err = r.Sessions(r.ctx, p.ID, r.now)
		r.must(err)
		r.same(len(left), 0)
	}},
	{"the log is filtered and paged", func(t *testing.T, r *room) {
		p := r.person("a@example.org", newsroom.Viewer)
		for n := range 5 {
			r.must(r.Note(r.ctx, newsroom.Entry{
				At: r.now.Add(time.Duration(n) * time.Hour), PersonID: p.ID, Action: "issue.approve", Kind: "issue",
				Name: "7", Was: "held", Became: "approved",
			}))
		}
		count := func(f newsroom.Filter) int {
			f.Limit = 100
			all, err := r.Entries(r.ctx, f)
			r.must(err)
			return len(all)
		}
		for _, c := range []struct {
			f    newsroom.Filter
			want int
		}{
			{newsroom.Filter{}, 6},
			{newsroom.Filter{PersonID: p.ID}, 5},
			{newsroom.Filter{Kind: "issue", Name: "7"}, 5},
			{newsroom.Filter{Kind: "issue", Name: "8"}, 0},
			{newsroom.Filter{From: r.now.Add(time.Hour), To: r.now.Add(3 * time.Hour)}, 2},
			{newsroom.Filter{Before: 3}, 2},
		} {
			if got := count(c.f); got != c.want {
				t.Errorf("%+v: %d, want %d", c.f, got, c.want)
			}
		}
		two, err := r.Entries(r.ctx, newsroom.Filter{Limit: 2})
		r.must(err)
		if len(two) != 2 || two[0].ID != 6 || two[0].Who != p.Name {
			t.Errorf("newest first with the name of today: %+v", two)
		}
	}},
	{"a source is changed with its entry, and back", func(t *testing.T, r *room) {
		s := r.source("one")
		pause := func(s *news.Source) error { s.Enabled = false; return nil }
		e := newsroom.Entry{At: r.now, PersonID: 1, Action: "source.pause"}
		id, err := r.EditSource(r.ctx, "one", pause, e)
		r.must(err)
		if again, err := r.EditSource(r.ctx, "one", pause, e); again != 0 || err != nil {
			t.Errorf("nothing changed: %d %v", again, err)
		}
		got, err := r.Source(r.ctx, "one")
		r.must(err)
		if got.Enabled {
			t.Error("it is enabled")
		}
		undo := newsroom.Entry{At: r.now, PersonID: 1, Action: "source.undo"}
		name, err := r.UndoSource(r.ctx, id, undo)
		r.must(err)
		got, err = r.Source(r.ctx, name)
		r.must(err)
		r.same(got, s)
		if _, err := r.UndoSource(r.ctx, id, undo); !errors.Is(err, newsroom.ErrOvertaken) {
			t.Errorf("twice: %v", err)
		}
		if _, err := r.UndoSource(r.ctx, 99, undo); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("no entry: %v", err)
		}
		if _, err := r.EditSource(r.ctx, "none", pause, e); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("no source: %v", err)
		}
		var invalid *news.InvalidError
		_, err = r.EditSource(r.ctx, "one", func(s *news.Source) error { s.URL = "no"; return nil }, e)
		if !errors.As(err, &invalid) || len(r.entries()) != 2 {
			t.Errorf("%v, %d entries", err, len(r.entries()))
		}
	}},
	{"what a later change touched is not undone", func(t *testing.T, r *room) {
		r.source("one")
		e := newsroom.Entry{At: r.now, PersonID: 1, Action: "source.edit"}
		id, err := r.EditSource(r.ctx, "one", func(s *news.Source) error { s.Language = "ru"; return nil }, e)
		r.must(err)
		_, err = r.EditSource(r.ctx, "one", func(s *news.Source) error { s.Language = "kk"; return nil }, e)
		r.must(err)
		if _, err := r.UndoSource(r.ctx, id, e); !errors.Is(err, newsroom.ErrOvertaken) {
			t.Errorf("got %v", err)
		}
		got, err := r.Source(r.ctx, "one")
		r.must(err)
		r.same(got.Language, "kk")
	}},
	{"an added source is taken back", func(t *testing.T, r *room) {
		s := news.Source{
			Name: "new", Outlet: news.Outlet{Name: "New"}, URL: "https://new.example/rss", Kind: news.KindFeed,
			Enabled: true,
		}
		e := newsroom.Entry{At: r.now, PersonID: 1, Action: "source.add"}
		id, err := r.AddSource(r.ctx, &s, e)
		r.must(err)
		twin := s
		twin.URL = "https://twin.example/rss"
		var invalid *news.InvalidError
		if _, err := r.AddSource(r.ctx, &twin, e); !errors.As(err, &invalid) {
			t.Errorf("a second of the name: %v", err)
		}
		_, err = r.UndoSource(r.ctx, id, e)
		r.must(err)
		if _, err := r.Source(r.ctx, "new"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("it is still there: %v", err)
		}
	}},
	{"the rows of the doors are forgotten in their time", func(t *testing.T, r *room) {
		p := r.person("a@example.org", newsroom.Viewer)
		r.session(p, "old", r.now)
		r.session(p, "new", r.now.AddDate(0, 0, 20))
		for _, i := range []newsroom.Invitation{
			{Token: "old", Email: "x@example.org", Role: newsroom.Viewer, Created: r.now, Expires: r.now},
			{Token: "new", Email: "y@example.org", Role: newsroom.Viewer, Created: r.now, Expires: r.now.AddDate(0, 0, 20)},
		} {
			r.must(r.Invite(r.ctx, &i, newsroom.Entry{At: r.now.AddDate(-3, 0, 0)}))
		}
		_, err := r.Forget(r.ctx, r.now.AddDate(0, 0, 31), true)
		r.must(err)
		if _, err := r.Invitation(r.ctx, "old"); !errors.Is(err, news.ErrNotFound) {
			t.Errorf("the old invitation: %v", err)
		}
		_, err = r.Invitation(r.ctx, "new")
		r.must(err)
		left, err := r.Sessions(r.ctx, p.ID, time.Time{})
		r.must(err)
		if len(left) != 1 || left[0].Token != "new" {
			t.Errorf("sessions left: %v", left)
		}
	}},
}
