package hooks

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/text"
)

// Bounds of sending.
const (
	tryLimit    = 10 * time.Second // one try, from connecting to the end of the answer
	leaseOf     = 5 * time.Minute  // after which a message whose sender vanished is taken again
	atOnce      = 8                // messages taken at a time; all of them one after another take less than leaseOf
	mostAnswer  = 4 << 10          // bytes of an answer that are read
	keptAnswer  = 200              // bytes of it that are kept
	lookEvery   = 5 * time.Second  // between looks for messages that are due
	jitter      = 0.2              // of a wait: receivers that were down are not all asked in the same second
	retryAtMost = 24 * time.Hour   // of a receiver's own wish (Retry-After)
)

// waits are those between the tries of a message (the schedule that Standard Webhooks suggests): ten tries in three
// days and a half.
var waits = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour,
	20 * time.Hour, 24 * time.Hour,
}

// Store is what sending needs. Package store implements it.
type Store interface {
	Hook(ctx context.Context, id int64) (newsroom.Hook, error) // wraps news.ErrNotFound
	// MessagesDue reports whether there is something to take; TakeMessages lends messages with one try more.
	MessagesDue(ctx context.Context, now time.Time) (bool, error)
	TakeMessages(ctx context.Context, now, lease time.Time, limit int) ([]newsroom.HookMessage, error)
	// RecordMessage writes how a try ended; off, when it is set, is why the webhook is switched off.
	RecordMessage(ctx context.Context, m newsroom.HookMessage, off string) error
	AddTest(ctx context.Context, hook int64, at, lease time.Time) (newsroom.HookMessage, error)
}

// Sender posts messages.
type Sender struct {
	Store     Store
	Transport http.RoundTripper // decides which addresses may be reached
	Base      string            // address of the API
	Agent     string            // User-Agent
	Now       func() time.Time
	Log       *slog.Logger
}

// Run sends what is due until ctx ends. may reports whether anything may be sent now: not after a restore that nobody
// confirmed.
func (s *Sender) Run(ctx context.Context, may func(context.Context) bool) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if may(ctx) {
			if err := s.Drain(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("webhooks could not be told", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Drain sends all that is due.
func (s *Sender) Drain(ctx context.Context) error {
	for ctx.Err() == nil {
		now := s.Now()
		due, err := s.Store.MessagesDue(ctx, now)
		if err != nil || !due {
			return err
		}
		all, err := s.Store.TakeMessages(ctx, now, now.Add(leaseOf), atOnce)
		if err != nil {
			return err
		}
		by := map[int64][]newsroom.HookMessage{}
		for _, m := range all {
			by[m.HookID] = append(by[m.HookID], m)
		}
		var work sync.WaitGroup
		failed := make(chan error, len(all))
		for _, messages := range by { // one receiver that is slow does not hold up the others
			work.Go(func() {
				for _, m := range messages {
					if _, err := s.send(ctx, m); err != nil {
						failed <- err
					}
				}
			})
		}
		work.Wait()
		close(failed)
		for err := range failed {
			return err
		}
	}
	return nil
}

// Test sends a message of its own to a webhook, also to one that is switched off, and returns how it ended. It is not
// tried again.
func (s *Sender) Test(ctx context.Context, hook int64) (newsroom.HookMessage, error) {
	h, err := s.Store.Hook(ctx, hook)
	if err != nil {
		return newsroom.HookMessage{}, err
	}
	now := s.Now()
	m, err := s.Store.AddTest(ctx, h.ID, now, now.Add(leaseOf))
	if err != nil {
		return m, err
	}
	return s.send(ctx, m)
}

// send tries a message once and writes how that ended. The error is of the store.
func (s *Sender) send(ctx context.Context, m newsroom.HookMessage) (newsroom.HookMessage, error) {
	h, err := s.Store.Hook(ctx, m.HookID)
	if errors.Is(err, news.ErrNotFound) { // it was removed, and its messages with it
		return m, nil
	}
	if err != nil {
		return m, err
	}
	wish, answer := s.post(ctx, h, &m)
	if ctx.Err() != nil {
		return m, nil //nolint:nilerr // the program ends: the lease does the rest
	}
	m.Answer = answer
	now, off := s.Now(), ""
	switch {
	case m.Status >= 200 && m.Status < 300:
		m.Delivered, m.Ended, m.NextTry = true, now, time.Time{}
	case m.Status == http.StatusGone && m.Event != newsroom.EventTest:
		m.Ended, m.NextTry, off = now, time.Time{}, "The receiver says that it is gone (410)."
	case m.Tries > len(waits) || m.Event == newsroom.EventTest:
		m.Ended, m.NextTry = now, time.Time{}
	default:
		wait := waits[m.Tries-1]
		wait += time.Duration(rand.Float64() * jitter * float64(wait)) //nolint:gosec // no secret hangs on it
		m.NextTry = now.Add(max(wait, wish))
	}
	if !m.Delivered {
		s.Log.Warn("a webhook was not told", "hook", h.ID, "event", m.Event, "tries", m.Tries, "status", m.Status,
			"ended", !m.Ended.IsZero())
	}
	return m, s.Store.RecordMessage(context.WithoutCancel(ctx), m, off)
}

// post sends one request. It sets m.Status, and returns for how long the receiver asks to be left alone, and its answer
// or why there is none.
func (s *Sender) post(ctx context.Context, h newsroom.Hook, m *newsroom.HookMessage) (time.Duration, string) {
	m.Status = 0
	ctx, cancel := context.WithTimeout(ctx, tryLimit)
	defer cancel()
	body, err := Body(*m, s.Base)
	if err != nil {
		return 0, err.Error()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.URL, bytes.NewReader(body))
	if err != nil {
		return 0, "It is no web address."
	}
	id, now := ID(*m), s.Now()
	var signatures []string
	for _, secret := range h.Secrets(now) {
		sig, err := Sign(secret, id, now, body)
		if err != nil {
			return 0, err.Error()
		}
		signatures = append(signatures, sig)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", s.Agent)
	req.Header.Set("Webhook-Id", id)
	req.Header.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	req.Header.Set("Webhook-Signature", strings.Join(signatures, " "))
	client := http.Client{Transport: s.Transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse // a redirect is a failure: a signed message goes where it was meant to go
	}}
	res, err := client.Do(req)
	if err != nil {
		return 0, whyNot(err)
	}
	defer res.Body.Close()
	m.Status = res.StatusCode
	b, _ := io.ReadAll(io.LimitReader(res.Body, mostAnswer)) // what came of it is shown; the status counts
	answer := text.Clip(strings.Join(strings.Fields(text.Clean(string(b))), " "), keptAnswer)
	return retryAfter(res.Header.Get("Retry-After"), now), cmp.Or(answer, http.StatusText(res.StatusCode))
}

// whyNot is why no answer came, without the address, which may be a secret.
func whyNot(err error) string {
	var asked *url.Error
	if errors.As(err, &asked) {
		err = asked.Err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Sprintf("No answer came within %s.", tryLimit)
	}
	return text.Clip(text.Clean(err.Error()), keptAnswer)
}

// retryAfter reads the header of that name: seconds or a date.
func retryAfter(value string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(value); err == nil && n > 0 {
		return min(time.Duration(min(n, int(retryAtMost.Seconds())))*time.Second, retryAtMost)
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(now), 0), retryAtMost)
	}
	return 0
}
