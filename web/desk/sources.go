package desk

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"attache/news"
	"attache/newsroom"
	"attache/templates"
)

// The states by which sources are listed, in their order.
const (
	stateDead    = newsroom.FlagDead    // it has not been readable for days
	stateFailing = "failing"            // its last visit was not good
	stateDrifted = newsroom.FlagDrifted // it is read, and its page has changed
	stateNever   = "never"              // not visited yet
	stateOK      = "ok"
	statePaused  = "paused"
)

var stateOrder = []string{stateDead, stateFailing, stateDrifted, stateNever, stateOK, statePaused}

// stateOf is how a source is doing, for a list.
func stateOf(s news.Standing, f newsroom.Flag) string {
	switch {
	case !s.Source.Enabled:
		return statePaused
	case s.Last.State == "" || s.Last.State == news.PollNever:
		return stateNever
	case !s.Last.State.Good() && f.State == newsroom.FlagDead:
		return stateDead
	case !s.Last.State.Good():
		return stateFailing
	case f.State == newsroom.FlagDrifted:
		return stateDrifted
	}
	return stateOK
}

// Bounds of the lists of sources.
const (
	sourcesPage = 50 // sources on a page
	weekDays    = 7
	mostAtOnce  = 500 // sources changed by one form
)

// chosen reports whether the filters of an address let a source through; its state is not looked at.
func chosen(q url.Values, s *news.Source) bool {
	is := func(name, value string) bool { return q.Get(name) == "" || q.Get(name) == value }
	return is("region", s.Outlet.Region) && is("lang", s.Language) && is("outlet", s.Outlet.Name) &&
		(q.Get("group") == "" || slices.Contains(s.Groups, q.Get("group"))) &&
		finds(strings.TrimSpace(q.Get("q")), s.Outlet.Name, s.Name, s.URL)
}

// sources lists them, failing ones first.
func (d *Desk) sources(w http.ResponseWriter, r *http.Request) error {
	all, err := d.store.Standings(r.Context())
	if err != nil {
		return err
	}
	week, err := d.store.DailyArticles(r.Context(), d.now(), weekDays)
	if err != nil {
		return err
	}
	flags, err := d.store.Flags(r.Context())
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v := templates.DeskSources{
		Total: len(all), State: q.Get("state"), Region: q.Get("region"), Lang: q.Get("lang"),
		Query: strings.TrimSpace(q.Get("q")), Group: q.Get("group"), Outlet: q.Get("outlet"),
	}
	v.Filtered = v.Region != "" || v.Lang != "" || v.Query != "" || v.Group != "" || v.Outlet != ""
	filterChoices(&v, all)
	if len(all) == 0 {
		catalogue, err := d.run.Catalogue()
		if err != nil {
			return err
		}
		for i := range catalogue {
			if region := catalogue[i].Outlet.Region; !slices.Contains(v.Regions, region) {
				v.Regions = append(v.Regions, region)
			}
		}
	}
	counts := map[string]int{}
	var rows []templates.DeskSource
	for _, s := range all {
		row := sourceRow(s, week, flags)
		if !chosen(q, &s.Source) {
			continue
		}
		counts[row.State]++
		if v.State == "" || v.State == row.State {
			rows = append(rows, row)
		}
	}
	v.States = stateTabs(r, counts)
	v.Found = len(rows)
	slices.SortStableFunc(rows, func(a, b templates.DeskSource) int {
		return cmp.Compare(slices.Index(stateOrder, a.State), slices.Index(stateOrder, b.State))
	})
	v.Rows = pageOf(rows, q.Get("after"))
	if last := len(v.Rows) - 1; last >= 0 && v.Rows[last].Source.Name != rows[len(rows)-1].Source.Name {
		v.More = with(r, "after", v.Rows[last].Source.Name)
	}
	q.Del("after")
	v.Export = d.cfg.Base + "/desk/sources/export?" + q.Encode()
	d.show(w, r, http.StatusOK, "sources", "sources", v)
	return nil
}

// filterChoices fills in what there is to filter by: of outlets those with several sources, and the one chosen.
func filterChoices(v *templates.DeskSources, all []news.Standing) {
	add := func(to *[]string, s string) {
		if s != "" && !slices.Contains(*to, s) {
			*to = append(*to, s)
		}
	}
	outlets := map[string]int{v.Outlet: 1}
	for _, s := range all {
		add(&v.Regions, s.Source.Outlet.Region)
		add(&v.Languages, s.Source.Language)
		for _, g := range s.Source.Groups {
			add(&v.Groups, g)
		}
		if outlets[s.Source.Outlet.Name]++; outlets[s.Source.Outlet.Name] > 1 {
			add(&v.Outlets, s.Source.Outlet.Name)
		}
	}
	for _, list := range [][]string{v.Regions, v.Languages, v.Groups, v.Outlets} {
		slices.Sort(list)
	}
}

