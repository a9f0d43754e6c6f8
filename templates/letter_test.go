package templates

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"attache/news"
)

var update = flag.Bool("update", false, "write the goldens again")

const sampleWeb = "https://press.example/issues/7"

func builtinSet(t testing.TB) *Set {
	t.Helper()
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// golden compares with testdata/name, or writes it.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
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
				d := news.Digest{Template: template}
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
