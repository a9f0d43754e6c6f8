package worker_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"attache/mail"
	"attache/news"
	"attache/worker"
)

// monitoring is a heartbeat service that keeps what it is told: the end of the address and the body.
func monitoring(t *testing.T, answer func(w http.ResponseWriter, n int)) (base string, calls chan string) {
	t.Helper()
	calls = make(chan string, 100)
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		if answer != nil {
			answer(w, int(n.Add(1)))
		}
		calls <- strings.TrimPrefix(r.URL.Path, "/secret-key/") + " " + string(body)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/secret-key", calls
}

func heard(t *testing.T, calls chan string) string {
	t.Helper()
	select {
	case c := <-calls:
		return c
	case <-time.After(waitLimit):
		t.Fatal("nobody calls the heartbeat address")
		return ""
	}
}

func TestHeartbeatOfASlot(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		base, calls := monitoring(t, nil)
		h.pipeline.Alarm.Heartbeat = base + "/{digest}"
		h.source(t, "a")
		h.readers(t, h.digest(t, nil), 1)
		h.serving(t)
		check(t, "before", heard(t, calls), "daily/start 2026-11-23T07:00 Asia/Almaty")
		if got := heard(t, calls); !strings.HasPrefix(got, "daily 2026-11-23T07:00 Asia/Almaty: issue 1 is empty") {
			t.Errorf("after: %s", got)
		}
	})
}

func TestHeartbeatOfAFailure(t *testing.T) {
	h := build(t, onSQLite(t))
	var log strings.Builder
	base, calls := monitoring(t, func(w http.ResponseWriter, n int) {
		if n == 2 {
			w.WriteHeader(http.StatusInternalServerError) // asked once more
		}
	})
	h.pipeline.Alarm.Heartbeat = base
	records := h.listen()
	h.edit.err = errDown
	h.source(t, "a")
	h.readers(t, h.digest(t, nil), 1)
	h.serving(t)
	check(t, "before", heard(t, calls), "start 2026-11-23T07:00 Asia/Almaty")
	await(t, records, "job failed", 1)
	h.tick(t)
	if len(calls) > 0 {
		t.Errorf("told before the slot's time is over: %s", <-calls)
	}
	h.wall.add(16 * time.Minute)
	for range 2 {
		got := heard(t, calls)
		if !strings.HasPrefix(got, "fail 2026-11-23T07:00 Asia/Almaty: ") || !strings.Contains(got, "down") {
			t.Errorf("failure: %s", got)
		}
	}
	for len(records) > 0 {
		r := <-records
		fmt.Fprintln(&log, r.Message)
	}
	if strings.Contains(log.String(), "secret-key") {
		t.Error("the address is in the log")
	}
}

// TestHeartbeatTellsEachSlotOnce serves from two processes: each slot begins once and ends once, in success when its
// letters have left or nothing is to leave, and in failure when they have not.
func TestHeartbeatTellsEachSlotOnce(t *testing.T) {
	refuses := func(h *fixture) {
		h.post.answers = map[string][]mail.Outcome{}
		for n := range 3 {
			h.post.answers[reader(n)] = slices.Repeat([]mail.Outcome{{
				Kind: mail.Deferred, Code: 550, Response: "550 relay not permitted", Brake: "550 relay not permitted",
			}}, 50)
		}
	}
	for _, test := range []struct {
		name string
		set  func(t *testing.T, h *fixture, d *news.Digest)
		want string // beginning of the last call
	}{
		{"letters leave", func(*testing.T, *fixture, *news.Digest) {}, "daily %s: issue %d is sent; sent: 2 of 2 letters"},
		{
			"the relay refuses", func(_ *testing.T, h *fixture, _ *news.Digest) { refuses(h) },
			"daily/fail %s: issue %d is held; sent: 0 of 2 letters",
		},
		{"a reader is deferred for an hour", func(_ *testing.T, h *fixture, _ *news.Digest) {
			h.post.answers = map[string][]mail.Outcome{
				reader(1): slices.Repeat([]mail.Outcome{{Kind: mail.Deferred, Code: 451, Response: "451 later"}}, 50),
			}
		}, "daily/fail %s: issue %d is sending; sent: 1 of 2 letters"},
		{"a person is to approve", func(t *testing.T, h *fixture, d *news.Digest) {
			d.Approval = news.ApproveHold
			if err := h.store.PutDigest(t.Context(), d); err != nil {
				t.Fatal(err)
			}
		}, "daily %s: issue %d is held for approval"},
		{"nobody subscribes", func(t *testing.T, h *fixture, _ *news.Digest) {
			for n := range 2 {
				if err := h.store.DeleteSubscriber(t.Context(), reader(n+1), time.Now()); err != nil {
					t.Fatal(err)
				}
			}
		}, "daily/fail %s: issue %d went to nobody: nobody subscribes to it"},
	} {
		t.Run(test.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, url string) {
				h := build(t, url)
				base, calls := monitoring(t, nil)
				h.pipeline.Alarm.Heartbeat = base + "/{digest}"
				src := h.source(t, "a")
				d := h.digest(t, nil)
				h.readers(t, d, 2)
				test.set(t, h, &d)
				records := h.listen()
				other := h.second(t)
				h.wall.set(breakfast.Add(-time.Minute))
				for day := range 2 {
					slot := breakfast.Add(time.Duration(day) * aDay)
					h.wall.set(slot.Add(-time.Minute))
					h.piece(t, src, fmt.Sprint("piece ", day), time.Hour)
					if day == 0 {
						h.serving(t)
						if h.store.Pool() != nil {
							other.serving(t)
						}
					}
					h.tick(t)
					h.wall.set(slot.Add(time.Second))
					key := slot.Format("2006-01-02") + "T07:00 Asia/Almaty"
					check(t, "before", heard(t, calls), "daily/start "+key)
					await(t, records, "issue composed", 1)
					var last string
					for last == "" {
						select {
						case last = <-calls:
						default:
							h.tick(t)
							if strings.Contains(test.want, "sending") { // that it does not get out takes an hour
								h.wall.add(10 * time.Minute)
							}
						}
					}
					if want := fmt.Sprintf(test.want, key, day+1); !strings.HasPrefix(last, want) {
						t.Errorf("day %d: %s, want %s", day, last, want)
					}
					h.wall.add(2 * time.Hour)
					for range 3 {
						h.tick(t)
					}
					if len(calls) > 0 {
						t.Errorf("day %d: told again: %s", day, <-calls)
					}
				}
			})
		})
	}
}

