package scrape

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/remote"

	"attache/news"
	"attache/scrape/fetch"
	"attache/scrape/fetch/fetchtest"
	"attache/scrape/markup"
)

// withBrowser skips a test, aloud, where there is no Chromium.
func withBrowser(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIPPED, NOT TESTED: showing pages in a browser (-short)")
	}
	if lack := (fetch.Config{}).CheckBrowser(); lack != nil {
		t.Skip("SKIPPED, NOT TESTED: showing pages in a browser. Install Chromium")
	}
	folder, err := os.MkdirTemp("", "show") // not t.TempDir: Chromium's socket takes no longer path
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", folder)
	t.Cleanup(func() {
		if err := os.Remove(folder); err != nil {
			t.Errorf("a browser left something behind: %v", err)
		}
	})
}

// shell is a page that holds nothing but a place for scripts to fill.
func shell(scripts string) string {
	return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Courier</title></head><body>` +
		`<noscript>Please enable JavaScript.</noscript><div id="root"></div>` + scripts + `</body></html>`
}

// script is what the pages of a framework look like: it asks for data and builds the page of it.
const script = `
fetch("/api" + location.pathname).then(r => r.json()).then(data => {
	const root = document.getElementById("root")
	if (data.list) {
		root.innerHTML = "<ul>" + data.list.map(p => '<li class="item"><a href="' + p.path + '">' + p.title + '</a> ` +
	`<time>' + p.date + '</time></li>').join("") + "</ul>"
		return
	}
	document.title = data.title
	root.innerHTML = "<main><article><h1>" + data.title + '</h1><time datetime="' + data.date + '">' + data.date + ` +
	`"</time>" + data.body.map(p => "<p>" + p + "</p>").join("") + "</article></main>"
})`

func scriptedSite() map[string]http.HandlerFunc {
	page := fetchtest.Serve("text/html; charset=utf-8", shell(`<script src="/app.js"></script>`))
	return map[string]http.HandlerFunc{
		"a.example/news/":    page,
		"a.example/news/one": page,
		"a.example/app.js":   fetchtest.Serve("text/javascript", script),
		"a.example/api/news/": fetchtest.Serve("application/json",
			`{"list": [{"path": "/news/one", "title": "Ministers meet in Astana", "date": "2026-03-01"}, {"path": `+
				`"/news/two", "title": "Қазақстан мен Түркия", "date": "2026-02-28"}]}`),
		"a.example/api/news/one": fetchtest.Serve("application/json", `{"title": "Ministers meet in Astana", "date": `+
			`"2026-03-01T10:00:00+05:00", "body": [
			"The foreign ministers of the five states met in the capital on Sunday and agreed on a plan for the coming year.",
			"They spoke about trade, water and transport for two hours, and promised to meet again in the summer of this year.",
			"A joint statement was published after the talks; it names the projects in energy, roads and culture one by `+
			`one."]}`),
	}
}

func scriptedSource() news.Source {
	src := fetchtest.Source(news.KindListing, "http://a.example/news/")
	src.Rules = news.Rules{Item: "li.item", Date: "time"}
	src.Browser = true
	return src
}

func TestShow(t *testing.T) {
	withBrowser(t)
	f, s, c := newSite(t, fetch.Config{Gap: time.Second, Retries: -1}, scriptedSite())
	ctx := context.Background()
	src := scriptedSource()
	p, items := f.Poll(ctx, src, news.Poll{})
	if p.State != news.PollOK || len(items) != 2 || items[1].Title != "Қазақстан мен Түркия" ||
		items[0].Published.IsZero() {
		t.Fatalf("poll: %+v %+v", p, items)
	}
	if again, _ := f.Poll(ctx, src, p); again.State != news.PollNotModified {
		t.Errorf("second poll: %+v", again)
	}
	a, err := f.Read(ctx, src, items[0])
	if err != nil || a.Title != "Ministers meet in Astana" || len(a.Blocks) != 3 ||
		a.URL != "http://a.example/news/one" || a.DateFrom != news.DateFromFeed {
		t.Fatalf("read: %v %+v", err, a)
	}
	if n := s.Count("a.example/robots.txt"); n != 1 {
		t.Errorf("robots.txt was asked for %d times: %v", n, s.Asked)
	}
	if s.Most["a.example"] != 1 {
		t.Errorf("%d requests at the same time", s.Most["a.example"])
	}
	for i, h := range s.Headers {
		if !strings.HasPrefix(h.Get("User-Agent"), "attache") {
			t.Errorf("%s was asked for by %q", s.Asked[i], h.Get("User-Agent"))
		}
	}
	// robots.txt, then three pages: the gap is kept between them, not before each of their parts.
	if len(c.Slept) != 3 {
		t.Errorf("slept %v over %v", c.Slept, s.Asked)
	}
}

// TestShowReachesNothing has a page try all it can to reach this machine, whose loopback a browser would reach.
func TestShowReachesNothing(t *testing.T) {
	withBrowser(t)
	var reached atomic.Int64
	secret := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached.Add(1)
		w.Header().Set("Access-Control-Allow-Origin", "*")
		io.WriteString(w, "secret")
	}))
	defer secret.Close()
	at := secret.Listener.Addr().String()
	_, port, _ := strings.Cut(at, ":")
	tries := fmt.Sprintf(`<link rel="preconnect" href="http://%[1]s/"><link rel="prefetch" `+
		`href="http://%[1]s/prefetch"><link rel="stylesheet" href="http://%[1]s/style.css">
		<img src="http://%[1]s/image.png"><iframe src="http://%[1]s/frame"></iframe><video src="http://%[1]s/video.mp4">`+
		`</video><script src="http://%[1]s/a.js"></script>
		<script>
		const said = []
		const say = t => { said.push(t); document.getElementById("root").innerHTML = "<p>" + said.join(" ") + "</p>" }
		const tries = ["http://%[1]s/", "http://localhost:%[2]s/", "http://2130706433:%[2]s/", `+
		`"http://[::ffff:127.0.0.1]:%[2]s/", "file:///etc/passwd", "http://b.example/robots-forbid"]
		Promise.all(tries.map(u => fetch(u).then(r => r.text()).then(t => say("GOT " + t), () => `+
		`say("refused")))).then(() => say("done"))
		fetch("http://c.example/open").then(r => r.text()).then(say)
		fetch("http://c.example/closed").then(r => r.text()).then(say, () => say("kept"))
		try { new WebSocket("ws://%[1]s/socket") } catch (e) {}
		try { new EventSource("http://%[1]s/events") } catch (e) {}
		try { new Worker(URL.createObjectURL(new Blob(["fetch('http://%[1]s/worker')"]))) } catch (e) {}
		navigator.sendBeacon("http://%[1]s/beacon", "x")
		fetch("http://%[1]s/post", {method: "POST", body: "x"}).catch(() => 0)
		window.open("http://%[1]s/window")
		const blank = document.body.appendChild(document.createElement("iframe"))
		for (const w of [window, blank.contentWindow]) {
			try {
				const wire = new w.RTCPeerConnection({iceServers: [{urls: "stun:%[1]s"}]})
				wire.createDataChannel("x")
				wire.createOffer().then(o => wire.setLocalDescription(o))
				say("WIRED")
			} catch (e) {}
		}
		</script>`, at, port)
	f, s, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1, Ports: []uint16{80}}, map[string]http.HandlerFunc{
		"a.example/p":             fetchtest.Serve("text/html", shell(tries)),
		"b.example/robots.txt":    fetchtest.Serve("text/plain", "User-agent: *\nDisallow: /robots-forbid"),
		"b.example/robots-forbid": fetchtest.Serve("text/plain", "forbidden"),
		"c.example/open": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Access-Control-Allow-Origin", "*")
			io.WriteString(w, "shared")
		},
		"c.example/closed": fetchtest.Serve("text/plain", "private"),
	})
	src := fetchtest.Source(news.KindFeed, "http://a.example/feed")
	src.Browser = true
	u, _ := fetch.ParseURL("http://a.example/p")
	p, err := f.client.View(context.Background(), src, fetch.Request{URL: u, Accept: fetch.AcceptPage})
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(p.Body), `<div id="root">`)
	body, _, _ = strings.Cut(body, "</div>")
	if reached.Load() != 0 || strings.Contains(body, "GOT") || strings.Contains(body, "WIRED") ||
		strings.Contains(body, "private") || strings.Count(body, "refused") < 6 || !strings.Contains(body, "shared") ||
		!strings.Contains(body, "kept") || !strings.Contains(body, "done") {
		t.Errorf("reached %d times: %s", reached.Load(), body)
	}
	if s.Count("b.example/robots-forbid") != 0 {
		t.Error("robots.txt was not obeyed")
	}
}

