package api

import (
	"strconv"

	"attache/newsroom"
)

func runOf(r newsroom.RunRow) runRow {
	return runRow{
		ID: r.ID, Started: r.Started, Ended: r.Ended, Sources: r.Sources, Read: r.Good, Listed: r.Listed,
		Articles: r.Articles, Issue: r.IssueID, Note: r.Note,
	}
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
		out.Items = append(out.Items, runOf(all[i]))
	}
	return answer{body: out}, nil
}

func (a *API) getRun(c *call) (answer, error) {
	r, err := a.store.Run(c.Context(), c.number())
	if err != nil {
		return answer{}, err
	}
	names, err := a.sourceNames(c)
	if err != nil {
		return answer{}, err
	}
	out := run{runRow: runOf(newsroom.RowOf(r)), Window: window(r.Window), Answers: []answered{}}
	for _, p := range r.Polls {
		out.Answers = append(out.Answers, answered{names[p.SourceID], visitOf(p)})
	}
	return one(out)
}

func (a *API) runFunnel(c *call) (answer, error) {
	r, err := a.store.Run(c.Context(), c.number())
	if err != nil {
		return answer{}, err
	}
	row := runOf(newsroom.RowOf(r))
	return a.funnelOf(c, []step{
		{Stage: "listed", N: row.Listed, Lost: []loss{}}, {Stage: "new", N: row.Articles, Lost: []loss{}},
	}, r.IssueID)
}
