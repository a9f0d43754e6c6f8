package web_test

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"html"
	"log/slog"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"attache/news"
	"attache/store"
	"attache/templates"
	"attache/web"
)

var now = time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)

// room is a server on the real store with two digests, a few issues and two subscribers.
type room struct {
	t      testing.TB
	store  *store.Store
	web    *web.Server
	links  web.Links
	daily  news.Digest
	weekly news.Digest
	reader news.Subscriber
	issues map[news.IssueState]int64
	log    *bytes.Buffer
	clock  time.Time
	made   int // calls of many
}

func newRoom(t testing.TB, change func(*web.Config)) *room {
	t.Helper()
	ctx := t.Context()
	st, err := store.Open(ctx, store.Config{URL: filepath.Join(t.TempDir(), "web.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	if err := st.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	set, err := templates.New(templates.Config{})
	if err != nil {
		t.Fatal(err)
	}
	cfg := web.Config{URL: "https://press.example", Title: "Press desk", Key: bytes.Repeat([]byte{7}, 32)}
	if change != nil {
		change(&cfg)
	}
	if err := cfg.Validate(); err != nil {
		t.Fatal(err)
	}
	r := &room{
		t: t, store: st, links: cfg.Links(), log: &bytes.Buffer{}, clock: now,
		issues: map[news.IssueState]int64{},
	}
	r.web = web.New(cfg, st, set, slog.New(slog.NewTextHandler(r.log, nil)))
	r.web.Now = func() time.Time { return r.clock }
	r.daily = news.Digest{
		Name: "daily", Title: "Central Asia & the World", Language: "en", TimeZone: "Asia/Almaty",
		Enabled: true,
	}
	r.weekly = news.Digest{Name: "weekly", Title: "Апта", Language: "kk", Enabled: true}
	for _, d := range []*news.Digest{&r.daily, &r.weekly} {
		r.must(st.PutDigest(ctx, d))
	}
	r.reader = news.Subscriber{
		Email: "reader@example.org", Language: "tr", State: news.SubscriberActive,
		Digests: []string{"daily", "weekly"}, Created: now, Changed: now,
	}
	r.must(st.PutSubscriber(ctx, &r.reader))
	for _, state := range []news.IssueState{news.IssueSent, news.IssueEmpty, news.IssueHeld, news.IssueMissed} {
		r.issue(state)
	}
	return r
}

func (r *room) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// issue puts a sample issue in a state.
func (r *room) issue(state news.IssueState) {
	r.t.Helper()
	ctx := r.t.Context()
	i := templates.Sample("en")
	if state == news.IssueEmpty {
		i = templates.SampleEmpty("en")
	}
	i.DigestID, i.Digest, i.Slot, i.State = r.daily.ID, "daily", "2026-11-23T07:00 "+string(state), state
	i.Number = 0 // the store counts
	if state == news.IssueHeld {
		i.Sections[0].Stories[0].Headline = "A secret draft"
	}
	id, ok, err := r.store.ClaimSlot(ctx, r.daily.ID, i.Slot, now, time.Hour)
	if r.must(err); !ok {
		r.t.Fatal("slot is taken")
	}
	i.ID = id
	r.must(r.store.SaveIssue(ctx, &i, nil, nil))
	r.issues[state] = id
}

// do asks the server and returns status, body and headers.
func (r *room) do(req *http.Request) (int, string, http.Header) {
	r.t.Helper()
	rec := httptest.NewRecorder()
	r.web.Handler().ServeHTTP(rec, req)
	return rec.Code, rec.Body.String(), rec.Header()
}

func (r *room) get(path string, headers ...string) (int, string, http.Header) {
	r.t.Helper()
	req := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return r.do(req)
}

func (r *room) post(path, form string, headers ...string) (int, string, http.Header) {
	r.t.Helper()
	req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return r.do(req)
}

// path is the part of a link that the server sees.
func path(link string) string { return strings.TrimPrefix(link, "https://press.example") }

func (r *room) digestsOf(id int64) []string {
	r.t.Helper()
	s, err := r.store.SubscriberByID(r.t.Context(), id)
	r.must(err)
	return s.Digests
}

func contains(t *testing.T, what, body string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !strings.Contains(body, w) {
			t.Errorf("%s lacks %q:\n%s", what, w, body)
		}
	}
}

func TestArchive(t *testing.T) {
	r := newRoom(t, nil)
	code, body, h := r.get("/")
	if code != http.StatusOK {
		t.Fatalf("index: %d", code)
	}
	contains(t, "index", body, "Central Asia &amp; the World", "Апта", "Astana and Ankara", "Nothing new",
		path(r.links.Issue(r.issues[news.IssueSent])))
	if strings.Contains(body, "A secret draft") {
		t.Error("the index shows a held issue")
	}
	for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "ETag"} {
		if h.Get(name) == "" {
			t.Errorf("no %s header", name)
		}
	}
	if code, _, _ := r.get("/", "If-None-Match", h.Get("ETag")); code != http.StatusNotModified {
		t.Errorf("the same page again: %d, want 304", code)
	}
	if _, body, _ := r.get("/", "Accept-Language", "xx, ru-RU;q=0.9, en;q=0.5"); !strings.Contains(body,
		`<html lang="ru">`) {
		t.Error("the index is not in the reader's language")
	}
	code, body, _ = r.get("/archive/weekly")
	contains(t, "archive", body, `<html lang="kk">`, "Апта")
	if code != http.StatusOK {
		t.Errorf("archive: %d", code)
	}
}

func TestIssuePage(t *testing.T) {
	r := newRoom(t, nil)
	link := path(r.links.Issue(r.issues[news.IssueSent]))
	code, body, _ := r.get(link)
	if code != http.StatusOK {
		t.Fatalf("issue: %d", code)
	}
	sample := templates.Sample("en")
	for _, st := range sample.Stories() {
		if !strings.Contains(html.UnescapeString(body), st.Headline) {
			t.Errorf("the issue lacks %q", st.Headline)
		}
	}
	if f := templates.Flaws(body); len(f) > 0 {
		t.Errorf("flaws: %v", f)
	}
	if _, body, _ := r.get(link + "?lang=ru"); !strings.Contains(body, "Центральная Азия") {
		t.Error("the issue does not change its language")
	}
	for state, want := range map[news.IssueState]int{news.IssueEmpty: 200, news.IssueHeld: 404, news.IssueMissed: 404} {
		if code, _, _ := r.get(path(r.links.Issue(r.issues[state]))); code != want {
			t.Errorf("%s issue: %d, want %d", state, code, want)
		}
	}
	for _, bad := range []string{
		"/issues/0", "/issues/x", "/issues/99999999999999999999", "/issues/9999",
		"/archive/none", "/nothing", "/u/x",
	} {
		if code, body, _ := r.get(bad); code != http.StatusNotFound || !strings.Contains(body, "<h1>") {
			t.Errorf("%s: %d %s", bad, code, body)
		}
	}
}

func TestFeed(t *testing.T) {
	r := newRoom(t, nil)
	for _, p := range []string{"/feed.atom", "/archive/daily/feed.atom"} {
		code, body, h := r.get(p)
		if code != http.StatusOK || h.Get("Content-Type") != "application/atom+xml; charset=utf-8" {
			t.Fatalf("%s: %d %s", p, code, h.Get("Content-Type"))
		}
		var f struct {
			ID, Title, Updated string
			Entries            []struct {
				ID      string `xml:"id"`
				Title   string `xml:"title"`
				Content string `xml:"content"`
				Link    struct {
					Href string `xml:"href,attr"`
				} `xml:"link"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal([]byte(body), &f); err != nil {
			t.Fatal(err)
		}
		if len(f.Entries) != 1 {
			t.Fatalf("%s: %d entries, want the one that was sent", p, len(f.Entries))
		}
		e := f.Entries[0]
		if want := r.links.Issue(r.issues[news.IssueSent]); e.ID != want || e.Link.Href != want {
			t.Errorf("entry %q links to %q, want %q", e.ID, e.Link.Href, want)
		}
		contains(t, "entry", e.Title+e.Content, "Astana and Ankara", "<h3>", "<small>A+ Analytics")
		if f := templates.Flaws(e.Content); len(f) > 0 {
			t.Errorf("flaws in the entry: %v", f)
		}
	}
}

var update = flag.Bool("update", false, "write the goldens again")

// styleHash is what a page's address of its style sheet changes with.
var styleHash = regexp.MustCompile(`style/[0-9a-f]{12}`)

// TestGolden keeps whole answers: what stands in testdata/NAME is the status, the headers and the body of a request.
func TestGolden(t *testing.T) {
	r := newRoom(t, nil)
	for name, req := range map[string]*http.Request{
		"feed.atom":   httptest.NewRequest(http.MethodGet, "/archive/daily/feed.atom", nil),
		"unsubscribe": httptest.NewRequest(http.MethodGet, path(r.links.Unsubscribe(r.reader.ID, r.daily.ID)), nil),
		"not-found":   httptest.NewRequest(http.MethodGet, "/nothing", nil),
	} {
		code, body, h := r.do(req)
		var got bytes.Buffer
		h.Del("ETag") // of all templates
		body = styleHash.ReplaceAllString(body, "style/HASH")
		fmt.Fprintf(&got, "%d\n", code)
		r.must(h.Write(&got))
		got.WriteString("\n" + body + "\n")
		file := filepath.Join("testdata", name)
		if *update {
			r.must(os.WriteFile(file, bytes.ReplaceAll(got.Bytes(), []byte("\r\n"), []byte("\n")), 0o644))
			continue
		}
		want, err := os.ReadFile(file)
		r.must(err)
		if diff := cmp.Diff(string(want), strings.ReplaceAll(got.String(), "\r\n", "\n")); diff != "" {
			t.Errorf("%s differs; look at it, then run: go test ./web -update\n%s", file, diff)
		}
	}
}

func TestUnsubscribe(t *testing.T) {
	r := newRoom(t, nil)
	link := path(r.links.Unsubscribe(r.reader.ID, r.daily.ID))
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		code, _, h := r.do(httptest.NewRequest(method, link, nil))
		if code != http.StatusOK || h.Get("Cache-Control") != "no-store" {
			t.Fatalf("%s: %d", method, code)
		}
	}
	if got := r.digestsOf(r.reader.ID); len(got) != 2 {
		t.Fatalf("looking at the page unsubscribed: %v", got)
	}
	_, body, _ := r.get(link)
	contains(t, "form", body, `<html lang="tr">`, `method="post"`, "r…@example.org", "noindex")
	if strings.Contains(body, "reader@") {
		t.Error("the form shows the whole address")
	}
	code, body, _ := r.post(link, "how=form", "Sec-Fetch-Site", "same-origin")
	if code != http.StatusOK {
		t.Fatalf("post: %d", code)
	}
	contains(t, "page after", body, "Abonelikten çıktınız", "/return")
	if got := r.digestsOf(r.reader.ID); !slices.Equal(got, []string{"weekly"}) {
		t.Fatalf("digests are %v, want weekly", got)
	}
	// The way back, once for a day, and only from our own page.
	_, after, _ := strings.Cut(body, `action="`)
	back, _, _ := strings.Cut(after, `"`)
	if code, _, _ := r.post(back, "", "Sec-Fetch-Site", "cross-site"); code != http.StatusForbidden {
		t.Errorf("a foreign site's form passes: %d", code)
	}
	if code, body, _ := r.post(back, "", "Sec-Fetch-Site", "same-origin"); code != http.StatusOK ||
		!strings.Contains(body, "Yeniden abonesiniz") {
		t.Errorf("back: %d %s", code, body)
	}
	if got := r.digestsOf(r.reader.ID); !slices.Equal(got, []string{"daily", "weekly"}) {
		t.Errorf("digests are %v, want both", got)
	}
	r.clock = now.Add(25 * time.Hour)
	if code, _, _ := r.post(back, ""); code != http.StatusNotFound {
		t.Errorf("the way back is open after a day: %d", code)
	}
	if strings.Contains(r.log.String(), "example.org") {
		t.Error("an address stands in the log")
	}
}

func TestOneClick(t *testing.T) {
	r := newRoom(t, nil)
	link := path(r.links.Unsubscribe(r.reader.ID, 0))
	// A web mail's own page may send it: another origin, no cookies.
	code, body, h := r.post(link, "List-Unsubscribe=One-Click", "Origin", "https://mail.example.net", "Sec-Fetch-Site",
		"cross-site")
	if code != http.StatusOK || body != "unsubscribed\n" || h.Get("Set-Cookie") != "" {
		t.Fatalf("one-click: %d %q", code, body)
	}
	s, err := r.store.SubscriberByID(t.Context(), r.reader.ID)
	if r.must(err); len(s.Digests) != 0 || s.State != news.SubscriberUnsubscribed {
		t.Fatalf("still %s, digests %v", s.State, s.Digests)
	}
	// RFC 8058 allows multipart/form-data, and providers repeat.
	var form bytes.Buffer
	m := multipart.NewWriter(&form)
	r.must(m.WriteField("List-Unsubscribe", "One-Click"))
	m.Close()
	req := httptest.NewRequest(http.MethodPost, link, &form)
	req.Header.Set("Content-Type", m.FormDataContentType())
	if code, _, _ := r.do(req); code != http.StatusOK {
		t.Errorf("one-click as multipart, repeated: %d", code)
	}
	r.must(r.store.DeleteSubscriber(t.Context(), r.reader.Email, time.Now()))
	if code, _, _ := r.post(link, "List-Unsubscribe=One-Click"); code != http.StatusOK {
		t.Errorf("one-click of someone erased: %d", code)
	}
	if code, _, _ := r.post(link[:len(link)-1]+"A", "List-Unsubscribe=One-Click"); code != http.StatusNotFound {
		t.Errorf("one-click with a forged token: %d", code)
	}
}

func TestUnsubscribeFromAllAndBack(t *testing.T) {
	r := newRoom(t, nil)
	_, body, _ := r.post(path(r.links.Unsubscribe(r.reader.ID, 0)), "how=form")
	contains(t, "page", body, "hiçbir bülten")
	_, after, _ := strings.Cut(body, `action="`)
	back, _, _ := strings.Cut(after, `"`)
	if code, _, _ := r.post(back, ""); code != http.StatusOK {
		t.Fatalf("back: %d", code)
	}
	s, err := r.store.SubscriberByID(t.Context(), r.reader.ID)
	if r.must(err); len(s.Digests) != 2 || s.State != news.SubscriberActive {
		t.Errorf("%s with %v, want active with both", s.State, s.Digests)
	}
	// Who complained is not asked back.
	s.State = news.SubscriberComplained
	r.must(r.store.PutSubscriber(t.Context(), &s))
	if _, body, _ := r.post(path(r.links.Unsubscribe(r.reader.ID, 0)), "how=form"); strings.Contains(body, "/return") {
		t.Error("someone who complained is offered the way back")
	}
	if code, _, _ := r.post(back, ""); code != http.StatusNotFound {
		t.Error("someone who complained came back")
	}
}

func TestOps(t *testing.T) {
	r := newRoom(t, func(c *web.Config) { c.Metrics = "loopback" })
	for _, p := range []string{"/healthz", "/readyz"} {
		if code, body, _ := r.get(p); code != http.StatusOK || body != "ok\n" {
			t.Errorf("%s: %d %q", p, code, body)
		}
	}
	if code, body, _ := r.get("/robots.txt"); code != http.StatusOK || !strings.Contains(body, "Disallow: /u/") {
		t.Errorf("robots.txt: %d %q", code, body)
	}
	if code, body, h := r.get("/style.css"); code != http.StatusOK || !strings.Contains(body, "prefers-color-scheme") ||
		h.Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("style.css: %d", code)
	}
	local := func(headers ...string) int {
		req := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		req.RemoteAddr, req.Host = "127.0.0.1:5555", "localhost:8080"
		for i := 0; i < len(headers); i += 2 {
			req.Header.Set(headers[i], headers[i+1])
		}
		code, body, _ := r.do(req)
		if code == http.StatusOK &&
			!strings.Contains(body, `attache_http_requests_total{route="GET /healthz",status="200"} 1`) {
			t.Errorf("metrics lack the request for /healthz:\n%s", body)
		}
		return code
	}
	if c := local(); c != http.StatusOK {
		t.Errorf("metrics from this machine: %d", c)
	}
	if c := local("X-Forwarded-For", "203.0.113.9"); c != http.StatusNotFound {
		t.Errorf("metrics through a proxy: %d", c)
	}
	if code, _, _ := r.get("/metrics"); code != http.StatusNotFound { // httptest comes from 192.0.2.1
		t.Errorf("metrics from outside: %d", code)
	}
	r.store.Close()
	if code, body, _ := r.get("/readyz"); code != http.StatusServiceUnavailable || strings.Contains(body, "sql") {
		t.Errorf("readyz without a database: %d %q", code, body)
	}
	if code, body, _ := r.get("/"); code != http.StatusInternalServerError || !strings.Contains(body, "<h1>") ||
		strings.Contains(body, "sql") {
		t.Errorf("index without a database: %d %q", code, body)
	}
}

func TestMetricsSetting(t *testing.T) {
	for setting, want := range map[string]int{"all": 200, "nobody": 404} {
		r := newRoom(t, func(c *web.Config) { c.Metrics = setting })
		if code, _, _ := r.get("/metrics"); code != want {
			t.Errorf("metrics for %s: %d, want %d", setting, code, want)
		}
	}
}

func TestPathPrefix(t *testing.T) {
	r := newRoom(t, func(c *web.Config) { c.URL = "https://example.org/press/" })
	_, body, _ := r.get("/")
	contains(t, "index", body, `href="/press/style/`, `href="/press/archive/daily"`)
	if l := r.links.Issue(3); l != "https://example.org/press/issues/3" {
		t.Errorf("issue link %s", l)
	}
}

func TestServeStops(t *testing.T) {
	r := newRoom(t, nil)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	r.must(err)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.web.Serve(ctx, l) }()
	res, err := http.Get("http://" + l.Addr().String() + "/healthz")
	r.must(err)
	res.Body.Close()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("stop: %v", err)
	}
	if c, err := net.Dial("tcp", l.Addr().String()); err == nil {
		c.Close()
		t.Error("it still serves")
	}
}

func TestConfig(t *testing.T) {
	good := []web.Config{
		{},
		{Listen: ":9000", URL: "https://x.example/press"},
		{Metrics: "all"},
		{MetricsListen: ":9090"},
		{MetricsToken: strings.Repeat("x", 24)},
	}
	for _, c := range good {
		if err := c.Validate(); err != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
	bad := []web.Config{
		{Listen: "8080"},
		{URL: "x.example"},
		{URL: "ftp://x.example"},
		{URL: "https://x.example?a"},
		{URL: "https://u:p@x.example"},
		{Metrics: "some"},
		{MetricsListen: "9090"},
		{MetricsListen: "127.0.0.1:8080"},
		{MetricsToken: "short"},
		{ReadTimeout: -1},
	}
	for _, c := range bad {
		var invalid *news.InvalidError
		if err := c.Validate(); !errors.As(err, &invalid) {
			t.Errorf("%+v: %v, want an InvalidError", c, err)
		}
	}
	for listen, want := range map[string]string{
		"": "http://127.0.0.1:8080", ":9000": "http://localhost:9000",
		"0.0.0.0:80": "http://localhost:80",
	} {
		if got := (web.Config{Listen: listen}).Links().Base; got != want {
			t.Errorf("base of %q is %s, want %s", listen, got, want)
		}
	}
}

func TestLinks(t *testing.T) {
	l := web.Links{Base: "https://press.example", Key: bytes.Repeat([]byte{1}, 16)}
	a := l.Unsubscribe(12, 3)
	u, err := url.Parse(a)
	if err != nil || u.RawQuery != "" || strings.ContainsAny(a, `&<>"'+ `) {
		t.Errorf("%s would be escaped in HTML", a)
	}
	if a != l.Unsubscribe(12, 3) || a == l.Unsubscribe(13, 3) || a == l.Unsubscribe(12, 4) {
		t.Error("links are not one for each pair")
	}
	if weak := (web.Links{Base: l.Base, Key: []byte("short")}).Unsubscribe(1, 1); weak != "" {
		t.Errorf("a weak key makes the link %s", weak)
	}
}
