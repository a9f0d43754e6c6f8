package mail

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"time"
)

// shut returns until when the hours of the day keep letters back; zero = they do not.
func (l Limits) shut(now time.Time) time.Time {
	from, to, ok := hoursOf(l.Hours)
	if l.Hours == "" || !ok {
		return time.Time{}
	}
	here := now.In(l.location())
	at := time.Duration(here.Hour())*time.Hour + time.Duration(here.Minute())*time.Minute +
		time.Duration(here.Second())*time.Second
	if from < to && at >= from && at < to || from > to && (at >= from || at < to) {
		return time.Time{}
	}
	open := clockTime(here, from)
	if !open.After(now) {
		open = clockTime(here.AddDate(0, 0, 1), from)
	}
	return open
}

// clockTime is the time of day on a day, as a clock there shows it.
func clockTime(day time.Time, at time.Duration) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), int(at.Hours()), int(at.Minutes())%60, 0, 0, day.Location())
}

// midnight is when the next day begins.
func (l Limits) midnight(now time.Time) time.Time {
	return clockTime(now.In(l.location()).AddDate(0, 0, 1), 0)
}

// leastJudged is from how many answers on a day is judged: of a few, one refusal is a large share.
const leastJudged = 20

// roll begins a new day: how many letters a plan allows on it follows from how the last one went.
func (l Limits) roll(s *RelayState, now time.Time) {
	day := now.In(l.location()).Format(time.DateOnly)
	if s.Day == day {
		if l.WarmUp > 0 && s.Cap == 0 && !s.Done {
			s.Cap = l.WarmUp
		}
		return
	}
	first := s.Day == ""
	worst := cmp.Or(l.WarmUpWorst, warmUpWorst)
	growth := cmp.Or(l.WarmUpGrowth, warmUpGrowth)
	answers := s.Good + s.Bad
	switch {
	case l.WarmUp == 0:
		s.Cap, s.Done = 0, false
	case s.Done:
	case first || s.Cap == 0:
		s.Cap = l.WarmUp
	case l.tooBad(s):
		s.Cap = max(1, s.Cap/2)
	case 100*s.Bad > worst*answers, 2*s.Good < s.Cap: // not good, or not enough to tell
	default:
		s.Cap = int(min(math.Ceil(float64(s.Cap)*growth), math.MaxInt32))
	}
	if s.Cap > 0 && l.PerDay > 0 && s.Cap >= l.PerDay {
		s.Cap, s.Done = 0, true
	}
	s.Day, s.Used, s.Good, s.Bad = day, 0, 0, 0
}

// tooBad reports whether a day's answers end the plan's sending for the day.
func (l Limits) tooBad(s *RelayState) bool {
	answers := s.Good + s.Bad
	return answers >= min(leastJudged, max(1, s.Cap)) && 100*s.Bad > 2*cmp.Or(l.WarmUpWorst, warmUpWorst)*answers
}

// take counts up to want letters against the limits of a relay and returns how many may go now; when none, until when
// and why not.
func (l Limits) take(s *RelayState, now time.Time, want int) (n int, until time.Time, why string) {
	if until := l.shut(now); !until.IsZero() {
		return 0, until, "its hours are " + l.Hours
	}
	l.roll(s, now)
	n = want
	for _, most := range []struct {
		n   int
		why string
	}{{l.PerDay, "it got the %d letters of the day"}, {s.Cap, "its plan allows %d letters today"}} {
		if most.n == 0 {
			continue
		}
		if left := most.n - s.Used; left < n {
			n, why = max(0, left), fmt.Sprintf(most.why, most.n)
		}
	}
	if n > 0 && s.Cap > 0 && l.tooBad(s) {
		n, why = 0, fmt.Sprintf("its plan stops for today, as %d of %d answers refused us", s.Bad, s.Good+s.Bad)
	}
	if n == 0 {
		return 0, l.midnight(now), why
	}
	minute, hour := rate{l.PerMinute, time.Minute}, rate{l.PerHour, time.Hour}
	n = min(minute.room(s.Minute, now, n), hour.room(s.Hour, now, n))
	if n == 0 {
		until = later(minute.free(s.Minute, now), hour.free(s.Hour, now))
		return 0, until, "it got its letters of the minute or hour"
	}
	s.Minute, s.Hour = minute.add(s.Minute, now, n), hour.add(s.Hour, now, n)
	s.Used += n
	return n, time.Time{}, ""
}

// giveBack takes letters out of the count that were not offered.
func (l Limits) giveBack(s *RelayState, n int) {
	s.Used = max(0, s.Used-n)
	s.Minute = s.Minute.Add(-time.Duration(n) * rate{l.PerMinute, time.Minute}.step())
	s.Hour = s.Hour.Add(-time.Duration(n) * rate{l.PerHour, time.Hour}.step())
}

