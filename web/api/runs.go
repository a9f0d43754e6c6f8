package api

import (
	"strconv"

	"attache/news"
)

func runOf(r *news.Run) runRow {
	row := runRow{
		ID: r.ID, Started: r.Started, Ended: r.Ended, Sources: len(r.Polls), Articles: r.Articles, Issue: r.IssueID,
		Note: r.Note,
	}
	for _, p := range r.Polls {
		row.Listed += p.Items
		if p.State.Good() {
			row.Read++
		}
	}
	return row
}

func (a *API) listRuns(c *call) (answer, error) {
	before, err := c.before()
	if err != nil {
		return answer{}, err
	}
	all, err := a.store.RunsBefore(c.Context(), before, c.limit()+1)
	if err != nil {
		return answer{}, err
	}
	out := runList{Items: []runRow{}}
	if len(all) > c.limit() {
		all = all[:c.limit()]
		out.Next = a.next(c, "before", strconv.FormatInt(all[len(all)-1].ID, 10))
	}
	for i := range all {
		out.Items = append(out.Items, runOf(&all[i]))
	}
	return answer{body: out}, nil
}

func (a *API) getRun(c *call) (answer, error) {
	r, err := a.store.Run(c.Context(), c.number("id"))
	if err != nil {
		return answer{}, err
	}
	names, err := a.sourceNames(c)
	if err != nil {
		return answer{}, err
	}
	out := run{runRow: runOf(&r), Window: window(r.Window), Answers: []answered{}}
	for _, p := range r.Polls {
		out.Answers = append(out.Answers, answered{names[p.SourceID], visitOf(p)})
	}
	return one(out)
}

func (a *API) runFunnel(c *call) (answer, error) {
	r, err := a.store.Run(c.Context(), c.number("id"))
	if err != nil {
		return answer{}, err
	}
	row := runOf(&r)
	return a.funnelOf(c, []step{
		{Stage: "listed", N: row.Listed, Lost: []loss{}}, {Stage: "new", N: row.Articles, Lost: []loss{}},
	}, r.IssueID)
}
