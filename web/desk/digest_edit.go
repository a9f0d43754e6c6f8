package desk

import (
	"crypto/rand"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"attache/news"
	"attache/newsroom"
	"attache/templates"
)

// digest is the page of one.
func (d *Desk) digest(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	g, err := d.store.Digest(ctx, r.PathValue("name"))
	if err != nil {
		return err
	}
	sources, err := d.store.Sources(ctx, true)
	if err != nil {
		return err
	}
	v := templates.DeskDigestPage{
		DeskDigest: templates.DeskDigest{Digest: g, Sources: readBy(&g, sources)}, Turn: rand.Text(),
	}
	if g.Enabled {
		v.Runs = d.run.Next(g, 5)
	}
	if v.Readers, err = d.store.CountReaders(ctx, g.ID); err != nil {
		return err
	}
	zone, err := g.Location()
	if err != nil {
		zone = time.UTC
	}
	today := d.now().In(zone).Format(time.DateOnly)
	for _, day := range g.Skip {
		if day >= today {
			v.Skipped = append(v.Skipped, day)
		}
	}
	decisions, err := d.store.Decisions(ctx, g.ID)
	if err != nil {
		return err
	}
	v.Decided, v.YAML = len(decisions), strings.Join(linesOf(&g), "\n")
	person := who(r)
	v.From = d.now().In(person.Location()).Add(-g.Lookback()).Format(time.DateOnly)
	entries, err := d.store.Entries(ctx, newsroom.Filter{Kind: "digest", Name: g.Name, Limit: entriesShown})
	if err != nil {
		return err
	}
	v.Entries = told(entries)
	d.show(w, r, http.StatusOK, "digest", "digests", &v)
	return nil
}

// readBy counts the sources that a digest reads.
func readBy(g *news.Digest, enabled []news.Source) (n int) {
	for i := range enabled {
		if g.Reads(&enabled[i]) {
			n++
		}
	}
	return n
}

// linesOf are the lines of a digest's YAML, as export writes it.
func linesOf(g *news.Digest) []string {
	b, err := yaml.Marshal(g)
	if err != nil {
		return []string{err.Error()}
	}
	return strings.Split(strings.TrimRight(string(b), "\n"), "\n")
}

