package mail

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"
)

// The first digit of an answer says what the server has done, at every step (RFC 5321 4.2.1); what is neither yes nor
// no after the final dot is doubt.
func TestTheFirstDigitDecides(t *testing.T) {
	tests := []struct {
		name, mail, rcpt, data, dot string
		want                        OutcomeKind
		code                        int
	}{
		{name: "200 fine", dot: "200 fine", want: Sent, code: 200},
		{name: "251 ok", dot: "251 ok", want: Sent, code: 251},
		{name: "252 ok", dot: "252 ok", want: Sent, code: 252},
		{name: "299", dot: "299", want: Sent, code: 299},
		{name: "two lines", dot: "250-queued\r\n250 as 17", want: Sent, code: 250},
		{name: "a long line", dot: "250 " + strings.Repeat("x", 9000), want: Sent, code: 250},
		{name: "a line without an end", dot: strings.Repeat("x", 1<<20), want: Doubt},
		{name: "lines without an end", dot: strings.Repeat("250-x\r\n", 2*maxLines), want: Doubt},
		{name: "digits and a letter", dot: "250x", want: Doubt},
		{name: "two digits", dot: "25", want: Doubt},
		{name: "554 alone", dot: "554", want: Failed, code: 554},
		{name: "221 closing", dot: "221 taken, bye", want: Sent, code: 221},
		{name: "354 again", dot: "354 more", want: Doubt},
		{name: "199", dot: "199 wait", want: Doubt},
		{name: "699", dot: "699 what", want: Doubt},
		{name: "no number", dot: "thank you very much", want: Doubt},
		{name: "an empty line", dot: " ", want: Doubt},
		{name: "two codes in one answer", dot: "250-yes\r\n550 no", want: Failed, code: 550},
		{name: "452", dot: "452 later", want: Deferred, code: 452},
		{name: "554", dot: "554 no", want: Failed, code: 554},
		{name: "MAIL 253", mail: "253 ok", want: Sent, code: 250},
		{name: "MAIL 200", mail: "200 ok", want: Sent, code: 250},
		{name: "MAIL 354", mail: "354 ok", want: Deferred, code: 354},
		{name: "RCPT 251", rcpt: "251 will forward", want: Sent, code: 250},
		{name: "RCPT 252", rcpt: "252 will try", want: Sent, code: 250},
		{name: "RCPT 354", rcpt: "354 go on", want: Deferred, code: 354},
		{name: "RCPT nonsense", rcpt: "who?", want: Deferred},
		{name: "DATA 350", data: "350 go on", want: Sent, code: 250},
		{name: "DATA 250", data: "250 ok", want: Deferred, code: 250},
	}
	or := func(s, other string) string {
		if s == "" {
			s = other
		}
		return "> " + s
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			port := script(t, "> 220 hi", "< EHLO", "> 250 sink", "< MAIL", or(c.mail, "250 ok"), "< RCPT",
				or(c.rcpt, "250 ok"),
				"< DATA", or(c.data, "354 go on"), "<.", or(c.dot, "250 ok"), "hang")
			s := sender(t, Config{
				Host: "127.0.0.1", Port: port, Security: NoTLS, Connections: 1,
				Timeout: 5 * time.Second, FinalTimeout: 5 * time.Second,
			})
			if o := send(t, s, "a@example.org")[0]; o.Kind != c.want || o.Code != c.code {
				t.Errorf("%+v, want %s %d", o, c.want, c.code)
			}
		})
	}
}

// A server that answers every final dot with neither yes nor no is as bad as a silent one: three such answers in a row
// stop the sender.
func TestNonsenseAfterTheDotStopsTheSender(t *testing.T) {
	port := script(t, "> 220 hi", "< EHLO", "> 250 sink", "< MAIL", "> 250 ok", "< RCPT", "> 250 ok", "< DATA",
		"> 354 go on", "<.", "> 354 more")
	s := sender(t, Config{Host: "127.0.0.1", Port: port, Security: NoTLS, Connections: 2})
	n := map[OutcomeKind]int{}
	for _, o := range send(t, s, "a@e.org", "b@e.org", "c@e.org", "d@e.org", "e@e.org", "f@e.org") {
		n[o.Kind]++
		if o.Kind == Unsent && !strings.Contains(o.Brake, "neither yes nor no") {
			t.Errorf("%+v", o)
		}
	}
	if n[Doubt] != silenceAfter || n[Unsent] != 3 {
		t.Errorf("%v", n)
	}
}

