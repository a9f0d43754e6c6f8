package worker_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"attache/mail"
	"attache/news"
	"attache/store"
	"attache/store/storetest"
	"attache/worker"
)

// behaviours of relays: what they answer, what becomes of the issue and its twelve deliveries at once, how many readers
// are struck off, and what becomes of the deliveries when the relay is mended and the issue goes on.
var behaviours = []struct {
	name   string
	rule   relayRule
	state  news.IssueState
	tally  string
	struck int
	later  string
}{
	{
		"Exim: relaying",
		relayRule{at: "RCPT", answer: "550 relay not permitted"},
		news.IssueHeld, "map[queued:12]", 0,
		"map[sent:12]",
	},
	{
		"Postfix: relaying",
		relayRule{at: "RCPT", answer: "554 5.7.1 <reader@example.org>: Relay access denied"},
		news.IssueHeld, "map[queued:12]", 0, "map[sent:12]",
	},
	{
		"Postfix: relaying, deferred",
		relayRule{at: "RCPT", answer: "454 4.7.1 <reader@example.org>: Relay access denied"},
		news.IssueHeld,
		"map[queued:12]", 0, "map[sent:12]",
	},
	{
		"qmail: relaying",
		relayRule{
			at:     "RCPT",
			answer: "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
		},
		news.IssueHeld,
		"map[queued:12]", 0, "map[sent:12]",
	},
	{
		"a code of the reader, words of us",
		relayRule{at: "RCPT", answer: "550 5.1.1 Rejected: your server is on our block list"},
		news.IssueHeld,
		"map[queued:12]", 0, "map[sent:12]",
	},
	{
		"Postfix: sender not ours",
		relayRule{at: "MAIL", answer: "553 5.7.1 Sender address rejected: not owned by user press"},
		news.IssueHeld,
		"map[queued:12]", 0, "map[sent:12]",
	},
	{
		"Postfix: sender at RCPT",
		relayRule{
			at:     "RCPT",
			answer: "550 5.1.0 <press@press.example.org>: Sender address rejected: User unknown in virtual alias table",
		},
		news.IssueHeld, "map[queued:12]", 0, "map[sent:12]",
	},
	{"bare at MAIL", relayRule{at: "MAIL", answer: "550 no"}, news.IssueHeld, "map[queued:12]", 0, "map[sent:12]"},
	{
		"Gmail: unauthenticated",
		relayRule{at: "DATA", answer: "550 5.7.26 This mail has been blocked because the sender is unauthenticated"},
		news.IssueHeld, "map[queued:12]", 0, "map[sent:12]",
	},
	{
		"Gmail: no PTR",
		relayRule{
			at:     "MAIL",
			answer: "550 5.7.25 The IP address sending this message does not have a PTR record setup",
		},
		news.IssueHeld,
		"map[queued:12]", 0, "map[sent:12]",
	},
	{
		"Gmail: rate",
		relayRule{
			at:     "DATA",
			answer: "550 5.7.28 an unusual rate of unsolicited mail originating from your IP address",
		},
		news.IssueHeld,
		"map[queued:12]", 0, "map[sent:12]",
	},
	{
		"Gmail: TLS",
		relayRule{at: "RCPT", answer: "550 5.7.29 The message must be sent over a TLS connection"},
		news.IssueHeld, "map[queued:12]", 0, "map[sent:12]",
	},
	{
		"Microsoft: authentication",
		relayRule{
			at:     "DATA",
			answer: "550 5.7.515 Access denied, sending domain does not meet the required authentication level",
		},
		news.IssueHeld, "map[queued:12]", 0, "map[sent:12]",
	},
	{
		"SES: not verified",
		relayRule{at: "DATA", answer: "554 Message rejected: Email address is not verified"},
		news.IssueHeld, "map[queued:12]", 0, "map[sent:12]",
	},
	{
		"SendGrid: identity",
		relayRule{at: "DATA", answer: "550 The from address does not match a verified Sender Identity"},
		news.IssueHeld,
		"map[queued:12]", 0, "map[sent:12]",
	},
	{
		"Mail.ru: spam",
		relayRule{
			at:     "DATA",
			answer: "550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=1",
		},
		news.IssueHeld,
		"map[queued:12]", 0, "map[sent:12]",
	},
	{
		"Russian words",
		relayRule{at: "RCPT", answer: "550 Отправитель заблокирован"},
		news.IssueHeld, "map[queued:12]",
		0, "map[sent:12]",
	},
	{
		"too large for the relay",
		relayRule{at: "DATA", answer: "552 5.3.4 Message size exceeds fixed limit"},
		news.IssueHeld, "map[queued:12]", 0, "map[sent:12]",
	},
	{
		"EHLO",
		relayRule{at: "EHLO", answer: "554 5.7.1 your host is not welcome"},
		news.IssueHeld, "map[queued:12]", 0,
		"map[sent:12]",
	},
	{
		"AUTH",
		relayRule{at: "AUTH", answer: "535 5.7.8 authentication failed"},
		news.IssueHeld, "map[queued:12]", 0,
		"map[sent:12]",
	},
	{
		"AUTH, deferred",
		relayRule{at: "AUTH", answer: "454 4.7.0 wrong password"},
		news.IssueHeld, "map[queued:12]", 0,
		"map[sent:12]",
	},
	{"the quota of the day is used up in the middle", relayRule{
		at: "MAIL", after: 5,
		answer: "550 5.4.5 Daily user sending limit exceeded",
	}, news.IssueHeld, "", 0, "map[sent:12]"},
	{
		"one policy answer",
		relayRule{at: "RCPT", who: "r3.", answer: "550 5.7.1 blocked by policy"},
		news.IssueSending,
		"map[deferred:1 sent:11]", 0, "map[sent:12]",
	},
	{"one letter like spam", relayRule{
		at: "DATA", who: "r3.",
		answer: "554 5.7.1 Message rejected under suspicion of SPAM",
	}, news.IssueSent, "map[failed:1 sent:11]", 0, ""},
	{
		"too large for one",
		relayRule{
			at: "DATA", who: "r3.",
			answer: "552 5.2.3 Message size exceeds the limit of this mailbox",
		},
		news.IssueSent, "map[failed:1 sent:11]", 0,
		"",
	},
	{
		"no such user",
		relayRule{
			at: "RCPT", who: "r3.",
			answer: "550 5.1.1 <r3@example.org>: Recipient address rejected: User unknown in relay recipient table",
		},
		news.IssueSent, "map[failed:1 sent:11]", 1, "",
	},
	// r1, r10, r11, r12
	{
		"three are gone",
		relayRule{at: "RCPT", who: "r1", answer: "550 5.1.1 User unknown"},
		news.IssueSent,
		"map[failed:4 sent:8]", 4, "",
	},
	{
		"null MX",
		relayRule{at: "RCPT", who: "r3.", answer: "556 5.1.10 Recipient address has null MX"},
		news.IssueSent,
		"map[failed:1 sent:11]", 1, "",
	},
	{
		"switched off",
		relayRule{
			at: "RCPT", who: "r3.",
			answer: "550 5.2.1 The email account that you tried to reach is disabled",
		},
		news.IssueSent,
		"map[failed:1 sent:11]", 1, "",
	},
	{
		"no such user, bare",
		relayRule{at: "RCPT", who: "r3.", answer: "550 no such user"},
		news.IssueSent,
		"map[failed:1 sent:11]", 0, "",
	},
	{
		"Yandex: no such user",
		relayRule{at: "RCPT", who: "r3.", answer: "550 5.7.1 No such user!"},
		news.IssueSent,
		"map[failed:1 sent:11]", 0, "",
	},
	{
		"no reason, one",
		relayRule{at: "RCPT", who: "r3.", answer: "550 no"},
		news.IssueSending,
		"map[deferred:1 sent:11]", 0, "map[sent:12]",
	},
	{
		"no reason, all",
		relayRule{at: "RCPT", answer: "550 no"},
		news.IssueSending, "map[deferred:12]", 0,
		"map[sent:12]",
	},
	{
		"full",
		relayRule{at: "RCPT", who: "r3.", answer: "552 5.2.2 over quota"},
		news.IssueSending,
		"map[deferred:1 sent:11]", 0, "map[sent:12]",
	},
	{
		"greylisting",
		relayRule{at: "RCPT", answer: "451 4.7.1 greylisted"},
		news.IssueSending, "map[deferred:12]", 0,
		"map[sent:12]",
	},
	{
		"busy",
		relayRule{at: "MAIL", answer: "452 4.3.1 Insufficient system storage"},
		news.IssueSending,
		"map[deferred:12]", 0, "map[sent:12]",
	},
	{
		"offers no STARTTLS",
		relayRule{at: "offer", answer: "no STARTTLS"},
		news.IssueHeld, "map[queued:12]", 0,
		"map[sent:12]",
	},
	{"offers no AUTH", relayRule{at: "offer", answer: "no AUTH"}, news.IssueHeld, "map[queued:12]", 0, "map[sent:12]"},
	{
		"offers no AUTH that we speak",
		relayRule{at: "offer", answer: "only GSSAPI"},
		news.IssueHeld, "map[queued:12]", 0,
		"map[sent:12]",
	},
	{
		"silent after every final dot",
		relayRule{at: "silence", answer: "silence"},
		news.IssueHeld,
		"map[doubt:3 queued:9]", 0, "map[doubt:3 sent:9]",
	},
	{
		"silent for one",
		relayRule{at: "silence", who: "r3.", answer: "silence"},
		news.IssueSending,
		"map[deferred:1 sent:11]", 0, "map[sent:12]",
	},
	{
		"everybody is gone",
		relayRule{at: "RCPT", answer: "550 5.1.1 User unknown"},
		news.IssueHeld, "map[queued:12]", 0,
		"map[sent:12]",
	},
	{
		"everybody is gone, in words",
		relayRule{at: "RCPT", answer: "550 no such user"},
		news.IssueHeld, "map[queued:12]",
		0, "map[sent:12]",
	},
	{
		"everybody is gone after the first",
		relayRule{at: "RCPT", after: 1, who: "r", answer: "550 5.1.1 User unknown"},
		news.IssueHeld, "", 0, "map[sent:12]",
	},
	{
		"hangs up on one",
		relayRule{at: "RCPT", who: "r3.", answer: "hang up"},
		news.IssueSending,
		"map[deferred:1 sent:11]", 0, "map[sent:12]",
	},
}

