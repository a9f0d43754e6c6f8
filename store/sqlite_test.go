package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"attache/news"
)

func TestConfig(t *testing.T) {
	for _, c := range []struct {
		cfg  Config
		bad  string // the field that is wrong
		path string // of a SQLite file
	}{
		{Config{}, "", DefaultURL},
		{Config{URL: "here.db"}, "", "here.db"},
		{Config{URL: "/var/lib/a b/attache.db"}, "", "/var/lib/a b/attache.db"},
		{Config{URL: "sqlite:///data/attache.db"}, "", "/data/attache.db"},
		{Config{URL: "sqlite://data/with%20space.db"}, "", "data/with space.db"},
		{Config{URL: "postgres://user:secret@db.example:5432/attache?sslmode=require", Conns: 30}, "", ""},
		{Config{URL: "postgresql:///attache"}, "", ""},
		{Config{URL: "postgres://user:secret@db.example:port/attache"}, "url", ""},
		{Config{URL: "mysql://user:secret@db.example/attache"}, "url", ""},
		{Config{Conns: 1}, "conns", ""},
		{Config{Conns: -1}, "conns", ""},
	} {
		err := c.cfg.Validate()
		var invalid *news.InvalidError
		switch {
		case c.bad == "" && err != nil:
			t.Errorf("%+v: %v", c.cfg, err)
		case c.bad != "" && (!errors.As(err, &invalid) || invalid.Field != c.bad):
			t.Errorf("%+v: %v, want a mistake in %s", c.cfg, err, c.bad)
		case err != nil && strings.Contains(err.Error(), "secret"):
			t.Errorf("%+v: the message tells the password: %v", c.cfg, err)
		}
		if c.path == "" {
			continue
		}
		if got, err := c.cfg.path(); err != nil || got != c.path {
			t.Errorf("%+v: path %q, %v; want %q", c.cfg, got, err, c.path)
		}
	}
}

func TestOpenFails(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "no database")
	if err := os.WriteFile(file, []byte(strings.Repeat("This is a text. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, url := range []string{
		dir, filepath.Join(file, "below a file", "attache.db"), file,
		"postgres://nobody@127.0.0.1:1/none?connect_timeout=1", "mysql://x",
	} {
		if s, err := Open(t.Context(), Config{URL: url}); err == nil {
			s.Close()
			t.Errorf("%s was opened", url)
		}
	}
}

// TestPathOfOddCharacters opens files whose names mean something in a URL.
func TestPathOfOddCharacters(t *testing.T) {
	for _, name := range []string{"a b.db", "a?b=c.db", "a#b.db", "100%.db", "ärger/қала.db"} {
		path := filepath.Join(t.TempDir(), name)
		s, err := Open(t.Context(), Config{URL: path})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		st, err := os.Stat(path)
		if err != nil || st.Size() == 0 || st.Mode() != fs.FileMode(0o600) {
			t.Errorf("%s: %v, %v", name, st, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestDurable looks at the setting that decides whether a commit is synced.
func TestDurable(t *testing.T) {
	s, err := Open(t.Context(), Config{URL: filepath.Join(t.TempDir(), "attache.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const normal, full = 1, 2 // https://www.sqlite.org/pragma.html#pragma_synchronous
	level := func(tx tx) (n int) {
		if err := tx.row(t.Context(), "PRAGMA synchronous").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range 2 {
		if err := s.durable(t.Context(), func(tx tx) error {
			if n := level(tx); n != full {
				t.Errorf("a durable transaction runs at synchronous=%d", n)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if n := level(tx{s.db}); n != normal {
			t.Errorf("afterwards the connection is at synchronous=%d", n)
		}
	}
	fail := errors.New("no")
	if err := s.durable(t.Context(), func(tx) error { return fail }); !errors.Is(err, fail) {
		t.Error(err)
	}
	if n := level(tx{s.db}); n != normal {
		t.Errorf("after a failure the connection is at synchronous=%d", n)
	}
	func() {
		defer func() { _ = recover() }()
		_ = s.durable(t.Context(), func(tx) error { panic("a mistake") })
	}()
	if n := level(tx{s.db}); n != normal { // and the connection is free
		t.Errorf("after a panic the connection is at synchronous=%d", n)
	}
	var mode string
	if err := (tx{s.db}).row(t.Context(), "PRAGMA journal_mode").Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal_mode %s, %v", mode, err)
	}
	if _, err := (tx{s.ro}).exec(t.Context(), "CREATE TABLE x (y)"); err == nil {
		t.Error("the reading side wrote")
	}
}

// TestErasedLeavesNoCopy: the address of an erased person stands nowhere in SQLite's files.
func TestErasedLeavesNoCopy(t *testing.T) {
	file := filepath.Join(t.TempDir(), "attache.db")
	s, err := Open(t.Context(), Config{URL: file})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 30, 7, 0, 0, 0, time.UTC)
	for i := range 200 {
		err := s.PutSubscriber(t.Context(), &news.Subscriber{
			Email: fmt.Sprintf("reader.%d@erased.example", i), Name: "A Reader", State: news.SubscriberActive,
			Created: now, Changed: now,
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	copies := func(text string) (n int) {
		for _, name := range []string{file, file + "-wal"} {
			b, err := os.ReadFile(name)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			n += strings.Count(string(b), text)
		}
		return n
	}
	if copies("reader.77@erased") == 0 {
		t.Fatal("the files do not hold the address before it is erased")
	}
	if err := s.DeleteSubscriber(t.Context(), "reader.77@erased.example", now); err != nil {
		t.Fatal(err)
	}
	if n := copies("reader.77@erased"); n > 0 {
		t.Errorf("%d copies of the address are left", n)
	}
	if copies("reader.78@erased") == 0 {
		t.Error("another's address is gone as well")
	}
}
