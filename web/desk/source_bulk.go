package desk

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/templates"
)

// bulkFields are what can be set for several sources at once. "" leaves a field as it is.
var bulkFields = []string{"region", "language", "time_zone", "every", "excerpt", "group", "no_group"}

// askBulk shows the form for the sources that were ticked.
func (d *Desk) askBulk(w http.ResponseWriter, r *http.Request, names []string) error {
	back := within(r.PostForm.Get("back"), "/desk/sources")
	if len(names) == 0 || len(names) > mostAtOnce {
		return d.back(w, r, nil, back, templates.DeskNotice{Key: "nothing_chosen", Bad: true})
	}
	d.show(w, r, http.StatusOK, "bulk", "sources", templates.DeskBulk{
		Names: names, Back: back, Fields: map[string]string{},
	})
	return nil
}

// bulkOf sets what the form sets in one source.
func bulkOf(s *news.Source, f map[string]string) error {
	for name, to := range map[string]*string{
		"region": &s.Outlet.Region, "language": &s.Language, "time_zone": &s.TimeZone,
	} {
		if f[name] != "" {
			*to = f[name]
		}
	}
	if f["every"] != "" {
		n, err := countOf(f["every"], mostMinutes)
		if err != nil {
			return err
		}
		s.Every = time.Duration(n) * time.Minute
	}
	if f["excerpt"] != "" {
		n, err := countOf(f["excerpt"], mostExcerpt)
		if err != nil {
			return err
		}
		s.Excerpt = n
	}
	s.Groups = slices.Clone(s.Groups)
	for _, g := range newsroom.GroupsOf(f["group"]) {
		if !slices.Contains(s.Groups, g) {
			s.Groups = append(s.Groups, g)
		}
	}
	gone := newsroom.GroupsOf(f["no_group"])
	s.Groups = slices.DeleteFunc(s.Groups, func(g string) bool { return slices.Contains(gone, g) })
	return nil
}

// editMany shows what a form would change in each of several sources, and does it when that was shown.
func (d *Desk) editMany(w http.ResponseWriter, r *http.Request) error {
	v := templates.DeskBulk{
		Names: r.PostForm["name"], Back: within(r.PostForm.Get("back"), "/desk/sources"), Fields: map[string]string{},
	}
	if len(v.Names) == 0 || len(v.Names) > mostAtOnce {
		return d.back(w, r, nil, v.Back, templates.DeskNotice{Key: "nothing_chosen", Bad: true})
	}
	for _, f := range bulkFields {
		v.Fields[f] = strings.TrimSpace(r.PostForm.Get(f))
	}
	if r.PostForm.Get("do") == "save" {
		return d.saveMany(w, r, v)
	}
	v.Shown = true
	for _, name := range v.Names {
		was, err := d.store.Source(r.Context(), name)
		if errors.Is(err, news.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		c, will := templates.DeskBulkChange{Name: name}, was
		if err = bulkOf(&will, v.Fields); err == nil {
			err = d.run.Check(&will)
		}
		switch n := mistake(err); {
		case n != nil:
			c.Wrong = n.Text
		case err != nil:
			return err
		default:
			if c.Changes, err = changesBetween(was, will); err != nil {
				return err
			}
		}
		if c.Wrong != "" || len(c.Changes) > 0 {
			v.Changes = append(v.Changes, c)
		}
	}
	d.show(w, r, http.StatusOK, "bulk", "sources", v)
	return nil
}

func (d *Desk) saveMany(w http.ResponseWriter, r *http.Request, v templates.DeskBulk) error {
	done := templates.DeskNotice{Key: "sources_edited"}
	for _, name := range v.Names {
		id, err := d.store.EditSource(r.Context(), name, func(s *news.Source) error {
			if err := bulkOf(s, v.Fields); err != nil {
				return err
			}
			return d.run.Check(s)
		}, d.entry(r, "source.edit"))
		if errors.Is(err, news.ErrNotFound) || mistake(err) != nil { // what was wrong was shown
			continue
		}
		if err != nil {
			return err
		}
		if id != 0 {
			done.N++
			done.Undo = append(done.Undo, id)
		}
	}
	if done.N == 0 {
		done = templates.DeskNotice{Key: "nothing_changed"}
	}
	return d.back(w, r, nil, v.Back, done)
}

// changesBetween lists the fields in which two states of a source differ.
func changesBetween(was, will news.Source) ([]templates.DeskChange, error) {
	was.ID, will.ID = 0, 0
	a, err := jsonText(was)
	if err != nil {
		return nil, err
	}
	b, err := jsonText(will)
	if err != nil {
		return nil, err
	}
	return changesOf(newsroom.Entry{Was: a, Became: b}), nil
}
