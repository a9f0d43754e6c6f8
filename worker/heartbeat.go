package worker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"attache/text"
)

// Bounds of the calls to a heartbeat address.
const (
	heartbeatLimit  = 10 * time.Second // one call
	heartbeatTries  = 3
	heartbeatPause  = time.Second     // before the second try, doubled before the third
	heartbeatQueue  = 32              // calls that wait; more are dropped, and logged
	heartbeatBody   = 1000            // bytes of a reason
	heartbeatFinish = 3 * time.Second // for what waits when the process stops
)

// What a heartbeat says, as the end of its address (https://healthchecks.io/docs/http_api/).
const (
	heartStart = "/start"
	heartOK    = ""
	heartFail  = "/fail"
)

// heartbeat calls an address of the operator's monitoring before and after each slot, beside the work: an issue never
// waits for it. The address is the operator's own and may lie on this machine, so nothing is guarded; it may hold a
// key, so it is never logged.
type heartbeat struct {
	base   string
	log    *slog.Logger
	client *http.Client
	calls  chan call
}

type call struct{ digest, what, body string }

func newHeartbeat(base string, log *slog.Logger) *heartbeat {
	return &heartbeat{
		base: strings.TrimRight(base, "/"), log: log, calls: make(chan call, heartbeatQueue),
		client: &http.Client{
			Timeout:       heartbeatLimit,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
}

// tell has a call made soon. It never waits.
func (h *heartbeat) tell(digest, what, body string) {
	if h == nil || h.base == "" {
		return
	}
	select {
	case h.calls <- call{digest, what, body}:
	default:
		h.log.Warn("too many heartbeat calls wait: one is dropped", "digest", digest)
	}
}

// run makes the calls, one after another, until ctx ends; then those that wait, within a limit.
func (h *heartbeat) run(ctx context.Context) {
	if h.base == "" {
		return
	}
	work, stop := withGrace(ctx, heartbeatFinish)
	defer stop()
	for ctx.Err() == nil {
		select {
		case c := <-h.calls:
			h.call(work, c)
		case <-ctx.Done():
		}
	}
	for work.Err() == nil {
		select {
		case c := <-h.calls:
			h.call(work, c)
		default:
			return
		}
	}
}

// call makes one call, and again when it fails.
func (h *heartbeat) call(ctx context.Context, c call) {
	pause := heartbeatPause
	var err error
	for try := range heartbeatTries {
		if try > 0 {
			select {
			case <-time.After(pause):
			case <-ctx.Done():
			}
			pause *= 2
		}
		limited, cancel := context.WithTimeout(ctx, heartbeatLimit)
		err = h.post(limited, c)
		cancel()
		if err == nil {
			return
		}
	}
	h.log.Warn("the heartbeat address did not take a call", "digest", c.digest, "tries", heartbeatTries, "error", err)
}

func (h *heartbeat) post(ctx context.Context, c call) error {
	body := text.Clip(c.body, heartbeatBody)
	address := strings.ReplaceAll(h.base, "{digest}", url.PathEscape(c.digest)) + c.what
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return errors.New("the address cannot be called") // err quotes it
	}
	req.Header.Set("Content-Type", "text/plain; charset=utf-8")
	req.Header.Set("User-Agent", "attache")
	resp, err := h.client.Do(req)
	var quoted *url.Error
	if errors.As(err, &quoted) {
		err = quoted.Err // without the address
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 4096) // so that the connection can be used again
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return fmt.Errorf("it answered %s", resp.Status)
	}
	return nil
}
