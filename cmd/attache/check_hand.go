package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"attache/news"
	"attache/store"
	"attache/worker"
)

// mostByHand is how many issues made by hand since a slot are looked at.
const mostByHand = 20

// byHandInstead returns the report of a slot that brought no issue, replaced by one that a person made since (attache
// run), if that is in order itself.
func byHandInstead(
	ctx context.Context, st *store.Store, d news.Digest, slot lastReport, c worker.AlarmConfig, now time.Time,
) (lastReport, error) {
	made, err := st.HandSince(ctx, d.ID, *slot.At, mostByHand)
	if err != nil {
		return slot, err
	}
	for n, i := range made {
		r := lastReport{Digest: d.Name, Slot: slot.Slot, At: &i.Created, OK: true, ByHand: i.ID}
		if err := r.read(ctx, st, i); err != nil {
			return slot, err
		}
		r.judge(i, c, now)
		r.At = slot.At
		if !r.OK && n < len(made)-1 {
			continue
		}
		what := "no issue in its time"
		if slot.State == string(news.IssueMissed) {
			what = "missed"
		}
		r.Says = fmt.Sprintf("%s: %s; made by hand instead: issue %d, %s", slot.Slot, what, i.ID,
			strings.TrimPrefix(r.Says, i.Slot+": "))
		return r, nil
	}
	return slot, nil
}

// handReach is how far back an issue made by hand is looked at when no slot lies after it; older ones are history.
const handReach = 7 * 24 * time.Hour

// byHandSince returns the report of a slot that is in order, or of none, with the newest issue made by hand since, if
// that one has not reached anybody.
func byHandSince(
	ctx context.Context, st *store.Store, d news.Digest, slot lastReport, c worker.AlarmConfig, now time.Time,
) (lastReport, error) {
	since := now.Add(-handReach)
	if slot.At != nil && slot.At.After(since) {
		since = *slot.At
	}
	made, err := st.HandSince(ctx, d.ID, since, 1)
	if err != nil || len(made) == 0 {
		return slot, err
	}
	i := made[0]
	if i.State == news.IssueApproved && now.Sub(i.Created) <= c.SendPatience() { // run --no-send: serve sends it
		return slot, nil
	}
	r := lastReport{Digest: d.Name, Slot: slot.Slot, At: &i.Created, OK: true, ByHand: i.ID}
	if err := r.read(ctx, st, i); err != nil {
		return slot, err
	}
	r.judge(i, c, now)
	if r.OK {
		return slot, nil
	}
	r.At = slot.At
	r.Says = fmt.Sprintf("%s Made by hand since: issue %d, %s", slot.Says, i.ID, strings.TrimPrefix(r.Says, i.Slot+": "))
	return r, nil
}
