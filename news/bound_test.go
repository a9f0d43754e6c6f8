package news_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"attache/news"
)

func blocks(texts ...string) (out []news.Block) {
	for _, s := range texts {
		out = append(out, news.Block{Kind: news.Paragraph, Text: s})
	}
	return out
}

func TestBoundCutsWhereItHurtsLeast(t *testing.T) {
	for _, c := range []struct {
		name, want string
		most       int
		in         []news.Block
	}{
		{"fits", "One. Two.", 9, blocks("One. Two.")},
		{"between blocks", "A first block.", 16, blocks("A first block.", "A second.")},
		{"after a sentence", "It was so. It is.", 20, blocks("It was so. It is. It will be, one day.")},
		{"after a sentence without spaces", "中国外交部发言人。", 30, blocks("中国外交部发言人。两国关系发展")},
		{"at a space", "one two three", 14, blocks("one two three four five")},
		{"between characters", "щщщщ", 9, blocks("щщщщщщщщ")},
		{"before a letter with its marks", "aaaaaaa", 9, blocks("aaaaaaae\u0301\u0301\u0301aaa")},
		{"in a later block", "A first block.\n\nA second one.", 31, blocks("A first block.",
			"A second one. And more.")},
		{"devanagari", "यह है।", 20, blocks("यह है। और भी बहुत कुछ")},
	} {
		a := news.Article{Blocks: c.in}
		whole := len(a.Text())
		cut := a.Bound(c.most)
		if got := a.Text(); got != c.want || cut != (whole > c.most) || len(got) > c.most {
			t.Errorf("%s: %q, cut %v; want %q", c.name, got, cut, c.want)
		}
		if cut && (a.Whole != whole || !a.Partial) {
			t.Errorf("%s: whole %d, partial %v", c.name, a.Whole, a.Partial)
		}
	}
}

func TestBoundNeverBreaksText(t *testing.T) {
	for _, unit := range []string{
		"Ab. Cd. ", "щ", "中国", "e\u0301\u0327", "\u0301", "👨‍👩‍👧", "a", "\u202eab ", ". ",
		"\xff",
	} {
		for most := 1; most < 200; most++ {
			a := news.Article{Title: strings.Repeat(unit, 1000), Blocks: blocks("Lead.", strings.Repeat(unit, 300),
				"End.")}
			in := a.Text()
			a.Bound(most)
			out := a.Text()
			if len(out) > most || !strings.HasPrefix(in, out) || utf8.ValidString(in) && !utf8.ValidString(out) ||
				len(a.Title) > 1000 {
				t.Fatalf("%q cut at %d: %q", unit, most, out)
			}
			again := a
			if again.Bound(most) || fmt.Sprint(again) != fmt.Sprint(a) {
				t.Fatalf("%q cut at %d is cut again", unit, most)
			}
			for _, b := range a.Blocks {
				if r, _ := utf8.DecodeRuneInString(b.Text); b.Text == "" || unicode.IsSpace(r) && unit != ". " &&
					unit != "\u202eab " {
					t.Fatalf("%q cut at %d leaves the block %q", unit, most, b.Text)
				}
			}
		}
	}
}

func TestBoundOtherFields(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	authors := make([]string, 500)
	for i := range authors {
		authors[i] = long[:1000]
	}
	a := news.Article{Title: long, Summary: long, Authors: authors, Image: long, Language: long}
	a.Bound(0)
	n := len(a.Title) + len(a.Summary) + len(a.Image) + len(a.Language)
	for _, s := range a.Authors {
		n += len(s)
	}
	if n > 40_000 {
		t.Errorf("%d bytes are left", n)
	}
	if len(authors[0]) != 1000 {
		t.Error("what was handed over was changed")
	}
}

func TestCutSaysHowMuch(t *testing.T) {
	a := news.Article{Blocks: blocks(strings.Repeat("Word. ", 1<<20))}
	if a.Cut() != "" {
		t.Error("cut before it was")
	}
	a.Bound(0)
	if got := a.Cut(); got != "cut at 200 kB of 6.0 MB" {
		t.Error(got)
	}
}
