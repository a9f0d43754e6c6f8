package replay

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// server is a replay server in small: a proxy that answers for one host with a home page, a feed of three articles and
// the articles.
const server = `package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
)

func main() {
	addr := flag.String("addr", "", "")
	ca := flag.String("ca", "", "")
	flag.String("kit", "", "")
	flag.String("log", "", "")
	flag.Parse()
	if err := os.WriteFile(*ca, nil, 0o600); err != nil {
		panic(err)
	}
	panic(http.ListenAndServe(*addr, http.HandlerFunc(answer)))
}

func answer(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, "/__replay/"):
	case r.Host != "a.test":
		http.NotFound(w, r)
	case r.URL.Path == "/":
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<html><head><title>Wire</title>"+
			"<link rel=\"alternate\" type=\"application/rss+xml\" href=\"/feed\"></head>"+
			"<body><h1>Wire</h1></body></html>")
	case r.URL.Path == "/feed":
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, "<rss version=\"2.0\"><channel><title>Wire</title>")
		for i := 1; i <= 3; i++ {
			fmt.Fprintf(w, "<item><title>Ministers sign agreement %d</title><link>http://a.test/%[1]d</link>"+
				"<pubDate>Mon, 23 Nov 2026 0%[1]d:00:00 GMT</pubDate></item>", i)
		}
		fmt.Fprint(w, "</channel></rss>")
	default:
		http.NotFound(w, r)
	}
}
`

// TestDiscover asks for the ways of two hosts: one has a feed with all its articles, the other answers nothing.
func TestDiscover(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE"} {
		t.Setenv(name, "") // what the command sets is taken back
	}
	root := t.TempDir()
	for name, text := range map[string]string{
		"tools/replay/main.go": server,
		"data/sites/manifest.json": `{"entries": [{"host": "a.test", "path": "/1", "kind": "article"},
			{"host": "a.test", "path": "/2", "kind": "article"}, {"host": "a.test", "path": "/3", "kind": "article"},
			{"host": "silent.test", "path": "/robots.txt", "kind": "robots"}]}`,
	} {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	var out strings.Builder
	if err := Discover(t.Context(), []string{"-data", filepath.Join(root, "data"), "-v"}, &out); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(out.String()), " ")
	// From the home pages of two hosts: one good first way, one none; from the article nothing is asked but of a.test.
	if !strings.Contains(got, "home 1 http://a.test/: 1.") || !strings.Contains(got, "feed http://a.test/feed") ||
		!strings.Contains(got, "home 2 1 0 1 0 ") {
		t.Errorf("the command prints\n%s", out.String())
	}
}
