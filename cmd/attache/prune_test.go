package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestPruneByAnUnknownClock: where no work is known that the clock could be compared with, what is old is not deleted
// unasked.
func TestPruneByAnUnknownClock(t *testing.T) {
	t.Chdir(t.TempDir())
	now := time.Now()
	run := func(args ...string) (code int, said string) {
		var out bytes.Buffer
		a := &app{
			in: strings.NewReader("a long enough password 7\n"), out: &out, errs: &out, now: func() time.Time { return now },
			environ: []string{"ATTACHE_SCRAPE__CONTACT=test@attache.example"},
		}
		code = a.run(t.Context(), args)
		return code, out.String()
	}
	for _, args := range [][]string{{"init", "--bare"}, {"prune"}, {"admin", "create", "ann@example.org"}} {
		if code, said := run(args...); code != exitOK {
			t.Fatalf("%q exits with %d: %s", args, code, said)
		}
	}
	now = now.AddDate(20, 0, 0)
	if code, said := run("prune"); code != exitUsage || !strings.Contains(said, "attache prune --yes") {
		t.Errorf("prune exits with %d, want %d: %s", code, exitUsage, said)
	}
	deleted := regexp.MustCompile(`lines of the audit log .* 1\n`)
	if code, said := run("prune", "--yes"); code != exitOK || !deleted.MatchString(said) {
		t.Errorf("prune --yes exits with %d, and deletes nothing: %s", code, said)
	}
	if code, said := run("prune"); code != exitOK {
		t.Errorf("prune with nothing to delete exits with %d: %s", code, said)
	}
}
