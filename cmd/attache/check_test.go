package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/store"
)

// checker runs attache check on a database.
type checker struct {
	url       string
	out, errs bytes.Buffer
}

func (c *checker) run(t *testing.T, args []string, environ ...string) int {
	t.Helper()
	c.out.Reset()
	c.errs.Reset()
	a := &app{in: strings.NewReader(""), out: &c.out, errs: &c.errs, now: time.Now, environ: append(environ,
		"ATTACHE_DATABASE__URL="+c.url)}
	return a.run(t.Context(), append([]string{"check"}, args...))
}

func newChecker(t *testing.T) (*checker, *store.Store) {
	t.Helper()
	t.Chdir(t.TempDir())
	c := &checker{url: "a.db"}
	st, err := store.Open(t.Context(), store.Config{URL: c.url})
	if err == nil {
		err = st.Migrate(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	return c, st
}

func TestCheckOfAWrongClock(t *testing.T) {
	c, st := newChecker(t)
	if code := c.run(t, nil); code != exitOK || !strings.Contains(c.out.String(), "All is well") {
		t.Fatalf("code %d\n%s%s", code, &c.out, &c.errs)
	}
	d := news.Digest{Name: "daily", Title: "T", Enabled: true}
	if err := st.PutDigest(t.Context(), &d); err != nil {
		t.Fatal(err)
	}
	ahead := time.Now().UTC().Add(365 * 24 * time.Hour)
	id, _, err := st.ClaimSlot(t.Context(), d.ID, ahead.Format("by hand 2006-01-02T15:04:05.000000Z"), ahead, time.Hour)
	if err == nil {
		err = st.SaveIssue(t.Context(), &news.Issue{
			ID: id, State: news.IssueSent, ByHand: true, Created: ahead,
			Window: news.Window{To: ahead},
		}, nil, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	code := c.run(t, nil)
	if code != exitInvalid || strings.Contains(c.out.String(), "well") || !strings.Contains(c.errs.String(),
		"issue 1 of daily, made by hand, sent") {
		t.Fatalf("code %d\n%s%s", code, &c.out, &c.errs)
	}
	if code := c.run(t, []string{"--repair", "--yes"}); code != exitOK || !strings.Contains(c.out.String(),
		"Set right: 1 time.") {
		t.Fatalf("code %d\n%s%s", code, &c.out, &c.errs)
	}
	if code := c.run(t, nil); code != exitOK || !strings.Contains(c.out.String(), "All is well") {
		t.Fatalf("code %d\n%s%s", code, &c.out, &c.errs)
	}
	i, err := st.Issue(t.Context(), id)
	if err != nil || i.State != news.IssueSent || i.Created.After(time.Now()) || i.Window.To.After(time.Now()) {
		t.Errorf("%+v, %v", i, err)
	}
}

func TestCheckOfAClockThatSitesContradict(t *testing.T) {
	now := time.Now().UTC()
	for _, test := range []struct {
		name           string
		ahead          time.Duration
		check, repair  int
		tells, tellsTo string
	}{
		{"right", 0, exitOK, exitOK, "All is well", "nothing to repair"},
		{"20 min ahead", 20 * time.Minute, exitInvalid, exitOK, "ahead of the time that 3 sites told", "nothing to repair"},
		{
			"9 days behind", -9 * 24 * time.Hour, exitInvalid, exitInvalid, "9 days 0 h behind the time that 3 sites told",
			"set the clock of this machine",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, st := newChecker(t)
			for _, name := range []string{"a", "b", "c"} {
				src := news.Source{
					Name: name, URL: "https://" + name + ".example/feed", Kind: news.KindFeed,
					Outlet: news.Outlet{Name: name},
				}
				if err := st.PutSource(t.Context(), &src); err != nil {
					t.Fatal(err)
				}
				p := news.Poll{SourceID: src.ID, Started: now, State: news.PollOK, Date: now.Add(-test.ahead)}
				if err := st.SavePoll(t.Context(), p); err != nil {
					t.Fatal(err)
				}
			}
			if code := c.run(t, nil); code != test.check || !strings.Contains(c.out.String()+c.errs.String(), test.tells) {
				t.Errorf("code %d\n%s%s", code, &c.out, &c.errs)
			}
			if code := c.run(t, []string{"--repair", "--yes"}); code != test.repair ||
				!strings.Contains(c.out.String()+c.errs.String(), test.tellsTo) {
				t.Errorf("--repair: code %d\n%s%s", code, &c.out, &c.errs)
			}
		})
	}
}

// After a long pause check says that forgetting waits.
func TestCheckTellsThatForgettingWaits(t *testing.T) {
	c, st := newChecker(t)
	if err := st.SaveRun(t.Context(), &news.Run{Started: time.Now().Add(-20 * 24 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if code := c.run(t, nil); code != exitOK || !strings.Contains(c.errs.String(), "No old rows are deleted yet") {
		t.Errorf("code %d\n%s%s", code, &c.out, &c.errs)
	}
}

func TestCheckOfFolders(t *testing.T) {
	c, _ := newChecker(t)
	if err := os.WriteFile("file", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for field, variable := range map[string]string{
		"worker.journal": "ATTACHE_WORKER__JOURNAL",
		"mail.outbox":    "ATTACHE_MAIL__OUTBOX",
	} {
		for _, path := range []string{"file", filepath.Join("file", "below")} {
			code := c.run(t, nil, variable+"="+path, "ATTACHE_MAIL__FROM=press@example.org")
			if code != exitInvalid || !strings.Contains(c.errs.String(), variable+": "+field) ||
				strings.Contains(c.out.String(), "well") {
				t.Errorf("%s=%s: code %d\n%s%s", variable, path, code, &c.out, &c.errs)
			}
		}
	}
	c.url = "file/a.db"
	if code := c.run(t, nil); code != exitInvalid || !strings.Contains(c.errs.String(),
		"ATTACHE_DATABASE__URL: database.url: The folder of the database") {
		t.Errorf("code %d\n%s%s", code, &c.out, &c.errs)
	}
	c.url = "a.db"
	if os.Getuid() != 0 { // root may write everywhere
		if err := os.Mkdir("closed", 0o500); err != nil {
			t.Fatal(err)
		}
		code := c.run(t, nil, "ATTACHE_MAIL__OUTBOX=closed/out")
		if code != exitInvalid || !strings.Contains(c.errs.String(), "closed (mode dr-x------") ||
			!strings.Contains(c.errs.String(), "attache runs as") {
			t.Errorf("code %d\n%s%s", code, &c.out, &c.errs)
		}
	}
	if left, err := filepath.Glob(".attache-check-*"); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	if _, err := os.Stat("outbox"); err == nil {
		t.Error("check made a folder")
	}

	var errs bytes.Buffer
	a := &app{errs: &errs}
	s := Settings{Database: store.Config{URL: c.url}}
	for free, warned := range map[uint64]int{lowRoom - 1: 1, lowRoom: 0} {
		a.warnings = 0
		if wrong := a.checkFolders(s, func(string) (uint64, error) { return free, nil }); len(wrong) > 0 ||
			a.warnings != warned {
			t.Errorf("%d bytes free: %v, %d warnings", free, wrong, a.warnings)
		}
	}
	if !strings.Contains(errs.String(), "nearly full: 1024.0 MB are free") {
		t.Error(errs.String())
	}
}
