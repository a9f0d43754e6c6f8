package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"attache/store/storetest"
)

// deadAddress is an address at which nothing listens.
func deadAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "http://" + l.Addr().String()
}

// feedsOf serves feeds: /NAME.xml lists the addresses of a name, without any text.
func feedsOf(t *testing.T, lists map[string][]string) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/"), ".xml")
		list, ok := lists[name]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, `<rss version="2.0"><channel><title>`+name+`</title>`)
		for _, link := range list {
			fmt.Fprintf(w, "<item><title>A visit</title><link>%s</link><pubDate>%s</pubDate></item>", link,
				fixedNow.Add(-2*time.Hour).Format(http.TimeFormat))
		}
		fmt.Fprint(w, "</channel></rss>")
	}))
	t.Cleanup(srv.Close)
	return srv
}

// pagesOf serves pages at an IP address. They hold an article, or answer with a status, by the beginning of their path.
func pagesOf(t *testing.T, ip, robots string) *httptest.Server {
	t.Helper()
	l, err := net.Listen("tcp", ip+":0")
	if err != nil {
		t.Skipf("this machine has no address %s: %v", ip, err)
	}
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch p := r.URL.Path; {
		case p == "/robots.txt":
			fmt.Fprint(w, robots)
		case strings.HasPrefix(p, "/gone"):
			http.NotFound(w, r)
		case strings.HasPrefix(p, "/busy"):
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		case strings.HasPrefix(p, "/bare"):
			fmt.Fprint(w, "<!doctype html><title>x</title><p>Log in.</p>")
		default:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			n := strings.TrimPrefix(p, "/")
			fmt.Fprintf(w, `<!doctype html><html lang="en"><head><title>Visit %s</title></head><body><article>
				<h1>Visit %s of the foreign minister to Ankara</h1>
				<p>The foreign ministers of Kazakhstan and Türkiye opened talks %s on Friday in Ankara.</p>
				<p>They want to sign a treaty on transit before spring.</p></article></body></html>`, n, n, n)
		}
	}))
	srv.Listener.Close()
	srv.Listener = l
	srv.Start()
	t.Cleanup(srv.Close)
	return srv
}

// numbered are n addresses.
func numbered(base string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s%d", base, i)
	}
	return out
}

// TestPagesThatWereNotRead runs every stage on sources whose lists are read and whose pages are not, each for
// another reason. The run, the letters and why name the outlet, how many pages, and why.
func TestPagesThatWereNotRead(t *testing.T) {
	urls := map[string]string{"SQLite": "", "PostgreSQL": ""}
	if os.Getenv(storetest.PostgresEnv) != "" {
		urls["PostgreSQL"] = storetest.Postgres(t)
	}
	for name, url := range urls {
		t.Run(name, func(t *testing.T) {
			if name == "SQLite" {
				url = filepath.Join(t.TempDir(), "attache.db")
			}
			if url == "" {
				t.Skip("SKIPPED: not tried on PostgreSQL; set " + storetest.PostgresEnv)
			}
			pagesNotRead(t, url)
		})
	}
}

func pagesNotRead(t *testing.T, database string) {
	dead, open, shut := deadAddress(t), pagesOf(t, "127.0.0.1", ""), pagesOf(t, "127.0.0.1",
		"User-agent: *\nDisallow: /")
	busy := pagesOf(t, "127.0.0.2", "") // its wish to be left alone is its own
	feeds := feedsOf(t, map[string][]string{
		"good": numbered(open.URL+"/good", 2),
		"dead": numbered(dead+"/p", 26),
		"shut": numbered(shut.URL+"/p", 3),
		"gone": append(numbered(open.URL+"/gone", 2), open.URL+"/bare1", open.URL+"/fine"),
		"busy": numbered(busy.URL+"/busy", 4),
		"many": numbered(open.URL+"/many", 9),
	})
	dir := t.TempDir()
	t.Chdir(dir) // the journal of a server's database lies below it
	var out, errs bytes.Buffer
	now := fixedNow
	clock := func() time.Time {
		now = now.Add(10 * time.Millisecond)
		return now
	}
	a := &app{now: clock, out: &out, errs: &errs, in: strings.NewReader(""), yes: true, configPath: filepath.Join(dir,
		"attache.yaml")}
	config := fmt.Sprintf(
		"database:\n  url: %s\nscrape:\n  allow: [127.0.0.0/8]\n  gap: 1ms\n  timeout: 5s\n  contact: "+
			"test@attache.example\nworker:\n  pages: 26\nmail:\n  outbox: %s\n", database, filepath.Join(dir, "outbox"))
	if err := os.WriteFile(a.configPath, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	command := func(args ...string) string {
		t.Helper()
		out.Reset()
		errs.Reset()
		if code := a.run(t.Context(), append(args, "-c", a.configPath)); code != exitOK {
			t.Fatalf("%v ends with %d: %s%s", args, code, out.String(), errs.String())
		}
		return out.String()
	}
	holds := func(what, s string, parts ...string) {
		t.Helper()
		for _, p := range parts {
			if !strings.Contains(strings.Join(strings.Fields(s), " "), p) {
				t.Errorf("%s does not tell %q:\n%s", what, p, s)
			}
		}
	}
	command("init", "--bare")
	command("digest", "add", "daily", "--language", "en", "--window", "48h", "--set", "topic.threshold=0.01")
	for _, name := range []string{"good", "dead", "shut", "gone", "busy", "many"} {
		command("source", "add", feeds.URL+"/"+name+".xml", "--kind", "feed", "--name", name, "--outlet",
			strings.ToUpper(name[:1])+name[1:])
	}
	command("subscriber", "add", "reader@example.org", "--digest", "daily")

	holds("run", command("run"),
		"6 of 6 sources read.",
		"Listed and not read (attache why tells of each by its address): 36 pages of 4 sources.",
		"Dead (dead): 26 pages, no answer (The site refuses connections: it is down, or nothing listens at this "+
			"address), last asked "+when(now)[:10],
		"Shut (shut): 3 pages, closed by robots.txt, next try",
		"Gone (gone): 2 pages, refused, next try",
		"1 page, no article in them",
		"Busy (busy): 4 pages, the host asked to be left alone, next try",
	)
	holds("issue show", command("issue", "show", "1"), "6 of 6 sources could be read.")
	holds("issue show --why", command("issue", "show", "1", "--why"),
		"Dead: 26 pages not read (no answer, last asked ", ", next try ", "Shut: 3 pages not read (closed to robots",
		"Busy: 4 pages not read (the site asked to wait")

	for page, parts := range map[string][]string{
		dead + "/p20": {
			"The source dead (Dead) listed it, but its host failed at ",
			"so it was not asked for again at", "refuses connections",
			"It is tried again when its source is read next: by `attache run`, or by `attache serve` from ",
		},
		shut.URL + "/p1": {
			"The source shut (Shut) listed it, but its page could not be read once",
			"robots.txt does not allow",
		},
		open.URL + "/gone1": {"The source gone (Gone) listed it, but its page could not be read once", "404"},
		open.URL + "/bare1": {"holds no article"},
		busy.URL + "/busy3": {"The source busy (Busy) listed it, but it was left unread at ", "429"},
	} {
		holds("why "+page, command("why", page), parts...)
	}
	holds("why --json", command("why", dead+"/p20", "--json"), `"cause": "failing"`, `"since": "`, `"next": "`)
}