func TestShowBounds(t *testing.T) {
	withBrowser(t)
	pages := map[string]http.HandlerFunc{
		"a.example/busy": fetchtest.Serve("text/html", shell(`<script>for (;;) {}</script>`)),
		"a.example/large": fetchtest.Serve("text/html",
			shell(`<script>let h = ""; for (let i = 0; i < 120000; i++) h += "<i></i>"; `+
				`document.getElementById("root").innerHTML = h</script>`)),
		"a.example/hoard": fetchtest.Serve("text/html", shell(`<script>
			const all = []
			try { while (all.length < 60) all.push(new Uint8Array(32 << 20).fill(1)) } catch (e) {}
			document.getElementById("root").innerHTML = "<p>" + (all.length < 60 ? "full" : "endless") + "</p>"</script>`)),
		"a.example/liar": fetchtest.Serve("text/html",
			shell(`<script>document.getElementsByTagName = () => []; Object.defineProperty(document, "documentElement", `+
				`{get: () => ({outerHTML: "lies"})}); document.getElementById("root").innerHTML = "<p>truth</p>"</script>`)),
		"a.example/restive": fetchtest.Serve("text/html",
			shell(`<script>document.getElementById("root").innerHTML = "<p>here</p>"; setInterval(() => fetch("/tick"), `+
				`100)</script>`)),
		"a.example/tick":  fetchtest.Serve("text/plain", ""),
		"a.example/loop":  fetchtest.Serve("text/html", shell(`<p>loop</p><script>location.reload()</script>`)),
		"a.example/on":    fetchtest.Serve("text/html", shell(`<script>location.replace("/moved")</script>`)),
		"a.example/moved": fetchtest.Status(302, "Location", "/there"),
		"a.example/there": fetchtest.Serve("text/html",
			shell(`<script>document.getElementById("root").innerHTML = "<p>arrived</p>"</script>`)),
	}
	var s *fetchtest.Site // of the last case
	src := fetchtest.Source(news.KindFeed, "http://a.example/feed")
	src.Browser = true
	for _, c := range []struct {
		path, want, at string
		state          news.PollState
		within         time.Duration
	}{
		{"busy", "", "", news.PollFailing, 3 * time.Second},
		{"large", "", "", news.PollBroken, time.Minute},
		{"hoard", "full", "/hoard", "", time.Minute},
		{"liar", "truth", "/liar", "", time.Minute},
		{"restive", "here", "/restive", "", 15 * time.Second},
		{"on", "arrived", "/there", "", time.Minute},
		{"loop", "loop", "/loop", "", time.Minute},
	} {
		var f *Fetcher
		f, s, _ = newSite(t, fetch.Config{Gap: 1, Retries: -1, BrowserTimeout: c.within}, pages)
		u, _ := fetch.ParseURL("http://a.example/" + c.path)
		started := time.Now()
		p, err := f.client.View(context.Background(), src, fetch.Request{URL: u, Accept: fetch.AcceptPage})
		var fail *fetch.Failure
		switch {
		case time.Since(started) > c.within+10*time.Second:
			t.Errorf("%s took %s", c.path, time.Since(started))
		case c.state != "":
			if !errors.As(err, &fail) || fail.State != c.state || fail.Detail == "" {
				t.Errorf("%s: %v", c.path, err)
			}
		case err != nil || !strings.Contains(string(p.Body), "<p>"+c.want+"</p>") || p.URL != "http://a.example"+c.at:
			t.Errorf("%s: %v at %s: %s", c.path, err, p.URL, markup.Shorten(string(p.Body), 2000))
		}
	}
	if n := s.Count("a.example/loop"); n != 1 {
		t.Errorf("a page that reloads itself was asked for %d times", n)
	}
}

