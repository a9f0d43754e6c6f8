package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"attache/news"
	"attache/scrape/fetch/fetchtest"
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
		{
			name: "mark, CRLF, wildcards",
			file: "\xEF\xBB\xBF# robots\r\nUser-Agent: *\r\nCrawl-Delay: 2\r\nDisallow: /print/\r\nDisallow: " +
				"/*?page=5\r\n\r\nSitemap: http://a.example/sitemap.xml\r\n", open: "/ /news/?page=4",
			shut: "/print/1 /news/?page=5", delay: 2 * time.Second, maps: 1,
		},
		{
			name: "for us alone",
			file: "User-agent: *\nDisallow: /\n\nUser-agent: Attache\nAllow: /\nDisallow: /private\n", open: "/news",
			shut: "/private/1",
		},
		{
			name: "longest rule", file: "User-agent: *\nDisallow: /a\nAllow: /a/open\n", open: "/a/open/1 /b",
			shut: "/a/1",
		},
		{
			name: "rubbish among the rules",
			file: "Disallow: /lost\nUser-agent: *\nCrawl-delay: soon\nDisallow: /shut\nNonsense\n<p>", open: "/lost /a",
			shut: "/shut/1",
		},
		{name: "a page instead", file: "<!DOCTYPE html><html><body>Not found</body></html>", open: "/ /a"},
		{
			name: "rules written plainly", file: "User-agent: *\nDisallow: /тег/\n", open: "/a",
			shut: "/%D1%82%D0%B5%D0%B3/1",
		},
		{
			name: "rules written escaped", file: "User-agent: *\nDisallow: /%D1%82%D0%B5%D0%B3/\n",
			shut: "/%D1%82%D0%B5%D0%B3/1",
		},
		{
			name: "no colon, no slash, tabs", file: "user-agent *\ndisallow /private\nDisallow\tdrafts\nallow: drafts/open\n",
			open: "/a /drafts/open/1", shut: "/private/a /drafts/1",
		},
		{
			name: "names misspelt", file: "useragent: *\ndissallow: /1\nDissalow: /2\ndisalow: /3\ndiasllow: /4\n" +
				"disallaw: /5\ncrawldelay: 3\nsite-map: http://a.example/s.xml\n",
			open: "/6", shut: "/1 /2/a /3 /4 /5", delay: 3 * time.Second, maps: 1,
		},
		{name: "a blank for the dash", file: "User agent: *\nDisallow: /private\n", open: "/a", shut: "/private/a"},
		{name: "prose is no rule", file: "User-agent: *\nplease disallow nobody /a\ndisallow all of it\n", open: "/a /all"},
		{
			name: "characters that an address has escaped",
			file: "user-agent: *\ndisallow: /a<b\ndisallow: /c{d\ndisallow: /e|f\ndisallow: /g[1]\ndisallow: /h%5C\n" +
				"disallow: /i(1)\ndisallow: /j^`\n",
			open: "/a /c /e /g1 /h/", shut: "/a%3Cb /c%7Bd/1 /e%7Cf /g%5B1%5D /g[1]/x /h%5Cx /i%281%29 /j%5E%60?q",
		},
		{name: "endless delay", file: "User-agent: *\nCrawl-delay: 86400\n", open: "/", delay: 30 * time.Second},
	} {
		f, s, _ := newClient(t, Config{Gap: 1}, map[string]http.HandlerFunc{
			"a.example/robots.txt": fetchtest.Serve("text/plain", c.file), "a.example/*": fetchtest.Serve("text/plain",
				"ok"),
		})
		for _, path := range strings.Fields(c.open) {
			if _, err := f.Fetch(context.Background(), "http://a.example"+path); err != nil {
				t.Errorf("%s: %s: %v", c.name, path, err)
			}
		}
		for _, path := range strings.Fields(c.shut) {
			_, err := f.Fetch(context.Background(), "http://a.example"+path)
			var fail *Failure
			if !errors.As(err, &fail) || fail.State != news.PollBlocked || s.Count("a.example"+path) > 0 {
				t.Errorf("%s: %s was not blocked: %v", c.name, path, err)
			}
		}
		if s.Asked[0] != "a.example/robots.txt" || s.Count("a.example/robots.txt") != 1 {
			t.Errorf("%s: robots.txt must be asked first and once: %v", c.name, s.Asked)
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
		{"missing", fetchtest.Status(404), ""},
		{"forbidden", fetchtest.Status(403), ""},
		{"trouble", fetchtest.Status(503), news.PollFailing},
		{"too often", fetchtest.Status(429, "Retry-After", "60"), news.PollRefused},
		{"endless redirects", endless, ""},
		{"elsewhere", fetchtest.Status(301, "Location", "http://b.example/robots.txt"), news.PollBlocked},
		{"very long", fetchtest.Serve("text/plain", long), news.PollBlocked},
		{"reset", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, news.PollFailing},
	} {
		f, s, _ := newClient(t, Config{Gap: 1}, map[string]http.HandlerFunc{
			"a.example/robots.txt": c.serve, "a.example/shut": fetchtest.Serve("text/plain", "ok"),
			"b.example/robots.txt": fetchtest.Serve("text/plain", "User-agent: *\nDisallow: /shut\n"),
		})
		_, err := f.Fetch(context.Background(), "http://a.example/shut")
		var fail *Failure
		errors.As(err, &fail)
		switch {
		case c.state == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.state != "" && (fail == nil || fail.State != c.state || s.Count("a.example/shut") > 0):
			t.Errorf("%s: %v, want %s", c.name, err, c.state)
		}
	}
}

