package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/inspector"
	cdpnet "github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"attache/news"
	"attache/scrape/markup"
)

// The bounds of one page in the browser, beside Config.BrowserTimeout.
const (
	showParts    = 150                    // requests that its scripts may make
	showBytes    = 32 << 20               // bytes that they may get, together
	showElements = 100_000                // elements that it may have in the end
	showMemory   = 1 << 30                // bytes that each process of the browser may take for data, on Linux
	showQuiet    = 500 * time.Millisecond // how long nothing may happen until it counts as finished, once it has loaded
	showStill    = 6                      // as many times showQuiet when it has not: some never say that they have
)

// View is Document, and shows the page in a browser when its source needs that.
func (f *Client) View(ctx context.Context, src news.Source, r Request) (Page, error) {
	if !src.Browser {
		return f.Document(ctx, r)
	}
	if lack := f.LacksBrowser(); lack != "" { // before anything is asked for in vain
		return Page{}, Broken(r.URL.String(),
			"The page needs a browser (browser: true), and %s. Install Chromium, or set scrape.browser_url to a "+
				"remote one.", lack)
	}
	p, err := f.Document(ctx, r)
	if err != nil || p.NotModified || !IsReadable(p) {
		return p, err
	}
	return f.Show(ctx, p, src.Language)
}

// LacksBrowser says, as part of a sentence, why no page can be shown; "" when a browser is there.
func (f *Client) LacksBrowser() string {
	_, lack := f.cfg.browser()
	return lack
}

// Show returns a fetched page as a browser has it after its scripts ran. The browser itself reaches nothing: it is
// handed the page, and each script and datum that the page asks for is fetched here, through the guard, the robots.txt
// and the turn of its host. Pictures, fonts, frames and style sheets are not fetched at all.
func (f *Client) Show(ctx context.Context, p Page, language string) (Page, error) {
	turn := permit{of: f.screen}
	if err := turn.take(ctx); err != nil {
		return Page{}, err
	}
	defer turn.give()
	limited, cancel := context.WithTimeout(ctx, f.cfg.BrowserTimeout)
	defer cancel()
	tab, done, err := f.openTab(limited)
	if err != nil {
		return Page{}, err
	}
	defer done()
	s := &showing{
		f: f, page: p, language: language, queue: make(chan *fetch.EventRequestPaused, showParts),
		stir: make(chan struct{}, 1),
	}
	out, err := chromedp.Run(tab, s.run)
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return Page{}, ctx.Err()
	}
	fail := &Failure{State: news.PollFailing, URL: p.URL, Err: err}
	var tooMuch *Failure
	switch {
	case errors.As(err, &tooMuch):
		return Page{}, tooMuch
	case limited.Err() != nil:
		fail.Detail = fmt.Sprintf(
			"The browser did not finish the page within %s. Its scripts may be heavy: raise scrape.browser_timeout, "+
				"or look for a feed.", f.cfg.BrowserTimeout)
	default:
		fail.Detail = fmt.Sprintf("The browser could not show the page (%s).", Cause(err))
	}
	return Page{}, fail
}

// showing is one page in the browser.
type showing struct {
	f        *Client
	page     Page // the document shown; a script may lead on to another
	language string
	frame    cdp.FrameID
	shows    int   // how often a document was handed over
	bytes    int64 // got by its scripts so far

	queue  chan *fetch.EventRequestPaused
	asked  atomic.Int64 // requests made
	open   atomic.Int64 // requests waiting for an answer
	loaded atomic.Bool
	died   atomic.Bool
	stir   chan struct{} // something happened
}

// unplug takes from scripts what sends packets past any proxy: with WebRTC a page would reach the networks of this
// machine.
const unplug = `for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) delete ` +
	`globalThis[name]`

// run shows the page and returns it as it then stands.
func (s *showing) run(ctx context.Context, t *chromedp.Target) (Page, error) {
	tree, err := cdp.Call(ctx, t, page.GetFrameTree, cdp.Empty{})
	if err != nil {
		return Page{}, err
	}
	s.frame = tree.FrameTree.Frame.ID
	if err := chromedp.Listen(ctx, s.event); err != nil {
		return Page{}, err
	}
	if _, err := cdp.Call(ctx, t, fetch.Enable, fetch.EnableParams{}); err != nil {
		return Page{}, err
	}
	if _, err := cdp.Call(ctx, t, cdpnet.SetBypassServiceWorker,
		cdpnet.SetBypassServiceWorkerParams{Bypass: true}); err != nil {
		return Page{}, err
	}
	if _, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument,
		page.AddScriptToEvaluateOnNewDocumentParams{Source: unplug}); err != nil {
		return Page{}, err
	}
	answering, stop := context.WithCancel(ctx)
	idle := make(chan struct{})
	go func() {
		defer close(idle)
		if err := news.Catch(func() { s.answerAll(answering, t) }); err != nil { // nobody else could stop it
			s.f.log.Error("showing a page failed", "page", s.page.URL, "error", err)
		}
	}()
	defer func() { stop(); <-idle }()
	res, err := cdp.Call(ctx, t, page.Navigate, page.NavigateParams{URL: s.page.URL})
	if err != nil {
		return Page{}, err
	}
	if res.ErrorText != "" {
		return Page{}, errors.New(res.ErrorText)
	}
	if err := s.waitIdle(ctx); err != nil {
		return Page{}, err
	}
	body, err := s.body(ctx, t)
	stop()
	<-idle
	out := s.page
	out.ContentType, out.Body = "text/html; charset=utf-8", body
	out.ETag, out.LastModified = "", "" // they stand for the empty page, not for what scripts fill it with
	return out, err
}

