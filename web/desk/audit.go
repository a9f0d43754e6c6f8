package desk

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"attache/newsroom"
	"attache/templates"
)

// auditPage is how many entries a page lists.
const auditPage = 50

var auditKinds = []string{
	"source", "article", "digest", "issue", "person", "invitation", "session", "token", "hook", "audit",
}

// auditFilter reads the filters of the log. Days are the person's own.
func (d *Desk) auditFilter(r *http.Request) newsroom.Filter {
	q, person := r.URL.Query(), who(r)
	zone := person.Location()
	f := newsroom.Filter{Kind: q.Get("kind"), Name: q.Get("name")}
	f.PersonID, _ = strconv.ParseInt(q.Get("person"), 10, 64) // 0 when it is no number: all
	f.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	f.From, f.To = day(q.Get("from"), zone), day(q.Get("to"), zone)
	if !f.To.IsZero() {
		f.To = f.To.AddDate(0, 0, 1)
	}
	return f
}

// day reads a day of a form, zero when it is none.
func day(s string, zone *time.Location) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, s, zone)
	if err != nil || t.Year() < 1970 || t.Year() > 9000 {
		return time.Time{}
	}
	return t
}

func (d *Desk) audit(w http.ResponseWriter, r *http.Request) error {
	f := d.auditFilter(r)
	f.Limit = auditPage + 1
	entries, err := d.store.Entries(r.Context(), f)
	if err != nil {
		return err
	}
	v := templates.DeskAudit{
		Filter: f, Kinds: auditKinds, From: r.URL.Query().Get("from"), To: r.URL.Query().Get("to"),
		Days: d.cfg.Kept,
	}
	if v.People, err = d.store.People(r.Context()); err != nil {
		return err
	}
	if len(entries) > auditPage {
		entries = entries[:auditPage]
		v.Older = with(r, "before", strconv.FormatInt(entries[auditPage-1].ID, 10))
	}
	v.Entries = told(entries)
	q := r.URL.Query()
	q.Del("before")
	v.Export = d.cfg.Base + "/desk/settings/audit.csv?" + q.Encode()
	d.show(w, r, http.StatusOK, "audit", "settings", v)
	return nil
}

// with is the page's own address with another value of one parameter.
func with(r *http.Request, name, value string) string {
	q := maps.Clone(r.URL.Query())
	q.Set(name, value)
	return "?" + q.Encode()
}

// told adds to entries what changed, field by field.
func told(entries []newsroom.Entry) []templates.DeskEntry {
	var all []templates.DeskEntry
	for _, e := range entries {
		all = append(all, templates.DeskEntry{Entry: e, Changes: changesOf(e)})
	}
	return all
}

// changesOf compares what was with what became: two JSON objects by field, anything else as it is.
func changesOf(e newsroom.Entry) []templates.DeskChange {
	was, became := map[string]string{}, map[string]string{}
	if !flatten(e.Was, was) || !flatten(e.Became, became) {
		if e.Was == "" && e.Became == "" {
			return nil
		}
		return []templates.DeskChange{{Was: e.Was, Became: e.Became}}
	}
	var all []templates.DeskChange
	fields := slices.Sorted(maps.Keys(was))
	for _, f := range slices.Sorted(maps.Keys(became)) {
		if _, ok := was[f]; !ok {
			fields = append(fields, f)
		}
	}
	if e.Action == "source.pause" || e.Action == "source.enable" { // the action says it
		fields = slices.DeleteFunc(fields, func(f string) bool { return f == "enabled" })
	}
	for _, f := range fields {
		if was[f] != became[f] && (e.Was != "" || f == "url" || f == "kind") { // of a new one, what tells it
			all = append(all, templates.DeskChange{Field: f, Was: was[f], Became: became[f]})
		}
	}
	return all
}

// flatten reads a JSON object into texts by dotted path; "" is one without fields. It reports false for another text.
func flatten(text string, into map[string]string) bool {
	if text == "" {
		return true
	}
	var v map[string]any
	if json.Unmarshal([]byte(text), &v) != nil {
		return false
	}
	var walk func(prefix string, v map[string]any)
	walk = func(prefix string, v map[string]any) {
		for k, x := range v {
			if inner, ok := x.(map[string]any); ok {
				walk(prefix+k+".", inner)
				continue
			}
			if n, ok := x.(float64); ok && k == "every" { // nanoseconds say nothing to people
				x = time.Duration(n)
			}
			into[prefix+k] = fmt.Sprint(x)
		}
	}
	walk("", v)
	return true
}

// mostExported bounds a file of the log.
const mostExported = 100_000

// exportAudit writes the log that the filters choose as CSV, and notes that it did.
func (d *Desk) exportAudit(w http.ResponseWriter, r *http.Request) error {
	f := d.auditFilter(r)
	f.Limit = 1000
	e := d.entry(r, "audit.export")
	e.Kind = "audit"
	if err := d.store.Note(r.Context(), e); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="audit.csv"`)
	out := csv.NewWriter(w)
	_ = out.Write([]string{"id", "at", "person", "command", "action", "kind", "name", "was", "became"})
	for n := 0; n < mostExported; {
		entries, err := d.store.Entries(r.Context(), f)
		if err != nil || len(entries) == 0 {
			if err != nil { // the answer has begun: its end would look whole
				d.log.Error("the audit log could not be exported", "error", err)
				panic(http.ErrAbortHandler)
			}
			break
		}
		for _, e := range entries {
			person := ""
			if e.PersonID != 0 {
				person = strconv.FormatInt(e.PersonID, 10)
			}
			_ = out.Write([]string{
				strconv.FormatInt(e.ID, 10), e.At.Format(time.RFC3339), person, cell(e.By), e.Action, e.Kind,
				cell(e.Name), cell(e.Was), cell(e.Became),
			})
		}
		n += len(entries)
		f.Before = entries[len(entries)-1].ID
	}
	out.Flush()
	return nil
}

// cell keeps a spreadsheet from taking a text for a formula (OWASP, CSV injection).
func cell(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@' || s[0] == '\t' || s[0] == '\r') {
		return "'" + s
	}
	return s
}
