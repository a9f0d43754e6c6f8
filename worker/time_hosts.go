package worker

import (
	"cmp"
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
	// HostTolerance is how far the clock may differ from that of the sites before it is reported. Caches and waiting
	// for a host's turn make minutes.
	HostTolerance = 10 * time.Minute
	// hostsApart is the difference from which a host contradicts the clock; up to it, it confirms it. It is a little
	// less than half an hour, the smallest mistake of a time zone; caches that tell no Age make less.
	hostsApart = 25 * time.Minute
	// hostsWrong is the difference from which nothing at all is published or sent.
	hostsWrong = 24 * time.Hour
	// hostsLeast is how many hosts must confirm the clock before that counts: one may have the same wrong clock.
	hostsLeast = 3
	// hostsAge is how old a visit may be to contradict the clock, hostsFresh to confirm it: one from before the clock
	// went wrong confirms nothing. Most sources are visited every hour.
	hostsAge   = 24 * time.Hour
	hostsFresh = 3 * time.Hour

	// leapGap is the shortest pause in the work that may be a leap of the clock: a weekend is shorter.
	leapGap = 3 * 24 * time.Hour
	// leapForget is for how long after such a pause nothing is deleted, leapProof for how long nothing is published,
	// unless the dates of sites confirm the clock first. For leapProof, too, a process sets no times right after its
	// start.
	leapForget = 24 * time.Hour
	leapProof  = 10 * time.Minute
)

// Times are what the clock is judged by.
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

// HostTimes is what the hosts of sources, as they were visited within the last hours, tell of the clock. This machine
// and its private network do not count.
type HostTimes struct {
	// Ahead is how far the clock is ahead of the hosts that decide (their median), below 0 when it is behind. 0 when it
	// is not contradicted and fewer than three hosts confirm it.
	Ahead   time.Duration
	Hosts   int      // hosts that told
	For     int      // of these, those that confirm the clock
	Against int      // the largest group of hosts that contradict the clock and agree with each other
	Who     []string // hosts of this group, at most three
}

// Wrong reports whether the clock is contradicted: by one host when none confirms it, else by more hosts than confirm
// it.
func (t HostTimes) Wrong() bool { return t.Against > t.For }

// Confirmed reports whether enough hosts confirm the clock.
func (t HostTimes) Confirmed() bool { return !t.Wrong() && t.For >= hostsLeast }

// Stops reports whether the clock is so wrong that nothing is to be done by it.
func (t HostTimes) Stops() bool { return t.Wrong() && t.Ahead.Abs() > hostsWrong }

// Differs reports whether the difference is worth telling.
func (t HostTimes) Differs() bool { return t.Ahead.Abs() > HostTolerance }

// String says in a sentence, without its full stop, how the clock differs from that of the hosts.
func (t HostTimes) String() string {
	side := "ahead of"
	if t.Ahead < 0 {
		side = "behind"
	}
	told := t.For
	if t.Wrong() {
		told = t.Against
	}
	sites := fmt.Sprintf("%d sites told (the median)", told)
	if told == 1 {
		sites = "a site told"
	}
	if len(t.Who) > 0 {
		sites += ", " + strings.Join(t.Who, ", ")
	}
	return fmt.Sprintf("The clock is %s %s the time that %s", Span(t.Ahead.Abs()), side, sites)
}

// Hint says what to do about it.
func (t HostTimes) Hint() string {
	const set = "set the clock of this machine by NTP, then attache check --repair"
	if t.Against >= hostsLeast {
		return set
	}
	return set + "; if it is right, name the host whose clock is wrong in worker.wrong_clocks"
}

// WeighHosts weighs what hosts told, but those whose clocks are known to be wrong. Those that agree with each other to
// hostsApart form a group, for the time is one and mistakes differ (after K. Marzullo, 1984).
func WeighHosts(list []news.Standing, now time.Time, wrong []string) HostTimes {
	type hostTime struct {
		host  string
		ahead time.Duration
	}
	var all []hostTime
	for host, ahead := range newestTimes(list, now) {
		if !slices.Contains(wrong, host) {
			all = append(all, hostTime{host, ahead})
		}
	}
	slices.SortFunc(all, func(a, b hostTime) int {
		return cmp.Or(cmp.Compare(a.ahead, b.ahead), cmp.Compare(a.host, b.host))
	})
	near := func(at time.Duration) (group []hostTime) {
		for _, t := range all {
			if (t.ahead - at).Abs() <= hostsApart {
				group = append(group, t)
			}
		}
		return group
	}
	group := near(0)
	t := HostTimes{Hosts: len(all), For: len(group)}
	var against []hostTime
	for _, one := range all {
		if one.ahead.Abs() <= hostsApart {
			continue
		}
		other := slices.DeleteFunc(near(one.ahead), func(t hostTime) bool { return t.ahead.Abs() <= hostsApart })
		if len(other) > len(against) {
			against = other
		}
	}
	if t.Against = len(against); t.Wrong() {
		group = against
		for _, one := range against[:min(3, len(against))] {
			t.Who = append(t.Who, one.host)
		}
	}
	if t.Wrong() || t.Confirmed() {
		t.Ahead = group[len(group)/2].ahead.Round(time.Second)
	}
	return t
}