// rate is at most n letters in any span of time. It is the leaky bucket as a meter (GCRA, ITU-T I.371 Annex A): one
// time is all that is kept.
type rate struct {
	n    int // 0 = no limit
	span time.Duration
}

// burst is how many letters may go at once: what goes in a twelfth of the span.
func (r rate) burst() int { return max(1, r.n/12) }

// step is the time that one letter uses up, so that at most n go in any span, the burst among them.
func (r rate) step() time.Duration {
	if r.n == 0 {
		return 0
	}
	return r.span / time.Duration(r.n-r.burst()+1)
}

// room is how many of want letters may go now.
func (r rate) room(used, now time.Time, want int) int {
	if r.n == 0 {
		return want
	}
	full := now.Add(time.Duration(r.burst()) * r.step())
	return max(0, min(want, int(full.Sub(later(used, now))/r.step())))
}

// free is when one letter may go.
func (r rate) free(used, now time.Time) time.Time {
	if r.n == 0 || r.room(used, now, 1) > 0 {
		return now
	}
	return used.Add(-time.Duration(r.burst()-1) * r.step())
}

// add counts letters.
func (r rate) add(used, now time.Time, n int) time.Time {
	if r.n == 0 {
		return time.Time{}
	}
	return later(used, now).Add(time.Duration(n) * r.step())
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// How long a relay is left alone: the first time, and at most; each time in a row twice as long as the one before.
var closedFor = map[string]struct{ first, most time.Duration }{
	RelayRefuses: {5 * time.Minute, 4 * time.Hour}, // what a person must mend takes minutes at least
	RelayDown:    {30 * time.Second, 15 * time.Minute},
	RelayRests:   {time.Minute, time.Hour},
}

// longestRest bounds a rest that a server asks for.
const longestRest = 24 * time.Hour

// leave notes that a relay is left alone, and reports whether it was used until now. asked is how long it wants to be
// left alone; 0 = it did not say.
func leave(s *RelayState, how, why string, asked time.Duration, now time.Time) bool {
	first := s.Closed != how
	if s.Closed == "" && s.InARow == 0 {
		s.Since = now
	}
	span := closedFor[how]
	for n := 0; n < s.InARow && span.first < span.most; n++ {
		span.first *= 2
	}
	rest := min(span.first, span.most)
	if asked > 0 {
		rest = min(asked, longestRest)
	}
	s.Closed, s.Why, s.Until, s.InARow, s.Changed = how, why, now.Add(rest), min(s.InARow+1, 30), now
	return first
}

// reopen notes that a letter was answered, and reports whether the relay was left alone until now.
func reopen(s *RelayState, now time.Time) bool {
	if s.Closed == "" && s.InARow == 0 {
		return false
	}
	s.Closed, s.Why, s.Since, s.Until, s.InARow, s.Changed = "", "", time.Time{}, time.Time{}, 0, now
	return true
}

// rateWords: the server gets more from us than it wants, or from our address.
var rateWords = anyOf(
	`too many (messages|mails|emails|recipients|connections|sessions|concurrent|requests|errors|commands)`,
	`\b(messages?|sending|send|submission|e?mails?|connections?|outgoing|hourly|daily|per minute) (rate|limit|quota)`,
	`rate.?(limit|control|exceed)`, `throttl`, `slow(ing)? down`,
	`exceed\S* (the |your |its )?(maximum |allowed |hourly |daily |sending |message |rate )+(rate|limit|quota|number)`,
	`unusual rate`, `rate that`, `превышен\S* (лимит|частот|скорост|количеств)`,
	`слишком много (писем|сообщений|соединений)`,
	`zu viele (nachrichten|mails|e-mails|verbindungen)`, `trop de (messages|mails|connexions)`,
	`demasiados (mensajes|correos)`,
)

var waitIn = regexp.MustCompile(
	`(?:after|in|for|within|wait)\s+(?:about |at least )?(\d{1,6})\s*(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)\b`)

// rest returns for how long a relay is to be left alone because of an answer to one letter, 0 = as long as we think;
// false = it is not. A busy mailbox, greylisting and a full one are not the relay's.
func rest(o Outcome) (time.Duration, bool) {
	if o.Kind != Deferred && o.Kind != Unsent || o.Code == 0 {
		return 0, false
	}
	said := plain(o.Response)
	if greyWords.in(said) || readerRateWords.in(said) || enhanced(o.Response) == "4.2.2" {
		return 0, false
	}
	before := o.step == StepConnect || o.step == StepMail
	if o.Code != closes && !rateWords.in(said) && (!before || o.Code/100 != refuse) {
		return 0, false
	}
	return asked(said), true
}

// asked is how long a server wants to be left alone, by its words; 0 = it does not say.
func asked(said string) time.Duration {
	m := waitIn.FindStringSubmatch(said)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1]) // digits
	unit := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour}[m[2][0]]
	return min(time.Duration(n)*unit, longestRest)
}
