package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/templates"
)

// runsPage is how many runs a page lists.
const runsPage = 30

func (d *Desk) runs(w http.ResponseWriter, r *http.Request) error {
	all, err := d.store.RunsBefore(r.Context(), number(r.URL.Query().Get("before")), runsPage+1)
	if err != nil {
		return err
	}
	var v templates.DeskRuns
	if len(all) > runsPage {
		all = all[:runsPage]
		v.Older = with(r, "before", strconv.FormatInt(all[runsPage-1].ID, 10))
	}
	v.Runs = all
	d.show(w, r, http.StatusOK, "runs", "issues", v)
	return nil
}

// runPage is one run: what came through each stage, and what was not read.
func (d *Desk) runPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	run, err := d.store.Run(ctx, number(r.PathValue("id")))
	if err != nil {
		return err
	}
	v := templates.DeskRun{RunRow: newsroom.RowOf(run)}
	if run.IssueID != 0 {
		i, err := d.store.IssuePage(ctx, run.IssueID, 0)
		if err != nil && !errors.Is(err, news.ErrNotFound) {
			return err
		}
		if err == nil {
			v.Issue = &i
		}
	}
	if v.Funnel, err = d.funnel(r, v.Issue, &v.RunRow); err != nil {
		return err
	}
	sources, err := d.store.Sources(ctx, false)
	if err != nil {
		return err
	}
	for _, p := range run.Polls {
		if p.State.Good() {
			continue
		}
		at := slices.IndexFunc(sources, func(s news.Source) bool { return s.ID == p.SourceID })
		if at >= 0 {
			s := &sources[at]
			v.Failed = append(v.Failed, templates.DeskRunPoll{Source: s.Name, Outlet: s.Outlet.Name, Poll: p})
		}
	}
	d.show(w, r, http.StatusOK, "run", "issues", &v)
	return nil
}

// funnel counts what came through each stage of a run, an issue or both, and links each number to its articles.
func (d *Desk) funnel(r *http.Request, i *news.Issue, run *newsroom.RunRow) (f templates.DeskFunnel, err error) {
	person := who(r)
	zone := person.Location()
	if run != nil {
		day := run.Started.In(zone).Format(time.DateOnly)
		f.Steps = append(f.Steps,
			templates.DeskStep{Key: "funnel_listed", N: run.Listed, Link: "/desk/sources"},
			templates.DeskStep{
				Key: "funnel_new", N: run.Articles,
				Link: "/desk/articles?" + url.Values{"from": {day}, "to": {day}}.Encode(),
			})
	}
	if i != nil && i.ID != 0 {
		verdicts, err := d.store.Verdicts(r.Context(), i.ID)
		if err != nil {
			return f, err
		}
		f.Steps = append(f.Steps, stages(i, verdicts)...)
		f.Gone = len(verdicts) < i.Coverage.Articles
		tally, err := d.store.Tally(r.Context(), i.ID)
		if err != nil {
			return f, err
		}
		f.Steps = append(f.Steps, templates.DeskStep{
			Key: "funnel_letters", N: tally[news.DeliverySent], Link: fmt.Sprintf("/desk/issues/%d", i.ID),
		})
	}
	finish(&f, d.cfg.Base)
	return f, nil
}

// stages are those of an issue, each number with a link to its articles.
func stages(i *news.Issue, verdicts []news.Verdict) []templates.DeskStep {
	link := func(fate newsroom.Fate) string {
		if i.ID == 0 {
			return ""
		}
		q := url.Values{"issue": {strconv.FormatInt(i.ID, 10)}}
		if fate != "" {
			q.Set("fate", string(fate))
		}
		return "/desk/articles?" + q.Encode()
	}
	var out []templates.DeskStep
	for _, s := range newsroom.Stages(i, verdicts) {
		step := templates.DeskStep{Key: "funnel_" + s.Key, N: s.N, Link: link(s.Fate)}
		if s.Key == newsroom.StageStories {
			if step.Link = ""; i.ID != 0 {
				step.Link = fmt.Sprintf("/desk/issues/%d", i.ID)
			}
		}
		for _, l := range s.Lost {
			step.Lost = append(step.Lost, templates.DeskLoss{Fate: l.Fate, N: l.N, Link: link(l.Fate)})
		}
		out = append(out, step)
	}
	return out
}

// finish sets the shares, and the links under the base.
func finish(f *templates.DeskFunnel, base string) {
	most := 1
	for _, s := range f.Steps {
		most = max(most, s.N)
	}
	for k := range f.Steps {
		s := &f.Steps[k]
		s.Share = s.N * 100 / most
		if s.N > 0 {
			s.Share = max(s.Share, 1)
		}
		if s.Link != "" {
			s.Link = base + s.Link
		}
		for l := range s.Lost {
			if s.Lost[l].Link != "" {
				s.Lost[l].Link = base + s.Lost[l].Link
			}
		}
	}
}

// mostCut is how many articles that were cut an issue's page names.
const mostCut = 30