func TestRelayBehaviours(t *testing.T) {
	const readers = 12
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		heard := newLoud()
		h.pipeline.Log = slog.New(heard)
		r := openRelay(t)
		r.log = h.pipeline.Log
		src := h.source(t, "a")
		h.piece(t, src, "one", time.Hour)
		for n, b := range behaviours {
			t.Run(b.name, func(t *testing.T) {
				d := h.digest(t, func(d *news.Digest) { d.Name = fmt.Sprint("digest", n) })
				subs := make([]news.Subscriber, readers)
				for i := range subs {
					subs[i] = news.Subscriber{
						Email: fmt.Sprintf("r%d.of%d@example.org", i+1, n),
						State: news.SubscriberActive, Digests: []string{d.Name},
					}
				}
				if _, err := storetest.Import(t.Context(), h.store, subs); err != nil {
					t.Fatal(err)
				}
				i := publish(t, h, worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: h.wall.now()})
				r.set(b.rule)
				h.pipeline.Sender = r.sender(t)
				tally, err := h.pipeline.Deliver(t.Context(), i.ID)
				if b.tally != "" {
					check(t, "tally", tally, b.tally)
				} else if sent := tally[news.DeliverySent]; sent < b.rule.after || sent > b.rule.after+3 ||
					tally[news.DeliveryQueued] != readers-sent {
					t.Errorf("tally %v", tally)
				}
				got, e := h.store.Issue(t.Context(), i.ID)
				if e != nil {
					t.Fatal(e)
				}
				check(t, "issue", got.State, b.state)
				check(t, "struck off", struckOff(t, h, d), b.struck)
				said := heard.take()
				var held *news.HeldError
				if is := errors.As(err, &held); is != (b.state == news.IssueHeld) || !is && err != nil {
					t.Errorf("error %v", err)
				}
				if b.state == news.IssueHeld {
					checkHeld(t, h, r, got, held, said)
				} else {
					check(t, "said", said, "[]")
				}
				if b.later == "" {
					return
				}
				r.mend()
				h.pipeline.Sender = r.sender(t) // settings are mended too
				if b.state == news.IssueHeld {
					if _, err := h.store.ReleaseIssue(t.Context(), i.ID, h.wall.now()); err != nil {
						t.Fatal(err)
					}
				} else {
					h.wall.add(5 * time.Minute)
				}
				check(t, "later", deliver(t, h, i.ID), b.later)
				check(t, "issue later", state(t, h, i.ID), news.IssueSent)
				letters, most := r.count()
				again := 0
				if b.name == "silent for one" { // it had taken the letter, and said nothing
					again = 1
				}
				check(t, "letters", letters, readers+again)
				check(t, "most letters to one", most, 1+again)
			})
		}
	})
}

