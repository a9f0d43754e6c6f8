package scrape

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http/httpproxy"

	"attache/news"
)

// Fetcher reads sources and pages. It is safe for concurrent use; make it with New.
type Fetcher struct {
	// Now tells the time; New sets it to time.Now. Set it before the first call.
	Now func() time.Time

	cfg    Config
	log    *slog.Logger
	guard  *guard
	gate   *gate
	robots *robots
	health *health
	large  tickets
	road   http.RoundTripper
	public way     // for addresses that only a page's scripts ask for
	screen tickets // one page is shown at a time
	sleep  func(context.Context, time.Duration) error
}

// New makes a Fetcher. Proxies come from the environment (HTTP_PROXY, HTTPS_PROXY, NO_PROXY) as it is now; loopback
// addresses are never asked for through a proxy.
func New(cfg Config, log *slog.Logger) (*Fetcher, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	f := &Fetcher{
		Now: time.Now, cfg: cfg, log: log, sleep: sleep,
		guard:  newGuard(cfg.Allow, cfg.Ports),
		robots: &robots{files: map[string]*robotsFile{}},
		health: &health{hosts: map[string]*condition{}},
		large:  make(tickets, 2),
		screen: make(tickets, 1),
	}
	f.gate = newGate(cfg.Gap, cfg.Parallel, f.now, func(ctx context.Context, d time.Duration) error { return f.sleep(ctx, d) })
	proxy := httpproxy.FromEnvironment().ProxyFunc()
	f.road = newRoads(f.guard, cfg, proxy)
	if len(cfg.Allow) > 0 {
		g := newGuard(nil, cfg.Ports)
		f.public = way{g, newRoads(g, cfg, proxy)}
	}
	return f, nil
}

func (f *Fetcher) now() time.Time { return f.Now() }

// way is a guard and the road that it watches.
type way struct {
	guard *guard
	road  http.RoundTripper
}

// wayOf is the way a request takes. What Config.Allow opens is open to sites and their own scripts, not to those of others.
func (f *Fetcher) wayOf(r request) way {
	if r.foreign && f.public.guard != nil {
		return f.public
	}
	return way{f.guard, f.road}
}

// Page is an answer as it came, unpacked.
type Page struct {
	URL          string // final address, after redirects
	Moved        string // where every hop said that the address moved for good; "" = it did not move, or not for good
	Status       int
	ContentType  string
	Body         []byte
	ETag         string
	LastModified string
	NotModified  bool // 304: Body is empty

	origin string // Access-Control-Allow-Origin, for scripts of other sites that ask
}

// Fetch gets a page politely. The error is a *Failure, unless ctx ended.
func (f *Fetcher) Fetch(ctx context.Context, rawURL string) (Page, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return Page{}, err
	}
	return f.get(ctx, request{url: u, accept: acceptPage})
}

// FetchAs is Fetch for a page of a source, which a browser shows when the source needs that.
func (f *Fetcher) FetchAs(ctx context.Context, src news.Source, rawURL string) (Page, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return Page{}, err
	}
	return f.view(ctx, src, request{url: u, accept: acceptPage, language: src.Language})
}

// What is asked for, best first.
const (
	acceptPage = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
	acceptFeed = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.3"
)

// request is one thing to get.
type request struct {
	url          *url.URL
	accept       string
	language     string // BCP 47 hint; "" = none
	etag         string
	lastModified string
	robots       bool        // it is a robots.txt: no rules apply to it, and it is cut at most instead of refused
	most         int64       // largest body in bytes; 0 = Config.MaxBody
	hops         int         // redirects already followed for it
	part         bool        // belongs to a page that is being shown: no gap is kept before it
	foreign      bool        // asked for by a page of another site
	header       http.Header // more headers, for the first hop only; nil = none
}

// get is follow, and notes how the host fares.
func (f *Fetcher) get(ctx context.Context, r request) (Page, error) {
	page, at, err := f.follow(ctx, r)
	var fail *Failure
	switch {
	case err == nil && refresh(page) == nil: // a page that leads on may lead in a circle
		f.health.well(at, f.now())
	case ctx.Err() == nil && errors.As(err, &fail):
		f.health.ill(at, fail, f.now())
	}
	return page, err
}

// follow follows redirects and repeats what may pass, each step through the guard, the robots.txt and the gate of its host. at is the
// address that answered or failed last.
func (f *Fetcher) follow(ctx context.Context, r request) (page Page, at *url.URL, err error) {
	jar, err := cookiejar.New(nil) // for this chain only: some sites set a cookie and redirect to themselves
	if err != nil {
		return Page{}, r.url, err
	}
	moved, tries := true, 0
	first := r.url
	start := first.String()
	for {
		page, next, err := f.step(ctx, r, jar)
		var fail *Failure
		switch {
		case ctx.Err() != nil && err != nil:
			return Page{}, r.url, ctx.Err()
		case errors.As(err, &fail) && fail.passing && tries < f.cfg.Retries && !f.health.ailing(r.url):
			tries++
			if wait := f.pause(fail, tries); wait >= 0 {
				f.log.Debug("try again", "url", fail.URL, "why", fail.Error(), "in", wait)
				if err := f.sleep(ctx, wait); err != nil {
					return Page{}, r.url, err
				}
				continue
			}
			return Page{}, r.url, err
		case err != nil:
			return Page{}, r.url, err
		case next == nil:
			if moved && page.URL != start {
				page.Moved = page.URL
			}
			return page, r.url, nil
		}
		if r.hops++; r.hops > f.cfg.MaxRedirects {
			return Page{}, first, f.failed(start, errRedirects)
		}
		moved = moved && (page.Status == http.StatusMovedPermanently || page.Status == http.StatusPermanentRedirect)
		r.url, r.header = next, nil
		if page.Status != http.StatusNotModified {
			r.etag, r.lastModified = "", ""
		}
	}
}

