package fetch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/http/httpproxy"

	"attache/news"
)

// Client gets pages politely. It is safe for concurrent use; make it with New.
type Client struct {
	// Now tells the time; New sets it to time.Now. Set it, as the two below, before the first call.
	Now func() time.Time
	// Transport carries a request; New sets it to one that dials public addresses only, through the environment's
	// proxies.
	Transport http.RoundTripper
	// Sleep waits for a time or until the context ends, and returns the context's error; tests set one that does not
	// wait.
	Sleep func(context.Context, time.Duration) error

	cfg    Config
	log    *slog.Logger
	guard  *guard
	gate   *gate
	robots *robots
	health *health
	large  semaphore
	public egress    // for addresses that only a page's scripts ask for
	screen semaphore // one page is shown at a time
}

// New makes a Client. Proxies come from the environment (HTTP_PROXY, HTTPS_PROXY, NO_PROXY) as it is now; loopback
// addresses are never asked for through a proxy.
func New(cfg Config, log *slog.Logger) (*Client, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg = cfg.WithDefaults()
	f := &Client{
		Now: time.Now, cfg: cfg, log: log, Sleep: sleep,
		guard:  newGuard(cfg.Allow, cfg.Ports),
		robots: &robots{files: map[string]*robotsFile{}},
		health: &health{hosts: map[string]*condition{}},
		large:  make(semaphore, 2),
		screen: make(semaphore, 1),
	}
	f.gate = newGate(cfg.Gap, cfg.Parallel, f.now, func(ctx context.Context,
		d time.Duration,
	) error {
		return f.Sleep(ctx, d)
	})
	proxy := httpproxy.FromEnvironment().ProxyFunc()
	f.Transport = newTransports(f.guard, cfg, proxy)
	if len(cfg.Allow) > 0 {
		g := newGuard(nil, cfg.Ports)
		f.public = egress{g, newTransports(g, cfg, proxy)}
	}
	return f, nil
}

func (f *Client) now() time.Time { return f.Now() }

// Check returns an error, which wraps what the guard has against it, when an address must not be fetched.
func (f *Client) Check(u *url.URL) error { return f.guard.check(u) }

// egress is a guard and the transport that it watches.
type egress struct {
	guard     *guard
	transport http.RoundTripper
}

// egressOf is the egress that a request takes. What Config.Allow opens is open to sites and their own scripts, not to
// those of others.
func (f *Client) egressOf(r Request) egress {
	if r.foreign && f.public.guard != nil {
		return f.public
	}
	return egress{f.guard, f.Transport}
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
	// Date is the server's time as it answered, by its own clock (Date, and Age of a cache); zero = it did not tell.
	Date time.Time

	origin string // Access-Control-Allow-Origin, for scripts of other sites that ask
}

// Fetch gets a page politely. The error is a *Failure, unless ctx ended.
func (f *Client) Fetch(ctx context.Context, rawURL string) (Page, error) {
	u, err := ParseURL(rawURL)
	if err != nil {
		return Page{}, err
	}
	return f.Get(ctx, Request{URL: u, Accept: AcceptPage})
}

// FetchAs is Fetch for a page of a source, which a browser shows when the source needs that.
func (f *Client) FetchAs(ctx context.Context, src news.Source, rawURL string) (Page, error) {
	u, err := ParseURL(rawURL)
	if err != nil {
		return Page{}, err
	}
	return f.View(ctx, src, Request{URL: u, Accept: AcceptPage, Language: src.Language})
}

// What is asked for, best first.
const (
	AcceptPage = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
	AcceptFeed = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, " +
		"text/xml;q=0.9, text/html;q=0.5, */*;q=0.3"
)

// Request is one thing to get. URL must be set, Accept should be (AcceptPage, AcceptFeed); a zero ETag and LastModified
// ask for the whole answer.
type Request struct {
	URL          *url.URL
	Accept       string
	Language     string // BCP 47 hint; "" = none
	ETag         string
	LastModified string
	robots       bool        // it is a robots.txt: no rules apply to it, and it is cut at most instead of refused
	most         int64       // largest body in bytes; 0 = Config.MaxBody
	hops         int         // redirects already followed for it
	part         bool        // belongs to a page that is being shown: no gap is kept before it
	foreign      bool        // asked for by a page of another site
	header       http.Header // more headers, for the first hop only; nil = none
}