func TestRobotsFreshness(t *testing.T) {
	f, s, c := newClient(t, Config{Gap: 1}, map[string]http.HandlerFunc{
		"a.example/robots.txt": fetchtest.Status(500),
		"a.example/a":          fetchtest.Serve("text/plain", "ok"),
	})
	fetch := func() error { _, err := f.Fetch(context.Background(), "http://a.example/a"); return err }
	if fetch() == nil {
		t.Fatal("read in spite of robots.txt failing")
	}
	asked := s.Count("a.example/robots.txt")
	s.Set("a.example/robots.txt", fetchtest.Status(404))
	if fetch() == nil || s.Count("a.example/robots.txt") != asked {
		t.Fatal("a failing robots.txt was asked again at once")
	}
	c.Pass(2 * robotsRetry)
	if err := fetch(); err != nil {
		t.Fatal("it healed, and was not asked again: ", err)
	}
	s.Set("a.example/robots.txt", fetchtest.Serve("text/plain", "User-agent: *\nDisallow: /\n"))
	if err := fetch(); err != nil {
		t.Fatal("asked again within its day: ", err)
	}
	c.Pass(robotsFresh + time.Hour)
	if fetch() == nil {
		t.Fatal("the new rules were never seen")
	}
}

// Many who want the same host ask for its robots.txt once; one who gives up does not take the others' answer away.
func TestRobotsShared(t *testing.T) {
	begun, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	f, s, _ := newClient(t, Config{Gap: 1}, map[string]http.HandlerFunc{
		"a.example/robots.txt": func(w http.ResponseWriter, r *http.Request) {
			once.Do(func() { close(begun) })
			select {
			case <-release:
				http.NotFound(w, r)
			case <-r.Context().Done():
			}
		},
		"a.example/*": fetchtest.Serve("text/plain", "ok"),
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
	if n := s.Count("a.example/robots.txt"); n > 2 {
		t.Errorf("robots.txt asked %d times", n)
	}
}

func TestRobotsForget(t *testing.T) {
	f, _, _ := newClient(t, Config{Gap: 1}, map[string]http.HandlerFunc{})
	for i := range maxRobots + 10 {
		file, mine := f.robots.entry(fmt.Sprint(i), fetchtest.Today)
		if !mine {
			t.Fatal("known before it was asked")
		}
		file.expires = fetchtest.Today.Add(time.Duration(i) * time.Second)
		close(file.ready)
	}
	if n := len(f.robots.files); n > maxRobots {
		t.Errorf("%d files kept", n)
	}
	if f.robots.files["0"] != nil {
		t.Error("the oldest was kept")
	}
}

// The rules of RFC 9309 §2.2.2 and of Google's description of it, case by case.
func TestRobotsMatch(t *testing.T) {
	for _, c := range []struct{ pattern, match, not string }{
		{"/", "/ /a /a?b=1", ""},
		{"/*", "/ /a", ""},
		{
			"/fish", "/fish /fish.html /fish/salmon.html /fishheads/yummy.html /fish.php?id=anything",
			"/Fish.asp /catfish /?id=fish /desert/fish",
		},
		{"/fish*", "/fish /fish.html /fishheads", "/Fish.asp /catfish"},
		{"/fish/", "/fish/ /fish/?id=1 /fish/salmon.htm", "/fish /fish.html /animals/fish/"},
		{"/*.php", "/index.php /filename.php /folder/any.php.file.html /filename.php?parameters", "/ /windows.PHP"},
		{
			"/*.php$", "/filename.php /folder/filename.php /a.php.php",
			"/filename.php?parameters /filename.php/ /filename.php5 /windows.PHP",
		},
		{"/fish*.php", "/fish.php /fishheads/catfish.php?parameters", "/Fish.PHP"},
		{"/$", "/", "/a /?a"},
		{"/a$b", "/a$b /a$bc", "/a /ab"},
		{"/a*b*c$", "/abc /axbxc /abcbc", "/abcd /acb"},
		{"*/print", "/a/print /print", "/a/Print"},
		{"/*/a/*/b$", "/x/a/y/b /x/a/a/b/b", "/a/b /x/a/b"},
		{"fish", "/fish /fish/salmon", "/catfish /desert/fish"}, // the slash is put before it
		{"/a%3cd", "/a%3Cd /a%3cd", "/a<x"},
		{"/%61bc", "/abc", "/%2561bc"},
		{"/тег/", "/%D1%82%D0%B5%D0%B3/1 /тег/1", "/тег"},
		{"/%D1%82%D0%B5%D0%B3/", "/тег/1 /%d1%82%d0%b5%d0%b3/", ""},
		{"/file-with-a-%2A.html", "/file-with-a-*.html /file-with-a-%2a.html", "/file-with-a-b.html"},
		{"/foo-%24", "/foo-$ /foo-%24bar", "/foo-"},
		{"/a%2Fb", "/a%2fb", "/a/b"},
	} {
		rules, _ := parseRobots([]byte("User-agent: *\nDisallow: "+c.pattern), "attache")
		for _, path := range strings.Fields(c.match) {
			if rules.allows(path) {
				t.Errorf("%s does not match %s", c.pattern, path)
			}
		}
		for _, path := range strings.Fields(c.not) {
			if !rules.allows(path) {
				t.Errorf("%s matches %s", c.pattern, path)
			}
		}
	}
}

func TestRobotsGroups(t *testing.T) {
	for _, c := range []struct{ name, file, open, shut string }{
		{"the longest rule decides", "User-agent: *\nAllow: /p\nDisallow: /\n", "/page", "/folder"},
		{
			"Allow wins between two of one length", "User-agent: *\nDisallow: /folder\nAllow: /folder\n",
			"/folder/page",
			"",
		},
		{"stars count", "User-agent: *\nAllow: /page\nDisallow: /*.htm\n", "/page", "/page.htm"},
		{"an end counts", "User-agent: *\nAllow: /$\nDisallow: /\n", "/", "/page.htm"},
		{
			"groups of one name are one",
			"User-agent: attache\nDisallow: /a\n\nUser-agent: *\nDisallow: /c\n\nUser-agent: ATTACHE/2.1\nDisallow: " +
				"/b\n", "/c", "/a /b",
		},
		{"several names over one group", "User-agent: other\nUser-agent: attache\nDisallow: /a\n", "/b", "/a"},
		{"a longer name is another's", "User-agent: attache-images\nDisallow: /\n", "/a", ""},
		{
			"a group of ours without rules opens all", "User-agent: *\nDisallow: /\n\nUser-agent: attache\nDisallow:\n",
			"/a", "",
		},
		{
			"a sitemap parts no group",
			"User-agent: attache\nSitemap: https://a.example/s.xml\nUser-agent: other\nDisallow: /a\n", "/b", "/a",
		},
		{"a delay is a rule", "User-agent: *\nCrawl-delay: 1\nUser-agent: other\nDisallow: /\n", "/a", ""},
		{"comments and spaces", " user-AGENT :  *  # all\n\tDISALLOW:/a # shut\n", "/b", "/a"},
		{"old Macs", "User-agent: *\rDisallow: /a\r", "/b", "/a"},
	} {
		rules, _ := parseRobots([]byte(c.file), "attache")
		for _, path := range strings.Fields(c.open) {
			if !rules.allows(path) {
				t.Errorf("%s: %s is shut", c.name, path)
			}
		}
		for _, path := range strings.Fields(c.shut) {
			if rules.allows(path) {
				t.Errorf("%s: %s is open", c.name, path)
			}
		}
	}
}

// FuzzRobots holds the matcher to the regular expression that says the same, and the parser to its bounds.
func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nCrawl-delay: 1\nSitemap: x"), "/a/b", "/a*b$")
	f.Add([]byte("Disallow: /\nUser-agent\n:::\r\r\n"), "/", "**$$")
	f.Fuzz(func(t *testing.T, body []byte, path, pattern string) {
		rules, _ := parseRobots(body, "attache")
		rules.allows(path)
		if rules.delay < 0 {
			t.Fatal("negative delay")
		}
		if len(path)+len(pattern) > 200 || !utf8.ValidString(path) || !utf8.ValidString(pattern) ||
			strings.ContainsAny(path+pattern, "\r\n") {
			return
		}
		stem, anchored := strings.CutSuffix(pattern, "$")
		expr := "^" + strings.ReplaceAll(regexp.QuoteMeta(stem), `\*`, ".*")
		if anchored {
			expr += "$"
		}
		if got, want := matchesRobots(pattern, path), regexp.MustCompile(expr).MatchString(path); got != want {
			t.Fatalf("%q on %q: %v, want %v", pattern, path, got, want)
		}
	})
}