// struckOff counts the readers of a digest who are not active any more.
func struckOff(t *testing.T, h *fixture, d news.Digest) (n int) {
	t.Helper()
	for s, err := range h.store.AllSubscribers(t.Context(), d.Name, "") {
		if err != nil {
			t.Fatal(err)
		}
		if s.State != news.SubscriberActive {
			n++
			if s.State != news.SubscriberBounced || s.Bounced.IsZero() || s.BouncedFor == "" {
				t.Errorf("%s is %s without a reason", s.Email, s.State)
			}
		}
	}
	return n
}

// checkHeld looks at an issue that the brake has stopped: the operator was told once, and knows what the relay says.
func checkHeld(t *testing.T, h *fixture, r *relay, i news.Issue, held *news.HeldError, said []string) {
	t.Helper()
	r.mu.Lock()
	rule, offered := r.rule, r.offered
	r.mu.Unlock()
	_, words, _ := strings.Cut(rule.answer, " ")
	words, _, _ = strings.Cut(words, "<")
	words, _, _ = strings.Cut(words, "http")
	if !strings.Contains(i.Note, strings.TrimSpace(words)) || strings.Contains(i.Note, "reader@") || held == nil ||
		held.Why != i.Note || held.Issue != i.ID {
		t.Errorf("note %q, error %v", i.Note, held)
	}
	if len(said) != 1 || !strings.Contains(said[0], "issue held") {
		t.Errorf("the operator heard %q", said)
	}
	if letters, _ := r.count(); offered-letters > 3+underWay && !strings.Contains(i.Note, "are gone") {
		// three answers, and what the other connections had under way
		t.Errorf("%d letters were offered to a relay that refuses us", offered-letters)
	}
	list, err := h.store.Deliveries(t.Context(), i.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range list {
		if d.Attempts != 0 && d.State != news.DeliverySent && d.State != news.DeliveryDoubt {
			t.Errorf("%s: %d attempts counted", d.Email, d.Attempts)
		}
	}
	if _, err := h.pipeline.Deliver(t.Context(), i.ID); !errors.As(err, &held) {
		t.Errorf("a held issue was delivered: %v", err)
	}
}

// A reader is struck off by the third issue that is refused in words alone, and by none when one was taken in between.
func TestThreeStrikes(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		r := openRelay(t)
		h.pipeline.Sender = r.sender(t)
		d := h.digest(t, func(d *news.Digest) { d.SendEmpty = true })
		h.readers(t, d, 2)
		for day, want := range []struct {
			answer string
			struck int
		}{
			{"550 no such user", 0},
			{"550 Пользователь не найден", 0},
			{"", 0},
			{"550 no such user", 0},
			{"553 mailbox name not allowed", 0},
			{"550 5.0.0 Benutzer unbekannt", 1},
			{"", 1},
		} {
			r.set(relayRule{at: "RCPT", who: "reader1@", answer: want.answer})
			if want.answer == "" {
				r.mend()
			}
			i := publish(t, h, worker.Order{
				Digest: d, Slot: fmt.Sprintf("2026-11-%dT07:00 Asia/Almaty", 23+day),
				At: h.wall.now(),
			})
			deliver(t, h, i.ID)
			check(t, fmt.Sprint("struck off on day ", day), struckOff(t, h, d), want.struck)
			h.wall.add(24 * time.Hour)
		}
	})
}

