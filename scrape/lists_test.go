package scrape

import (
	"context"
	"encoding/json"
	setting "flag" // the package has a function of that name
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
	"attache/scrape/list"
	"attache/scrape/markup"
)

var updateLists = setting.Bool("update-lists", false, "write what testdata/lists/*.txtar expect again")

// TestLists polls a source for each file of testdata/lists. The file's head says how it is served and read: kind, type
// (Content-Type), encode (charset to write the text in), and any field of the source as JSON. "in" is the list, other
// files but "want" are further pages of the same site, "want" is the outcome.
func TestLists(t *testing.T) {
	files, err := filepath.Glob("testdata/lists/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no test lists: ", err)
	}
	for _, kind := range news.SourceKinds {
		if !slices.ContainsFunc(files, func(f string) bool {
			return strings.HasPrefix(filepath.Base(f), string(kind))
		}) {
			t.Errorf("no test list is of the kind %s: add testdata/lists/%[1]s.txtar", kind)
		}
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			arc, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			head := map[string]string{}
			for line := range strings.Lines(string(arc.Comment)) {
				if key, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !strings.HasPrefix(line, "#") {
					head[key] = value
				}
			}
			src := fetchtest.Source(news.SourceKind(head["kind"]), "http://outlet.example/list")
			src.Rules = news.Rules{}
			if v := head["source"]; v != "" {
				if err := json.Unmarshal([]byte(v), &src); err != nil {
					t.Fatal(err)
				}
			}
			pages := map[string]http.HandlerFunc{}
			want := -1
			for i, file := range arc.Files {
				switch file.Name {
				case "in":
					pages["outlet.example/list"] = fetchtest.Serve(head["type"], encodeList(t, head["encode"],
						string(file.Data)))
				case "want":
					want = i
				default:
					pages["outlet.example/"+file.Name] = fetchtest.Serve(head["type"], encodeList(t, head["encode"],
						string(file.Data)))
				}
			}
			if src.Kind == news.KindWordPress {
				pages["outlet.example"+list.WordPressPosts] = pages["outlet.example/list"]
				src.URL = "http://outlet.example/"
			}
			if src.Kind == news.KindTelegram {
				pages["t.me/s/outlet"] = pages["outlet.example/list"]
				src.URL = "https://t.me/outlet"
			}
			f, _, _ := newSite(t, fetch.Config{Gap: 1, MaxItems: 20}, pages)
			if src.Kind == news.KindTelegram {
				src.URL = "http://t.me/outlet" // the test's web speaks no TLS
			}
			got := outcome(f, src)
			if *updateLists {
				if want < 0 {
					want = len(arc.Files)
					arc.Files = append(arc.Files, txtar.File{Name: "want"})
				}
				arc.Files[want].Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(arc),
					0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want < 0 || got != string(arc.Files[want].Data) {
				t.Errorf("got:\n%s", got)
			}
		})
	}
}

// outcome writes a poll and its items for people to compare.
func outcome(f *Fetcher, src news.Source) string {
	p, items := f.Poll(context.Background(), src, news.Poll{})
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d items\n", p.State, p.Items)
	if p.Detail != "" {
		fmt.Fprintf(&b, "%s\n", p.Detail)
	}
	for _, it := range items {
		at := "undated"
		if !it.Published.IsZero() {
			at = it.Published.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(&b, "\n%s %s\n", at, it.URL)
		for _, line := range []string{it.Title, strings.Join(it.Authors, ", "), it.Language, it.Image, it.Summary} {
			if line != "" {
				fmt.Fprintf(&b, "  %s\n", line)
			}
		}
		for _, bl := range it.Body {
			fmt.Fprintf(&b, "  %s| %s\n", bl.Kind, markup.Shorten(bl.Text, 80))
		}
	}
	return b.String()
}

// encodeList writes text in a charset; "" = UTF-8, "bom" = UTF-8 with a byte order mark.
func encodeList(t *testing.T, name, s string) string {
	t.Helper()
	switch name {
	case "":
		return s
	case "bom":
		return "\xEF\xBB\xBF" + s
	case "utf-16":
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	enc, _ := charset.Lookup(name)
	if enc == nil {
		t.Fatalf("no charset %s", name)
	}
	out, err := enc.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
