package store_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attache/news"
	"attache/store"
	"attache/store/storetest"
)

var breakfast = time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)

// databases are the two kinds; PostgreSQL is skipped aloud when there is no server.
var databases = map[string]storetest.Fresh{"SQLite": storetest.SQLite, "Postgres": storetest.Postgres}

func onBoth(t *testing.T, check func(t *testing.T, fresh storetest.Fresh)) {
	for name, fresh := range databases {
		t.Run(name, func(t *testing.T) { check(t, fresh) })
	}
}

// lived fills a database with something of every kind, an issue half sent among it.
func lived(t *testing.T, s *store.Store) news.Issue {
	t.Helper()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	src := news.Source{
		Name: "a", Outlet: news.Outlet{Name: "Ä <b> \u2028", Country: "KZ"},
		URL: "https://a.example/feed", Kind: news.KindFeed, Enabled: true,
	}
	must(s.PutSource(ctx, &src))
	must(s.SavePoll(ctx, news.Poll{SourceID: src.ID, Started: breakfast, State: news.PollOK, ETag: `"é"`}))
	must(s.PutFixture(ctx, news.Fixture{SourceID: src.ID, Taken: breakfast, Body: []byte("<html>\x00\xff</html>")}))
	art := news.Article{
		SourceID: src.ID, URL: "https://a.example/1", Title: "Қазақстан\n\"1\"", Published: breakfast,
		Seen: breakfast, DateFrom: news.DateFromPage,
	}
	_, err := s.PutRead(ctx, &art, "https://a.example/one", []news.Block{{Text: "cut"}})
	must(err)
	d := news.Digest{Name: "daily", Title: "Daily", TimeZone: "Asia/Almaty", Schedule: "0 7 * * *", Enabled: true}
	must(s.PutDigest(ctx, &d))
	for n := range 50 {
		sub := news.Subscriber{
			Email: fmt.Sprintf("Reader%d@example.org", n), Name: "Ы", State: news.SubscriberActive,
			Digests: []string{"daily"}, Created: breakfast, Changed: breakfast,
		}
		must(s.PutSubscriber(ctx, &sub))
	}
	id, _, err := s.ClaimSlot(ctx, d.ID, "2026-11-23T07:00 Asia/Almaty", breakfast, time.Hour)
	must(err)
	i := news.Issue{
		ID: id, Title: "Daily", State: news.IssueApproved, Created: breakfast,
		Sections: []news.Section{{Key: "x", Stories: []news.Story{{Headline: "H", Countries: []string{"KZ"}}}}},
	}
	must(s.SaveIssue(ctx, &i, []news.Verdict{{
		DigestID: d.ID, ArticleID: art.ID, Kept: true, Score: .1 + .2,
		Judged: breakfast,
	}, {DigestID: d.ID, ArticleID: 99, Score: 1}},
		[]news.Letter{{Language: "en", Subject: "S", HTML: strings.Repeat("<p>letter</p>", 5000), Text: "t"}}))
	_, err = s.Enqueue(ctx, id, breakfast)
	must(err)
	ds, err := s.TakeDeliveries(ctx, id, 10, "somebody", breakfast)
	must(err)
	for n := range ds[:6] {
		ds[n].State, ds[n].Changed = news.DeliverySent, breakfast
	}
	must(s.RecordDeliveries(ctx, ds[:6]))
	_, err = s.Secret(ctx, "unsubscribe", func() []byte { return []byte{0, 1, 255} })
	must(err)
	_, err = s.Secret(ctx, "database-id", func() []byte { return []byte("old") })
	must(err)
	_, _, err = s.ClaimSlot(ctx, d.ID, "2026-11-24T07:00 Asia/Almaty", breakfast, time.Hour)
	must(err)
	return i
}

func backup(t *testing.T, s *store.Store) ([]byte, store.Manifest) {
	t.Helper()
	var b bytes.Buffer
	m, err := s.Backup(t.Context(), &b, "test", breakfast, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), m
}

func restore(t *testing.T, url string, data []byte, replace bool) error {
	t.Helper()
	_, err := store.Restore(t.Context(), store.Config{URL: url}, bytes.NewReader(data),
		store.RestoreOptions{Replace: replace, Now: breakfast.Add(24 * time.Hour)})
	return err
}

