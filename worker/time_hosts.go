package worker

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"attache/news"
	"attache/worker/clock"
)

// Bounds of what is concluded from the dates that sites answer with, and from pauses of the work.
const (
	// HostTolerance is how far the clock may differ from the median of the sites' before it is reported. Caches and
	// waiting for a host's turn make minutes.
	HostTolerance = 10 * time.Minute
	// hostsWrong is the difference from which nothing is published or deleted.
	hostsWrong = 24 * time.Hour
	// hostsLeast is how many hosts must tell the time for a conclusion: the clock of one may be wrong.
	hostsLeast = 3
	// hostsAge is how old a visit may be to count.
	hostsAge = 24 * time.Hour

	// leapGap is the shortest pause in the work that may be a leap of the clock: a weekend is shorter.
	leapGap = 3 * 24 * time.Hour
	// leapForget is for how long after such a pause nothing is deleted, leapProof for how long nothing is published,
	// unless the dates of sites confirm the clock first.
	leapForget = 24 * time.Hour
	leapProof  = 10 * time.Minute
)

// Times is what tells whether the clock can be right.
type Times interface {
	Standings(ctx context.Context) ([]news.Standing, error) // as in Polls
	// LastWork returns the newest trace of work up to a time: a visit, an article's first sight, a run; zero when there
	// is none.
	LastWork(ctx context.Context, until time.Time) (time.Time, error)
}

// timekeeper compares the clock with what sites and the rows tell of the time.
type timekeeper struct {
	stage
	Store Times
}

// ClockAhead returns how far the clock is ahead of what the hosts of sources told when they were visited within the
// last day: the median, below 0 when it is behind, and how many hosts told. With fewer than three the difference is 0.
// This machine and its private network do not count.
func ClockAhead(list []news.Standing, now time.Time) (ahead time.Duration, hosts int) {
	type hostTime struct {
		started time.Time
		ahead   time.Duration
	}
	newest := map[string]hostTime{}
	for _, st := range list {
		p := st.Last
		host := publicHost(st.Source.URL)
		if p.Date.IsZero() || host == "" || p.Started.After(now.Add(clock.Tolerance)) || now.Sub(p.Started) > hostsAge ||
			!p.Started.After(newest[host].started) {
			continue
		}
		t := hostTime{started: p.Started}
		switch end := p.Started.Add(p.Took); {
		case p.Date.Before(p.Started):
			t.ahead = p.Started.Sub(p.Date)
		case p.Date.After(end):
			t.ahead = end.Sub(p.Date)
		}
		newest[host] = t
	}
	if len(newest) < hostsLeast {
		return 0, len(newest)
	}
	all := make([]time.Duration, 0, len(newest))
	for _, t := range newest {
		all = append(all, t.ahead)
	}
	slices.Sort(all)
	return all[len(all)/2].Round(time.Second), len(all)
}

// publicHost returns the host of an address without "www."; "" when it is this machine or one of its own network, which
// has perhaps the same wrong clock.
func publicHost(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	ip := net.ParseIP(host)
	if host == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast()) {
		return ""
	}
	return host
}

// ClockDiffers says in a sentence how the clock differs from that of hosts.
func ClockDiffers(ahead time.Duration, hosts int) string {
	side := "ahead of"
	if ahead < 0 {
		side = "behind"
	}
	return fmt.Sprintf("The clock is %s %s the time that %d sites told (the median)", Span(ahead.Abs()), side, hosts)
}

// wrongTime returns a mistake when sites tell that the clock is more than a day off.
func wrongTime(list []news.Standing, now time.Time) error {
	ahead, hosts := ClockAhead(list, now)
	if ahead.Abs() <= hostsWrong {
		return nil
	}
	return &news.InvalidError{
		Message: ClockDiffers(ahead, hosts) + ": nothing is published, sent or deleted by it.",
		Hint:    "set the clock of this machine by NTP, then attache check --repair",
	}
}

// CheckTime returns a mistake when sites tell that the clock is more than a day off.
func (k *timekeeper) CheckTime(ctx context.Context) error {
	list, err := k.Store.Standings(ctx)
	if err != nil {
		return err
	}
	return wrongTime(list, k.Now())
}

// doubt returns why the clock is not to be acted on yet, nil when it is: it is more than a day off, or it has
// leapt, which the machine's having been off looks like, and neither sites nor the shared clock of a database nor a
// while of even running confirm it.
func (k *timekeeper) doubt(ctx context.Context, wait time.Duration) error {
	list, err := k.Store.Standings(ctx)
	if err != nil {
		return err
	}
	now := k.Now()
	if err := wrongTime(list, now); err != nil {
		return err
	}
	if _, hosts := ClockAhead(list, now); hosts >= hostsLeast || k.Clock.RanFor(wait) {
		return nil
	}
	gap, err := k.leap(ctx, now)
	if err != nil || gap == 0 {
		return err
	}
	return &news.InvalidError{
		Message: fmt.Sprintf("Nothing was done for %s before the last day, or the clock was put ahead: no date of a site "+
			"confirms it yet.", Span(gap)),
		Hint: "it is believed when three sites that are visited confirm it",
	}
}

// leap returns how long the pause was that ended within the last day, 0 when there was none of more than leapGap. The
// work since then goes by a clock that may have been wrong since, so restarting shortens nothing.
func (k *timekeeper) leap(ctx context.Context, now time.Time) (time.Duration, error) {
	day := now.Add(-leapForget)
	last, err := k.Store.LastWork(ctx, day)
	if gap := day.Sub(last); err == nil && !last.IsZero() && gap > leapGap {
		return gap, nil
	}
	return 0, err
}

// Keeps returns why Forget deletes nothing at present; "" when it does.
func (k *timekeeper) Keeps(ctx context.Context) (string, error) {
	err := k.doubt(ctx, leapForget)
	if mistake := (*news.InvalidError)(nil); errors.As(err, &mistake) {
		return mistake.Message, nil
	}
	return "", err
}
