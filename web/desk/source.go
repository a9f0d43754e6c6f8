package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/templates"
	"attache/text"
)

// Bounds of the page of a source, and of reading one.
const (
	pollsShown    = 10
	articlesShown = 10
	entriesShown  = 10
	itemsShown    = 10
	visitLimit    = 100 * time.Second // for finding the ways to read a site, or reading a source
)

// number reads a number of a form or an address; 0 when it is none.
func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (d *Desk) source(w http.ResponseWriter, r *http.Request) error {
	src, err := d.store.Source(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	return d.showSource(w, r, src, nil)
}

func (d *Desk) showSource(w http.ResponseWriter, r *http.Request, src news.Source, tried *templates.DeskTried) error {
	ctx := r.Context()
	s, err := d.store.Standing(ctx, src.ID)
	if err != nil {
		return err
	}
	week, err := d.store.DailyArticles(ctx, d.now(), weekDays)
	if err != nil {
		return err
	}
	flags, err := d.store.Flags(ctx)
	if err != nil {
		return err
	}
	if src.Enabled && tried == nil && s.Last.Started.IsZero() {
		w.Header().Set("Refresh", "15") // its first visit is due: the page shows it as soon as it was made
	}
	v := templates.DeskSourcePage{DeskSource: sourceRow(s, week, flags), Tried: tried}
	if v.Polls, err = d.store.Polls(ctx, src.ID, pollsShown); err != nil {
		return err
	}
	v.Articles, err = d.store.ArticleRows(ctx, newsroom.ArticleFilter{
		Sources: []int64{src.ID}, Limit: articlesShown,
	})
	if err != nil {
		return err
	}
	entries, err := d.store.Entries(ctx, newsroom.Filter{Kind: "source", Name: src.Name, Limit: entriesShown})
	if err != nil {
		return err
	}
	v.Entries = told(entries)
	d.show(w, r, http.StatusOK, "source", "sources", &v)
	return nil
}

// visit waits for its turn to read a site, and extends the deadline of the answer by it.
func (d *Desk) visit(w http.ResponseWriter, r *http.Request, f func(ctx context.Context) error) error {
	if err := d.trying(r, "visit", mostTried); err != nil {
		return err
	}
	ctx, cancel := patient(w, r, visitLimit)
	defer cancel()
	select {
	case d.visits <- struct{}{}:
		defer func() { <-d.visits }()
	case <-ctx.Done():
		return errBusy
	}
	return f(ctx)
}

// testSource reads a source now, and stores nothing.
func (d *Desk) testSource(w http.ResponseWriter, r *http.Request) error {
	src, err := d.store.Source(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	return d.visit(w, r, func(ctx context.Context) error {
		t, err := d.run.Try(ctx, src)
		if err != nil {
			return d.back(w, r, cmp.Or(ctx.Err(), err), "/desk/sources/"+src.Name, templates.DeskNotice{})
		}
		return d.showSource(w, r, src, &templates.DeskTried{
			Poll: t.Poll, Items: t.Items[:min(itemsShown, len(t.Items))], Newest: t.Newest, Problem: t.Problem,
		})
	})
}

// askSource shows the field in which an address is pasted.
func (d *Desk) askSource(w http.ResponseWriter, r *http.Request) error {
	d.show(w, r, http.StatusOK, "add", "sources", templates.DeskAdd{Address: shortened(r.URL.Query().Get("url"))})
	return nil
}

// longestAddress bounds an address that is pasted, in bytes.
const longestAddress = 2000

func shortened(address string) string {
	return text.Clip(strings.TrimSpace(address), longestAddress)
}

// findSource looks for ways to read a site and shows them. Nothing is saved.
func (d *Desk) findSource(w http.ResponseWriter, r *http.Request) error {
	v := templates.DeskAdd{Address: shortened(r.FormValue("address"))}
	return d.visit(w, r, func(ctx context.Context) error {
		ways, err := d.run.Find(ctx, v.Address)
		if n := mistake(err); n != nil {
			d.showWith(w, r, http.StatusUnprocessableEntity, "add", "sources", v, n)
			return nil
		}
		if err != nil {
			return err
		}
		v.Asked = true
		for _, x := range ways {
			doc, err := json.Marshal(x.Source)
			if err != nil {
				return err
			}
			v.Ways = append(v.Ways, templates.DeskWay{
				Source: x.Source, Document: string(doc), Why: x.Why, Items: x.Items[:min(itemsShown, len(x.Items))],
			})
		}
		d.show(w, r, http.StatusOK, "add", "sources", v)
		return nil
	})
}

// ownNames are pages of the desk beside those of sources and digests: at a source or digest of such a name nobody would
// arrive.
var ownNames = []string{"new", "export", "import", "catalogue"}

// addSource saves the way that was chosen. The form gives the source back; who may add one may also write every field
// of it, so it is checked as any other.
func (d *Desk) addSource(w http.ResponseWriter, r *http.Request) error {
	var src news.Source
	if err := json.Unmarshal([]byte(r.FormValue("source")), &src); err != nil {
		return errNoPage
	}
	src.ID, src.Enabled = 0, true
	src.Outlet.Name = strings.TrimSpace(cmp.Or(r.FormValue("outlet"), src.Outlet.Name))
	src.Outlet.Country = strings.ToUpper(strings.TrimSpace(r.FormValue("country")))
	if err := d.run.Check(&src); err != nil {
		return d.back(w, r, err, "/desk/sources/new", templates.DeskNotice{})
	}
	base := src.Name
	for n := 2; n < 100; n++ { // a second source of the same site
		_, err := d.store.Source(r.Context(), src.Name)
		if errors.Is(err, news.ErrNotFound) && !slices.Contains(ownNames, src.Name) {
			break
		}
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return err
		}
		src.Name = base + "-" + strconv.Itoa(n)
	}
	id, err := d.store.AddSource(r.Context(), &src, d.entry(r, "source.add"))
	if err != nil {
		return d.back(w, r, err, "/desk/sources/new", templates.DeskNotice{})
	}
	return d.back(w, r, nil, "/desk/sources/"+src.Name, templates.DeskNotice{
		Key: "source_added", Name: src.Outlet.Name, Undo: []int64{id},
	})
}

func (d *Desk) askEdit(w http.ResponseWriter, r *http.Request) error {
	src, err := d.store.Source(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	d.showEdit(w, r, http.StatusOK, src, d.takeNotice(r.Context()))
	return nil
}

func (d *Desk) showEdit(w http.ResponseWriter, r *http.Request, status int, src news.Source, n *templates.DeskNotice) {
	v := templates.DeskEdit{Source: src, Kinds: news.SourceKinds, Groups: strings.Join(src.Groups, ", ")}
	if src.Every > 0 {
		v.Every = strconv.Itoa(int(src.Every.Minutes()))
	}
	d.showWith(w, r, status, "edit", "sources", v, n)
}

// Bounds of numbers in forms.
const (
	mostMinutes = 10_080 // a week
	mostExcerpt = 100_000
)

// countOf reads a number of a form; "" is 0.
func countOf(s string, most int) (int, error) {
	if s = strings.TrimSpace(s); s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > most {
		return 0, news.Invalid("", "%q is not a number from 0 to %d.", s, most)
	}
	return n, nil
}

// fill takes the fields of the form into a source.
func fill(s *news.Source, r *http.Request) error {
	text := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	s.Outlet.Name, s.Outlet.Region = text("outlet"), text("region")
	s.Outlet.Country = strings.ToUpper(text("country"))
	s.Language, s.TimeZone = text("language"), text("time_zone")
	s.DayFirst, s.Browser = text("day_first") == "yes", text("browser") == "yes"
	s.URL, s.Kind = text("url"), news.SourceKind(text("kind"))
	s.Groups = newsroom.GroupsOf(text("groups"))
	n, err := countOf(text("every"), mostMinutes)
	s.Every = time.Duration(n) * time.Minute
	return err
}

func (d *Desk) editSource(w http.ResponseWriter, r *http.Request) error {
	return d.change(w, r, "edit", fill)
}