func TestHeartbeatThatHangsDelaysNothing(t *testing.T) {
	h := build(t, onSQLite(t))
	release := make(chan struct{})
	base, _ := monitoring(t, func(http.ResponseWriter, int) { <-release })
	t.Cleanup(func() { close(release) }) // before the server is closed
	h.pipeline.Alarm.Heartbeat = base
	records := h.listen()
	h.source(t, "a")
	h.readers(t, h.digest(t, nil), 1)
	h.serving(t)
	await(t, records, "issue composed", 1)
}

// alarmed lists the alarm mails that were taken.
func alarmed(h *fixture) []mail.Message {
	h.post.mu.Lock()
	defer h.post.mu.Unlock()
	var all []mail.Message
	for _, m := range h.post.got {
		if strings.HasPrefix(m.Subject, "attache: ") {
			all = append(all, m)
		}
	}
	return all
}

const alarmLogged = "an issue did not come as it should"

func TestAlarmWhenNothingIsPublished(t *testing.T) {
	onBoth(t, func(t *testing.T, url string) {
		h := build(t, url)
		records := h.listen()
		h.pipeline.Alarm.To = []string{"ops@example.org", "chief@example.org"}
		h.edit.err = errDown
		h.source(t, "a")
		h.readers(t, h.digest(t, nil), 1)
		h.wall.set(breakfast.Add(-time.Minute))
		h.serving(t)
		h.tick(t)
		h.wall.set(breakfast.Add(time.Second))
		await(t, records, "job failed", 1)
		h.tick(t)
		h.wall.set(breakfast.Add(14 * time.Minute))
		h.tick(t)
		check(t, "mails too early", len(alarmed(h)), 0)
		h.wall.set(breakfast.Add(16 * time.Minute))
		await(t, records, alarmLogged, 1)
		// A second process beside it raises nothing, nor do later looks.
		other := h.second(t)
		other.serving(t)
		other.tick(t)
		for range 3 {
			h.wall.add(10 * time.Minute)
			h.tick(t)
			other.tick(t)
		}
		got := alarmed(h)
		check(t, "mails", len(got), 2)
		if !strings.Contains(got[0].Text, "down") || !strings.Contains(got[0].Text, "attache check --last daily") {
			t.Errorf("the mail says neither why nor what to do: %s", got[0].Text)
		}
	})
}

