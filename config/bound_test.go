package config

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"unicode/utf8"
)

// desk is a type with the depths of a desk document.
type desk struct {
	Sources []struct {
		Name   string            `yaml:"name"`
		URL    string            `yaml:"url"`
		Outlet map[string]string `yaml:"outlet"`
	} `yaml:"sources"`
	Tags []string `yaml:"tags"`
}

// TestTortureDocuments holds the memory that documents made to eat it take, and the line that is told.
func TestTortureDocuments(t *testing.T) {
	n, marks := 10_000, 20_000
	if os.Getenv("ATTACHE_TORTURE") != "" {
		n, marks = 100_000, 690_000
	}
	stairs := func(step string) string {
		var b strings.Builder
		for i := range 500 {
			b.WriteString(strings.Repeat(" ", i) + step + "\n")
		}
		return b.String()
	}
	for name, c := range map[string]struct {
		doc   string
		line  int    // of the mistake
		words string // in it
		mb    int    // the memory that may be asked for
	}{
		"brackets":       {strings.Repeat("[", n), 1, "nests deeper than 32", 64},
		"brackets, 8 MB": {strings.Repeat("[", MaxDocument), 1, "more than 700000", 1},
		"braces":         {"a: 1\n" + strings.Repeat("{a: ", n), 2, "nests deeper", 256},
		"braces, lines":  {strings.Repeat("{a:\n", 1000), 33, "nests deeper", 64},
		"quoted brackets": {
			`tags: ["` + strings.Repeat("[", n) + `", ` + strings.Repeat("[", 40), 1,
			"nests deeper", 64,
		},
		"apostrophe":       {"tags: [it's, " + strings.Repeat("[", 40) + "'", 1, "", 16},
		"dashes":           {strings.Repeat("- ", n), 1, "nests deeper", 128},
		"keys":             {strings.Repeat("a: ", n), 1, "nests deeper", 128},
		"questions":        {strings.Repeat("? ", n), 1, "", 128},
		"stairs":           {stairs("a:"), 33, "nests deeper", 16},
		"stairs of dashes": {stairs("-"), 33, "nests deeper", 16},
		"anchors":          {"tags: " + strings.Repeat("&a ", n), 1, "", 256},
		"larger than 8 MB": {
			"tags:\n" + strings.Repeat("  - abcdefghijkl\n", 1+MaxDocument/17), 493449,
			"larger than 8 MB", 1,
		},
		"100 MB of text":          {"tags: [" + strings.Repeat("x", 100<<20) + "]", 1, "larger than 8 MB", 1},
		"many marks":              {"tags: [\n" + strings.Repeat("a,", 800_000) + "]", 2, "more than 700000", 1},
		"many keys":               {strings.Repeat("abcdef: x\n", n), 1001, "More than 1000 settings", 128},
		"keys and dashes":         {strings.Repeat("a:\n-\nb:\n- x\n", 2_000), 2001, "More than 1000 settings", 256},
		"as many marks as may be": {"tags: [\n" + strings.Repeat("a,", marks) + "]", 0, "", 1024},
		"many mistakes":           {strings.Repeat("- x: {a: b}\n", n/5), 1, "", 256},
		"aliases":                 {"sources:\n  - &a {name: x, url: y}\ntags: *a\n", 3, "", 1},
		"aliases of lists":        {"tags: &a [x]\nsources: [" + strings.Repeat("*a, ", n) + "*a]", 2, "", 256},
		"merges of merges": {
			"sources:\n  - &a {name: x}\n" + strings.Repeat("  - {<<: *a, <<: *a}\n", 1000), 0,
			"", 64,
		},
		"a circle":          {"sources: &a\n  - outlet: *a\n", 2, "", 1},
		"unclosed quote":    {"tags: \"" + strings.Repeat("x\n", n), 0, "", 64},
		"NUL":               {"tags: [\x00\x00]\n", 0, "", 1},
		"increasing widths": {"sources:\n  - outlet: {" + strings.Repeat("a: b, ", 3) + "c: d}\n", 1, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var into desk
			err := Decode("x.yaml", []byte(c.doc), &into)
			runtime.ReadMemStats(&after)
			var ms Mistakes
			if err != nil && !errors.As(err, &ms) {
				t.Fatalf("%T: %v", err, err)
			}
			if c.words != "" && (len(ms) != 1 || ms[0].Line != c.line || !strings.Contains(ms[0].Message, c.words)) {
				t.Errorf("got %.300v, want line %d: %s", ms, c.line, c.words)
			}
			if len(ms) > maxMistakes+1 {
				t.Errorf("%d mistakes", len(ms))
			}
			if got := int((after.TotalAlloc - before.TotalAlloc) >> 20); got > c.mb+len(c.doc)>>20 {
				t.Errorf("took %d MB for %d KB", got, len(c.doc)>>10)
			}
		})
	}
}

// TestDeepEnough: what people write is not refused.
func TestDeepEnough(t *testing.T) {
	var b strings.Builder
	b.WriteString("names:\n")
	for i := range 60 { // keys that grow longer do not nest
		fmt.Fprintf(&b, "  %s: x\n", strings.Repeat("k", i+1))
	}
	b.WriteString("tags: [\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\", '{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{']\n")
	b.WriteString("level: |\n" + strings.Repeat("  [[[[ {{{{ - - - a: b: c:\n", 50))
	var got settings
	if err := Decode("x.yaml", []byte(b.String()), &got); err != nil || len(got.Names) != 60 {
		t.Errorf("%d names: %v", len(got.Names), err)
	}
}

// TestLongValuesAreShownShort: the mistake about a value of megabytes is a line.
func TestLongValuesAreShownShort(t *testing.T) {
	for _, doc := range []string{"nice: ", "rate: ", "allow: [x", "tags: {a: ", "mail: {timeout: 1", "nice: \""} {
		tail := map[bool]string{true: "", false: "\""}[!strings.HasSuffix(doc, "\"")]
		if strings.HasPrefix(doc, "allow") {
			tail = "]"
		} else if strings.Contains(doc, "{") {
			tail = "}"
		}
		var into settings
		err := Decode("x.yaml", []byte(doc+strings.Repeat("ж", 1<<20)+tail), &into)
		if err == nil || len(err.Error()) > 1000 || !utf8.ValidString(err.Error()) {
			t.Errorf("%s: %.300v", doc, err)
		}
	}
}
