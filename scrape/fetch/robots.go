package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"attache/news"
)

const (
	maxRobots     = 4096           // files kept; the oldest goes first
	maxRobotsBody = 500 << 10      // bytes read of one file (RFC 9309 §2.5 asks for at least 500 KiB)
	robotsFresh   = 24 * time.Hour // RFC 9309 §2.4: not longer than a day
	robotsRetry   = time.Minute    // after a failure
)

// robots keeps what the hosts' robots.txt files say.
type robots struct {
	mu    sync.Mutex
	files map[string]*robotsFile // by scheme://host:port
}

type robotsFile struct {
	ready   chan struct{} // closed when the fields below are set
	rules   robotsRules
	maps    []string // addresses of sitemaps
	err     error    // the file could not be fetched: nothing may be
	expires time.Time
}

// errRobots marks an address that a robots.txt does not allow.
var errRobots = errors.New("disallowed by robots.txt")

// allowed reports by error whether u may be fetched. It fetches the host's robots.txt first when that is not known.
func (f *Client) allowed(ctx context.Context, u *url.URL) error {
	file, mine, err := f.robotsFor(ctx, u)
	if err != nil {
		return err
	}
	var fail *Failure
	if errors.As(file.err, &fail) && !mine {
		return remembered(fail, file.expires.Add(-robotsRetry))
	}
	if file.err != nil {
		return file.err
	}
	f.gate.setDelay(turnKey(u), min(file.rules.delay, f.cfg.MaxDelay))
	if !file.rules.allows(u.RequestURI()) {
		return fmt.Errorf("%w: %s", errRobots, u.RequestURI())
	}
	return nil
}

// robotsOf returns the host's file, from memory or by fetching it once for all who wait.
func (f *Client) robotsOf(ctx context.Context, u *url.URL) (*robotsFile, error) {
	file, _, err := f.robotsFor(ctx, u)
	return file, err
}

// Sitemaps returns the addresses of sitemaps that the robots.txt of u's host names, as they stand there. The error says
// why the file could not be fetched.
func (f *Client) Sitemaps(ctx context.Context, u *url.URL) ([]string, error) {
	file, err := f.robotsOf(ctx, u)
	if err != nil {
		return nil, err
	}
	return file.maps, nil
}

// robotsFor is robotsOf; mine reports whether the file was fetched for this caller.
func (f *Client) robotsFor(ctx context.Context, u *url.URL) (file *robotsFile, mine bool, err error) {
	key := originKey(u)
	for {
		file, mine := f.robots.entry(key, f.now())
		if mine {
			f.fetchRobots(ctx, u, file)
			if ctx.Err() != nil { // this caller gave up, which says nothing of the host: the next in line asks
				file.expires = time.Time{}
				f.robots.drop(key, file)
			}
			close(file.ready)
			return file, true, ctx.Err()
		}
		select {
		case <-file.ready:
		case <-ctx.Done():
			return nil, false, ctx.Err()
		}
		if !file.expires.IsZero() {
			return file, false, nil
		}
	}
}

// entry returns the file kept for key, or a new one that the caller must fill (mine).
func (r *robots) entry(key string, now time.Time) (file *robotsFile, mine bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if file = r.files[key]; file != nil {
		select {
		case <-file.ready:
			if now.Before(file.expires) {
				return file, false
			}
		default:
			return file, false
		}
	}
	if len(r.files) >= maxRobots {
		r.forget()
	}
	file = &robotsFile{ready: make(chan struct{})}
	r.files[key] = file
	return file, true
}

// forget drops the file that is nearest to its end.
func (r *robots) forget() {
	oldest, when := "", time.Time{}
	for key, file := range r.files {
		select {
		case <-file.ready:
			if oldest == "" || file.expires.Before(when) {
				oldest, when = key, file.expires
			}
		default: // still being fetched
		}
	}
	delete(r.files, oldest)
}

func (r *robots) drop(key string, file *robotsFile) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.files[key] == file {
		delete(r.files, key)
	}
}

// fetchRobots fills file. The outcomes follow RFC 9309 §2.3.1: 2xx rules, 4xx no rules, anything else nothing allowed.
func (f *Client) fetchRobots(ctx context.Context, u *url.URL, file *robotsFile) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	page, err := f.Get(ctx, Request{URL: at, Accept: "text/plain, */*;q=0.1", robots: true, most: maxRobotsBody})
	file.expires = f.now().Add(robotsFresh)
	var fail *Failure
	switch {
	case err == nil:
		file.rules, file.maps = parseRobots(page.Body, f.cfg.Agent)
	case errors.As(err, &fail) && fail.Status >= 400 && fail.Status < 500 && fail.Status != http.StatusTooManyRequests:
	case errors.As(err, &fail) && fail.State == news.PollBroken: // endless redirects or a bad encoding: no usable rules
	case errors.As(err, &fail):
		file.expires = f.now().Add(robotsRetry)
		twin := *fail
		twin.passing = false // it was tried again already, and is remembered
		switch {
		case fail.away:
			twin.URL = Home(at)
		case fail.State == news.PollFailing:
			twin.Detail = robotsUnread + fail.Detail
		}
		file.err = &twin
	default:
		file.expires = f.now().Add(robotsRetry)
		file.err = err
	}
}
