package clock_test

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"attache/worker/clock"
)

const year = 365 * 24 * time.Hour

var (
	breakfast = time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	errDown   = errors.New("down")
)

// wall is a clock on the wall that tests set.
type wall struct{ t time.Time }

func (w *wall) now() time.Time      { return w.t }
func (w *wall) add(d time.Duration) { w.t = w.t.Add(d) }

// ticks is a steady counter that tests move.
type ticks struct{ atomic.Int64 }

func (c *ticks) since() time.Duration  { return time.Duration(c.Load()) }
func (c *ticks) move(by time.Duration) { c.Add(int64(by)) }

func TestClock(t *testing.T) {
	type step struct {
		wall, steady time.Duration // how far each moves
		doubted      bool          // afterwards
	}
	even := func(d time.Duration) step { return step{d, d, false} }
	for _, test := range []struct {
		name  string
		steps []step
		found []clock.Jump
	}{
		{"an even clock", []step{even(time.Minute), even(15 * time.Second), even(30 * 24 * time.Hour)}, nil},
		{"drift and small steps of NTP", []step{
			{61 * time.Second, time.Minute, false},
			{-30 * time.Second, 0, false},
			{4 * time.Minute, 0, false},
		}, nil},
		{"nine hours of sleep", []step{even(9 * time.Hour), even(time.Minute)}, nil},
		{
			"a year ahead for one look",
			[]step{{year, 0, true}, {15 * time.Second, 15 * time.Second, true}, {-year, 0, false}, even(time.Hour)},
			[]clock.Jump{{By: year, Back: true}},
		},
		{
			"ahead to stay",
			[]step{{time.Hour, 0, true}, {time.Minute, time.Minute, true}, {time.Minute, time.Minute, false}},
			[]clock.Jump{{By: time.Hour}},
		},
		{
			"back an hour to stay",
			[]step{{-time.Hour, 0, true}, {3 * time.Minute, 3 * time.Minute, false}},
			[]clock.Jump{{By: -time.Hour}},
		},
		{
			"back for one look",
			[]step{{-year, 0, true}, {year, 0, false}},
			[]clock.Jump{{By: -year, Back: true}},
		},
		{
			"a clock that keeps jumping is never believed",
			[]step{
				{time.Hour, time.Minute, true},
				{time.Hour, time.Minute, true},
				{time.Hour, time.Minute, true},
				{time.Hour, 3 * time.Minute, true},
			},
			nil,
		},
		{
			"sleep that the ticks does not see",
			[]step{{9 * time.Hour, 0, true}, {2 * time.Minute, 2 * time.Minute, false}},
			[]clock.Jump{{By: 9 * time.Hour}},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			w, s := &wall{t: breakfast}, &ticks{}
			c := clock.New(w.now, s.since)
			for n, st := range test.steps {
				w.add(st.wall)
				s.move(st.steady)
				if got := c.Doubted(); got != st.doubted {
					t.Fatalf("after step %d: doubted %v", n+1, got)
				}
			}
			found := c.Found()
			if !slices.Equal(found, test.found) {
				t.Errorf("jumps %v, want %v", found, test.found)
			}
			if again := c.Found(); len(again) > 0 {
				t.Errorf("told twice: %v", again)
			}
		})
	}
}

func TestClockGoesByTheDatabase(t *testing.T) {
	at := func(off time.Duration) *clock.Clock { // a machine whose clock is off
		w := &wall{t: breakfast.Add(off)}
		c := clock.New(w.now, (&ticks{}).since)
		difference, err := c.Measure(t.Context(), func(context.Context) (time.Time,
			error,
		) {
			return time.Now().Add(-off), nil
		})
		if err != nil || (difference+off).Abs() > time.Second {
			t.Fatalf("difference %s, %v", difference, err)
		}
		return c
	}
	for _, off := range []time.Duration{-2 * time.Hour, 0, 2 * time.Hour, year} {
		c := at(off)
		if d := c.Now().Sub(breakfast); d.Abs() > time.Second {
			t.Errorf("off by %s: still off by %s", off, d)
		}
		if c.Doubted() {
			t.Errorf("off by %s: doubted for going by the database", off)
		}
	}
	c := at(0)
	if _, err := c.Measure(t.Context(), func(context.Context) (time.Time,
		error,
	) {
		return time.Now().Add(time.Hour), nil
	}); err != nil {
		t.Fatal(err)
	}
	if !c.Doubted() {
		t.Error("a database whose clock jumps is believed at once")
	}
	if _, err := c.Measure(t.Context(), func(context.Context) (time.Time,
		error,
	) {
		return time.Time{}, errDown
	}); !errors.Is(err, errDown) {
		t.Errorf("an error of the database: %v", err)
	}
}
