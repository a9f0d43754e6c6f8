package templates

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attache/news"
)

var update = flag.Bool("update", false, "write the goldens again")

const sampleWeb = "https://press.example/issues/7"

func sampleSubscribe(digest string) string { return "https://press.example/subscribe/" + digest }

func builtinSet(t testing.TB) *Set {
	t.Helper()
	s, err := New(Config{Subscribe: sampleSubscribe})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var styleHash = regexp.MustCompile(`style/[0-9a-f]{12}`)

// golden compares with testdata/name, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	got = styleHash.ReplaceAll(got, []byte("style/HASH")) // a change of the sheet is none of the page
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (-want +got); look at it, then run: go test ./templates -update\n%s", path,
			cmp.Diff(string(want), string(got)))
	}
}

func TestLetterGoldens(t *testing.T) {
	s := builtinSet(t)
	for _, lang := range news.Languages {
		for name, i := range map[string]news.Issue{
			"full": Sample(lang), "empty": SampleEmpty(lang),
			"notices": SampleNotices(lang),
		} {
			for template, prefix := range map[string]string{DefaultTemplate: "letter-", "brief": "brief-"} {
				d := news.Digest{Name: "daily", Template: template}
				if name == "notices" {
					d.Publisher = SamplePublisher()
				}
				l, err := s.Letter(d, i, lang, sampleWeb)
				if err != nil {
					t.Fatal(err)
				}
				golden(t, prefix+name+"."+lang+".html", []byte(l.HTML))
				golden(t, prefix+name+"."+lang+".txt", []byte("Subject: "+l.Subject+"\n\n"+l.Text))
			}
		}
	}
}

func TestPageGoldens(t *testing.T) {
	s := builtinSet(t)
	for _, lang := range news.Languages {
		for name, states := range SamplePages(lang) {
			for k, data := range states {
				var b bytes.Buffer
				if err := s.Page(&b, name, data); err != nil {
					t.Fatal(err)
				}
				golden(t, "page-"+name+string(rune('1'+k))+"."+lang+".html", b.Bytes())
			}
		}
	}
}

// TestReplaySaysThatItIsOne: a letter and a page whose window ended a day or more before it was made say so.
func TestReplaySaysThatItIsOne(t *testing.T) {
	set, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range news.Languages {
		for ago, want := range map[time.Duration]bool{0: false, 12 * time.Hour: false, 7 * 24 * time.Hour: true} {
			i := Sample(lang)
			i.Window.From, i.Window.To = i.Window.From.Add(-ago), i.Window.To.Add(-ago)
			l, err := set.Letter(news.Digest{Title: i.Title, Language: lang}, i, lang, "")
			if err != nil {
				t.Fatal(err)
			}
			word, _, _ := strings.Cut(set.voices[lang].words.say("replay", "span", "|"), "|")
			for part, text := range map[string]string{"HTML": l.HTML, "text": l.Text} {
				if strings.Contains(strings.Join(strings.Fields(text), " "), strings.TrimSpace(word)) != want {
					t.Errorf("%s, %s: a window that ended %s before: %t", lang, part, ago, want)
				}
			}
		}
	}
}