// With serve running, the clock leaves an issue alone that the brake has stopped, and says so once.
func TestServeLeavesAHeldIssueAlone(t *testing.T) {
	h := build(t, onSQLite(t))
	r := openRelay(t)
	r.set(relayRule{at: "RCPT", answer: "550 relay not permitted"})
	h.pipeline.Sender = r.sender(t)
	h.pipeline.Config.Shares, h.pipeline.Config.Chunk = 4, 10
	i, _ := approved(t, h, 60, nil)
	heard := h.listen()
	stop := h.serving(t)
	await(t, heard, "issue held: its sending has stopped; nobody was struck off for it", 1)
	h.wall.add(12 * time.Hour) // long past the time when an issue that is only approved is missed
	for range 3 {
		<-h.ticks
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	check(t, "issue", state(t, h, i.ID), news.IssueHeld)
	tally, err := h.store.Tally(t.Context(), i.ID)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "tally", tally, "map[queued:60]")
}

// Of two processes that send one issue the first whose brake trips holds it for both; the other stops at its next
// batch.
func TestBrakeInOneOfTwoProcesses(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		i, d := approved(t, h, 40, nil)
		other, err := store.Open(t.Context(), store.Config{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { other.Close() })
		r := openRelay(t)
		r.set(relayRule{at: "RCPT", answer: "550 relay not permitted"})
		second := worker.Pipeline{
			Store: other, Sender: r.sender(t), Links: plainLinks{}, Domain: "press.example.org",
			Now: h.wall.now, Config: h.pipeline.Config,
		}
		var once sync.Once
		h.post.intake = func(context.Context, []mail.Message) {
			once.Do(func() { // while the first has a batch of eight in hand
				var held *news.HeldError
				if _, err := second.Deliver(t.Context(), i.ID); !errors.As(err, &held) {
					t.Errorf("the second: %v", err)
				}
			})
		}
		var held *news.HeldError
		tally, err := h.pipeline.Deliver(t.Context(), i.ID)
		if !errors.As(err, &held) || !strings.Contains(held.Why, "relay not permitted") {
			t.Errorf("the first: %v", err)
		}
		check(t, "tally", tally, "map[queued:32 sent:8]")
		check(t, "struck off", struckOff(t, h, d), 0)
	})
}

