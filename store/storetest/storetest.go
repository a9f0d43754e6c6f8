// Package storetest is the contract of package store: every behaviour, run on SQLite always and on PostgreSQL when
// ATTACHE_TEST_POSTGRES names a server. It also lends other packages' tests a real store (New).
//
// It is no part of the product, and does not test what only one database does: that stands beside the code in store.
// Read storetest.go first; the other files hold the entries by noun.
package storetest

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"attache/news"
	"attache/store"
)

// PostgresEnv names the environment variable with the address of a PostgreSQL database where tests may make schemas.
const PostgresEnv = "ATTACHE_TEST_POSTGRES"

// Fresh returns the address of an empty database that is gone when the test ends.
type Fresh func(t testing.TB) string

// SQLite is a file in the test's own folder.
func SQLite(t testing.TB) string { return filepath.Join(t.TempDir(), "attache.db") }

// Postgres is a schema of its own, or the end of the test when there is no server.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv(PostgresEnv)
	if server == "" {
		t.Skipf("SKIPPED, NOT TESTED: PostgreSQL. Set %s to the address of a database, like "+
			"postgres://user@localhost/test", PostgresEnv)
	}
	schema := "t" + strings.ToLower(rand.Text())
	run := func(ctx context.Context, sql string) {
		c, err := pgx.Connect(ctx, server)
		if err != nil {
			t.Fatalf("reach the server of %s: %v", PostgresEnv, err)
		}
		defer c.Close(ctx)
		if _, err := c.Exec(ctx, sql); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	run(t.Context(), "CREATE SCHEMA "+schema)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
		defer cancel()
		run(ctx, "SET client_min_messages = warning; DROP SCHEMA "+schema+" CASCADE")
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// New is a migrated SQLite store that is gone when the test ends.
func New(t testing.TB) *store.Store {
	t.Helper()
	return Open(t, SQLite(t))
}

// Open opens and migrates the database at an address, and closes it when the test ends.
func Open(t testing.TB, address string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{URL: address, Conns: 8})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// Run checks every behaviour, each on empty tables; a group of them shares a database, for migrating takes longer than
// most checks.
func Run(t *testing.T, fresh Fresh) {
	fresh(t) // ends here, aloud, when there is no server
	for _, group := range [][]behaviour{
		deskSourceBehaviours, sourceBehaviours, articleBehaviours, digestBehaviours, issueBehaviours,
		subscriberBehaviours, answerBehaviours, decisionBehaviours, forgetBehaviours, ledgerBehaviours,
		tallyBehaviours,
		refusalBehaviours, sharedBehaviours, applyBehaviours, restoreBehaviours, timeBehaviours, readershipBehaviours,
		archiveBehaviours, peopleBehaviours, deskListBehaviours, searchBehaviours, signupBehaviours, pictureBehaviours,
		relayBehaviours,
		hookBehaviours,
	} {
		shared := newRoom(t, fresh)
		for _, b := range group {
			t.Run(b.name, func(t *testing.T) {
				r := *shared
				r.t, r.ctx = t, t.Context()
				r.empty()
				b.check(t, &r)
			})
		}
	}
}

// empty clears our tables and lets their numbers start from 1 again.
func (r *room) empty() {
	r.t.Helper()
	query := "SELECT name FROM sqlite_master WHERE type = 'table'"
	if r.Pool() != nil {
		query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
	}
	rows, err := r.SQL().QueryContext(r.ctx, query)
	r.must(err)
	var tables []string
	for rows.Next() {
		var name string
		r.must(rows.Scan(&name))
		if strings.HasPrefix(name, "article_terms_") { // SQLite's own, of the table without that ending
			continue
		}
		if !strings.HasPrefix(name, "river_") && !strings.HasPrefix(name, "goose_") && name != "sqlite_sequence" {
			tables = append(tables, name)
		}
	}
	r.must(rows.Err())
	r.must(rows.Close())
	if r.Pool() != nil {
		_, err = r.SQL().ExecContext(r.ctx, "TRUNCATE "+strings.Join(tables, ", ")+" RESTART IDENTITY")
		r.must(err)
		return
	}
	for _, name := range append(tables, "sqlite_sequence") {
		_, err = r.SQL().ExecContext(r.ctx, "DELETE FROM "+name)
		r.must(err)
	}
}

// behaviour is one entry of the contract.
type behaviour struct {
	name  string
	check func(t *testing.T, r *room)
}

// room is what a check works in: a store, its address for a second handle, and a clock that stands still.
type room struct {
	*store.Store
	t   testing.TB
	ctx context.Context
	url string
	now time.Time
}

func newRoom(t testing.TB, fresh Fresh) *room {
	u := fresh(t)
	return &room{
		Store: Open(t, u), t: t, ctx: t.Context(), url: u,
		now: time.Date(2026, 11, 23, 7, 0, 0, 123_456_000, time.UTC),
	}
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// digest puts a digest of that name.
func (r *room) digest(name string) news.Digest {
	r.t.Helper()
	d := news.Digest{Name: name, Title: "The " + name, TimeZone: "Asia/Almaty", Enabled: true}
	r.must(r.PutDigest(r.ctx, &d))
	return d
}

// source puts a source of that name.
func (r *room) source(name string) news.Source {
	r.t.Helper()
	s := news.Source{
		Name: name, Outlet: news.Outlet{Name: "Outlet " + name, Country: "KZ"}, URL: "https://" + name +
			".example/feed",
		Kind: news.KindFeed, Enabled: true,
	}
	r.must(r.PutSource(r.ctx, &s))
	return s
}

// reader puts an active subscriber of the digests.
func (r *room) reader(email string, digests ...string) news.Subscriber {
	r.t.Helper()
	s := news.Subscriber{Email: email, State: news.SubscriberActive, Digests: digests, Created: r.now, Changed: r.now}
	r.must(r.PutSubscriber(r.ctx, &s))
	return s
}

// Import adds subscribers and returns how many were not known; those who are stay in their state.
func Import(ctx context.Context, s *store.Store, subs []news.Subscriber) (added int, err error) {
	how := store.Import{Lower: func(known, _ news.SubscriberState) news.SubscriberState { return known }}
	if len(subs) > 0 {
		how.At = subs[0].Created
	}
	done, err := s.ImportInto(ctx, subs, how)
	for _, d := range done {
		if d.Done == store.ImportAdded {
			added++
		}
	}
	return added, err
}

// readers imports n active subscribers of a digest.
func (r *room) readers(n int, digest string) {
	r.t.Helper()
	all := make([]news.Subscriber, n)
	for i := range all {
		all[i] = news.Subscriber{
			Email: fmt.Sprintf("reader%06d@example.org", i), State: news.SubscriberActive,
			Digests: []string{digest}, Created: r.now,
		}
	}
	added, err := Import(r.ctx, r.Store, all)
	if r.must(err); added != n {
		r.t.Fatalf("imported %d of %d", added, n)
	}
}

// byHand reports whether these tests call a slot one made by hand.
func byHand(slot string) bool { return strings.HasPrefix(slot, "by hand") }

// issue claims a slot and freezes an issue in that state.
func (r *room) issue(d news.Digest, slot string, state news.IssueState, sections ...news.Section) news.Issue {
	r.t.Helper()
	id, ok, err := r.ClaimSlot(r.ctx, d.ID, slot, r.now, time.Hour)
	if r.must(err); !ok {
		r.t.Fatalf("slot %s of %s is taken", slot, d.Name)
	}
	i := news.Issue{
		ID: id, Title: d.Title, State: state, ByHand: byHand(slot), Created: r.now, Sections: sections,
	}
	r.must(r.SaveIssue(r.ctx, &i, nil, nil))
	got, err := r.Issue(r.ctx, id)
	r.must(err)
	return got
}

// same fails the test when got is not want; an empty list is as good as none.
func (r *room) same(got, want any) {
	r.t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		r.t.Fatalf("wrong (-want +got):\n%s", d)
	}
}
