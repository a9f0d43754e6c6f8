package worker

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
	bell *bell
}

// GetListener returns the listener that the process itself rings.
func (d quietDriver) GetListener(*riverdriver.GetListenenerParams) riverdriver.Listener {
	return d.bell
}

// bell is a riverdriver.Listener that is rung in the same process. What is rung while nobody waits is kept, once for
// each queue.
type bell struct {
	mu      sync.Mutex
	pending []string      // queues with new jobs, each once
	rung    chan struct{} // holds one token while something is pending
}

func newBell() *bell { return &bell{rung: make(chan struct{}, 1)} }

// ring wakes the producer of a queue: it has a job to fetch.
func (b *bell) ring(queue string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, q := range b.pending {
		if q == queue {
			return
		}
	}
	b.pending = append(b.pending, queue)
	b.token()
}

func (b *bell) token() {
	select {
	case b.rung <- struct{}{}:
	default:
	}
}

// WaitForNotification returns the next queue that was rung for.
func (b *bell) WaitForNotification(ctx context.Context) (*riverdriver.Notification, error) {
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-b.rung:
		}
		b.mu.Lock()
		if len(b.pending) == 0 {
			b.mu.Unlock()
			continue
		}
		queue := b.pending[0]
		b.pending = b.pending[1:]
		if len(b.pending) > 0 {
			b.token()
		}
		b.mu.Unlock()
		payload, err := json.Marshal(map[string]string{"queue": queue})
		if err != nil {
			return nil, fmt.Errorf("wake the queue %s: %w", queue, err)
		}
		return &riverdriver.Notification{Topic: insertTopic, Payload: string(payload)}, nil
	}
}

// The rest of riverdriver.Listener: there is no connection.

func (b *bell) Close(context.Context) error            { return nil }
func (b *bell) Connect(context.Context) error          { return nil }
func (b *bell) Listen(context.Context, string) error   { return nil }
func (b *bell) Ping(context.Context) error             { return nil }
func (b *bell) Schema() string                         { return "" }
func (b *bell) SetAfterConnectExec(string)             {}
func (b *bell) Unlisten(context.Context, string) error { return nil }

// again rings for jobs that are to be worked on again: snoozed ones at once, failed ones when their wait is over. It
// ends when events is closed.
func (b *bell) again(events <-chan *river.Event) {
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
				b.ring(queue)
				delete(due, queue)
				continue
			}
			next = min(next, wait)
		}
		timer.Reset(next)
	}
}
