package replay

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const manifest = `{"entries": [
	{"host": "b.test", "path": "/feed", "kind": "feed"},
	{"host": "a.test", "path": "/sitemap.xml", "kind": "sitemap"},
	{"host": "a.test", "path": "/sitemap2.xml", "kind": "sitemap"},
	{"host": "a.test", "path": "/news", "kind": "listing"},
	{"host": "a.test", "path": "/wp-json/wp/v2/posts", "kind": "feed"},
	{"host": "t.me", "path": "/s/wire", "kind": "feed"},
	{"host": "a.test", "path": "/2", "kind": "article"},
	{"host": "a.test", "path": "/1", "kind": "article"},
	{"host": "a.test", "path": "/robots.txt", "kind": "robots"}]}`

func sites(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "manifest.json"), []byte(manifest), 0o640); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestDesk: a source of each feed, of the first sitemap and of the first listing, by host, kind and path.
func TestDesk(t *testing.T) {
	b, err := deskOf(sites(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"name: a.test-feed-1, outlet: {name: \"a.test\"}, url: \"http://a.test/wp-json/wp/v2/posts\", kind: wordpress",
		"name: a.test-listing-1", `match: "/.+/.+"`, "name: a.test-sitemap-1", "url: \"http://a.test/sitemap.xml\"",
		"kind: telegram", "name: b.test-feed-1",
	} {
		if !strings.Contains(string(b), want) {
			t.Errorf("the desk lacks %q:\n%s", want, b)
		}
	}
	if strings.Contains(string(b), "sitemap2") || strings.Contains(string(b), "robots") {
		t.Errorf("the desk has too much:\n%s", b)
	}
}

func TestSiteHosts(t *testing.T) {
	hosts, err := siteHosts(sites(t))
	if err != nil || len(hosts) != 3 || hosts[0].name != "a.test" || hosts[2].name != "t.me" {
		t.Fatalf("hosts are %v, %v", hosts, err)
	}
	a := hosts[0]
	if a.starts["home"] != "http://a.test/" || a.starts["listing"] != "http://a.test/news" ||
		a.starts["article"] != "http://a.test/1" {
		t.Errorf("a person may begin at %v", a.starts)
	}
	if a.count != 2 || !a.articles["https://a.test/2"] || len(hosts[1].articles) != 0 {
		t.Errorf("%d articles: %v", a.count, a.articles)
	}
	if _, err := siteHosts(t.TempDir()); err == nil {
		t.Error("a folder without a manifest has hosts")
	}
	if got := said(nil, errors.New("refused")); got != "ERROR refused" {
		t.Errorf("an error is said as %q", got)
	}
	if got := said(nil, nil); got != "no way" {
		t.Errorf("nothing found is said as %q", got)
	}
}

// TestManners counts from the server's log: of four requests that are not the lab's own, one is beside another, one too
// early, one before robots.txt.
func TestManners(t *testing.T) {
	var out strings.Builder
	r := &replay{dir: t.TempDir(), gap: time.Second, out: &out}
	if err := r.manners(); err == nil {
		t.Error("there is no log, and no error")
	}
	log := `{"path":"/robots.txt","host_in_flight":1,"host_gap_ms":-1,"robots_seen":false}
{"path":"/__replay/stats","host_in_flight":9,"host_gap_ms":0,"robots_seen":false}
{"path":"/a","host_in_flight":2,"host_gap_ms":1000,"robots_seen":true}
{"path":"/b","host_in_flight":1,"host_gap_ms":900,"robots_seen":true}
{"path":"/c","host_in_flight":1,"host_gap_ms":960,"robots_seen":false}
`
	if err := os.WriteFile(filepath.Join(r.dir, "requests.jsonl"), []byte(log), 0o640); err != nil {
		t.Fatal(err)
	}
	want := "manners: 4 requests; 1 beside another to the same host, 1 sooner than 1s after the last, 1 before " +
		"robots.txt\n"
	if err := r.manners(); err != nil || out.String() != want {
		t.Errorf("%v, %q, want %q", err, out.String(), want)
	}
}

// playedBy makes a replay whose program is a script, and whose server notes what is asked of it.
func playedBy(t *testing.T, script string, out io.Writer) (r *replay, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		b, err := io.ReadAll(req.Body)
		if err != nil {
			t.Error(err)
		}
		var fault struct{ Kind, Arg string }
		if err := json.Unmarshal(b, &fault); err != nil {
			t.Error(err)
		}
		*asked = append(*asked, strings.TrimSpace(req.Method+" "+req.URL.String()+" "+fault.Kind+" "+fault.Arg))
		if strings.Contains(req.URL.Path, "refused") {
			w.WriteHeader(http.StatusTeapot)
		}
	}))
	t.Cleanup(server.Close)
	r = &replay{
		dir:   t.TempDir(),
		addr:  strings.TrimPrefix(server.URL, "http://"),
		gap:   time.Second,
		limit: time.Second,
		out:   out,
	}
	if err := os.WriteFile(
		filepath.Join(r.dir, "attache"),
		[]byte("#!/bin/sh\n"+script),
		0o750,
	); err != nil {
		t.Fatal(err)
	}
	return r, asked
}