// changeDigest changes one at once, and says so with an undo.
func (d *Desk) changeDigest(
	w http.ResponseWriter, r *http.Request, action, key string, change func(*news.Digest) error,
) error {
	g, err := d.store.Digest(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	path := "/desk/digests/" + g.Name
	is := g
	is.Skip = slices.Clone(g.Skip)
	if err := change(&is); err != nil {
		return d.back(w, r, err, path, templates.DeskNotice{})
	}
	id, err := d.store.SaveDigest(r.Context(), &g, &is, d.entry(r, action))
	done := templates.DeskNotice{Key: "nothing_changed"}
	if id != 0 {
		done = templates.DeskNotice{Key: key, Name: g.Title, Undo: []int64{id}}
	}
	return d.back(w, r, err, path, done)
}

// switchDigest pauses one, or lets it come by its schedule again.
func (d *Desk) switchDigest(w http.ResponseWriter, r *http.Request) error {
	on, action, key := r.FormValue("do") == "enable", "digest.pause", "digest_paused"
	if on {
		action, key = "digest.enable", "digest_enabled"
	}
	return d.changeDigest(w, r, action, key, func(g *news.Digest) error { g.Enabled = on; return nil })
}

// removeDigest deletes one. The undo brings it back with its readers.
func (d *Desk) removeDigest(w http.ResponseWriter, r *http.Request) error {
	g, err := d.store.Digest(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	id, err := d.store.RemoveDigest(r.Context(), g.Name, d.entry(r, "digest.delete"))
	path := "/desk/digests"
	if err != nil {
		path += "/" + g.Name
	}
	return d.back(w, r, err, path, templates.DeskNotice{Key: "digest_deleted", Name: g.Title, Undo: []int64{id}})
}

// skipDate leaves a date out, or takes it in again.
func (d *Desk) skipDate(w http.ResponseWriter, r *http.Request) error {
	day := r.FormValue("day")
	if r.FormValue("do") == "unskip" {
		return d.changeDigest(w, r, "digest.unskip", "date_unskipped", func(g *news.Digest) error {
			g.Skip = slices.DeleteFunc(g.Skip, func(s string) bool { return s == day })
			return nil
		})
	}
	return d.changeDigest(w, r, "digest.skip", "date_skipped", func(g *news.Digest) error {
		at, err := time.Parse(time.RFC3339, r.FormValue("at"))
		if err != nil {
			return news.Invalid("skip", "%q is not a time.", r.FormValue("at"))
		}
		zone, err := g.Location()
		if err != nil {
			return err
		}
		if day := at.In(zone).Format(time.DateOnly); !slices.Contains(g.Skip, day) {
			g.Skip = append(g.Skip, day)
			slices.Sort(g.Skip)
		}
		return nil
	})
}

func (d *Desk) editDigest(w http.ResponseWriter, r *http.Request) error {
	g, err := d.store.Digest(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	return d.showDigestEdit(w, r, http.StatusOK, draft{Was: g, Is: g}, d.takeNotice(r.Context()))
}

// editDraft goes on with a digest that was looked at and not saved.
func (d *Desk) editDraft(w http.ResponseWriter, r *http.Request) error {
	x, ok := d.drafts.get(r.PathValue("key"), who(r).ID)
	if !ok {
		return errNoPage
	}
	return d.showDigestEdit(w, r, http.StatusOK, x, d.takeNotice(r.Context()))
}

var weekOrder = []time.Weekday{1, 2, 3, 4, 5, 6, 0}

func (d *Desk) showDigestEdit(
	w http.ResponseWriter, r *http.Request, status int, x draft, n *templates.DeskNotice,
) error {
	v := templates.DeskDigestEdit{
		Digest: x.Is, Name: x.Was.Name, Templates: d.run.Templates(), Key: x.key, Cron: x.Is.Schedule,
	}
	t, simple := newsroom.ReadTimes(x.Is.Schedule)
	if simple || x.Is.Schedule == "" {
		v.Cron, v.Clock = "", strings.Join(t.Clock, ", ")
	}
	for _, day := range weekOrder {
		v.Days = append(v.Days, templates.DeskDay{Day: day, On: slices.Contains(t.Days, day)})
	}
	sources, err := d.store.Sources(r.Context(), false)
	if err != nil {
		return err
	}
	groups := map[string]int{}
	for i := range sources {
		v.Known = append(v.Known, sources[i].Name)
		for _, g := range sources[i].Groups {
			groups[g]++
		}
	}
	for _, g := range x.Is.Groups { // also one that no source is in any more, so that it can be unticked
		groups[g] += 0
	}
	for _, g := range slices.Sorted(maps.Keys(groups)) {
		v.Groups = append(v.Groups, templates.DeskGroup{Name: g, N: groups[g], On: slices.Contains(x.Is.Groups, g)})
	}
	d.showWith(w, r, status, "digest-edit", "digests", v, n)
	return nil
}

// words reads a list of a form: commas and lines part it.
func wordsOf(s string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '\n' || r == '\r' || r == ';' }) {
		if w = strings.TrimSpace(w); w != "" && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// whole reads a number of a form within bounds; 0 when it is empty.
func whole(form url.Values, field string, most int) (int, error) {
	s := strings.TrimSpace(form.Get(field))
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > most {
		return 0, news.Invalid(field, "%q is not a number from 0 to %d.", s, most)
	}
	return n, nil
}

// unlessDefault sets a field, but leaves it empty when it was and the form has what empty means.
func unlessDefault[T ~string](field *T, form, meaning T) {
	if *field != "" || form != meaning {
		*field = form
	}
}

// fillDigest takes the fields of the form into a digest. What the form does not have stays.
func fillDigest(g *news.Digest, form url.Values) error {
	text := func(field string) string { return strings.TrimSpace(form.Get(field)) }
	g.Title, g.TimeZone = text("title"), text("time_zone")
	g.Sources, g.Skip = wordsOf(form.Get("sources")), wordsOf(form.Get("skip"))
	g.Groups = slices.Clone(form["group"])
	slices.Sort(g.Skip)
	t := &g.Topic
	t.Countries, t.Organisations = wordsOf(strings.ToUpper(form.Get("countries"))), wordsOf(form.Get("organisations"))
	t.Languages = wordsOf(form.Get("languages"))
	t.Include, t.Exclude = wordsOf(form.Get("include")), wordsOf(form.Get("exclude"))
	unlessDefault(&g.Language, text("language"), "en")
	unlessDefault(&g.Sections, text("sections"), "region")
	unlessDefault(&g.Template, text("template"), "broadsheet")
	unlessDefault(&g.Approval, news.Approval(text("approval")), news.ApproveAuto)
	g.SendEmpty, g.Enabled = form.Get("send_empty") == "yes", form.Get("enabled") == "yes"
	percent, err := whole(form, "threshold", 100)
	if err != nil {
		return err
	}
	if old := int(t.Threshold*100 + 0.5); percent != old {
		t.Threshold = float64(percent) / 100
	}
	hours, err := whole(form, "window", 720)
	if err != nil {
		return err
	}
	if hours != int(g.Window.Hours()) {
		g.Window = time.Duration(hours) * time.Hour
	}
	if g.Stories, err = whole(form, "stories", 200); err != nil {
		return err
	}
	if g.Least, err = whole(form, "least", 200); err != nil {
		return err
	}
	return fillSchedule(g, form)
}

// fillSchedule takes the five fields when there are some, or the days and times.
func fillSchedule(g *news.Digest, form url.Values) error {
	if cron := strings.TrimSpace(form.Get("cron")); cron != "" {
		g.Schedule = cron
		return nil
	}
	var days []time.Weekday
	for _, s := range form["day"] {
		if n, err := strconv.Atoi(s); err == nil && n >= 0 && n <= 6 {
			days = append(days, time.Weekday(n))
		}
	}
	t, err := newsroom.SetTimes(form.Get("times"), days)
	if err != nil {
		return err
	}
	if old, ok := newsroom.ReadTimes(g.Schedule); !ok || old.Spec() != t.Spec() {
		g.Schedule = t.Spec()
	}
	return nil
}

// checkDigest takes a form, and leads to the page that shows what it would change. Nothing is saved.
func (d *Desk) checkDigest(w http.ResponseWriter, r *http.Request) error {
	x := draft{person: who(r).ID}
	if of := r.FormValue("of"); of != "" {
		g, err := d.store.Digest(r.Context(), of)
		if err != nil {
			return err
		}
		x.Was, x.Is = g, g
	} else {
		x.Is.Name = strings.TrimSpace(r.FormValue("name"))
	}
	if old, ok := d.drafts.get(r.FormValue("key"), x.person); ok && old.Was.Name == x.Was.Name {
		x.Was, x.key = old.Was, old.key // as the person saw it first
	}
	err := fillDigest(&x.Is, r.PostForm)
	if err == nil && x.Was.Name == "" && slices.Contains(ownNames, x.Is.Name) {
		err = news.Invalid("name", "There is a page of the desk called %q: choose another name.", x.Is.Name)
	}
	if err == nil {
		err = d.run.CheckDigest(r.Context(), &x.Is)
	}
	if n := mistake(err); n != nil {
		return d.showDigestEdit(w, r, http.StatusUnprocessableEntity, x, n)
	}
	if err != nil {
		return err
	}
	if err := d.preview(w, r, &x); err != nil {
		return err
	}
	d.to(w, r, "/desk/drafts/"+d.drafts.put(x, d.now()))
	return nil
}

// showDraft shows what a draft would change, and its letter.
func (d *Desk) showDraft(w http.ResponseWriter, r *http.Request) error {
	x, ok := d.drafts.get(r.PathValue("key"), who(r).ID)
	if !ok {
		return errNoPage
	}
	var was []string
	if x.Was.Name != "" {
		was = linesOf(&x.Was)
	}
	v := templates.DeskCheck{
		Digest: x.Is, Name: x.Was.Name, Key: x.key, Lines: difference(was, linesOf(&x.Is)), Preview: d.previewOf(r, x),
	}
	if x.Is.Enabled {
		v.Runs = d.run.Next(x.Is, 5)
	}
	d.show(w, r, http.StatusOK, "digest-check", "digests", v)
	return nil
}

// saveDraft saves what was looked at.
func (d *Desk) saveDraft(w http.ResponseWriter, r *http.Request) error {
	x, ok := d.drafts.get(r.FormValue("key"), who(r).ID)
	if !ok {
		return d.back(w, r, nil, "/desk/digests", templates.DeskNotice{Key: "draft_gone", Bad: true})
	}
	if err := d.run.CheckDigest(r.Context(), &x.Is); err != nil {
		return d.back(w, r, err, "/desk/drafts/"+x.key+"/edit", templates.DeskNotice{})
	}
	action := "digest.edit"
	if x.Was.Name == "" {
		action = "digest.add"
	}
	id, err := d.store.SaveDigest(r.Context(), &x.Was, &x.Is, d.entry(r, action))
	path, done := "/desk/digests/"+x.Is.Name, templates.DeskNotice{Key: "nothing_changed"}
	if err != nil {
		if x.Was.Name == "" {
			path = "/desk/drafts/" + x.key + "/edit"
		}
		return d.back(w, r, err, path, done)
	}
	if id != 0 {
		done = templates.DeskNotice{Key: "digest_saved", Name: x.Is.Title, Undo: []int64{id}}
	}
	return d.back(w, r, nil, path, done)
}

// difference lines two documents up: what is in both, with at most three such lines around what is not.
func difference(was, is []string) []templates.DeskLine {
	// lengths[i][j] is the longest common run of lines of was[i:] and is[j:].
	lengths := make([][]int, len(was)+1)
	for i := range lengths {
		lengths[i] = make([]int, len(is)+1)
	}
	for i := len(was) - 1; i >= 0; i-- {
		for j := len(is) - 1; j >= 0; j-- {
			if was[i] == is[j] {
				lengths[i][j] = lengths[i+1][j+1] + 1
			} else {
				lengths[i][j] = max(lengths[i+1][j], lengths[i][j+1])
			}
		}
	}
	var all []templates.DeskLine
	changed := false
	for i, j := 0, 0; i < len(was) || j < len(is); {
		switch {
		case i < len(was) && j < len(is) && was[i] == is[j]:
			all = append(all, templates.DeskLine{Text: was[i]})
			i, j = i+1, j+1
		case j == len(is) || i < len(was) && lengths[i+1][j] >= lengths[i][j+1]:
			all, changed = append(all, templates.DeskLine{Sign: "-", Text: was[i]}), true
			i++
		default:
			all, changed = append(all, templates.DeskLine{Sign: "+", Text: is[j]}), true
			j++
		}
	}
	if !changed {
		return nil
	}
	const around = 3
	var out []templates.DeskLine
	for i := range all {
		near := false
		for j := max(0, i-around); j <= min(len(all)-1, i+around); j++ {
			near = near || all[j].Sign != ""
		}
		switch {
		case near:
			out = append(out, all[i])
		case len(out) > 0 && out[len(out)-1].Text != "…":
			out = append(out, templates.DeskLine{Text: "…"})
		}
	}
	return out
}