// TestTortureRefusals sends a large issue to a relay that refuses all as unauthenticated: nobody is struck off, and it
// is held once.
func TestTortureRefusals(t *testing.T) {
	readers := 1000
	if os.Getenv("ATTACHE_TORTURE") != "" {
		readers = 10_000
	}
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		heard := newLoud()
		h.pipeline.Log = slog.New(heard)
		r := openRelay(t)
		r.log = h.pipeline.Log
		r.set(relayRule{
			at:     "DATA",
			answer: "550 5.7.26 This mail has been blocked because the sender is unauthenticated.",
		})
		h.pipeline.Sender = r.sender(t)
		d := h.digest(t, nil)
		var subs []news.Subscriber
		for n := range readers {
			subs = append(subs, news.Subscriber{
				Email: reader(n), State: news.SubscriberActive,
				Digests: []string{d.Name},
			})
		}
		for part := range slices.Chunk(subs, 1000) {
			if _, err := storetest.Import(t.Context(), h.store, part); err != nil {
				t.Fatal(err)
			}
		}
		h.piece(t, h.source(t, "a"), "one", time.Hour)
		i := publish(t, h, worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: breakfast})
		start := time.Now()
		var held *news.HeldError
		tally, err := h.pipeline.Deliver(t.Context(), i.ID)
		if !errors.As(err, &held) {
			t.Fatalf("not held: %v", err)
		}
		r.mu.Lock()
		offered := r.offered
		r.mu.Unlock()
		t.Logf("%d readers: held after %d letters offered, in %s", readers, offered,
			time.Since(start).Round(time.Millisecond))
		check(t, "tally", tally, fmt.Sprintf("map[queued:%d]", readers))
		check(t, "struck off", struckOff(t, h, d), 0)
		check(t, "times the operator heard of it", len(heard.take()), 1)
		r.mend()
		if _, err := h.store.ReleaseIssue(t.Context(), i.ID, h.wall.now()); err != nil {
			t.Fatal(err)
		}
		check(t, "when it is mended", deliver(t, h, i.ID), fmt.Sprintf("map[sent:%d]", readers))
		letters, most := r.count()
		check(t, "letters", letters, readers)
		check(t, "most letters to one", most, 1)
		check(t, "issue", state(t, h, i.ID), news.IssueSent)
	})
}