// An address cannot smuggle in a command.
func TestNoCommandOfTwoLines(t *testing.T) {
	b := &inbox{}
	s := sender(t, Config{Host: "127.0.0.1", Port: serve(t, b, nil), Security: NoTLS, Connections: 1})
	for _, o := range send(t, s, "a@example.org>\r\nRSET", "a\n@example.org") {
		if o.Kind == Sent {
			t.Errorf("%+v", o)
		}
	}
}

// A server that lets letters wait before the final dot costs three timeouts, not one for each letter, at whatever step.
func TestAMuteServerCostsThreeTimeouts(t *testing.T) {
	steps := []string{"< MAIL", "> 250 ok", "< RCPT", "> 250 ok", "< DATA", "> 354 go on"}
	const limit = 100 * time.Millisecond
	for name, n := range map[string]int{"MAIL": 0, "RCPT": 2, "DATA": 4} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play := append([]string{"> 220 hi", "< EHLO", "> 250 sink"}, steps[:n]...)
			w := watch(t, append(play, "hang")...)
			s := sender(t, Config{Host: "127.0.0.1", Port: w.port, Security: NoTLS, Connections: 3, Timeout: limit})
			kinds := map[OutcomeKind]int{}
			for _, o := range send(t, s, strings.Fields(strings.Repeat("a@example.org ", 30))...) {
				kinds[o.Kind]++
				if o.Brake != "" || o.Refusal != (Refusal{}) || o.Mute != (o.Kind == Unsent) || o.Kind == Unsent &&
					!strings.Contains(o.Response, name) {
					t.Errorf("%+v", o)
				}
			}
			if kinds[Deferred] != muteAfter || kinds[Unsent] != 30-muteAfter || w.opened.Load() != muteAfter {
				t.Errorf("%v, %d connections", kinds, w.opened.Load())
			}
		})
	}
	t.Run("one slow reader among others", func(t *testing.T) {
		b := laneBatch{}
		for range 5 {
			b.heard(Outcome{Kind: Deferred, late: true})
			b.heard(Outcome{Kind: Deferred, late: true})
			b.heard(Outcome{Kind: Sent})
		}
		if why := b.isMute(); why != "" {
			t.Error(why)
		}
	})
}

// The order to stop gives letters under way a short grace; what is silent after the dot is in doubt then, the rest was
// not sent.
func TestStopDoesNotWaitForASilentServer(t *testing.T) {
	hello := []string{"> 220 hi", "< EHLO", "> 250 sink", "< MAIL", "> 250 ok"}
	for name, c := range map[string]struct {
		play []string
		want OutcomeKind
	}{
		"after the dot": {append(append([]string{}, hello...), "< RCPT", "> 250 ok", "< DATA", "> 354 go on", "<.",
			"hang"), Doubt},
		"at RCPT": {append(append([]string{}, hello...), "hang"), Unsent},
	} {
		t.Run(name, func(t *testing.T) {
			s := sender(t, Config{
				Host: "127.0.0.1", Port: script(t, c.play...), Security: NoTLS, Connections: 1, Timeout: time.Minute,
				FinalTimeout: time.Minute,
			})
			s.grace = 50 * time.Millisecond
			ctx, cancel := context.WithCancel(t.Context())
			go func() {
				for s.UnderWay() == 0 {
					runtime.Gosched()
				}
				cancel()
			}()
			begun := time.Now()
			var got []OutcomeKind
			s.Send(ctx, []Message{sample("a@e.org"), sample("b@e.org")}, nil,
				func(_ int, o Outcome) { got = append(got, o.Kind) })
			if len(got) != 2 || got[0] != c.want && got[1] != c.want || s.UnderWay() != 0 {
				t.Errorf("%v, %d under way", got, s.UnderWay())
			}
			if took := time.Since(begun); took > 20*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}
