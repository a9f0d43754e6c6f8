package page

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"

	"attache/news"
)

// wantPage is what a page under testdata/pages must be read as; empty fields are not checked.
type wantPage struct {
	URL, Encoding, Charset, Zone string
	DayFirst                     bool
	Title                        string
	Authors                      []string
	Date                         string // in the page's own zone
	Language, Image              string
	First, Last                  string // how the first and the last block begin
	Blocks                       *int
	Kinds                        string // of the blocks, parted by spaces
	Has, Without                 []string
	Partial                      bool
	Page                         string // the Evidence of the page's kind
}

func TestReadPage(t *testing.T) {
	files, err := filepath.Glob("testdata/pages/*.txtar")
	if err != nil || len(files) < 50 {
		t.Fatalf("pages: %d, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var want wantPage
			var page []byte
			for _, f := range a.Files {
				switch f.Name {
				case "want.json":
					if err := json.Unmarshal(f.Data, &want); err != nil {
						t.Fatal(err)
					}
				case "page.html":
					page = f.Data
				}
			}
			if want.Page == "" && (want.Title == "" || want.Date == "" || want.Language == "" || want.First == "" ||
				want.Last == "" || want.Blocks == nil && want.Kinds == "") {
				t.Fatal("want.json leaves a field open")
			}
			in := Input{URL: want.URL, Body: encode(t, page, want.Encoding), Source: news.Source{
				TimeZone: want.Zone,
				DayFirst: want.DayFirst,
			}, Now: testNow}
			want.check(t, Read(in))
		})
	}
}