func TestShowStopped(t *testing.T) {
	withBrowser(t)
	asked := make(chan struct{})
	f, _, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1}, map[string]http.HandlerFunc{
		"a.example/p": fetchtest.Serve("text/html", shell(`<script src="/slow.js"></script>`)),
		"a.example/slow.js": func(_ http.ResponseWriter, r *http.Request) {
			close(asked)
			<-r.Context().Done()
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-asked; cancel() }()
	src := fetchtest.Source(news.KindFeed, "http://a.example/feed")
	src.Browser = true
	if _, err := f.Read(ctx, src, news.Item{URL: "http://a.example/p", Title: "x"}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

func TestNeedsBrowser(t *testing.T) {
	f, s, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1, Browser: "/nowhere/chromium"}, scriptedSite())
	ctx := context.Background()
	src := scriptedSource()
	p, _ := f.Poll(ctx, src, news.Poll{})
	if p.State != news.PollBroken || !strings.Contains(p.Detail, "needs a browser") ||
		!strings.Contains(p.Detail, "/nowhere/chromium") || len(s.Asked) != 0 {
		t.Errorf("no browser: %+v asked %v", p, s.Asked)
	}
	src.Browser = false
	if p, _ := f.Poll(ctx, src, news.Poll{}); p.State != news.PollBroken ||
		!strings.Contains(p.Detail, "needs a browser") {
		t.Errorf("a scripted list: %+v", p)
	}
	var fail *fetch.Failure
	if _, err := f.Read(ctx, src, news.Item{URL: "http://a.example/news/one"}); !errors.As(err, &fail) ||
		!strings.Contains(fail.Detail, "needs a browser") {
		t.Errorf("a scripted article: %v", err)
	}
	if _, err := f.Discover(ctx, "http://a.example/news/"); !errors.As(err, &fail) ||
		!strings.Contains(fail.Detail, "needs a browser") {
		t.Errorf("discover: %v", err)
	}
}

