package newsroom

import "attache/news"

// RunRow is a run as a list shows it: without its visits.
type RunRow struct {
	news.Run
	Sources int `json:"sources"` // that were visited
	Good    int `json:"good"`    // that answered
	Listed  int `json:"listed"`  // entries on their lists
}

// RowOf is the row of a run.
func RowOf(run news.Run) RunRow {
	row := RunRow{Run: run, Sources: len(run.Polls)}
	for _, p := range run.Polls {
		row.Listed += p.Items
		if p.State.Good() {
			row.Good++
		}
	}
	row.Polls = nil
	return row
}