func TestAlarmThatCannotBeMailed(t *testing.T) {
	h := build(t, onSQLite(t))
	records := h.listen()
	base, calls := monitoring(t, nil)
	h.pipeline.Alarm = worker.AlarmConfig{To: []string{"ops@example.org"}, Heartbeat: base}
	h.edit.err = errDown
	h.post.answers = map[string][]mail.Outcome{"ops@example.org": {{Kind: mail.Unsent, Response: "no connection"}}}
	h.source(t, "a")
	h.readers(t, h.digest(t, nil), 1)
	h.wall.set(breakfast.Add(-time.Minute))
	h.serving(t)
	h.tick(t)
	h.wall.set(breakfast.Add(16 * time.Minute))
	await(t, records, "an alarm could not be raised", 1)
	for !strings.HasPrefix(heard(t, calls), "fail 2026-11-23T07:00 Asia/Almaty: no issue was composed.") {
	}
	check(t, "mails", len(alarmed(h)), 0)
	h.wall.add(6 * time.Minute) // mail is back
	await(t, records, alarmLogged, 1)
	for len(alarmed(h)) == 0 {
		h.tick(t)
	}
	check(t, "mails", len(alarmed(h)), 1)
}

func TestAlarmOfWhatDoesNotGetOut(t *testing.T) {
	for _, test := range []struct {
		name string
		kind string
		set  func(t *testing.T, h *fixture, i news.Issue)
	}{
		{"still sending after an hour", "unsent", func(t *testing.T, h *fixture, i news.Issue) {
			h.post.answers = map[string][]mail.Outcome{reader(1): {
				{Kind: mail.Deferred, Response: "451 later"},
				{Kind: mail.Deferred, Response: "451 later"},
				{Kind: mail.Deferred, Response: "451 later"},
				{Kind: mail.Deferred, Response: "451 later"},
			}}
			if _, err := h.pipeline.Deliver(t.Context(), i.ID); err != nil {
				t.Fatal(err)
			}
		}},
		{"held by the mail server", "refused", func(t *testing.T, h *fixture, i news.Issue) {
			if _, err := h.store.Enqueue(t.Context(), i.ID, h.wall.now()); err != nil {
				t.Fatal(err)
			}
			if _, err := h.store.MoveIssue(t.Context(), i.ID, news.IssueSending, news.IssueHeld,
				"550 relay not permitted", h.wall.now()); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, url string) {
				h := build(t, url)
				records := h.listen()
				src := h.source(t, "a")
				d := h.digest(t, nil)
				h.readers(t, d, 2)
				h.piece(t, src, "one", time.Hour)
				h.pipeline.Alarm.To = []string{"ops@example.org"}
				i := publish(t, h, worker.Order{Digest: d, Slot: "2026-11-23T07:00 Asia/Almaty", At: breakfast})
				test.set(t, h, i)
				h.wall.add(61 * time.Minute)
				h.post.sending = func(_ context.Context, m mail.Message) {}
				h.serving(t)
				for { // the record of this alarm
					r := <-records
					if r.Message == alarmLogged {
						break
					}
				}
				for len(alarmed(h)) == 0 {
					h.tick(t)
				}
				h.tick(t)
				check(t, "mails", len(alarmed(h)), 1)
				if m := alarmed(h)[0]; !strings.Contains(m.Text, "of 2 letters") ||
					!strings.Contains(m.Subject, "does not get out") {
					t.Errorf("%s\n%s", m.Subject, m.Text)
				}
			})
		})
	}
}

func TestAlarmConfig(t *testing.T) {
	for _, test := range []struct {
		c    worker.AlarmConfig
		want string // field of the mistake; "" = fine
	}{
		{worker.AlarmConfig{}, ""},
		{worker.AlarmConfig{
			To: []string{"a@example.org"}, After: time.Minute, Unsent: 24 * time.Hour,
			Heartbeat: "http://127.0.0.1:8000/ping/x",
		}, ""},
		{worker.AlarmConfig{Heartbeat: "https://hc-ping.com/key/{digest}"}, ""},
		{worker.AlarmConfig{To: []string{"a@example.org", "Chief <b@example.org>"}}, "to[1]"},
		{worker.AlarmConfig{After: -time.Minute}, "after"},
		{worker.AlarmConfig{After: time.Second}, "after"},
		{worker.AlarmConfig{Unsent: 25 * time.Hour}, "unsent"},
		{worker.AlarmConfig{Heartbeat: "hc-ping.com/key"}, "heartbeat"},
		{worker.AlarmConfig{Heartbeat: "file:///etc/passwd"}, "heartbeat"},
		{worker.AlarmConfig{Heartbeat: "https://hc-ping.com/key?x=1"}, "heartbeat"},
	} {
		err := test.c.Validate()
		var invalid *news.InvalidError
		got := ""
		if errors.As(err, &invalid) {
			got = invalid.Field
		}
		if got != test.want || (err == nil) != (test.want == "") {
			t.Errorf("%+v: %v", test.c, err)
		}
		if err != nil && strings.Contains(err.Error(), "key") {
			t.Errorf("the mistake quotes the address: %v", err)
		}
	}
}
