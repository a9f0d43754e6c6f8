package audit

import (
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"attache/news"
)

// columns are the classes of faults that a reader marks: 1 right, 0 wrong, ~ arguable, empty not looked at. What each
// means stands at the head of the page.
var columns = []string{
	"headline", "outlet", "author", "date", "language", "sentences", "adds", "tells", "countries", "belongs", "grouped",
	"section", "teaser",
}

// keep is the mark of a dropped piece: 1 rightly dropped, 0 it should have been kept.
const keep = "dropped"

// row is a printed story or a dropped piece, with what it came from.
type row struct {
	Set     string
	Kind    string // story or dropped
	URL     string
	Article news.Article
	Story   *news.Story   // nil = dropped
	Verdict *news.Verdict // nil = printed
	Leads   bool          // it leads the issue
	Page    *page         // as it is stored; nil = it is not
	Entries []entry
	File    string // the page, below the form's folder; "" = none
	Number  int
}

// entry is a list's entry.
type entry struct{ List, Text string }

type letter struct{ Set, Text string }

// form is what is written: all rows and the letters they were printed in.
type form struct {
	rows    []row
	letters []letter
}

type counts struct{ stories, dropped int }

func count(rows []row) (n counts) {
	for _, r := range rows {
		if r.Kind == "story" {
			n.stories++
		} else {
			n.dropped++
		}
	}
	return n
}

// Origin returns whether a stored page or list is real or made.
func (r *row) Origin() string {
	if r.Page == nil {
		return ""
	}
	return r.Page.Origin
}

// Section is the section's key, by which a reader marks.
func (r *row) Section() string {
	if r.Story == nil {
		return ""
	}
	return r.Story.Section
}

// Why lists the reasons of the story or the verdict.
func (r *row) Why() []string {
	var reasons []news.Reason
	if r.Story != nil {
		reasons = r.Story.Reasons
	} else {
		reasons = r.Verdict.Reasons
	}
	var out []string
	for _, x := range reasons {
		out = append(out, x.Code+": "+x.Detail)
	}
	return out
}

// Facts is what the dataset knows of the page.
func (r *row) Facts() string {
	if r.Page == nil {
		return ""
	}
	facts := string(r.Page.Facts)
	if r.Page.Foreign != nil {
		facts += fmt.Sprintf(" foreign policy: %v", r.Page.Foreign)
	}
	return facts
}

//go:embed form.html
var formPage string

var formTemplate = template.Must(template.New("form").Funcs(template.FuncMap{"join": strings.Join}).Parse(formPage))

// noScripts begins every stored page: nothing of it runs and nothing is fetched.
const noScripts = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`

// write writes the form as audit.html and form.csv, and the stored pages to the folder pages.
func (f *form) write(dir string) error {
	for n := range f.rows {
		r := &f.rows[n]
		r.Number = n + 1
		if r.Page == nil || len(r.Page.body) == 0 {
			continue
		}
		r.File = filepath.Join("pages", strconv.Itoa(r.Number)+".html")
		if err := os.WriteFile(filepath.Join(dir, r.File), append([]byte(noScripts), r.Page.body...), 0o600); err != nil {
			return err
		}
	}
	out, err := os.Create(filepath.Join(dir, "audit.html"))
	if err != nil {
		return err
	}
	err = formTemplate.Execute(out, map[string]any{"Rows": f.rows, "Letters": f.letters, "Columns": columns})
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	return f.writeCSV(filepath.Join(dir, "form.csv"))
}

// writeCSV writes one line a row, with empty columns to fill.
func (f *form) writeCSV(file string) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	w := csv.NewWriter(out)
	head := append([]string{"n", "set", "kind", "origin", "url", "title"}, columns...)
	lines := [][]string{append(head, keep, "note")}
	for _, r := range f.rows {
		title := r.Article.Title
		if r.Story != nil {
			title = r.Story.Headline
		}
		line := []string{strconv.Itoa(r.Number), r.Set, r.Kind, r.Origin(), r.URL, title}
		lines = append(lines, append(line, make([]string, len(columns)+2)...))
	}
	return errors.Join(w.WriteAll(lines), out.Close())
}
