package audit

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"mime"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"attache/cmd/lab/internal/dataset"
	"attache/news"
)

// made are pages and lists of shapes that the datasets lack, written by us. The name of a file is its host and path;
// one whose base begins with feed, list or sitemap is a source. The file "want" of an archive says what is right of its
// pages, one line each:
//
//	HOST/PATH title: the headline, whole
//	HOST/PATH authors: A. Writer; B. Writer     or none
//	HOST/PATH date: 2026-11-20                  the day, or the minute in UTC: 2026-11-20T07:30
//	HOST/PATH language: ru
//	HOST/PATH outlet: who published it
//	HOST/PATH countries: KZ TR                  of the story, in any order
//	HOST/PATH first: KZ                         the first of them
//	HOST/PATH never: what must not stand in a sentence of the story
//	HOST/PATH quotes: what must stand in one of its sentences
//	HOST/PATH only: the whole summary, sentences apart by " | "; none = there is none
//	HOST/PATH printed: yes or no                that it tells or is one of a story
//	HOST/PATH apart: HOST/PATH                  is another story; all = nothing else is in its story
//	HOST/PATH with: HOST/PATH                   is the same story
//	HOST/PATH teaser: excerpt or whole
//
//go:embed testdata/made/*.txtar
var made embed.FS

// want is one thing that is right of a made page.
type want struct {
	file  string // the archive
	page  string // host and path
	field string
	value string
}

// classes is the column of the form that each field of a want belongs to.
var classes = map[string]string{
	"title": "headline", "authors": "author", "date": "date", "language": "language", "outlet": "outlet",
	"countries": "countries", "first": "countries", "never": "sentences", "quotes": "sentences", "only": "sentences",
	"printed": "belongs", "apart": "grouped", "with": "grouped", "teaser": "teaser",
}

// openMade reads the archives.
func openMade(from fs.FS) (*web, error) {
	names, err := fs.Glob(from, "testdata/made/*.txtar")
	if err != nil {
		return nil, err
	}
	var pages []*page
	var wants []want
	for _, name := range names {
		b, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		for _, f := range txtar.Parse(b).Files {
			if f.Name == "want" {
				ws, err := parseWants(path.Base(name), string(f.Data))
				if err != nil {
					return nil, err
				}
				wants = append(wants, ws...)
				continue
			}
			p, err := madePage(f.Name, f.Data)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			pages = append(pages, p)
		}
	}
	w := newWeb("made", pages)
	if len(w.pages) < len(pages) {
		return nil, errors.New("two made pages have one address")
	}
	for _, x := range wants {
		if w.pages[x.page] == nil && !slices.ContainsFunc(pages, func(p *page) bool {
			return p.Kind != "article" && entryOf(p.body, "http://"+x.page) != ""
		}) {
			return nil, fmt.Errorf("%s: nothing is or names http://%s", x.file, x.page)
		}
	}
	w.wants = wants
	w.begin = time.Date(2025, 6, 2, 0, 0, 0, 0, time.UTC) // a Monday: the made pieces are dated by weeks from here
	w.next = func(t time.Time) time.Time {
		if t.Before(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)) {
			return t.AddDate(0, 0, 7)
		}
		return t.AddDate(100, 0, 0)
	}
	return w, nil
}

func madePage(name string, body []byte) (*page, error) {
	host, rest, ok := strings.Cut(name, "/")
	if !ok {
		return nil, fmt.Errorf("%q names no host and path", name)
	}
	p := &page{Host: host, Path: "/" + rest, Kind: "article", Origin: "made", body: body}
	p.ContentType = mime.TypeByExtension(path.Ext(rest))
	for _, kind := range []string{"feed", "list", "sitemap"} {
		if strings.HasPrefix(path.Base(rest), kind) {
			p.Kind = strings.Replace(kind, "list", "listing", 1)
		}
	}
	if path.Base(rest) == "robots.txt" {
		p.Kind = "robots"
	}
	return p, nil
}

func parseWants(file, text string) ([]want, error) {
	var out []want
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		address, rest, _ := strings.Cut(line, " ")
		field, value, ok := strings.Cut(rest, ": ")
		if !ok || classes[field] == "" {
			return nil, fmt.Errorf("%s: %q is no want: HOST/PATH FIELD: VALUE, with a known field", file, line)
		}
		out = append(out, want{file, address, field, strings.TrimSpace(value)})
	}
	return out, nil
}

// check is a want and what the issue has in its place.
type check struct {
	want
	got  string
	mark string // as in a form: 1, 0, or ~ where another fault hides it
}