func TestPassage(t *testing.T) {
	var out strings.Builder
	r, _ := playedBy(t, `case "$1" in
run) echo '{"Run":{"Articles":7,"Polls":[{"State":"ok","Unread":1},{"State":"ok"},{"State":"gone","Unread":2}]},
		"Issues":[{"Issue":{"State":"sent"},"Tally":{"sent":1}}]}'; exit 5 ;;
init) echo "$HTTP_PROXY" >proxy ;;
apply) test "$4" = "$PWD/desk.yaml" || exit 1 ;;
esac
`, &out)
	if err := r.desk(t.Context(), []byte("sources: []\n")); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(r.dir, "proxy")); err != nil || string(b) != "http://"+r.addr+"\n" {
		t.Errorf("the program's proxy is %q, %v", b, err)
	}
	if err := r.passage(t.Context(), "again"); err != nil { // 5: done in part
		t.Fatal(err)
	}
	got := out.String()
	if !strings.HasPrefix(got, "again: 3 sources, 7 articles, 3 pages unread; issue sent with 0 stories, sent 1; ") ||
		!strings.HasSuffix(got, "  gone           1\n  ok             2\n") {
		t.Errorf("the passage prints\n%s", got)
	}
	r, _ = playedBy(t, "echo sorry >&2; exit 2\n", &out)
	if err := r.passage(t.Context(), "again"); err == nil || !strings.Contains(err.Error(), "sorry") {
		t.Errorf("a program that fails: %v", err)
	}
	r, _ = playedBy(t, "echo '{}'\n", &out)
	if err := r.passage(t.Context(), "again"); err == nil {
		t.Error("a run without an issue is taken")
	}
}

// TestFaults: each fault is set after the one before was taken away, and the state of the one poll is printed.
func TestFaults(t *testing.T) {
	var out strings.Builder
	r, asked := playedBy(t, `test "$1" = run && echo '{"Run":{"Polls":[{"State":"failed","Detail":"it hangs"}]}}'
exit 0
`, &out)
	if err := r.faults(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(*asked) != 26 || (*asked)[0] != "DELETE /__replay/fault" || (*asked)[1] != "POST /__replay/fault hang 60s" ||
		(*asked)[25] != "POST /__replay/fault noetag" {
		t.Errorf("the server was asked %q", *asked)
	}
	if got := out.String(); strings.Count(got, "it hangs") != 13 || !strings.Contains(got, "status 503") {
		t.Errorf("the table is\n%s", got)
	}
	if err := r.control(
		t.Context(),
		http.MethodPost,
		"refused",
		nil,
	); err == nil ||
		!strings.Contains(err.Error(), "418") {
		t.Errorf("a server that refuses: %v", err)
	}
}

// TestCommandsNeedTheDataset: without a manifest, or a replay server beside it, the commands say so.
func TestCommandsNeedTheDataset(t *testing.T) {
	if err := Discover(
		t.Context(),
		[]string{"-data", t.TempDir()},
		io.Discard,
	); err == nil ||
		!strings.Contains(err.Error(), "-data") {
		t.Errorf("discover: %v", err)
	}
	data := t.TempDir()
	if err := os.MkdirAll(filepath.Join(data, "sites"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "sites", "manifest.json"), []byte(manifest), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := Discover(
		t.Context(),
		[]string{"-data", data},
		io.Discard,
	); err == nil ||
		!strings.Contains(err.Error(), "build the replay server") {
		t.Errorf("discover without a server: %v", err)
	}
}
