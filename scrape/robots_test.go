package scrape

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"attache/news"
)

func TestRobotsRules(t *testing.T) {
	for _, c := range []struct {
		name, file  string
		open, shut  string // paths, parted by spaces
		delay       time.Duration
		maps        int
		agentIsElse bool
	}{
		{name: "empty", file: "", open: "/ /a"},
		{name: "all shut", file: "User-agent: *\nDisallow: /\n", shut: "/ /a"},
		{name: "mark, CRLF, wildcards", file: "\xEF\xBB\xBF# robots\r\nUser-Agent: *\r\nCrawl-Delay: 2\r\nDisallow: /print/\r\nDisallow: /*?page=5\r\n\r\nSitemap: http://a.example/sitemap.xml\r\n", open: "/ /news/?page=4", shut: "/print/1 /news/?page=5", delay: 2 * time.Second, maps: 1},
		{name: "for us alone", file: "User-agent: *\nDisallow: /\n\nUser-agent: Attache\nAllow: /\nDisallow: /private\n", open: "/news", shut: "/private/1"},
		{name: "longest rule", file: "User-agent: *\nDisallow: /a\nAllow: /a/open\n", open: "/a/open/1 /b", shut: "/a/1"},
		{name: "rubbish among the rules", file: "Disallow: /lost\nUser-agent: *\nCrawl-delay: soon\nDisallow: /shut\nNonsense\n<p>", open: "/lost /a", shut: "/shut/1"},
		{name: "a page instead", file: "<!DOCTYPE html><html><body>Not found</body></html>", open: "/ /a"},
		{name: "rules written plainly", file: "User-agent: *\nDisallow: /тег/\n", open: "/a", shut: "/%D1%82%D0%B5%D0%B3/1"},
		{name: "rules written escaped", file: "User-agent: *\nDisallow: /%D1%82%D0%B5%D0%B3/\n", shut: "/%D1%82%D0%B5%D0%B3/1"},
		{name: "endless delay", file: "User-agent: *\nCrawl-delay: 86400\n", open: "/", delay: 30 * time.Second},
	} {
		f, s, _ := newSite(t, Config{Gap: 1}, map[string]http.HandlerFunc{
			"a.example/robots.txt": serve("text/plain", c.file), "a.example/*": serve("text/plain", "ok"),
		})
		for _, path := range strings.Fields(c.open) {
			if _, err := f.Fetch(context.Background(), "http://a.example"+path); err != nil {
				t.Errorf("%s: %s: %v", c.name, path, err)
			}
		}
		for _, path := range strings.Fields(c.shut) {
			_, err := f.Fetch(context.Background(), "http://a.example"+path)
			var fail *Failure
			if !errors.As(err, &fail) || fail.State != news.PollBlocked || s.count("a.example"+path) > 0 {
				t.Errorf("%s: %s was not blocked: %v", c.name, path, err)
			}
		}
		if s.asked[0] != "a.example/robots.txt" || s.count("a.example/robots.txt") != 1 {
			t.Errorf("%s: robots.txt must be asked first and once: %v", c.name, s.asked)
		}
		if d := f.gate.hosts["a.example"].delay; d != c.delay {
			t.Errorf("%s: delay %v, want %v", c.name, d, c.delay)
		}
		file, err := f.robotsOf(context.Background(), &url.URL{Scheme: "http", Host: "a.example"})
		if err != nil || len(file.maps) != c.maps {
			t.Errorf("%s: sitemaps %v, %v", c.name, file.maps, err)
		}
	}
}

