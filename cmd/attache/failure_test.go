package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"attache/digest"
	"attache/news"
	"attache/worker"
)

// upsetFetcher, upsetSummarizer and upsetRenderer are stages that texts with a mark upset.
type upsetFetcher struct{ worker.Fetcher }

func (f upsetFetcher) Read(ctx context.Context, src news.Source, it news.Item) (news.Article, error) {
	upsetBy("unread", it.URL)
	return f.Fetcher.Read(ctx, src, it)
}

type upsetSummarizer struct{ digest.Summarizer }

func (s upsetSummarizer) Summarize(ctx context.Context, articles []news.Article, max int) ([]news.Sentence, error) {
	for i := range articles {
		upsetBy("untold", articles[i].URL)
	}
	return s.Summarizer.Summarize(ctx, articles, max)
}

type upsetRenderer struct{ worker.Renderer }

func (s upsetRenderer) Letter(d news.Digest, i news.Issue, language, web string) (news.Letter, error) {
	for _, st := range i.Stories() {
		upsetBy("unset", st.Lead.URL)
	}
	return s.Renderer.Letter(d, i, language, web)
}

func upsetBy(mark, s string) {
	if strings.Contains(s, mark) {
		words := []string{s}
		_ = words[len(s)]
	}
}

// strangeSite is a feed of six pages, one of which is a run of 5 KB of Chinese without a stop, with a country before
// byte 4000.
func strangeSite(t *testing.T) *httptest.Server {
	t.Helper()
	pages := map[string][2]string{
		"good": {
			"Kazakhstan and Türkiye open talks on a new transit treaty",
			"The foreign ministers of Kazakhstan and Türkiye opened talks on Friday. They want to sign a treaty on " +
				"transit before spring. The ambassadors of both countries will meet again in Ankara.",
		},
		"other": {
			"Japan recalls its ambassador from Chile over fishing rights",
			"Japan recalled its ambassador from Chile on Thursday. The government in Tokyo called the seizure of two " +
				"boats unacceptable. Talks on fishing rights are suspended until further notice.",
		},
		"long": {"外交部长谈中国与哈萨克斯坦铁路合作", strings.Repeat("会谈双方同意继续合作", 130) + "中国" + strings.Repeat("口岸运输合作项目进展顺利", 80)},
		"unread": {
			"Peru and Bolivia sign an accord on lake Titicaca",
			"The presidents of Peru and Bolivia signed an accord on the waters of the lake. It ends a dispute of ten " +
				"years. The foreign ministers of both countries praised it.",
		},
		"untold": {
			"Norway and Sweden agree on joint defence drills",
			"The defence ministers of Norway and Sweden agreed on joint drills. They will be held in the north of " +
				"both countries. NATO welcomed the agreement on Friday.",
		},
		"unset": {
			"Egypt and Ethiopia resume negotiations on the dam",
			"Egypt and Ethiopia resumed negotiations on the dam after a year. The foreign ministers met in Cairo on " +
				"Friday. Sudan sent its ambassador as an observer.",
		},
	}
	mux := http.NewServeMux()
	var items strings.Builder
	for name, p := range pages {
		var body strings.Builder
		for s := range strings.SplitAfterSeq(p[1], ". ") {
			body.WriteString("<p>" + s + "</p>")
		}
		page := fmt.Sprintf(
			`<!doctype html><html><head><meta charset="utf-8"><title>%s</title></head><body><article>`+
				`<h1>%s</h1>%s</article></body></html>`, p[0], p[0], body.String())
		mux.HandleFunc("/"+name+".html", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, page)
		})
		fmt.Fprintf(&items, "<item><title>%s</title><link>http://SITE/%s.html</link><pubDate>%s</pubDate></item>", p[0],
			name, fixedNow.Add(-2*time.Hour).Format(http.TimeFormat))
	}
	mux.HandleFunc("/feed.xml", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, `<rss version="2.0"><channel><title>Wire</title>`+strings.ReplaceAll(items.String(), "SITE",
			r.Host)+`</channel></rss>`)
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv
}

// TestOneTextNeverEndsTheProgram runs every stage on pages each of which upsets another stage. The issue leaves
// without them, names them, and why tells of each; the next run tries none of them again.
func TestOneTextNeverEndsTheProgram(t *testing.T) {
	srv := strangeSite(t)
	dir := t.TempDir()
	var out, errs bytes.Buffer
	now := fixedNow
	clock := func() time.Time {
		now = now.Add(time.Second)
		return now
	}
	a := &app{now: clock, out: &out, errs: &errs, in: strings.NewReader(""), yes: true, configPath: filepath.Join(dir,
		"attache.yaml")}
	config := fmt.Sprintf(
		"database:\n  url: %s\nscrape:\n  allow: [127.0.0.0/8]\n  gap: 1ms\n  contact: test@attache.example\nmail:\n "+
			" outbox: %s\n", filepath.Join(dir, "attache.db"), filepath.Join(dir, "outbox"))
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
	command("source", "add", srv.URL+"/feed.xml", "--kind", "feed", "--name", "wire", "--outlet", "The Wire")
	command("subscriber", "add", "reader@example.org", "--digest", "daily")
	run := func() string {
		t.Helper()
		s, err := a.settings()
		if err != nil {
			t.Fatal(err)
		}
		h, err := a.open(t.Context(), s, refuse, slog.LevelWarn)
		if err != nil {
			t.Fatal(err)
		}
		defer h.close()
		h.editor.Summarizer = upsetSummarizer{h.editor.Summarizer}
		h.pipeline.Fetcher, h.pipeline.Renderer = upsetFetcher{h.pipeline.Fetcher}, upsetRenderer{h.pipeline.Renderer}
		out.Reset()
		errs.Reset()
		if err := a.runOnce(t.Context(), h, runOptions{}); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	holds("run", run(), "5 articles judged, 3 kept, 3 stories; 1 of 1 source read.",
		"attache itself failed on them (the log tells how; please report it): 3 articles.",
		"The Wire, while reading: "+srv.URL+"/unread.html", "The Wire, while summarising: "+srv.URL+"/untold.html",
		"The Wire, while rendering: "+srv.URL+"/unset.html")
	log := errs.String()
	for _, page := range []string{"unread", "untold", "unset"} {
		holds("the log", log, srv.URL+"/"+page+".html", "failure_test.go")
		holds("why", command("why", srv.URL+"/"+page+".html"), "attache itself failed while",
			"please report it. It is left out and not tried again.")
	}
	holds("issue show", command("issue", "show", "1"), "Kazakhstan and Türkiye open talks",
		"Japan recalls its ambassador", "外交部长谈中国与哈萨克斯坦铁路合作")
	holds("issue show --why", command("issue", "show", "1", "--why"), "5 articles seen, 3 kept",
		"3 articles could not be processed and are left out (The Wire).", "attache itself failed while rendering it")
	holds("why", command("why", srv.URL+"/long.html"), "printed as the lead piece")
	if again := run(); !strings.Contains(again, "0 articles judged") || strings.Contains(errs.String(), "failed") {
		t.Errorf("the second run tries them again: %s%s", again, errs.String())
	}
}