// check holds the issue against the wants of its web.
func (p *print) check() []check {
	articles := map[string]*news.Article{}
	for _, a := range p.articles {
		articles[bare(a.URL)] = &a
	}
	told := map[string]*news.Story{}
	for n := range p.stories {
		s := &p.stories[n]
		told[bare(s.Lead.URL)] = s
		for _, piece := range s.Also {
			told[bare(piece.URL)] = s
		}
	}
	out := make([]check, 0, len(p.web.wants))
	for _, w := range p.web.wants {
		s := told[w.page]
		got, right := w.hold(articles[w.page], s, told[w.value])
		c := check{w, got, strconv.Itoa(dataset.Bit(right))}
		hidden := classes[w.field] == "sentences" || classes[w.field] == "countries"
		if hidden && (s == nil || bare(s.Lead.URL) != w.page) {
			c.mark = "~"
		}
		out = append(out, c)
	}
	return out
}

// bare is an address as wants write it.
func bare(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return rest
}

// hold compares one want with the stored article, the story it is in and the story of the page that it names, any of
// which may be nil.
func (w *want) hold(a *news.Article, s, other *news.Story) (got string, right bool) {
	switch w.field {
	case "printed":
		return yesNo(s != nil), yesNo(s != nil) == w.value
	case "apart":
		if s != nil && (s == other || w.value == "all" && len(s.Also) > 0) {
			return "one story: " + s.Headline, false
		}
		return "apart", true
	case "with":
		return fmt.Sprintf("%v and %v", headline(s), headline(other)), s != nil && s == other
	case "title", "authors", "date", "language", "outlet", "teaser":
		if a == nil {
			return "there is no such article", false
		}
		got = ofArticle(w.field, a)
		return got, got == w.value || w.field == "date" && strings.HasPrefix(got, w.value)
	}
	if s == nil {
		return "not printed", false
	}
	var sentences []string
	for _, x := range s.Summary {
		sentences = append(sentences, x.Text)
	}
	got = strings.Join(sentences, " | ")
	switch w.field {
	case "countries":
		got = strings.Join(s.Countries, " ")
		return got, slices.Equal(slices.Sorted(slices.Values(s.Countries)), slices.Sorted(slices.Values(
			strings.Fields(w.value))))
	case "first":
		got = strings.Join(s.Countries, " ")
		return got, len(s.Countries) > 0 && s.Countries[0] == w.value
	case "never":
		return got, !strings.Contains(got, w.value)
	case "only":
		return got, got == strings.TrimPrefix(w.value, "none")
	default: // quotes
		return got, strings.Contains(got, w.value)
	}
}

// ofArticle returns a field of a stored article as wants write it.
func ofArticle(field string, a *news.Article) string {
	switch field {
	case "title":
		return a.Title
	case "authors":
		names := slices.DeleteFunc(slices.Clone(a.Authors),
			func(n string) bool { return strings.EqualFold(n, a.Outlet.Name) }) // a letter names the outlet once
		if len(names) == 0 {
			return "none"
		}
		return strings.Join(names, "; ")
	case "date":
		return a.Published.UTC().Format("2006-01-02T15:04")
	case "language":
		return a.Language
	case "outlet":
		return a.Outlet.Name
	default: // teaser
		if a.Partial {
			return "excerpt"
		}
		return "whole"
	}
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func headline(s *news.Story) string {
	if s == nil {
		return "no story"
	}
	return fmt.Sprintf("%q", s.Headline)
}

// writeChecks writes every check to a file of tabs, and counts them by class.
func writeChecks(file string, checks []check, out io.Writer) error {
	var b strings.Builder
	b.WriteString("mark\tclass\tfile\tpage\tfield\twanted\tgot\n")
	right, all := map[string]int{}, map[string]int{}
	flat := strings.NewReplacer("\t", " ", "\n", " ")
	for _, c := range checks {
		class := classes[c.field]
		all[class] += dataset.Bit(c.mark != "~")
		right[class] += dataset.Bit(c.mark == "1")
		fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c.mark, class, c.file, c.page, c.field, c.value,
			flat.Replace(c.got))
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		return err
	}
	tw := tabwriter.NewWriter(out, 2, 8, 2, ' ', 0)
	fmt.Fprintln(tw, "class of made pages\tright\tof")
	for _, class := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(tw, "%s\t%d\t%d\n", class, right[class], all[class])
	}
	return tw.Flush()
}