// event runs on the loop that reads the browser's messages, so it only takes note.
func (s *showing) event(ev any) {
	switch ev := ev.(type) {
	case *fetch.EventRequestPaused:
		if s.asked.Add(1) > showParts {
			return // left without an answer
		}
		s.open.Add(1)
		s.queue <- ev // it has room for all that are let through
	case *page.EventLoadEventFired:
		s.loaded.Store(true)
	case *inspector.EventTargetCrashed:
		s.died.Store(true)
	default:
		return
	}
	s.woke()
}

func (s *showing) woke() {
	select {
	case s.stir <- struct{}{}:
	default:
	}
}

// waitIdle waits until the page has loaded and nothing was asked for during showQuiet, but no longer than three
// quarters of the time left: a page that is never quiet is taken as it is.
func (s *showing) waitIdle(ctx context.Context) error {
	left := s.f.cfg.BrowserTimeout
	if end, ok := ctx.Deadline(); ok {
		left = time.Until(end) // the browser may have started slowly
	}
	limit := time.NewTimer(left * 3 / 4)
	defer limit.Stop()
	quiet := time.NewTimer(showQuiet)
	defer quiet.Stop()
	still := 0
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-limit.C:
			return nil
		case <-s.stir:
			still = 0
			if s.died.Load() {
				return errors.New("the page crashed the browser")
			}
		case <-quiet.C:
			if still++; s.open.Load() == 0 && (s.loaded.Load() || still >= showStill) {
				return nil
			}
		}
		quiet.Reset(showQuiet)
	}
}

// body returns the page's HTML. The question is put in a world of its own, where the page's scripts have changed
// nothing.
func (s *showing) body(ctx context.Context, t *chromedp.Target) ([]byte, error) {
	world, err := cdp.Call(ctx, t, page.CreateIsolatedWorld, page.CreateIsolatedWorldParams{
		FrameID:   s.frame,
		WorldName: "attache",
	})
	if err != nil {
		return nil, err
	}
	most := s.f.cfg.MaxBody
	byValue := true
	res, err := cdp.Call(ctx, t, runtime.Evaluate, runtime.EvaluateParams{
		ContextID: world.ExecutionContextID, ReturnByValue: &byValue,
		Expression: fmt.Sprintf(`(() => {
			const all = document.documentElement
			if (!location.protocol.startsWith("http")) return null // the browser's own page
			if (!all || document.getElementsByTagName("*").length > %d) return ""
			const text = all.outerHTML
			return text.length > %d ? "" : text
		})()`, showElements, most),
	})
	if err != nil {
		return nil, err
	}
	var text string
	if res.ExceptionDetails != nil || res.Result == nil || res.Result.Type != runtime.RemoteObjectTypeString {
		return nil, errors.New("there is no page to read")
	}
	if err := json.Unmarshal(res.Result.Value, &text); err != nil {
		return nil, err
	}
	if text == "" || int64(len(text)) > most {
		return nil, Broken(s.page.URL, "The page grew too large in the browser: more than %d elements or %s.",
			showElements, size(most))
	}
	return []byte("<!DOCTYPE html>" + text), nil
}

// answerAll answers what the page asks for, one at a time, until ctx ends.
func (s *showing) answerAll(ctx context.Context, t *chromedp.Target) {
	for {
		select {
		case <-ctx.Done():
			return
		case ev := <-s.queue:
			if err := s.answer(ctx, t, ev); err != nil && ctx.Err() == nil {
				s.f.log.Debug("part of a page not shown", "page", s.page.URL, "url", markup.Shorten(ev.Request.URL,
					200), "type", string(ev.ResourceType), "why", err)
				refuse := fetch.FailRequestParams{
					RequestID:   ev.RequestID,
					ErrorReason: cdpnet.ErrorReasonBlockedByClient,
				}
				if ev.ResourceType == cdpnet.ResourceTypeDocument {
					// the page stays; any other reason puts the browser's own in its place
					refuse.ErrorReason = cdpnet.ErrorReasonAborted
				}
				if _, err := cdp.Call(ctx, t, fetch.FailRequest, refuse); err != nil {
					s.f.log.Debug("the browser no longer waits for an answer", "url", markup.Shorten(ev.Request.URL,
						200), "why", err)
				}
			}
			s.open.Add(-1)
			s.woke()
		}
	}
}