// dump returns the rows of a backup by table, in one form for both databases.
func dump(t *testing.T, data []byte) map[string][]string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	all, table := map[string][]string{}, ""
	for line := range strings.Lines(string(text)) {
		switch {
		case strings.HasPrefix(line, `{"table":"`):
			table, _, _ = strings.Cut(line[len(`{"table":"`):], `"`)
		case line[0] == '[':
			line = strings.ReplaceAll(strings.ReplaceAll(line, ",true", ",1"), ",false", ",0")
			all[table] = append(all[table], line)
		}
	}
	for _, rows := range all {
		slices.Sort(rows) // a table has no order
	}
	return all
}

// TestRestore takes a database to itself and to the other kind, and compares every row.
func TestRestore(t *testing.T) {
	for from, fresh := range databases {
		for to, other := range databases {
			t.Run(from+" to "+to, func(t *testing.T) {
				s := storetest.Open(t, fresh(t))
				i := lived(t, s)
				data, m := backup(t, s)
				if _, err := store.CheckBackup(bytes.NewReader(data), nil); err != nil {
					t.Fatal(err)
				}
				url := other(t)
				if err := restore(t, url, data, false); err != nil {
					t.Fatal(err)
				}
				r := storetest.Open(t, url)
				again, _ := backup(t, r)
				was, is := dump(t, data), dump(t, again)
				tally, err := r.Tally(t.Context(), i.ID) // nobody holds any more
				if want := (news.Tally{news.DeliverySent: 6, news.DeliveryQueued: 44}); err != nil || !cmp.Equal(tally, want) {
					t.Errorf("the ledger has %v, not %v; %v", tally, want, err)
				}
				for _, table := range []string{"chunks", "takings"} {
					if len(was[table]) != 1 {
						t.Errorf("%d rows of %s, not 1", len(was[table]), table)
					}
					delete(was, table)
					delete(is, table)
				}
				was["issues"] = was["issues"][:1] // not the claimed slot
				was["secrets"] = []string{"[\"unsubscribe\",\"AAH/\"]\n"}
				delete(was, "holders")
				delete(is, "restores")
				if d := cmp.Diff(was, is); d != "" {
					t.Errorf("rows differ (-backup +restored):\n%s", d)
				}
				if m.Deliveries != 50 || m.Tables["articles"] != 1 {
					t.Errorf("counted %v", m.Tables)
				}
				rest, err := r.Restored(t.Context())
				if err != nil || !rest.Waits() || !rest.Taken.Equal(breakfast) ||
					!rest.Restored.Equal(breakfast.Add(24*time.Hour)) {
					t.Errorf("the restore is noted as %+v, %v", rest, err)
				}
				id, _, err := r.ClaimSlot(t.Context(), i.DigestID, "2026-11-25T07:00 Asia/Almaty", breakfast, time.Hour)
				if err != nil || id <= 10_000 {
					t.Errorf("the next issue is number %d, %v", id, err)
				}
				sub := news.Subscriber{Email: "new@example.org", State: news.SubscriberActive}
				if err := r.PutSubscriber(t.Context(), &sub); err != nil || sub.ID <= 10_000 {
					t.Errorf("the next subscriber is number %d, %v", sub.ID, err)
				}
				if ids, err := r.Unknown(t.Context(), []string{
					"https://a.example/one",
					"https://a.example/1",
				}); err != nil || len(ids) > 0 {
					t.Errorf("articles seen before are unknown: %v, %v", ids, err)
				}
			})
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
		url := fresh(t)
		s := storetest.Open(t, url)
		lived(t, s)
		data, _ := backup(t, s)
		before := dump(t, data)
		var inUse *store.InUseError
		if err := restore(t, url, data, true); !errors.As(err, &inUse) {
			t.Errorf("while it is open: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		var invalid *news.InvalidError
		if err := restore(t, url, data, false); !errors.As(err, &invalid) {
			t.Errorf("over a full database: %v", err)
		}
		for what, broken := range breakages(data) {
			if _, err := store.CheckBackup(bytes.NewReader(broken), nil); !errors.As(err, &invalid) {
				t.Errorf("%s: the check says %v", what, err)
			}
			if err := restore(t, url, broken, true); !errors.As(err, &invalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
		r := storetest.Open(t, url)
		after, _ := backup(t, r)
		if d := cmp.Diff(before, dump(t, after)); d != "" {
			t.Errorf("a refused restore changed rows:\n%s", d)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if err := restore(t, url, data, true); err != nil {
			t.Errorf("at last: %v", err)
		}
	})
}

// breakages are damaged forms of a backup: torn, changed, with rows taken out or put in, and things that are none.
func breakages(data []byte) map[string][]byte {
	all := map[string][]byte{"empty": nil, "a text": []byte("This is a text."), "gzip of a text": pack("text\n")}
	random := rand.New(rand.NewPCG(1, 2))
	for range 12 {
		n := random.IntN(len(data))
		all[fmt.Sprintf("torn at %d of %d", n, len(data))] = data[:n]
		flipped := bytes.Clone(data)
		n = 10 + random.IntN(len(data)-10) // not in gzip's header, whose time and system mean nothing
		flipped[n] ^= 1 << random.IntN(8)
		all[fmt.Sprintf("byte %d changed", n)] = flipped
	}
	all["last byte gone"] = data[:len(data)-1]
	all["more after its end"] = append(bytes.Clone(data), pack("[1]\n")...)
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		panic(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	lines := strings.SplitAfter(string(text), "\n")
	for n := range lines[:len(lines)-1] {
		if n < 3 || n%17 == 0 || n > len(lines)-4 {
			all[fmt.Sprintf("line %d gone", n)] = pack(strings.Join(append(lines[:n:n], lines[n+1:]...), ""))
		}
	}
	all["a row twice"] = pack(strings.Join(append(lines[:3:3], lines[2:]...), ""))
	all["a column renamed"] = pack(strings.Replace(string(text), `"email_key"`, `"email_kez"`, 1))
	return all
}

func pack(text string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(text))
	_ = z.Close()
	return b.Bytes()
}

// TestBackupIsOneMoment takes backups while two digests are put together again and again, and finds both or none
// changed.
func TestBackupIsOneMoment(t *testing.T) {
	onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
		url := fresh(t)
		s := storetest.Open(t, url)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		writer := storetest.Open(t, url)
		pair := func(n int) *store.Changes {
			c := &store.Changes{}
			for _, name := range []string{"a", "z"} {
				c.Digests = append(c.Digests, &news.Digest{Name: name, Title: fmt.Sprint("turn ", n), TimeZone: "UTC"})
			}
			return c
		}
		if err := writer.Apply(ctx, pair(0)); err != nil {
			t.Fatal(err)
		}
		go func() {
			var err error
			for n := 1; err == nil; n++ {
				err = writer.Apply(ctx, pair(n))
			}
			done <- err
		}()
		turns := map[string]bool{}
		// at least 20 times, and until something was written in between: on a busy machine that takes longer
		for n := 0; n < 20 || len(turns) < 2 && n < 2000; n++ {
			data, _ := backup(t, s)
			rows := dump(t, data)["digests"]
			title := func(row string) string { return row[strings.Index(row, "turn "):][:12] }
			if len(rows) != 2 || title(rows[0]) != title(rows[1]) {
				t.Errorf("a backup of two moments: %s", rows)
			}
			turns[title(rows[0])] = true
		}
		stop()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the writer was held up: %v", err)
		}
		if len(turns) < 2 {
			t.Error("nothing was written meanwhile")
		}
	})
}

// TestOlderBackup restores the backup of a database whose tables are older, and of a SQLite copy as migrations keep it.
func TestOlderBackup(t *testing.T) {
	onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
		old := filepath.Join(t.TempDir(), "attache.db")
		atVersion5(t, old)
		var b bytes.Buffer
		if err := store.BackupFile(t.Context(), old, &b, "test", breakfast); err != nil {
			t.Fatal(err)
		}
		url := fresh(t)
		if err := restore(t, url, b.Bytes(), false); err != nil {
			t.Fatal(err)
		}
		s := storetest.Open(t, url)
		if v, err := s.Schema(t.Context()); err != nil || v.Own < 10 || v.River == 0 {
			t.Errorf("the tables are of version %s, %v", v, err)
		}
		if d, err := s.Digest(t.Context(), "old"); err != nil || d.ID != 7 {
			t.Errorf("%+v, %v", d, err)
		}
	})
}

// atVersion5 makes a SQLite database as the program before migration 6 left it.
func atVersion5(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	store.MigrateFile(t, db, 5)
	if _, err := db.ExecContext(t.Context(),
		`INSERT INTO digests (id, name, enabled, numbers, doc)
		VALUES (7, 'old', 1, 3, '{"name":"old","title":"Old","time_zone":"UTC"}')`); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
}