// newestTimes returns how far the clock is ahead of each public host, by the newest visit that says so.
func newestTimes(list []news.Standing, now time.Time) map[string]time.Duration {
	newest, ahead := map[string]time.Time{}, map[string]time.Duration{}
	for _, st := range list {
		p := st.Last
		host := publicHost(st.Source.URL)
		if p.Date.IsZero() || host == "" || !p.Started.After(newest[host]) {
			continue
		}
		switch end := p.Started.Add(p.Took); {
		case p.Started.After(now.Add(clock.Tolerance)):
			if !p.Date.After(now) { // the clock was wrong then; it says nothing of now
				continue
			}
			ahead[host] = now.Sub(p.Date) // it is that time at least
		case now.Sub(p.Started) > hostsAge:
			continue
		case p.Date.Before(p.Started):
			ahead[host] = p.Started.Sub(p.Date)
		case p.Date.After(end):
			ahead[host] = end.Sub(p.Date)
		default:
			ahead[host] = 0
		}
		if ahead[host].Abs() <= hostsApart && now.Sub(p.Started) > hostsFresh {
			delete(ahead, host)
		}
		newest[host] = p.Started
	}
	return ahead
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

// hosts asks what hosts tell.
func (k *timekeeper) hosts(ctx context.Context) (HostTimes, error) {
	list, err := k.Store.Standings(ctx)
	if err != nil {
		return HostTimes{}, err
	}
	return WeighHosts(list, k.Now(), k.cfg.WrongClocks), nil
}

// slotTime is the time by which slots are due and late: the clock's, or that of the hosts when it is ahead of them.
func (k *timekeeper) slotTime(ctx context.Context) (time.Time, error) {
	t, err := k.hosts(ctx)
	return t.behind(k.Now()), err
}

// behind is now, or the hosts' time when that is contradicted and ahead; not when everything waits: then what is due
// by the clock is told.
func (t HostTimes) behind(now time.Time) time.Time {
	if t.Wrong() && t.Ahead > 0 && !t.Stops() {
		return now.Add(-t.Ahead)
	}
	return now
}

// stoppedError is the mistake of a clock that is so wrong that everything waits until it is right.
type stoppedError struct{ news.InvalidError }

func (e *stoppedError) Unwrap() error { return &e.InvalidError }

// mistake is the mistake of a clock that stops everything; nil when it does not.
func (t HostTimes) mistake() error {
	if !t.Stops() {
		return nil
	}
	return &stoppedError{news.InvalidError{
		Message: t.String() + ": nothing is published, sent, given up or deleted by it.", Hint: t.Hint(),
	}}
}

// CheckTime returns a mistake when sites tell that the clock is more than a day off.
func (k *timekeeper) CheckTime(ctx context.Context) error {
	t, err := k.hosts(ctx)
	if err != nil {
		return err
	}
	return t.mistake()
}

// doubt returns why the clock is not to be acted on yet, nil when it is: it is more than a day off, or it has
// leapt, which the machine's having been off looks like, and neither sites nor the shared clock of a database nor a
// while of even running confirm it.
func (k *timekeeper) doubt(ctx context.Context, wait time.Duration) error {
	t, err := k.hosts(ctx)
	if err != nil {
		return err
	}
	if err := t.mistake(); err != nil {
		return err
	}
	if t.Confirmed() || k.Clock.RanFor(wait) {
		return nil
	}
	gap, err := k.leap(ctx, k.Now())
	if err != nil || gap == 0 {
		return err
	}
	return &news.InvalidError{
		Message: fmt.Sprintf("Nothing was done for %s before the last day, or the clock was put ahead: no date of a site "+
			"confirms it yet. It is believed as soon as %d sites that are visited confirm it, at the latest after %s of "+
			"even running.", Span(gap), hostsLeast, Span(wait)),
		Hint: "if the clock is right, wait; else set it by NTP, then attache check --repair",
	}
}

// proven reports whether times that lie in the future may be set right by the clock: hosts confirm it, or it has run
// evenly for a while and none contradicts it. A clock that is behind takes right times for those of the future.
func (k *timekeeper) proven(ctx context.Context) (bool, error) {
	t, err := k.hosts(ctx)
	return err == nil && !t.Wrong() && (t.Confirmed() || k.Clock.EvenFor(leapProof)), err
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
	t, err := k.hosts(ctx)
	if err != nil {
		return "", err
	}
	if t.Wrong() {
		return t.String() + ".", nil
	}
	err = k.doubt(ctx, leapForget)
	if mistake := (*news.InvalidError)(nil); errors.As(err, &mistake) {
		return mistake.Message, nil
	}
	return "", err
}
