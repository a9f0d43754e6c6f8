package queue

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// TestListener: what is woken while nobody waits is kept, each queue once, in order.
func TestListener(t *testing.T) {
	l := newListener()
	for _, queue := range []string{queuePoll, queueDeliver, queuePoll} {
		l.wake(queue)
	}
	for _, queue := range []string{queuePoll, queueDeliver} {
		n, err := l.WaitForNotification(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n.Topic != insertTopic || n.Payload != `{"queue":"`+queue+`"}` {
			t.Errorf("got %+v, want %s", n, queue)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if n, err := l.WaitForNotification(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("nothing was woken, and there is %+v, %v", n, err)
	}
	l.wake(queuePoll)
	if _, err := l.WaitForNotification(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestWakeLater: the queue of a job that is to be worked on again is woken when it is due, the earliest first.
func TestWakeLater(t *testing.T) {
	l := newListener()
	events, ended := make(chan *river.Event), make(chan struct{})
	go func() { defer close(ended); l.wakeLater(events) }()
	now := time.Now()
	for queue, wait := range map[string]time.Duration{queueDeliver: 100 * time.Millisecond, queuePublish: time.Hour} {
		events <- &river.Event{Job: &rivertype.JobRow{Queue: queue, ScheduledAt: now.Add(wait)}}
	}
	events <- &river.Event{Job: &rivertype.JobRow{Queue: queuePoll, ScheduledAt: now}}
	for _, queue := range []string{queuePoll, queueDeliver} {
		n, err := l.WaitForNotification(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n.Payload != `{"queue":"`+queue+`"}` {
			t.Errorf("got %s, want %s", n.Payload, queue)
		}
	}
	if since := time.Since(now); since < 100*time.Millisecond {
		t.Errorf("woken after %s, before it was due", since)
	}
	close(events)
	receive(t, "the end", ended)
	if len(l.pending) > 0 {
		t.Errorf("woken too early: %q", l.pending)
	}
}