// cuts are the articles that an issue kept and had no room for.
func (d *Desk) cuts(r *http.Request, id int64) ([]templates.DeskCut, error) {
	verdicts, err := d.store.Verdicts(r.Context(), id)
	if err != nil {
		return nil, err
	}
	ids := []int64{}
	why := map[int64]news.Reason{}
	for k := range verdicts {
		if v := &verdicts[k]; newsroom.FateOf(v) == newsroom.FateCut {
			ids, why[v.ArticleID] = append(ids, v.ArticleID), v.Reasons[0]
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := d.store.ArticleRows(r.Context(), newsroom.ArticleFilter{IDs: ids, Limit: mostCut})
	if err != nil {
		return nil, err
	}
	var out []templates.DeskCut
	for _, a := range rows {
		out = append(out, templates.DeskCut{
			ID: a.ID, Title: a.Title, Outlet: a.Outlet, Why: why[a.ID].Detail,
			Code: strings.TrimPrefix(why[a.ID].Code, "cut-"),
		})
	}
	return out, nil
}

// runNow asks for an issue of a digest outside its schedule, or only shows it.
func (d *Desk) runNow(w http.ResponseWriter, r *http.Request) error {
	g, err := d.store.Digest(r.Context(), r.PathValue("name"))
	if err != nil {
		return err
	}
	person := who(r)
	zone := person.Location()
	o := Order{
		Digest: g, Read: r.FormValue("read") == "yes", Again: r.FormValue("again") == "yes",
		Keep:   r.FormValue("do") == "make",
		Window: news.Window{From: day(r.FormValue("from"), zone), To: day(r.FormValue("to"), zone)},
	}
	if !o.Window.To.IsZero() {
		o.Window.To = o.Window.To.AddDate(0, 0, 1)
	}
	path := "/desk/digests/" + g.Name
	if to := o.Window.To; !to.IsZero() && !o.Window.From.Before(to) {
		return d.back(w, r, news.Invalid("from", "The window ends before it begins."), path, templates.DeskNotice{})
	}
	if o.Window.To.After(d.now()) { // the day has not ended
		o.Window.To = d.now()
	}
	if err := d.trying(r, "trial", mostTrials); err != nil {
		return err
	}
	turn := ""
	if r.PostForm.Get("turn") != "" {
		turn = r.PostForm.Encode()
	}
	id, err := d.Start(r.Context(), o, person.ID, turn, d.entry(r, "digest.run"))
	if err != nil {
		return d.back(w, r, err, path, templates.DeskNotice{})
	}
	d.to(w, r, fmt.Sprintf("/desk/work/%d", id))
	return nil
}

// Start begins what an order asks for, in a person's name, and returns its number; with Keep it is noted. The same turn
// twice starts it once. It is newsroom.ErrOvertaken while an issue of the same digest is being made.
func (d *Desk) Start(ctx context.Context, o Order, person int64, turn string, e newsroom.Entry) (int64, error) {
	x := &work{person: person, turn: turn, view: templates.DeskWork{
		Title: o.Digest.Title, Started: d.now(), Stage: "compose", Dry: !o.Keep, Back: "/desk/digests/" + o.Digest.Name,
	}}
	if o.Read {
		x.view.Stage = "read"
	}
	if o.Keep {
		x.digest = o.Digest.Name
	} else {
		x.turn = ""
	}
	id, added := d.works.add(x)
	if id == 0 { // another is on its way
		return 0, newsroom.ErrOvertaken
	}
	if added {
		if o.Keep {
			e.Kind, e.Name = "digest", o.Digest.Name
			if err := d.store.Note(ctx, e); err != nil {
				x.finish(d, o, Composed{}, err)
				return 0, err
			}
		}
		d.start(x, o)
	}
	return id, nil
}

// Progress is how far something is that a person asked for.
type Progress struct {
	Stage          string // read, compose or letter
	Done, Of       int
	Dry            bool
	Started, Ended time.Time // Ended is zero while it goes on
	Failed         string    // why there is none, in words; "" = it did not fail
	Broken         bool      // it failed, and the log says why
	IssueID        int64     // that was made; 0 = none yet
	Made           Composed  // what was only to be shown
}

// Progress returns that of a number that Start gave, of the same person; false = there is none, or it is forgotten.
func (d *Desk) Progress(id, person int64) (Progress, bool) {
	x := d.works.get(id)
	if x == nil || x.person != person {
		return Progress{}, false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	v := x.view
	p := Progress{
		Stage: v.Stage, Done: v.Done, Of: v.Of, Dry: v.Dry, Started: v.Started, Ended: v.Ended, Failed: v.Failed,
		Broken: v.Broken, IssueID: v.IssueID,
	}
	if x.draft.Issue != nil {
		p.Made = Composed{Issue: *x.draft.Issue, Verdicts: x.draft.Verdicts, Letters: x.draft.Letters}
	}
	return p, true
}

// workPage shows how far it is; it comes again by itself while it goes on.
func (d *Desk) workPage(w http.ResponseWriter, r *http.Request) error {
	x := d.works.get(number(r.PathValue("id")))
	if x == nil || x.person != who(r).ID {
		return errNoPage
	}
	x.mu.Lock()
	v, drafted := x.view, x.draft
	x.mu.Unlock()
	if v.Ended.IsZero() {
		w.Header().Set("Refresh", "2")
	} else if drafted.Issue != nil {
		v.Preview = d.previewOf(r, drafted)
		v.Funnel.Steps = stages(drafted.Issue, drafted.Verdicts)
		finish(&v.Funnel, d.cfg.Base)
	}
	d.show(w, r, http.StatusOK, "work", "digests", &v)
	return nil
}

// saveKeys switches the shortcuts of the keyboard off or on.
func (d *Desk) saveKeys(w http.ResponseWriter, r *http.Request) error {
	err := d.store.SetKeysOff(r.Context(), who(r).ID, r.FormValue("keys") != "yes")
	return d.back(w, r, err, "/desk/me", templates.DeskNotice{Key: "saved"})
}
