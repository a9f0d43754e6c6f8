package main

import (
	"bytes"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
)

// commandAt finds the first character that a terminal obeys.
func commandAt(s string) int {
	return strings.IndexFunc(s, func(r rune) bool {
		return r != '\n' && r != '\t' && unicode.IsControl(r) || r == 0x202E || r == 0x2028 || r == 0xFEFF ||
			r == 0xFFFD
	})
}

// turnAt finds the first mark that turns the direction of writing.
func turnAt(s string) int {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 })
}

const escapes = "\x1b]0;pwned\x07\x1b[31m\u009b2J\u202e\u2066\u202b\u2028\u2067\u2068x\u2069 \u202ay\u202c"

// TestFence: nothing that a page or a command line holds is obeyed by the terminal, in output, errors or JSON.
func TestFence(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	page := filepath.Join(dir, "page.html")
	html := "<!doctype html><html lang=en><title>Japan " + escapes + " visits India</title><article><h1>Japan " +
		escapes + " visits India</h1><p>The foreign minister of Japan met the foreign minister of India in Delhi to " +
		"discuss relations." + escapes + "</p></article>"
	if err := os.WriteFile(page, []byte(html), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"init", "--bare"},
		{"read", page, "--url", "https://x.example/a"},
		{"read", page, "--url", "https://x.example/a", "--json"},
		{"source", "show", "no" + escapes},
		{"digest", "add", "daily", "--title", "Daily" + escapes},
		{"digest", "list"},
		{"subscriber", "add", "a@example.org", "--name", "Ann" + escapes},
		{"subscriber", "list"},
		{"subscriber", "export"},
		{"no" + escapes},
		{"export"},
		{"digest", "list", "--json"},
	} {
		var out, errs bytes.Buffer
		a := &app{
			outTerminal: true, terminal: true, in: strings.NewReader(""), out: &out, errs: &errs,
			environ: []string{"ATTACHE_SCRAPE__CONTACT=test@attache.example"},
			now:     time.Now,
		}
		a.run(t.Context(), args)
		for _, s := range []string{out.String(), errs.String()} {
			if i := max(commandAt(s), turnAt(s)); i >= 0 {
				t.Errorf("%q: %q", args, s[max(0, i-40):min(len(s), i+40)])
			}
		}
		if out.Len()+errs.Len() == 0 {
			t.Errorf("%q says nothing", args)
		}
	}
}

// TestCleanLog: nor what is logged, in colours or not.
func TestCleanLog(t *testing.T) {
	for _, format := range []string{"text", "json"} {
		var b bytes.Buffer
		a := &app{out: &b, errs: &b, now: time.Now}
		a.fence()
		log := a.logger(LogConfig{Format: format}, slog.LevelInfo).With("with"+escapes, escapes).WithGroup("g" +
			escapes)
		log.Info("message"+escapes, "key"+escapes, "value"+escapes, "error", errors.New("error"+escapes),
			slog.Group("group", "inner", escapes), "any", []string{"x"})
		if i := commandAt(b.String()); i >= 0 || strings.Contains(b.String(), `\u001b`) ||
			strings.Contains(b.String(), `\x1b`) || !strings.Contains(b.String(), "message") {
			t.Errorf("%s: %q", format, b.String())
		}
	}
}