func TestRobotsAnswers(t *testing.T) {
	endless := func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Path+"?again", http.StatusFound)
	}
	long := "User-agent: *\nDisallow: /shut\n" + strings.Repeat("# filler\n", maxRobotsBody/8)
	for _, c := range []struct {
		name  string
		serve http.HandlerFunc
		state news.PollState // "" = the page is read
	}{
		{"missing", status(404), ""},
		{"forbidden", status(403), ""},
		{"trouble", status(503), news.PollFailing},
		{"too often", status(429, "Retry-After", "60"), news.PollRefused},
		{"endless redirects", endless, ""},
		{"elsewhere", status(301, "Location", "http://b.example/robots.txt"), news.PollBlocked},
		{"very long", serve("text/plain", long), news.PollBlocked},
		{"reset", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, news.PollFailing},
	} {
		f, s, _ := newSite(t, Config{Gap: 1}, map[string]http.HandlerFunc{
			"a.example/robots.txt": c.serve, "a.example/shut": serve("text/plain", "ok"),
			"b.example/robots.txt": serve("text/plain", "User-agent: *\nDisallow: /shut\n"),
		})
		_, err := f.Fetch(context.Background(), "http://a.example/shut")
		var fail *Failure
		errors.As(err, &fail)
		switch {
		case c.state == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.state != "" && (fail == nil || fail.State != c.state || s.count("a.example/shut") > 0):
			t.Errorf("%s: %v, want %s", c.name, err, c.state)
		}
	}
}

func TestRobotsFreshness(t *testing.T) {
	f, s, c := newSite(t, Config{Gap: 1}, map[string]http.HandlerFunc{"a.example/robots.txt": status(500), "a.example/a": serve("text/plain", "ok")})
	fetch := func() error { _, err := f.Fetch(context.Background(), "http://a.example/a"); return err }
	if fetch() == nil {
		t.Fatal("read in spite of robots.txt failing")
	}
	asked := s.count("a.example/robots.txt")
	s.set("a.example/robots.txt", status(404))
	if fetch() == nil || s.count("a.example/robots.txt") != asked {
		t.Fatal("a failing robots.txt was asked again at once")
	}
	c.pass(2 * robotsRetry)
	if err := fetch(); err != nil {
		t.Fatal("it healed, and was not asked again: ", err)
	}
	s.set("a.example/robots.txt", serve("text/plain", "User-agent: *\nDisallow: /\n"))
	if err := fetch(); err != nil {
		t.Fatal("asked again within its day: ", err)
	}
	c.pass(robotsFresh + time.Hour)
	if fetch() == nil {
		t.Fatal("the new rules were never seen")
	}
}

// Many who want the same host ask for its robots.txt once; one who gives up does not take the others' answer away.
func TestRobotsShared(t *testing.T) {
	begun, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	f, s, _ := newSite(t, Config{Gap: 1}, map[string]http.HandlerFunc{
		"a.example/robots.txt": func(w http.ResponseWriter, r *http.Request) {
			once.Do(func() { close(begun) })
			select {
			case <-release:
				http.NotFound(w, r)
			case <-r.Context().Done():
			}
		},
		"a.example/*": serve("text/plain", "ok"),
	})
	ctx, cancel := context.WithCancel(context.Background())
	gaveUp := make(chan error)
	go func() { _, err := f.Fetch(ctx, "http://a.example/first"); gaveUp <- err }()
	<-begun
	var wg sync.WaitGroup
	for i := range 5 {
		wg.Go(func() {
			if _, err := f.Fetch(context.Background(), fmt.Sprintf("http://a.example/%d", i)); err != nil {
				t.Error(err)
			}
		})
	}
	cancel()
	if err := <-gaveUp; !errors.Is(err, context.Canceled) {
		t.Errorf("the first got %v", err)
	}
	close(release)
	wg.Wait()
	if n := s.count("a.example/robots.txt"); n > 2 {
		t.Errorf("robots.txt asked %d times", n)
	}
}

func TestRobotsForget(t *testing.T) {
	f, _, _ := newSite(t, Config{Gap: 1}, map[string]http.HandlerFunc{})
	for i := range maxRobots + 10 {
		file, mine := f.robots.entry(fmt.Sprint(i), today)
		if !mine {
			t.Fatal("known before it was asked")
		}
		file.expires = today.Add(time.Duration(i) * time.Second)
		close(file.ready)
	}
	if n := len(f.robots.files); n > maxRobots {
		t.Errorf("%d files kept", n)
	}
	if f.robots.files["0"] != nil {
		t.Error("the oldest was kept")
	}
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nCrawl-delay: 1\nSitemap: x"), "/a/b")
	f.Add([]byte("Disallow: /\nUser-agent\n:::\r\r\n"), "/")
	f.Fuzz(func(t *testing.T, body []byte, path string) {
		group, _ := parseRobots(body, "attache")
		group.Test(path)
		if group.CrawlDelay < 0 {
			t.Fatal("negative delay")
		}
	})
}