// TestShowRemote shows a page in a browser that runs already, and has it reach nothing either.
func TestShowRemote(t *testing.T) {
	withBrowser(t)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	folder, err := os.MkdirTemp("", "far")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) }) // a killed browser leaves its socket
	address := ""
	alloc, stop := chromedp.NewExecAllocator(ctx, append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.Env("TMPDIR="+folder),
		chromedp.WithDialer(func(ctx context.Context, at string) (chromedp.Transport, error) {
			address = at
			return remote.DialContext(ctx, at)
		}))...)
	defer stop()
	tab, end := chromedp.NewContext(alloc)
	defer end()
	if err := chromedp.Do(tab); err != nil {
		t.Fatal(err)
	}
	pages := scriptedSite()
	var reached atomic.Int64
	own := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	defer own.Close()
	pages["a.example/app.js"] = fetchtest.Serve("text/javascript", `try { new WebSocket("`+strings.Replace(own.URL,
		"http", "ws", 1)+`") } catch (e) {}`+script)
	f, _, _ := newSite(t, fetch.Config{Gap: 1, Retries: -1, BrowserURL: address, Browser: "/nowhere"}, pages)
	for range 2 {
		p, items := f.Poll(ctx, scriptedSource(), news.Poll{})
		if p.State != news.PollOK || len(items) != 2 {
			t.Errorf("poll: %+v %+v", p, items)
		}
	}
	if reached.Load() != 0 {
		t.Errorf("the page reached this machine %d times", reached.Load())
	}
}
