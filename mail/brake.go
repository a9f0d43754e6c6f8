package mail

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/textproto"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"attache/news"
	"attache/text"
)

// The brake's measure: so many answers that may meet every letter, within so long, stop the sender. At connecting and
// at MAIL one is enough: no reader has been named yet.
const (
	brakeAfter = 3
	brakeSpan  = time.Minute
)

// maxWords is how much of a server's answer is kept, in bytes: an SMTP reply line has at most 512 (RFC 5321 4.5.3.1.5).
const maxWords = 512

// brake stops a sender whose server refuses us. Whatever Send is under way then stops; one that begins later tries
// again.
type brake struct {
	mu    sync.Mutex
	times []time.Time // of the last answers that count, oldest first
	stops int         // how often it has stopped
	words string      // why it stopped last
}

// stopped returns how often the brake has stopped the sender, and why it did last.
func (b *brake) stopped() (int, string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stops, b.words
}

// count notes an answer that counts and reports whether the sender stops now.
func (b *brake) count(atOnce bool, words string, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.times = append(b.times, now)
	for len(b.times) > 0 && now.Sub(b.times[0]) > brakeSpan {
		b.times = b.times[1:]
	}
	if !atOnce && len(b.times) < brakeAfter {
		return false
	}
	b.times, b.words = nil, words
	b.stops++
	return true
}

// weigh lets the brake know of an outcome, and notes in it when the sender stops.
func (s *Sender) weigh(o Outcome, k permit) Outcome {
	switch {
	case o.answered:
		s.trust.answered()
	case o.Kind == Doubt && s.trust.silence(k):
		how := "does not answer the final dot"
		if o.unclear {
			how = "answers the final dot with neither yes nor no"
		}
		o.Brake = fmt.Sprintf(
			"%s takes letters and %s, %d times in a row, so that nobody knows which of them it delivers (%s)",
			s.Where(), how, silenceAfter, mask(o.Response))
		s.brake.count(true, o.Brake, time.Now())
		return o
	}
	if !o.Refusal.Brake {
		return o
	}
	atOnce := o.Refusal.Cause == news.CauseUs && (o.step == StepConnect || o.step == StepMail)
	words := s.shown(o.Response)
	if o.setup != nil {
		words = fmt.Sprintf("%s %s", s.Where(), mask(o.setup.Error()))
	}
	if s.brake.count(atOnce, words, time.Now()) {
		o.Brake = words
	}
	return o
}

// unreachable is the outcome of a message for which no connection could be had.
func (s *Sender) unreachable(err error) Outcome {
	o := judge(string(StepConnect), err)
	o.Kind, o.Response = Unsent, tidy(err.Error())
	var d *dialError
	if errors.As(err, &d) && d.talk != nil {
		o.Talk = text.Clip(s.hide(d.talk.String()), maxTalk)
	}
	return o
}

// shown is a server's answer as people who are not concerned may read it: without addresses and secrets.
func (s *Sender) shown(words string) string {
	return fmt.Sprintf("%s refuses our letters: %s", s.Where(), mask(words))
}

// hide takes our own secrets out of a server's answer: some servers repeat what they were told.
func (s *Sender) hide(words string) string {
	const least = 4 // characters: a shorter one stands in any text
	for _, plain := range append(s.tokens.secrets(), s.cfg.Password) {
		if len(plain) < least {
			continue
		}
		for _, secret := range []string{
			plain, base64.StdEncoding.EncodeToString([]byte(plain)),
			base64.StdEncoding.EncodeToString([]byte("\x00" + s.cfg.Username + "\x00" + plain)),
		} {
			words = strings.ReplaceAll(words, secret, "***")
		}
	}
	return words
}

var secretIn = regexp.MustCompile(`[A-Za-z0-9+/_-]{40,}={0,2}`)

// WithoutAddresses is a server's answer without whom an address names, and without what looks like a key.
func WithoutAddresses(words string) string { return mask(words) }

// mask hides whom an address names, and what looks like a key.
func mask(words string) string {
	words = addressIn.ReplaceAllStringFunc(words,
		func(a string) string { return "***" + a[strings.LastIndexByte(a, '@'):] })
	return secretIn.ReplaceAllString(words, "***")
}

// tidy makes one line of a server's answer: no control characters, nothing that turns the direction of writing, at most
// maxWords.
func tidy(words string) string {
	words = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(words, string(utf8.RuneError)))
	words = strings.Join(strings.Fields(words), " ")
	if len(words) > maxWords {
		words = text.Clip(words, maxWords-len("…")) + "…"
	}
	return words
}

// judge turns an SMTP step's error into an outcome: by the table of refusals, 5xx of the reader or the letter is final,
// all else may be tried again (RFC 5321 4.2.1).
func judge(step string, err error) Outcome {
	var reply *textproto.Error
	var setup *setupError
	if errors.As(err, &setup) {
		return Outcome{
			Kind: Deferred, Response: tidy(step + ": " + err.Error()), Refusal: isUs, step: StepConnect,
			setup: setup,
		}
	}
	if !errors.As(err, &reply) {
		return Outcome{
			Kind: Deferred, Response: tidy(step + ": " + err.Error()), unclear: unclear(err),
			late: outOfTime(err),
		}
	}
	o := Outcome{Kind: Deferred, Code: reply.Code, Response: tidy(fmt.Sprintf("%s: %d %s", step, reply.Code,
		reply.Msg)), step: stepOf(step)}
	if !refuses(reply.Code) {
		return o
	}
	o.Refusal = Classify(o.step, reply.Code, reply.Msg)
	if o.Refusal.Cause == news.CauseReader || o.Refusal.Cause == news.CauseContent {
		o.Kind = Failed
	}
	return o
}

func stepOf(name string) Step {
	switch s := Step(name); s {
	case StepConnect, StepMail, StepRcpt:
		return s
	}
	return StepData
}
