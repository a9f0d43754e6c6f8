package audit

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/csv"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"attache/cmd/lab/internal/dataset"
	"attache/news"
	"attache/store"
)

// TestMade holds the made pages against the least that the audit promises: 60 pages and lists, and a want of each page
// that names a known field.
func TestMade(t *testing.T) {
	w, err := openMade(made)
	if err != nil {
		t.Fatal(err)
	}
	lists := 0
	for _, p := range w.pages {
		lists += dataset.Bit(p.Kind != "article" && p.Kind != "robots")
	}
	if len(w.pages) < 60 || lists < 10 || len(w.wants) < 300 {
		t.Errorf("%d pages, %d lists, %d wants", len(w.pages), lists, len(w.wants))
	}
	languages := map[string]bool{}
	for _, x := range w.wants {
		if x.field == "language" {
			languages[x.value] = true
		}
	}
	if len(languages) < 12 {
		t.Errorf("wants speak of %d languages", len(languages))
	}
}

func TestMadeMistakes(t *testing.T) {
	for name, text := range map[string]string{
		"an unknown field":      "-- want --\na.example/1 colour: red\n-- a.example/1 --\n",
		"a page that is absent": "-- want --\na.example/2 title: x\n-- a.example/1 --\n",
		"no host":               "-- want --\n-- alone --\n",
		"one address twice":     "-- a.example/1 --\n-- a.example/1 --\n",
	} {
		from := fstest.MapFS{"testdata/made/x.txtar": {Data: []byte(text)}}
		if _, err := openMade(from); err == nil {
			t.Errorf("%s is no mistake", name)
		}
	}
}

// TestProxy asks for a page as the program does, in the open and through a tunnel, and for one that is not there.
func TestProxy(t *testing.T) {
	w := newWeb("made", []*page{{Host: "a.example", Path: "/1?x=%C3%A9", body: []byte("one"), ContentType: "text/x"}})
	home := t.TempDir()
	address, stop, err := w.serve(home)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	authority, err := os.ReadFile(filepath.Join(home, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authority)
	proxy, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: roots}}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: 10 * time.Second}
	for ask, want := range map[string]string{
		"http://a.example/1?x=%c3%a9": "200 one", "https://a.example/1?x=é": "200 one", "https://b.example/": "404",
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, ask, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Errorf("%s: %v", ask, err)
			continue
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if got := resp.Status[:3] + " " + string(b); err != nil || !strings.HasPrefix(got, want) {
			t.Errorf("%s: got %q, %v, want %q", ask, got, err, want)
		}
	}
}

func TestEntryOf(t *testing.T) {
	feed := `<rss><item><title>A</title><link>http://a.example/1?b=1&amp;c=2</link></item>
<item><title>B</title><link>http://a.example/10</link></item></rss>`
	for address, want := range map[string]string{
		"http://a.example/1?b=1&c=2": "<item><title>A", "https://a.example/10": "<item><title>B", "http://a.example/1?": "",
		"http://a.example/1": "<item><title>A", "http://a.example/100": "",
	} {
		if got := entryOf([]byte(feed), address); !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("the entry of %s is %q, want %q", address, got, want)
		}
	}
}

// TestSample takes dropped pieces in turn from each reason, the same for one seed whatever their order.
func TestSample(t *testing.T) {
	p := &print{articles: map[int64]news.Article{}}
	for n := range int64(40) {
		p.articles[n] = news.Article{URL: "http://a.example/" + strings.Repeat("x", int(n))}
		code := "score"
		if n%10 == 0 {
			code = "duplicate"
		}
		p.dropped = append(p.dropped, news.Verdict{ArticleID: n, Reasons: []news.Reason{{Code: code}}})
	}
	first := p.sample(options{seed: 1, dropped: 10})
	codes := map[string]int{}
	for _, v := range first {
		codes[v.Reasons[0].Code]++
	}
	if len(first) != 10 || codes["duplicate"] != 4 || codes["score"] != 6 {
		t.Errorf("the sample has %v", codes)
	}
	for i, j := 0, len(p.dropped)-1; i < j; i, j = i+1, j-1 {
		p.dropped[i], p.dropped[j] = p.dropped[j], p.dropped[i]
	}
	other := false
	for n, v := range p.sample(options{seed: 1, dropped: 10}) {
		if v.ArticleID != first[n].ArticleID {
			t.Fatal("the sample depends on the order of the verdicts")
		}
	}
	for n, v := range p.sample(options{seed: 2, dropped: 10}) {
		other = other || v.ArticleID != first[n].ArticleID
	}
	if !other {
		t.Error("another seed gives the same sample")
	}
}