// sourceRow is a source as lists show it.
func sourceRow(s news.Standing, week map[int64][]int, flags map[int64]newsroom.Flag) templates.DeskSource {
	f := flags[s.Source.ID]
	row := templates.DeskSource{Standing: s, State: stateOf(s, f), Week: week[s.Source.ID]}
	if row.State == f.State {
		row.Flag = f
	}
	if row.Week == nil {
		row.Week = make([]int, weekDays)
	}
	for _, n := range row.Week {
		row.Sum += n
	}
	return row
}

// stateTabs are the filters by state with what they let through.
func stateTabs(r *http.Request, counts map[string]int) []templates.DeskChoice {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	q := r.URL.Query()
	q.Del("after")
	q.Del("state")
	tabs := []templates.DeskChoice{{N: sum, Link: "?" + q.Encode()}}
	for _, s := range stateOrder {
		if counts[s] == 0 && (s == stateDead || s == stateDrifted) { // rare
			continue
		}
		q.Set("state", s)
		tabs = append(tabs, templates.DeskChoice{Key: s, N: counts[s], Link: "?" + q.Encode()})
	}
	return tabs
}

// finds reports whether one of the texts holds what is sought, whatever the case of its letters.
func finds(sought string, texts ...string) bool {
	sought = strings.ToLower(sought)
	return slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(strings.ToLower(s), sought) })
}

// pageOf is the page of rows that follows the source of a name; the first one when it is not there.
func pageOf(rows []templates.DeskSource, after string) []templates.DeskSource {
	at := slices.IndexFunc(rows, func(s templates.DeskSource) bool { return s.Source.Name == after }) + 1
	return rows[at:min(len(rows), at+sourcesPage)]
}

// switchSources enables or pauses those that the form names, each with an entry of its own, so that each can be undone.
func (d *Desk) switchSources(w http.ResponseWriter, r *http.Request) error {
	back := within(r.PostForm.Get("back"), "/desk/sources")
	on := r.PostForm.Get("do") == "enable"
	action, key := "source.pause", "sources_paused"
	if on {
		action, key = "source.enable", "sources_enabled"
	}
	names, err := d.ticked(r, back)
	if err != nil {
		return err
	}
	if r.PostForm.Get("do") == "edit" {
		return d.askBulk(w, r, names)
	}
	if len(names) == 0 || len(names) > mostAtOnce {
		return d.back(w, r, nil, back, templates.DeskNotice{Key: "nothing_chosen", Bad: true})
	}
	done := templates.DeskNotice{Key: key}
	for _, name := range names {
		id, err := d.store.EditSource(r.Context(), name, func(s *news.Source) error { s.Enabled = on; return nil },
			d.entry(r, action))
		if errors.Is(err, news.ErrNotFound) {
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
	return d.back(w, r, nil, back, done)
}

// ticked are the sources that a list's form names: those that were ticked, or all that its filters let through.
func (d *Desk) ticked(r *http.Request, list string) ([]string, error) {
	if r.PostForm.Get("all") == "" {
		return r.PostForm["name"], nil
	}
	u, err := url.Parse(list)
	if err != nil {
		return nil, nil //nolint:nilerr // what is no address of a list chooses none
	}
	all, err := d.filtered(r, u.Query())
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].Name
	}
	return names, err
}

// filtered are the sources that the filters of a list let through.
func (d *Desk) filtered(r *http.Request, q url.Values) (sources []news.Source, err error) {
	all, err := d.store.Standings(r.Context())
	if err != nil {
		return nil, err
	}
	flags, err := d.store.Flags(r.Context())
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		if state := q.Get("state"); chosen(q, &s.Source) && (state == "" || state == stateOf(s, flags[s.Source.ID])) {
			sources = append(sources, s.Source)
		}
	}
	return sources, nil
}

// undo takes back entries of the log: as new ones, and none that a later change touched.
func (d *Desk) undo(w http.ResponseWriter, r *http.Request) error {
	back := within(r.PostForm.Get("back"), "/desk/sources")
	overtaken := false
	for _, text := range r.PostForm["entry"] {
		err := d.Undo(r.Context(), number(text), func(action string) newsroom.Entry { return d.entry(r, action) })
		if errors.Is(err, newsroom.ErrOvertaken) {
			overtaken = true
			continue
		}
		if err != nil {
			return err
		}
	}
	if overtaken {
		return d.back(w, r, newsroom.ErrOvertaken, back, templates.DeskNotice{})
	}
	if name, ok := strings.CutPrefix(back, "/desk/sources/"); ok { // it may have been added a moment ago
		if _, err := d.store.Source(r.Context(), name); errors.Is(err, news.ErrNotFound) {
			back = "/desk/sources"
		}
	}
	return d.back(w, r, nil, back, templates.DeskNotice{Key: "undone"})
}
