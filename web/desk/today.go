package desk

import (
	"net/http"
	"slices"
	"time"

	"attache/news"
	"attache/templates"
)

// Bounds of the page of today.
const (
	todayIssues = 10 // of each state
	todayBroken = 7
	todayHeads  = 5
	missedFor   = 7 * 24 * time.Hour // a missed slot is told for so long
)

// today is what is due next, what needs a person, and the last issue; nothing else.
func (d *Desk) today(w http.ResponseWriter, r *http.Request) error {
	var v templates.DeskToday
	if err := d.next(r, &v); err != nil {
		return err
	}
	var err error
	if v.Held, err = d.issuesIn(r, news.IssueHeld); err != nil {
		return err
	}
	if v.Missed, err = d.issuesIn(r, news.IssueMissed); err != nil {
		return err
	}
	v.Missed = slices.DeleteFunc(v.Missed, func(i news.IssueRow) bool { return d.now().Sub(i.Changed) > missedFor })
	if err := d.lastIssues(r, &v); err != nil {
		return err
	}
	all, err := d.store.Standings(r.Context())
	if err != nil {
		return err
	}
	flags, err := d.store.Flags(r.Context())
	if err != nil {
		return err
	}
	for _, s := range all {
		if s.Source.Enabled {
			v.Sources++
		}
		switch state := stateOf(s, flags[s.Source.ID]); {
		case state == stateDrifted && len(v.Drifted) < todayBroken:
			v.Drifted = append(v.Drifted, sourceRow(s, nil, flags))
			continue
		case state != stateFailing && state != stateDead:
			continue
		}
		v.BrokenAll++
		v.Broken = append(v.Broken, s)
	}
	slices.SortStableFunc(v.Broken, func(a, b news.Standing) int { return b.Failures - a.Failures })
	v.Broken = v.Broken[:min(todayBroken, len(v.Broken))]
	d.show(w, r, http.StatusOK, "today", "today", v)
	return nil
}

// next fills in when each digest is due.
func (d *Desk) next(r *http.Request, v *templates.DeskToday) error {
	digests, err := d.store.PlainDigests(r.Context())
	if err != nil {
		return err
	}
	v.Digests = len(digests)
	for _, g := range digests {
		n := templates.DeskNext{Digest: g}
		if times := d.run.Next(g, 1); g.Enabled && len(times) > 0 {
			n.At = times[0]
		}
		v.Next = append(v.Next, n)
	}
	slices.SortStableFunc(v.Next, func(a, b templates.DeskNext) int {
		switch {
		case a.At.IsZero() && b.At.IsZero():
			return 0
		case a.At.IsZero():
			return 1
		case b.At.IsZero():
			return -1
		}
		return a.At.Compare(b.At)
	})
	return nil
}

// issuesIn lists the newest issues in a state.
func (d *Desk) issuesIn(r *http.Request, state news.IssueState) ([]news.IssueRow, error) {
	ids, err := d.store.IssueList(r.Context(), "", state, 0, todayIssues)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return d.store.IssueRows(r.Context(), ids)
}

// lastIssues fills in the newest issue that is whole, and those of the newest whose letters are in doubt.
func (d *Desk) lastIssues(r *http.Request, v *templates.DeskToday) error {
	ids, err := d.store.IssueList(r.Context(), "", "", 0, todayIssues)
	if err != nil || len(ids) == 0 {
		return err
	}
	rows, err := d.store.IssueRows(r.Context(), ids)
	if err != nil {
		return err
	}
	for _, i := range rows {
		tally, err := d.store.Tally(r.Context(), i.ID)
		if err != nil {
			return err
		}
		if n := tally[news.DeliveryDoubt]; n > 0 {
			v.Doubt = append(v.Doubt, templates.DeskDoubt{Issue: i, N: n})
		}
		if v.Last == nil && i.State != news.IssueDraft && i.State != news.IssueMissed {
			heads := i.Outline.Of(d.shell(r, "").Language)
			v.Last = &templates.DeskLast{Issue: i, Sent: tally[news.DeliverySent]}
			v.Last.Headlines = heads[:min(todayHeads, len(heads))]
		}
	}
	return nil
}

// digests lists them with their next times.
func (d *Desk) digests(w http.ResponseWriter, r *http.Request) error {
	all, err := d.store.PlainDigests(r.Context())
	if err != nil {
		return err
	}
	sources, err := d.store.Sources(r.Context(), true)
	if err != nil {
		return err
	}
	var v templates.DeskDigests
	for _, g := range all {
		row := templates.DeskDigest{Digest: g, Sources: readBy(&g, sources)}
		if g.Enabled {
			row.Runs = d.run.Next(g, 5)
		}
		if row.Readers, err = d.store.CountReaders(r.Context(), g.ID); err != nil {
			return err
		}
		v.Digests = append(v.Digests, row)
	}
	d.show(w, r, http.StatusOK, "digests", "digests", v)
	return nil
}
