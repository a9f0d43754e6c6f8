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
		r := lastReport{
			Digest: d.Name, Slot: slot.Slot, At: &i.Created, OK: true, zone: d.TimeZone, ByHand: i.ID, instead: true,
		}
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
		r.Says = fmt.Sprintf("%s: %s; made by hand instead: issue %d, %s", slotText(slot.Slot), what, i.ID,
			strings.TrimPrefix(r.Says, slotText(i.Slot)+": "))
		return r, nil
	}
	return slot, nil
}

// handReach is how far back an issue made by hand is looked at when no slot lies after it; older ones are history.
const handReach = 7 * 24 * time.Hour

// byHandSince returns the report of a slot that is in order, or of none, with what became of the newest issue made by
// hand since.
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
	r, err := judgeHand(ctx, st, d, made[0], c, now)
	if err != nil {
		return slot, err
	}
	said := fmt.Sprintf("%s Made by hand since: %s", slot.Says, r.Says)
	if r.OK {
		slot.Says = said
		return slot, nil
	}
	r.Says, r.Slot, r.At = said, slot.Slot, slot.At
	return r, nil
}

// judgeHand reports one issue that no slot asked for.
func judgeHand(
	ctx context.Context, st *store.Store, d news.Digest, i news.Issue, c worker.AlarmConfig, now time.Time,
) (lastReport, error) {
	r := lastReport{Digest: d.Name, Slot: i.Slot, At: &i.Created, OK: true, zone: d.TimeZone, ByHand: i.ID}
	if err := r.read(ctx, st, i); err != nil {
		return r, err
	}
	r.judge(i, c, now)
	r.Says = fmt.Sprintf("issue %d, %s", i.ID, strings.TrimPrefix(r.Says, slotText(i.Slot)+": "))
	return r, nil
}

// lastMade reports the last issue of a digest for which nothing is due by the clock. One that is being composed counts
// when it takes too long. Of a digest that is switched off only letters that are still to be sent are trouble.
func lastMade(
	ctx context.Context, st *store.Store, d news.Digest, c worker.AlarmConfig, now time.Time,
) (lastReport, error) {
	why := "published by hand only"
	if !d.Enabled {
		why = "switched off"
	}
	made, err := st.NewestHeads(ctx, d.ID, 2)
	if len(made) > 0 && made[0].State == news.IssueDraft && now.Sub(made[0].Created) < c.Patience() {
		made, why = made[1:], why+", an issue is being composed"
	}
	if err != nil || len(made) == 0 {
		return lastReport{Digest: d.Name, OK: true, Says: why + ": no issue was made yet."}, err
	}
	r, err := judgeHand(ctx, st, d, made[0], c, now)
	if err != nil {
		return r, err
	}
	if r.Says = why + "; the last: " + r.Says; !made[0].ByHand {
		r.ByHand = 0
	}
	if !d.Enabled && r.Letters.Open() == 0 {
		r.OK, r.Hint = true, ""
	}
	return r, nil
}