// Get makes a request politely: it follows redirects, repeats what may pass, and notes how the host fares. The error is
// a *Failure, unless ctx ended.
func (f *Client) Get(ctx context.Context, r Request) (Page, error) {
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

// follow follows redirects and repeats what may pass, each step through the guard, the robots.txt and the gate of its
// host. at is the address that answered or failed last.
func (f *Client) follow(ctx context.Context, r Request) (page Page, at *url.URL, err error) {
	jar, err := cookiejar.New(nil) // for this chain only: some sites set a cookie and redirect to themselves
	if err != nil {
		return Page{}, r.URL, err
	}
	moved, tries := true, 0
	first := r.URL
	start := first.String()
	for {
		page, next, err := f.step(ctx, r, jar)
		var fail *Failure
		switch {
		case ctx.Err() != nil && err != nil:
			return Page{}, r.URL, ctx.Err()
		case errors.As(err, &fail) && fail.passing && tries < f.cfg.Retries && !f.health.ailing(r.URL):
			tries++
			if err := f.waitForRetry(ctx, fail, tries); err != nil {
				return Page{}, r.URL, err
			}
			continue
		case err != nil:
			return Page{}, r.URL, err
		case next == nil:
			if moved && page.URL != start {
				page.Moved = page.URL
			}
			return page, r.URL, nil
		}
		if r.hops++; r.hops > f.cfg.MaxRedirects {
			return Page{}, first, f.Explain(start, errRedirects)
		}
		moved = moved && (page.Status == http.StatusMovedPermanently || page.Status == http.StatusPermanentRedirect)
		r.URL, r.header = next, nil
		if page.Status != http.StatusNotModified {
			r.ETag, r.LastModified = "", ""
		}
	}
}

// waitForRetry waits until try n may be made. It returns fail when that would take too long, or the error of ctx.
func (f *Client) waitForRetry(ctx context.Context, fail *Failure, n int) error {
	wait := f.pause(fail, n)
	if wait < 0 {
		return fail
	}
	f.log.Debug("try again", "url", fail.URL, "why", fail.Error(), "in", wait)
	return f.Sleep(ctx, wait)
}

// pause is how long to wait before try n; below 0 = too long, give up.
func (f *Client) pause(fail *Failure, n int) time.Duration {
	if fail.RetryAfter.IsZero() {
		return min(time.Duration(n)*time.Second, f.cfg.MaxRetryWait)
	}
	if wait := fail.RetryAfter.Sub(f.now()); wait <= f.cfg.MaxRetryWait {
		return max(wait, 0)
	}
	return -1
}

// step makes one request. next is where a redirect leads; page.Status then says which.
func (f *Client) step(ctx context.Context, r Request, jar http.CookieJar) (page Page, next *url.URL, err error) {
	at := r.URL.String()
	if err := f.egressOf(r).guard.check(r.URL); err != nil {
		return Page{}, nil, f.Explain(at, err)
	}
	sick := func() error {
		if fail := f.health.known(r.URL, f.now()); fail != nil {
			return fail
		}
		return nil
	}
	if err := sick(); err != nil {
		return Page{}, nil, err
	}
	if until, status := f.gate.held(HostKey(r.URL)); !until.IsZero() {
		return Page{}, nil, &Failure{
			State: stateOf(status), Status: status, URL: at, RetryAfter: until,
			Detail: "The site asked to be left alone until " + until.UTC().Format("2 January 15:04:05 MST") +
				", so it was not asked again.",
		}
	}
	if !r.robots {
		if err := f.allowed(ctx, r.URL); err != nil {
			return Page{}, nil, f.Explain(at, err)
		}
	}
	// it may have failed while this request waited for its turn
	leave, err := f.gate.pass(ctx, turnKey(r.URL), r.part, sick)
	if err != nil {
		return Page{}, nil, err
	}
	defer leave()
	return f.exchange(ctx, r, jar)
}

// exchange sends the request and reads the answer, all within Config.Timeout.
func (f *Client) exchange(ctx context.Context, r Request, jar http.CookieJar) (page Page, next *url.URL, err error) {
	at := r.URL.String()
	ctx, cancel := context.WithTimeout(ctx, f.cfg.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	if err != nil {
		return Page{}, nil, f.Explain(at, &forbidden{why: Cause(err)})
	}
	f.setHeaders(req, r, jar)
	resp, err := f.egressOf(r).transport.RoundTrip(req)
	if err != nil {
		return Page{}, nil, f.Explain(at, err)
	}
	defer resp.Body.Close()
	jar.SetCookies(r.URL, resp.Cookies())
	page = Page{
		URL: at, Status: resp.StatusCode, ContentType: resp.Header.Get("Content-Type"),
		ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified"),
		origin: resp.Header.Get("Access-Control-Allow-Origin"), Date: dateOf(resp.Header),
	}
	switch {
	case resp.StatusCode == http.StatusNotModified && (r.ETag != "" || r.LastModified != ""):
		page.NotModified = true
		return page, nil, nil
	case resp.StatusCode >= 300 && resp.StatusCode < 400:
		next, err := ResolveLink(r.URL, resp.Header.Get("Location"))
		if err != nil {
			return Page{}, nil, f.answered(at, resp.StatusCode, resp.Header)
		}
		return page, next, nil
	case resp.StatusCode < 200 || resp.StatusCode >= 300:
		fail := f.answered(at, resp.StatusCode, resp.Header)
		if !fail.RetryAfter.IsZero() && f.pause(fail, 1) < 0 {
			f.gate.setHold(HostKey(r.URL), fail.RetryAfter, fail.Status)
		}
		return Page{}, nil, fail
	}
	most := r.most
	if most == 0 {
		most = f.cfg.MaxBody
	}
	hold := permit{of: f.large}
	defer hold.give()
	page.Body, err = readBody(resp, most, r.robots, func() error { return hold.take(ctx) })
	if err != nil {
		return Page{}, nil, f.Explain(at, err)
	}
	return page, nil, nil
}

// dateOf returns the time that an answer tells; zero when it tells none. A cache repeats the Date of the answer that it
// keeps and tells in Age for how many seconds (RFC 9111, section 5.1).
func dateOf(h http.Header) time.Time {
	at, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	if age, err := strconv.ParseUint(h.Get("Age"), 10, 31); err == nil {
		at = at.Add(time.Duration(age) * time.Second)
	}
	return at.UTC()
}

// setHeaders sets the headers of a request.
func (f *Client) setHeaders(req *http.Request, r Request, jar http.CookieJar) {
	h := req.Header
	for key, values := range r.header {
		h[key] = values
	}
	h.Set("User-Agent", f.cfg.userAgent())
	if isMail(f.cfg.Contact) {
		h.Set("From", f.cfg.Contact)
	}
	h.Set("Accept", r.Accept)
	h.Set("Accept-Encoding", "gzip, deflate, br")
	if r.Language != "" && r.Language != "en" {
		h.Set("Accept-Language", r.Language+", en;q=0.5, *;q=0.1")
	}
	if r.ETag != "" {
		h.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		h.Set("If-Modified-Since", r.LastModified)
	}
	if u := r.URL.User; u != nil {
		password, _ := u.Password()
		req.SetBasicAuth(u.Username(), password)
	}
	for _, c := range jar.Cookies(r.URL) {
		req.AddCookie(c)
	}
}

// ResolveLink returns where a link or a redirect leads, without user and fragment. An empty location is an error.
func ResolveLink(from *url.URL, location string) (*url.URL, error) {
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

// ParseURL reads an address given by a person or a page; one that is no http(s) address with a host is an
// *news.InvalidError.
func ParseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, &news.InvalidError{
			Field: "url",
			Message: fmt.Sprintf("%q is not a web address: it must start with https:// or http:// and name a host.",
				raw),
		}
	}
	u.Fragment = ""
	return u, nil
}

// SameSite reports whether two addresses belong to one site: the same host but for "www.", or one within the other.
func SameSite(a, b *url.URL) bool {
	x, y := strings.TrimPrefix(HostKey(a), "www."), strings.TrimPrefix(HostKey(b), "www.")
	return x == y || strings.HasSuffix(x, "."+y) || strings.HasSuffix(y, "."+x)
}

// Home returns the address of the site's first page.
func Home(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}).String()
}