func encode(t *testing.T, page []byte, name string) []byte {
	if name == "" {
		return page
	}
	enc, _ := charset.Lookup(name)
	// as sites do with the Kazakh letters that windows-1251 lacks
	out, err := encoding.HTMLEscapeUnsupported(enc.NewEncoder()).Bytes(page)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (want *wantPage) check(t *testing.T, r Reading) {
	t.Helper()
	a := r.Article
	same := func(what, want, got string) {
		t.Helper()
		if want != "" && want != got {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	same("charset", want.Charset, r.Charset)
	same("title", want.Title, a.Title)
	same("language", want.Language, a.Language)
	same("image", want.Image, a.Image)
	if want.Authors != nil && !slices.Equal(want.Authors, a.Authors) {
		t.Errorf("authors: %q, want %q", a.Authors, want.Authors)
	}
	if want.Date != "" {
		same("date", want.Date, r.Date.Format(time.RFC3339))
		if !a.Published.Equal(r.Date) || !a.DateFrom.OnPage() {
			t.Errorf("published %v from %s, want %v from the page", a.Published, a.DateFrom, r.Date)
		}
	}
	if want.Blocks != nil && len(a.Blocks) != *want.Blocks {
		t.Errorf("%d blocks, want %d: %q", len(a.Blocks), *want.Blocks, a.Blocks)
	}
	if n := len(a.Blocks); n > 0 {
		if !strings.HasPrefix(a.Blocks[0].Text, want.First) {
			t.Errorf("first block: %q, want %q", a.Blocks[0].Text, want.First)
		}
		if !strings.HasPrefix(a.Blocks[n-1].Text, want.Last) {
			t.Errorf("last block: %q, want %q", a.Blocks[n-1].Text, want.Last)
		}
	}
	if want.Kinds != "" {
		var kinds []string
		for _, b := range a.Blocks {
			kinds = append(kinds, string(b.Kind))
		}
		same("kinds", want.Kinds, strings.Join(kinds, " "))
	}
	text := a.Text()
	for _, s := range want.Has {
		if !strings.Contains(text, s) {
			t.Errorf("the body lacks %q", s)
		}
	}
	for _, s := range want.Without {
		if strings.Contains(text, s) {
			t.Errorf("the body has %q", s)
		}
	}
	if a.Partial != want.Partial {
		t.Errorf("partial: %v, want %v", a.Partial, want.Partial)
	}
	if want.Page != "" &&
		!slices.ContainsFunc(r.Evidence, func(e Evidence) bool { return e.Field == "page" && e.From == want.Page }) {
		t.Errorf("no evidence that the page %s: %v", want.Page, r.Evidence)
	}
}

const ruledPage = `<html><head><title>Home</title></head><body><h1>The Courier</h1><div class="t">A rule-made ` +
	`title</div>
<span class="when" data-x="1">03/04/2026 10:30</span><em class="who">By Anna Weber and Tom Reed</em>
<div class="copy"><p class="promo">Win a trip to the coast with our readers' club this summer.</p><p>Short text ` +
	`one.</p><p>Short text two.</p></div>
<div class="other"><p>A long paragraph elsewhere that guessing would take, because it is the only one on the page ` +
	`with several commas, clauses, and a full stop.</p></div></body></html>`

func TestRulesWin(t *testing.T) {
	src := news.Source{TimeZone: "Asia/Almaty", DayFirst: true, Rules: news.Rules{
		ArticleTitle: ".t", ArticleBody: ".copy", ArticleDate: ".when", ArticleBy: ".who", ArticleStrip: ".promo",
	}}
	r := Read(Input{URL: "https://courier.example/a", Body: []byte(ruledPage), Source: src, Now: testNow})
	if r.Article.Title != "A rule-made title" {
		t.Errorf("title %q", r.Article.Title)
	}
	if got := r.Article.Text(); got != "Short text one.\n\nShort text two." {
		t.Errorf("body %q", got)
	}
	if got := r.Date.Format(time.RFC3339); got != "2026-04-03T10:30:00+05:00" {
		t.Errorf("date %s", got)
	}
	if !slices.Equal(r.Article.Authors, []string{"Anna Weber", "Tom Reed"}) {
		t.Errorf("authors %q", r.Article.Authors)
	}
}

func TestUndatedTakesTheListsDate(t *testing.T) {
	page := []byte(`<html><body><h1>A title of some length</h1><p>A paragraph of prose that is long enough to be taken ` +
		`for an article's, with commas, and a full stop.</p></body></html>`)
	day := time.Date(2026, 5, 5, 9, 0, 0, 0, time.UTC)
	r := Read(Input{URL: "https://a.example/b", Body: page, Item: news.Item{Published: day}, Now: testNow})
	if !r.Article.Published.Equal(day) || r.Article.DateFrom != news.DateFromFeed {
		t.Errorf("published %v from %s", r.Article.Published, r.Article.DateFrom)
	}
	r = Read(Input{URL: "https://a.example/b", Body: page, Now: testNow})
	if !r.Article.Published.Equal(testNow) || r.Article.DateFrom != news.DateFromSeen {
		t.Errorf("published %v from %s", r.Article.Published, r.Article.DateFrom)
	}
}

// TestPathologicalPages must end, and soon, whatever the page.
func TestPathologicalPages(t *testing.T) {
	attrs := strings.Builder{}
	for i := range 200_000 {
		attrs.WriteString(" a")
		attrs.WriteString(time.Duration(i).String())
		attrs.WriteString("=1")
	}
	for name, page := range map[string]string{
		"deep":        strings.Repeat("<div>", 200_000) + "text at the bottom",
		"deep tables": strings.Repeat("<table><tr><td>x", 20_000),
		"formatting":  strings.Repeat("<b><i><a href=x>", 5_000) + "text",
		"attributes":  "<p" + attrs.String() + ">text</p>",
		"cells":       "<table><tr>" + strings.Repeat("<td>x", 100_000),
		"json":        `<script type="application/ld+json">` + strings.Repeat(`{"a":[`, 50_000) + "</script>",
		"dates":       strings.Repeat("<p>21 March 2022, 08:04 </p>", 20_000),
		"authors":     strings.Repeat(`<a rel="author" href="/author/x">Ann Lee</a> `, 20_000),
		"one word":    "<p>" + strings.Repeat("a", 5<<20),
		"headings":    strings.Repeat("<h2>Heading</h2>", 50_000),
		"empty":       "",
		"null":        "\x00\x00\xff\xfe",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			Read(Input{URL: "https://a.example/b", Body: []byte(page), Now: testNow})
			if d := time.Since(start); d > 20*time.Second {
				t.Errorf("took %s", d)
			}
		})
	}
}

func FuzzReadPage(f *testing.F) {
	f.Add([]byte(ruledPage), "https://a.example/2026/05/05/x")
	f.Add([]byte(`<script `+
		`type="application/ld+json">{"@type":"NewsArticle","headline":"x","author":[{"name":"y"}]}</script><p>z`), "")
	f.Fuzz(func(t *testing.T, body []byte, url string) {
		r := Read(Input{URL: url, Body: body, Now: testNow})
		for _, b := range r.Article.Blocks {
			if b.Text == "" || strings.ContainsAny(b.Text, "\n\r") {
				t.Errorf("block %q", b.Text)
			}
		}
	})
}

// BenchmarkReadPage reads one of the test pages.
func BenchmarkReadPage(b *testing.B) {
	a, err := txtar.ParseFile("testdata/pages/drupal-ru.txtar")
	if err != nil {
		b.Fatal(err)
	}
	page := a.Files[1].Data
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		Read(Input{URL: "https://steppe.example/analysis/dushanbe", Body: page, Now: testNow})
	}
}