// pause is how long to wait before try n; below 0 = too long, give up.
func (f *Fetcher) pause(fail *Failure, n int) time.Duration {
	if fail.RetryAfter.IsZero() {
		return min(time.Duration(n)*time.Second, f.cfg.MaxRetryWait)
	}
	if wait := fail.RetryAfter.Sub(f.now()); wait <= f.cfg.MaxRetryWait {
		return max(wait, 0)
	}
	return -1
}

// step makes one request. next is where a redirect leads; page.Status then says which.
func (f *Fetcher) step(ctx context.Context, r request, jar http.CookieJar) (page Page, next *url.URL, err error) {
	at := r.url.String()
	if err := f.wayOf(r).guard.check(r.url); err != nil {
		return Page{}, nil, f.failed(at, err)
	}
	sick := func() error {
		if fail := f.health.known(r.url, f.now()); fail != nil {
			return fail
		}
		return nil
	}
	if err := sick(); err != nil {
		return Page{}, nil, err
	}
	name := hostKey(r.url)
	if until, status := f.gate.held(name); !until.IsZero() {
		return Page{}, nil, &Failure{
			State: stateOf(status), Status: status, URL: at, RetryAfter: until,
			Detail: "The site asked to be left alone until " + until.UTC().Format("2 January 15:04:05 MST") + ", so it was not asked again.",
		}
	}
	if !r.robots {
		if err := f.allowed(ctx, r.url); err != nil {
			return Page{}, nil, f.failed(at, err)
		}
	}
	leave, err := f.gate.pass(ctx, name, r.part, sick) // it may have failed while this request waited for its turn
	if err != nil {
		return Page{}, nil, err
	}
	defer leave()
	return f.exchange(ctx, r, jar)
}

// exchange sends the request and reads the answer, all within Config.Timeout.
func (f *Fetcher) exchange(ctx context.Context, r request, jar http.CookieJar) (page Page, next *url.URL, err error) {
	at := r.url.String()
	ctx, cancel := context.WithTimeout(ctx, f.cfg.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return Page{}, nil, f.failed(at, &forbidden{why: cause(err)})
	}
	f.dress(req, r, jar)
	resp, err := f.wayOf(r).road.RoundTrip(req)
	if err != nil {
		return Page{}, nil, f.failed(at, err)
	}
	defer resp.Body.Close()
	jar.SetCookies(r.url, resp.Cookies())
	page = Page{
		URL: at, Status: resp.StatusCode, ContentType: resp.Header.Get("Content-Type"),
		ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified"),
		origin: resp.Header.Get("Access-Control-Allow-Origin"),
	}
	switch {
	case resp.StatusCode == http.StatusNotModified && (r.etag != "" || r.lastModified != ""):
		page.NotModified = true
		return page, nil, nil
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		next, err := target(r.url, resp.Header.Get("Location"))
		if err != nil {
			return Page{}, nil, f.answered(at, resp.StatusCode, resp.Header)
		}
		return page, next, nil
	case resp.StatusCode < 200 || resp.StatusCode >= 300:
		fail := f.answered(at, resp.StatusCode, resp.Header)
		if !fail.RetryAfter.IsZero() && f.pause(fail, 1) < 0 {
			f.gate.setHold(hostKey(r.url), fail.RetryAfter, fail.Status)
		}
		return Page{}, nil, fail
	}
	most := r.most
	if most == 0 {
		most = f.cfg.MaxBody
	}
	hold := ticket{of: f.large}
	defer hold.give()
	page.Body, err = readBody(resp, most, r.robots, func() error { return hold.take(ctx) })
	if err != nil {
		return Page{}, nil, f.failed(at, err)
	}
	return page, nil, nil
}

// dress sets the headers of a request.
func (f *Fetcher) dress(req *http.Request, r request, jar http.CookieJar) {
	h := req.Header
	for key, values := range r.header {
		h[key] = values
	}
	h.Set("User-Agent", f.cfg.userAgent())
	if isMail(f.cfg.Contact) {
		h.Set("From", f.cfg.Contact)
	}
	h.Set("Accept", r.accept)
	h.Set("Accept-Encoding", "gzip, deflate, br")
	if r.language != "" && r.language != "en" {
		h.Set("Accept-Language", r.language+", en;q=0.5, *;q=0.1")
	}
	if r.etag != "" {
		h.Set("If-None-Match", r.etag)
	}
	if r.lastModified != "" {
		h.Set("If-Modified-Since", r.lastModified)
	}
	if u := r.url.User; u != nil {
		password, _ := u.Password()
		req.SetBasicAuth(u.Username(), password)
	}
	for _, c := range jar.Cookies(r.url) {
		req.AddCookie(c)
	}
}

// target resolves where a redirect leads.
func target(from *url.URL, location string) (*url.URL, error) {
	if location == "" {
		return nil, errors.New("no Location")
	}
	to, err := from.Parse(strings.TrimSpace(location))
	if err != nil {
		return nil, err
	}
	to.User = nil
	to.Fragment = ""
	return to, nil
}

// parseURL reads an address given by a person or a page.
func parseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, &news.InvalidError{Field: "url", Message: fmt.Sprintf("%q is not a web address: it must start with https:// or http:// and name a host.", raw)}
	}
	u.Fragment = ""
	return u, nil
}
