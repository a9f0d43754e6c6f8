package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

// insertTopic is the topic under which River's producers listen for new jobs
// (NotificationTopicInsert of github.com/riverqueue/river/internal/notifier).
const insertTopic = "river_insert"

// quietDriver is River's SQLite driver with another listener. The driver's own asks the database every 50 ms for
// notifications of other processes, which costs some 2 to 8 % of a core around the clock. One process serves a SQLite
// file, so it tells itself.
type quietDriver struct {
	*riversqlite.Driver
	listener *localListener
}

// GetListener returns the listener that the process itself wakes.
func (d quietDriver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener {
	return d.listener
}

// localListener is a riverdriver.Listener that is woken in the same process. What is woken while nobody waits is kept,
// once for each queue.
type localListener struct {
	mu      sync.Mutex
	pending []string      // queues with new jobs, each once
	woken   chan struct{} // holds one token while something is pending
}

func newListener() *localListener { return &localListener{woken: make(chan struct{}, 1)} }

// wake wakes the producer of a queue: it has a job to fetch.
func (l *localListener) wake(queue string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, q := range l.pending {
		if q == queue {
			return
		}
	}
	l.pending = append(l.pending, queue)
	l.token()
}

func (l *localListener) token() {
	select {
	case l.woken <- struct{}{}:
	default:
	}
}

// WaitForNotification returns the next queue that was woken.
func (l *localListener) WaitForNotification(ctx context.Context) (*riverdriver.Notification, error) {
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-l.woken:
		}
		l.mu.Lock()
		if len(l.pending) == 0 {
			l.mu.Unlock()
			continue
		}
		queue := l.pending[0]
		l.pending = l.pending[1:]
		if len(l.pending) > 0 {
			l.token()
		}
		l.mu.Unlock()
		payload, err := json.Marshal(map[string]string{"queue": queue})
		if err != nil {
			return nil, fmt.Errorf("wake the queue %s: %w", queue, err)
		}
		return &riverdriver.Notification{Topic: insertTopic, Payload: string(payload)}, nil
	}
}

// The rest of riverdriver.Listener: there is no connection.

func (l *localListener) Close(context.Context) error            { return nil }
func (l *localListener) Connect(context.Context) error          { return nil }
func (l *localListener) Listen(context.Context, string) error   { return nil }
func (l *localListener) Ping(context.Context) error             { return nil }
func (l *localListener) Schema() string                         { return "" }
func (l *localListener) SetAfterConnectExec(string)             {}
func (l *localListener) Unlisten(context.Context, string) error { return nil }

// wakeLater wakes the queues of jobs that are to be worked on again: snoozed ones at once, failed ones when their wait
// is over. It ends when events is closed.
func (l *localListener) wakeLater(events <-chan *river.Event) {
	due := map[string]time.Time{} // by queue
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		select {
		case e, ok := <-events:
			if !ok {
				return
			}
			at := e.Job.ScheduledAt
			if was, waits := due[e.Job.Queue]; !waits || at.Before(was) {
				due[e.Job.Queue] = at
			}
		case <-timer.C:
		}
		next := time.Hour
		for queue, at := range due {
			wait := time.Until(at)
			if wait <= 0 {
				l.wake(queue)
				delete(due, queue)
				continue
			}
			next = min(next, wait)
		}
		timer.Reset(next)
	}
}
