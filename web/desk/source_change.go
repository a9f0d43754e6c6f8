package desk

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/goccy/go-yaml"

	"attache/news"
	"attache/newsroom"
	"attache/templates"
)

// yamlOf is a source as files have it.
func yamlOf(src news.Source) ([]string, error) {
	b, err := yaml.Marshal(src)
	return strings.Split(strings.TrimRight(string(b), "\n"), "\n"), err
}

// mostDiff bounds the lines that are compared: a source has some thirty.
const mostDiff = 400

// diff is the YAML of two states of a source, line by line.
func diff(was, will news.Source) ([]templates.DeskDiff, error) {
	a, err := yamlOf(was)
	if err != nil {
		return nil, err
	}
	b, err := yamlOf(will)
	if err != nil {
		return nil, err
	}
	return lineDiff(a[:min(len(a), mostDiff)], b[:min(len(b), mostDiff)]), nil
}

// lineDiff is the shortest way from one text to another, by their longest common run of lines.
func lineDiff(a, b []string) (out []templates.DeskDiff) {
	common := make([][]int, len(a)+1) // common[i][j] is the most lines that a[i:] and b[j:] share in order
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if common[i][j] = max(common[i+1][j], common[i][j+1]); a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, templates.DeskDiff{Text: a[i]})
			i, j = i+1, j+1
		case j >= len(b) || i < len(a) && common[i+1][j] >= common[i][j+1]:
			out = append(out, templates.DeskDiff{Sign: "-", Text: a[i]})
			i++
		default:
			out = append(out, templates.DeskDiff{Sign: "+", Text: b[j]})
			j++
		}
	}
	return out
}

// offer shows what saving would change, before it is saved. form is the page that it came from.
func (d *Desk) offer(w http.ResponseWriter, r *http.Request, status int, was, will news.Source, form string) error {
	v := templates.DeskSourceChange{Source: was, Form: form}
	was.ID, will.ID = 0, 0
	old, err := json.Marshal(was)
	if err != nil {
		return err
	}
	made, err := json.Marshal(will)
	if err != nil {
		return err
	}
	if v.Was, v.Will = string(old), string(made); v.Was == v.Will {
		return d.back(w, r, nil, "/desk/sources/"+was.Name, templates.DeskNotice{Key: "nothing_changed"})
	}
	if v.Diff, err = diff(was, will); err != nil {
		return err
	}
	var n *templates.DeskNotice
	if status == http.StatusConflict {
		n = &templates.DeskNotice{Key: "overtaken_diff", Bad: true}
	}
	d.showWith(w, r, status, "change", "sources", v, n)
	return nil
}

// written is the source that a form gives back as JSON. Its name is that of the address.
func written(r *http.Request) (src news.Source, err error) {
	if json.Unmarshal([]byte(r.PostForm.Get("will")), &src) != nil {
		return src, errBadForm
	}
	src.ID, src.Name = 0, r.PathValue("name")
	return src, nil
}

// saveSource saves what was shown. When somebody else changed the source meanwhile, nothing is saved and the difference
// is shown again, from the source as it is now.
func (d *Desk) saveSource(w http.ResponseWriter, r *http.Request) error {
	src, err := written(r)
	if err != nil {
		return err
	}
	form := r.PostForm.Get("form")
	if err := d.run.Check(&src); err != nil {
		return d.again(w, r, src, form, err)
	}
	id, err := d.store.SaveSource(r.Context(), src, r.PostForm.Get("was"), d.entry(r, "source.edit"))
	if errors.Is(err, newsroom.ErrOvertaken) {
		now, err := d.store.Source(r.Context(), src.Name)
		if err != nil {
			return err
		}
		return d.offer(w, r, http.StatusConflict, now, src, form)
	}
	if mistake(err) != nil {
		return d.again(w, r, src, form, err)
	}
	if err != nil {
		return err
	}
	done := templates.DeskNotice{Key: "nothing_changed"}
	if id != 0 {
		done = templates.DeskNotice{Key: "source_saved", Name: src.Name, Undo: []int64{id}}
	}
	return d.back(w, r, nil, "/desk/sources/"+src.Name, done)
}

// again shows a form with what was written in it, and what is wrong.
func (d *Desk) again(w http.ResponseWriter, r *http.Request, src news.Source, form string, err error) error {
	n := mistake(err)
	if n == nil && err != nil {
		return err
	}
	status := http.StatusOK
	if n != nil {
		status = http.StatusUnprocessableEntity
	}
	switch form {
	case "rule":
		d.showRule(w, r, status, templates.DeskRule{Source: src}, n)
	case "rights":
		d.showRights(w, r, status, src, n)
	default:
		d.showEdit(w, r, status, src, n)
	}
	return nil
}

// change takes a form of a source, one of whose buttons goes back to it with what was written, and offers the change.
func (d *Desk) change(
	w http.ResponseWriter, r *http.Request, form string, fill func(*news.Source, *http.Request) error,
) error {
	was, err := d.store.Source(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	if r.PostForm.Get("do") == "again" {
		src, err := written(r)
		if err != nil {
			return err
		}
		return d.again(w, r, src, form, nil)
	}
	will := was
	if err = fill(&will, r); err == nil {
		err = d.run.Check(&will)
	}
	if err != nil {
		return d.again(w, r, will, form, err)
	}
	return d.offer(w, r, http.StatusOK, was, will, form)
}

// rightsOf takes the form of the rights into a source.
func rightsOf(s *news.Source, r *http.Request) error {
	s.Rights = news.Rights{Images: r.PostForm.Get("images") == "yes", NoArchive: r.PostForm.Get("archive") != "yes"}
	n, err := countOf(r.PostForm.Get("excerpt"), mostExcerpt)
	s.Excerpt = n
	return err
}

func (d *Desk) askRights(w http.ResponseWriter, r *http.Request) error {
	src, err := d.store.Source(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	d.showRights(w, r, http.StatusOK, src, d.takeNotice(r.Context()))
	return nil
}

func (d *Desk) showRights(
	w http.ResponseWriter, r *http.Request, status int, src news.Source, n *templates.DeskNotice,
) {
	d.showWith(w, r, status, "rights", "sources", templates.DeskRights{Source: src, Excerpt: news.DefaultExcerpt}, n)
}

func (d *Desk) saveRights(w http.ResponseWriter, r *http.Request) error {
	return d.change(w, r, "rights", rightsOf)
}

// historyPage is how many visits a page lists.
const historyPage = 50

// history lists the visits to a source.
func (d *Desk) history(w http.ResponseWriter, r *http.Request) error {
	src, err := d.store.Source(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	v := templates.DeskHistory{Source: src}
	before := microTime(r.URL.Query().Get("before"))
	if v.Polls, err = d.store.PollsBefore(r.Context(), src.ID, before, historyPage+1); err != nil {
		return err
	}
	if len(v.Polls) > historyPage {
		v.Polls = v.Polls[:historyPage]
		v.Older = with(r, "before", microText(v.Polls[historyPage-1].Started))
	}
	d.show(w, r, http.StatusOK, "history", "sources", v)
	return nil
}