// TestCheck holds one story against wants that it meets and wants that it does not.
func TestCheck(t *testing.T) {
	a := news.Article{
		ID: 1, URL: "http://a.example/1", Title: "T", Authors: []string{"A. Writer", "B. Writer"}, Language: "en",
		Published: time.Date(2025, 6, 20, 7, 30, 0, 0, time.UTC), Outlet: news.Outlet{Name: "A"}, Partial: true,
	}
	s := news.Story{
		Headline: "T", Lead: news.Piece{URL: a.URL}, Also: []news.Piece{{URL: "http://a.example/2"}},
		Countries: []string{"KZ", "TR"}, Summary: []news.Sentence{{Text: "One."}, {Text: "Two."}},
	}
	text := `a.example/1 title: T
a.example/1 authors: A. Writer; B. Writer
a.example/1 date: 2025-06-20
a.example/1 date: 2025-06-20T07:30
a.example/1 language: en
a.example/1 outlet: A
a.example/1 countries: TR KZ
a.example/1 first: KZ
a.example/1 never: Three
a.example/1 quotes: Two.
a.example/1 only: One. | Two.
a.example/1 printed: yes
a.example/1 apart: a.example/3
a.example/1 with: a.example/2
a.example/1 teaser: excerpt
`
	right, err := parseWants("x", text)
	if err != nil {
		t.Fatal(err)
	}
	wrong, err := parseWants("x", strings.NewReplacer(": T\n", ": U\n", "A. Writer;", "C;", "06-20", "06-21",
		": en", ": ru",
		"outlet: A", "outlet: B", "TR KZ", "KZ", "first: KZ", "first: TR", "Three", "One", "Two.", "Four.", "yes", "no",
		"apart: a.example/3", "apart: all", "with: a.example/2", "with: a.example/3", "excerpt", "whole").Replace(text))
	if err != nil {
		t.Fatal(err)
	}
	p := &print{
		web: &web{wants: append(right, wrong...)}, stories: []news.Story{s}, articles: map[int64]news.Article{1: a},
	}
	for n, c := range p.check() {
		want := "1"
		if n >= len(right) {
			want = "0"
		}
		if c.mark != want {
			t.Errorf("%s %s: marked %s, want %s; got %q", c.field, c.value, c.mark, want, c.got)
		}
	}
	p.web.wants, p.stories = right, nil
	for _, c := range p.check() {
		if hidden := c.field == "only" || c.field == "first"; hidden && c.mark != "~" {
			t.Errorf("%s of a piece that is not printed is marked %s", c.field, c.mark)
		}
	}
	var out strings.Builder
	file := filepath.Join(t.TempDir(), "checks.tsv")
	if err := writeChecks(file, p.check(), &out); err != nil || !strings.Contains(out.String(), "headline") {
		t.Errorf("%v: %s", err, out.String())
	}
}

