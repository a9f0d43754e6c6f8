package page

import (
	_ "embed"
	"strings"
	"testing"
	"time"

	"attache/scrape/page/dom"
)

//go:embed testdata/made.tsv
var madePages string

// TestMadePages reads made pages of 16 languages: text that no browser shows, prompts, authors, dates and titles.
func TestMadePages(t *testing.T) {
	texts := map[string][]string{}
	cases := map[string]int{}
	for line := range strings.Lines(madePages) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(f) != 6 {
			continue
		}
		if f[0] == "text" {
			texts[f[1]] = f[2:]
			continue
		}
		kind, url, _ := strings.Cut(f[0], " ")
		cases[kind]++
		if got := readMade(kind, url, f, texts[f[1]]); got != f[5] {
			t.Errorf("%s %s %s: %q, want %q", kind, f[1], strings.Join(f[2:5], " "), got, f[5])
		}
	}
	for kind, least := range map[string]int{"hidden": 20, "prompt": 20, "author": 40, "date": 15, "title": 15} {
		if cases[kind] < least {
			t.Errorf("%d cases of %s; the table has lost some", cases[kind], kind)
		}
	}
}

// readMade reads the page of a row, with the text of its language, and returns what the row asks for.
func readMade(kind, url string, f, text []string) string {
	if len(text) == 0 {
		text = []string{"", "", "", ""}
	}
	title, h1, above, inside := text[0], text[0], f[3], f[4]
	if kind == "title" {
		title, h1, above, inside = f[3], f[4], "", ""
	}
	if h1 != "" {
		h1 = "<h1>" + h1 + "</h1>"
	}
	p := "<p>" + strings.Join(text[1:], "</p><p>") + "</p>"
	if url == "" {
		url = "https://made.example/court"
	}
	r := Read(Input{
		URL: url, ContentType: "text/html; charset=utf-8", Now: time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC),
		Body: []byte(`<!doctype html><html lang="` + f[1] + `"><head><title>` + title + `</title>` + f[2] +
			`</head><body><article>` + h1 + above + p + inside + `</article></body></html>`),
	})
	switch kind {
	case "author":
		return strings.Join(r.Article.Authors, "; ")
	case "date":
		return r.Date.Format("2006-01-02")
	case "title":
		return r.Article.Title
	}
	got := r.Article.Text()
	_, said, _ := strings.Cut(inside, "<p")
	_, said, _ = strings.Cut(said, ">")
	said, _, _ = strings.Cut(said, "</p>")
	if strings.Contains(got, dom.Squeeze(said)) {
		return "kept"
	}
	if !strings.Contains(got, text[1]) {
		return "lost"
	}
	return "gone"
}
