package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWhyTellsWhatWasForgotten asks for an article after each step of retention: what was deleted, when and by which
// setting is said.
func TestWhyTellsWhatWasForgotten(t *testing.T) {
	open := pagesOf(t, "127.0.0.1", "")
	feeds := feedsOf(t, map[string][]string{"good": numbered(open.URL+"/good", 1)})
	dir := t.TempDir()
	var out, errs bytes.Buffer
	now := fixedNow
	a := &app{
		now: func() time.Time { return now }, out: &out, errs: &errs, in: strings.NewReader(""), yes: true,
		configPath: filepath.Join(dir, "attache.yaml"),
	}
	configure := func(retention string) {
		t.Helper()
		config := fmt.Sprintf(
			"database:\n  url: %s\n  retention: {%s}\nscrape:\n  allow: [127.0.0.0/8]\n  gap: 1ms\n  contact: "+
				"test@attache.example\nmail:\n  outbox: %s\n",
			filepath.Join(dir, "attache.db"), retention, filepath.Join(dir, "outbox"))
		if err := os.WriteFile(a.configPath, []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := func(args ...string) string {
		t.Helper()
		out.Reset()
		errs.Reset()
		if code := a.run(t.Context(), append(args, "-c", a.configPath)); code != exitOK {
			t.Fatalf("%v ends with %d: %s%s", args, code, out.String(), errs.String())
		}
		return strings.Join(strings.Fields(out.String()), " ")
	}
	configure("articles: -1")
	command("init", "--bare")
	command("digest", "add", "daily", "--language", "en", "--window", "48h", "--set", "topic.threshold=0.01")
	command("source", "add", feeds.URL+"/good.xml", "--kind", "feed", "--name", "good", "--outlet", "Good")
	command("subscriber", "add", "reader@example.org", "--digest", "daily")
	if got := command("run"); !strings.Contains(got, "1 kept") {
		t.Fatal(got)
	}
	page := open.URL + "/good0"
	day := func(n int) string {
		now = fixedNow.AddDate(0, 0, n)
		return when(now)
	}
	for _, step := range []struct {
		days      int
		retention string
		want      []string
	}{
		{1, "articles: -1", []string{"kept; foreign policy with a probability of", "for it:"}},
		{190, "articles: -1", []string{
			"for issue 1 of daily",
			": kept. Its score and the reasons were deleted on %s (database.retention.verdicts: 180 days).", "printed",
			"words.",
		}},
		{401, "articles: -1", []string{
			"deleted Its text was deleted on %s (database.retention.texts: 400 days).",
			"its text is no longer kept", "printed",
		}},
		{
			402, "articles: 0",
			[]string{"A source brought it. What was known of it was deleted on %s (database.retention.articles: 180 " +
				"days); only its address is kept"},
		},
	} {
		at := day(step.days)
		configure(step.retention)
		if step.days == 190 { // the clock may be ahead, and what it deletes is gone
			if code := a.run(t.Context(), []string{"prune", "-c", a.configPath}); code != exitUsage {
				t.Errorf("prune after %d days without work does not ask: %d", step.days, code)
			}
		}
		command("prune", "--yes")
		day(step.days + 3)
		got := command("why", page)
		for _, w := range step.want {
			if w = strings.ReplaceAll(w, "%s", at); !strings.Contains(got, w) {
				t.Errorf("after %d days why does not say %q:\n%s", step.days, w, got)
			}
		}
		if strings.Contains(got, "not judged") || strings.Contains(got, "No source") {
			t.Errorf("after %d days why speaks as if nothing had been:\n%s", step.days, got)
		}
	}
}