// TestPrint reads an issue from a real store and writes its form; tally counts the form once it is filled.
func TestPrint(t *testing.T) {
	w := newWeb("made", []*page{
		{Host: "a.example", Path: "/1", Kind: "article", Origin: "made", body: []byte("<script>x</script><p>One.")},
		{Host: "a.example", Path: "/feed", Kind: "feed", body: []byte("<item><link>http://a.example/2</link></item>")},
	})
	p := storedPrint(t, w)
	rows := p.rows(options{seed: 1, dropped: 60})
	if len(rows) != 2 || rows[0].Page == nil || !rows[0].Leads || len(rows[1].Entries) != 1 {
		t.Fatalf("rows are %+v", rows)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "pages"), 0o750); err != nil {
		t.Fatal(err)
	}
	f := form{rows: rows, letters: []letter{{"made", "A letter"}}}
	if err := f.write(dir); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "pages", "1.html"))
	if err != nil || !strings.HasPrefix(string(page), "<meta http-equiv=\"Content-Security-Policy\"") {
		t.Errorf("the stored page begins %q, %v", page, err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "audit.html"))
	for _, want := range []string{"A &lt;story&gt;", "DROPPED: Two", "pages/1.html", "A letter", "One."} {
		if !strings.Contains(string(b), want) {
			t.Errorf("audit.html lacks %q, %v", want, err)
		}
	}
	in, err := os.Open(filepath.Join(dir, "form.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	lines, err := csv.NewReader(in).ReadAll()
	if err != nil || len(lines) != 3 || lines[1][2] != "story" || lines[2][4] != "http://a.example/2" {
		t.Errorf("form.csv is %v, %v", lines, err)
	}
}

// storedPrint is read from a store with one printed story and one dropped piece.
func storedPrint(t *testing.T, w *web) *print {
	t.Helper()
	ctx := context.Background()
	st, err := store.Open(ctx, store.Config{URL: filepath.Join(t.TempDir(), "a.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if err := st.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	d := news.Digest{Name: "audit", Title: "Audit", Enabled: true}
	if err := st.PutDigest(ctx, &d); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2025, 6, 20, 8, 0, 0, 0, time.UTC)
	articles := []news.Article{
		{URL: "http://a.example/1", Title: "A <story>", Published: at, Seen: at, DateFrom: news.DateFromPage},
		{URL: "http://a.example/2", Title: "Two", Published: at, Seen: at, DateFrom: news.DateFromPage},
	}
	for n := range articles {
		if _, err := st.PutArticle(ctx, &articles[n]); err != nil {
			t.Fatal(err)
		}
	}
	id, ok, err := st.ClaimSlot(ctx, d.ID, "by hand", at, time.Hour)
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	said := news.Sentence{Text: "One.", ArticleID: articles[0].ID, URL: articles[0].URL}
	i := news.Issue{
		ID: id, DigestID: d.ID, Digest: d.Name, Slot: "by hand", State: news.IssueApproved, Created: at,
		Lead: []news.Sentence{said},
	}
	i.Sections = []news.Section{{Key: "europe", Stories: []news.Story{{
		Headline: "A <story>", Lead: articles[0].Piece(), Summary: []news.Sentence{said}, Section: "europe",
	}}}}
	err = st.SaveIssue(ctx, &i, []news.Verdict{
		{ArticleID: articles[0].ID, Kept: true, Score: 1},
		{ArticleID: articles[1].ID, Reasons: []news.Reason{{Code: "score", Detail: "Too low."}}},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p, err := readPrint(ctx, st, w)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestTally(t *testing.T) {
	head := "kind," + strings.Join(columns, ",") + ",dropped\n"
	marks := func(first string) string { return first + strings.Repeat(",1", len(columns)-1) }
	text := head + "story," + marks("1") + ",\nstory," + marks("0") + ",\nstory," + marks("~") + ",\n" +
		"story" + strings.Repeat(",", len(columns)) + ",\ndropped" + strings.Repeat(",", len(columns)) + ",0\n" +
		"dropped" + strings.Repeat(",", len(columns)) + ",1\n"
	got, err := tally(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if got.stories != 3 || got.clean != 2 || got.judged["headline"] != 2 || got.wrong["headline"] != 1 ||
		got.judged["teaser"] != 3 || got.dropped != 2 || got.kept != 1 {
		t.Errorf("counted %+v", got)
	}
	var out strings.Builder
	if err := got.write(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2 of 3", "21–94 %", "headline", "50 %"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table lacks %q:\n%s", want, out.String())
		}
	}
	for name, bad := range map[string]string{
		"an unknown mark": head + "story," + marks("x") + ",\n", "a missing column": "kind,headline\n",
	} {
		if _, err := tally(strings.NewReader(bad)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	if err := Command(t.Context(), []string{"tally"}, io.Discard); err == nil {
		t.Error("tally without a form is taken")
	}
	if err := Command(t.Context(), []string{"-sets", "made"}, io.Discard); err == nil {
		t.Error("an audit without -out is taken")
	}
}

// TestSites reads a manifest with an alias and a file, and the desk of its lists.
func TestSites(t *testing.T) {
	dir := t.TempDir()
	manifest := `{"hosts": {"a.test": {"aliases": ["www.a.test"]}}, "entries": [
		{"host": "a.test", "path": "/1", "kind": "article", "file": "one.html", "foreign_policy": true,
			"facts": {"title": "T"}},
		{"host": "a.test", "path": "/feed", "kind": "feed"}, {"host": "a.test", "path": "/news", "kind": "listing"},
		{"host": "t.me", "path": "/s/wire", "kind": "feed"}, {"host": "a.test", "path": "/wp-json/x", "kind": "feed"}]}`
	for name, text := range map[string]string{"manifest.json": manifest, "one.html": "One"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w, err := openSites(dir)
	if err != nil {
		t.Fatal(err)
	}
	if p := w.at("http://www.a.test/1"); p == nil || string(p.body) != "One" {
		t.Errorf("the alias answers %+v", p)
	}
	r := row{Page: w.at("https://a.test/1")}
	if got := r.Facts(); got != `{"title": "T"} foreign policy: true` {
		t.Errorf("the facts are %s", got)
	}
	for _, want := range []string{
		`url: "http://a.test/feed", kind: feed`, "kind: telegram", "kind: wordpress", `match: "/.+/.+"`, "name: audit",
	} {
		if !strings.Contains(string(w.desk()), want) {
			t.Errorf("the desk lacks %s:\n%s", want, w.desk())
		}
	}
	if _, err := openSet("nothing", dir); err == nil {
		t.Error("an unknown set is taken")
	}
}

// TestTortureMade runs the program itself over the made pages, when ATTACHE_TORTURE is set: it takes about a minute.
func TestTortureMade(t *testing.T) {
	if os.Getenv("ATTACHE_TORTURE") == "" {
		t.Skip("SKIPPED: it takes a minute; make torture runs the program over the made pages")
	}
	dir := t.TempDir()
	var out strings.Builder
	if err := Command(t.Context(), []string{"-sets", "made", "-out", dir}, &out); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "checks.tsv"))
	if err != nil || strings.Count(string(b), "\n") < 300 {
		t.Errorf("%v: %s", err, out.String())
	}
	t.Log(out.String())
}