// errUnwanted is the answer to what reading a page does not need.
var errUnwanted = errors.New("not needed for reading")

// answer hands the browser what it asked for. An error refuses it.
func (s *showing) answer(ctx context.Context, t *chromedp.Target, ev *fetch.EventRequestPaused) error {
	if ev.Request.Method != http.MethodGet {
		return fmt.Errorf("%w: method %s", errUnwanted, ev.Request.Method)
	}
	switch ev.ResourceType {
	case cdpnet.ResourceTypeDocument:
		if ev.FrameID != s.frame {
			return fmt.Errorf("%w: a frame", errUnwanted)
		}
		return s.answerDocument(ctx, t, ev)
	case cdpnet.ResourceTypeStylesheet: // empty, for some scripts wait for it
		return s.give(ctx, t, ev, http.StatusOK, nil, "Content-Type", "text/css", "Access-Control-Allow-Origin", "*")
	case cdpnet.ResourceTypeScript, cdpnet.ResourceTypeXHR, cdpnet.ResourceTypeFetch:
		return s.answerPart(ctx, t, ev)
	default:
		return errUnwanted
	}
}

// answerDocument hands over the page itself, or another one that its scripts lead to.
func (s *showing) answerDocument(ctx context.Context, t *chromedp.Target, ev *fetch.EventRequestPaused) error {
	if s.shows++; s.shows > s.f.cfg.MaxRedirects+1 {
		return errRedirects
	}
	if !sameDocument(ev.Request.URL, s.page.URL) {
		u, err := ParseURL(ev.Request.URL)
		if err != nil {
			return err
		}
		p, err := s.f.Document(ctx, Request{URL: u, Accept: AcceptPage, Language: s.language, foreign: s.foreign(u)})
		if err != nil {
			return err
		}
		if !IsReadable(p) {
			return fmt.Errorf("%w: %s", errUnwanted, p.ContentType)
		}
		s.page = p
		if !sameDocument(ev.Request.URL, p.URL) {
			return s.give(ctx, t, ev, http.StatusFound, nil, "Location", p.URL)
		}
	}
	s.loaded.Store(false)
	text, _ := markup.Decode(s.page.Body, s.page.ContentType)
	return s.give(ctx, t, ev, http.StatusOK, []byte(text), "Content-Type", "text/html; charset=utf-8")
}

// sameDocument compares two addresses without their fragments.
func sameDocument(a, b string) bool {
	x, err1 := url.Parse(a)
	y, err2 := url.Parse(b)
	if err1 != nil || err2 != nil {
		return false
	}
	x.Fragment, x.RawFragment, y.Fragment, y.RawFragment = "", "", "", ""
	x.User, y.User = nil, nil
	for _, u := range []*url.URL{x, y} {
		u.Host = strings.ToLower(u.Host)
		if u.Path == "" {
			u.Path = "/"
		}
	}
	return x.String() == y.String()
}

// foreign reports whether an address is none of the page's own site.
func (s *showing) foreign(u *url.URL) bool {
	at, err := url.Parse(s.page.URL)
	return err != nil || !SameSite(u, at)
}

// answerPart fetches a script or what a script asks for.
func (s *showing) answerPart(ctx context.Context, t *chromedp.Target, ev *fetch.EventRequestPaused) error {
	u, err := ParseURL(ev.Request.URL)
	if err != nil {
		return err
	}
	r := Request{
		URL: u, Accept: "*/*", Language: s.language, part: true, foreign: s.foreign(u), header: http.Header{},
		most: min(showBytes-s.bytes, s.f.cfg.MaxBody),
	}
	if r.most <= 0 {
		return errTooLarge
	}
	for key, value := range ev.Request.Headers {
		text := fmt.Sprint(value)
		switch key = http.CanonicalHeaderKey(key); {
		case key == "Accept":
			r.Accept = text
		case key == "Authorization", key == "Origin", key == "Referer", strings.HasPrefix(key, "X-"):
			r.header.Set(key, text)
		}
	}
	p, err := s.f.Get(ctx, r)
	if err != nil {
		return err
	}
	s.bytes += int64(len(p.Body))
	headers := []string{"Content-Type", p.ContentType}
	if p.origin != "" {
		headers = append(headers, "Access-Control-Allow-Origin", p.origin)
	}
	return s.give(ctx, t, ev, http.StatusOK, p.Body, headers...)
}

// give answers a request; headers are names and values in turn.
func (s *showing) give(
	ctx context.Context, t *chromedp.Target, ev *fetch.EventRequestPaused, status int64, body []byte, headers ...string,
) error {
	out := fetch.FulfillRequestParams{RequestID: ev.RequestID, ResponseCode: status, Body: body}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i+1] != "" {
			out.ResponseHeaders = append(out.ResponseHeaders, &fetch.HeaderEntry{Name: headers[i], Value: headers[i+1]})
		}
	}
	_, err := cdp.Call(ctx, t, fetch.FulfillRequest, out)
	return err
}
