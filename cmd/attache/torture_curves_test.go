package main

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"attache/digest"
	"attache/news"
	"attache/scrape/page"
	"attache/store/storetest"
	"attache/templates"
	"attache/worker"
)

// curveRatio is the most that ten times the input may cost of the processor time.
const curveRatio = 13.0

// leastCurve is the least processor time from which two figures are compared: below it start-up and the clock's steps
// weigh more.
const leastCurve = 300 * time.Millisecond

func processorTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// curve measures sizes, smallest first, and holds that none costs more than its share of the one before.
func curve(t *testing.T, what string, sizes []int, measure func(n int) time.Duration) {
	t.Helper()
	measure(sizes[0]) // what is made once is not measured
	last := time.Duration(0)
	for i, n := range sizes {
		took := measure(n)
		t.Logf("%-34s %6d  %8.2f s", what, n, took.Seconds())
		if i > 0 && last >= leastCurve {
			// The limit of ten times the input, for the step made here.
			limit := float64(n) / float64(sizes[i-1]) * curveRatio / 10
			if ratio := float64(took) / float64(last); ratio > limit {
				t.Errorf("%s: from %d to %d the time grows %.1f times", what, sizes[i-1], n, ratio)
			}
		}
		last = took
	}
}

var curveWords = strings.Fields(`
	minister president talks summit agreement treaty border sanctions export gas pipeline visit delegation embassy
	security council parliament vote trade corridor railway port energy nuclear ceasefire negotiation statement
	ambassador foreign policy cooperation regional partner investment tariff currency army exercise missile defence
	alliance migration water river dam court election government opposition leader party reform budget loan credit
	bank crisis meeting week month official spokesman region capital city`)

var curveNames = strings.Fields(
	"Kazakhstan Turkey Ukraine Russia China Iran Germany France Uzbekistan Azerbaijan Georgia Armenia Poland Japan " +
		"India Brazil")

// madePiece makes an article about story k.
func madePiece(r *rand.Rand, id, k int, at time.Time) news.Article {
	own := rand.New(rand.NewPCG(uint64(k), 7))
	names := []string{curveNames[own.IntN(len(curveNames))], curveNames[own.IntN(len(curveNames))]}
	topic := make([]string, 10)
	for i := range topic {
		topic[i] = curveWords[own.IntN(len(curveWords))] + []string{"", "s", "ing", "er"}[own.IntN(4)]
	}
	sentence := func(n int) string {
		w := make([]string, n)
		for i := range w {
			switch x := r.IntN(10); {
			case x < 3:
				w[i] = topic[r.IntN(len(topic))]
			case x < 4:
				w[i] = names[r.IntN(2)]
			case x < 5:
				w[i] = curveWords[r.IntN(len(curveWords))] + string(rune('a'+r.IntN(26))) + string(rune('a'+r.IntN(26)))
			default:
				w[i] = curveWords[r.IntN(len(curveWords))]
			}
		}
		return strings.ToUpper(w[0][:1]) + w[0][1:] + " " + strings.Join(w[1:], " ")
	}
	a := news.Article{
		URL: fmt.Sprintf("https://outlet%d.example/%d", id%230, id), SourceID: int64(id%230 + 1), Title: names[0] +
			" " + sentence(8),
		Published: at, DateFrom: news.DateFromPage, Seen: at, Language: "en",
	}
	a.Outlet.Name = fmt.Sprintf("Outlet %d", id%230)
	for range 8 {
		a.Blocks = append(a.Blocks, news.Block{Kind: news.Paragraph, Text: sentence(14) + ". " + sentence(15) + "."})
	}
	return a
}

// curvePipeline is a pipeline on a database of its own with n articles about so many stories and past pieces of the
// first
// of them.
func curvePipeline(t *testing.T, n, stories, past int) (*worker.Pipeline, news.Digest) {
	t.Helper()
	ctx, now := t.Context(), time.Now().UTC().Truncate(time.Second)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	st := storetest.New(t)
	for i := range 230 {
		must(st.PutSource(ctx, &news.Source{
			Name: fmt.Sprintf("source%d", i), URL: fmt.Sprintf("https://outlet%d.example/feed", i), Kind: news.KindFeed,
			Enabled: true,
			Outlet:  news.Outlet{Name: fmt.Sprintf("Outlet %d", i)},
		}))
	}
	d := news.Digest{
		Name: "daily", Title: "Daily", Language: "en", TimeZone: "UTC", Window: 24 * time.Hour,
		Enabled: true, Topic: news.Topic{Threshold: 1e-6},
	}
	must(st.PutDigest(ctx, &d))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		a := madePiece(r, i, r.IntN(stories), now.Add(-time.Duration(i+1)*20*time.Hour/time.Duration(n)))
		_, err := st.PutArticle(ctx, &a)
		must(err)
	}
	if past > 0 {
		id, _, err := st.ClaimSlot(ctx, d.ID, "past", now.Add(-30*time.Hour), time.Minute)
		must(err)
		sec := news.Section{Key: "world"}
		for i := range past {
			a := madePiece(r, 1_000_000+i, 0, now.Add(-40*time.Hour))
			s := news.Story{
				Headline: a.Title, Language: "en", Lead: a.Piece(), Countries: []string{"KZ"},
				Composed: now.Add(-30 * time.Hour),
			}
			for _, b := range a.Blocks[:3] {
				s.Summary = append(s.Summary, news.Sentence{Text: b.Text, Language: "en"})
			}
			sec.Stories = append(sec.Stories, s)
		}
		must(st.SaveIssue(ctx, &news.Issue{
			ID: id, State: news.IssueSent, Title: "Daily", Language: "en",
			Sections: []news.Section{sec}, Created: now.Add(-30 * time.Hour),
		}, nil, nil))
	}
	set, err := templates.New(templates.Config{})
	must(err)
	return &worker.Pipeline{
		Store: st, Editor: digest.New(digest.Config{}), Renderer: set, Domain: "attache.example",
		Log:    slog.New(slog.DiscardHandler),
		Config: worker.Config{Articles: 20_000, IssueText: 1 << 30, PublishLimit: time.Hour},
		Now:    func() time.Time { return now },
	}, d
}

// TestTortureCurves holds that nothing costs more than its share when there is more of it: pages that are longer,
// issues of more articles, stories that go on for longer. It measures processor time, so that a busy machine does not
// disturb it much.
func TestTortureCurves(t *testing.T) {
	manyProcesses(t)
	full := os.Getenv("ATTACHE_TORTURE") != ""
	short := func(long []int, n int) []int {
		if full {
			return long
		}
		return long[:n]
	}
	for _, c := range []struct {
		what string
		page func(b *bytes.Buffer, i int)
	}{
		{"a page of paragraphs, MB", func(b *bytes.Buffer, i int) {
			fmt.Fprintf(b, "<p>The foreign minister of Kazakhstan signed agreement %d on transit in Astana.</p>\n", i)
		}},
		{
			"a page of one paragraph, MB",
			func(b *bytes.Buffer, i int) { fmt.Fprintf(b, "about sanctions and transit %d ", i) },
		},
		{"a page of links, MB", func(b *bytes.Buffer, i int) { fmt.Fprintf(b, "<a href=/%x>link</a> ", i) }},
		{"a page of nested boxes, MB", func(b *bytes.Buffer, _ int) { _, _ = io.WriteString(b, "<div><b>x") }},
		{"a page of data, MB", func(b *bytes.Buffer, i int) {
			fmt.Fprintf(b, `<script type="application/ld+json">{"@type":"NewsArticle","headline":"No. %d"}</script>`, i)
		}},
	} {
		curve(t, c.what, short([]int{1, 2, 4, 8}, 2), func(n int) time.Duration {
			var b bytes.Buffer
			b.WriteString("<!doctype html><title>Ministers meet</title><article><h1>Ministers meet</h1>")
			for i := 0; b.Len() < n<<20; i++ {
				c.page(&b, i)
			}
			in := page.Input{
				URL: "https://a.example/1", ContentType: "text/html; charset=utf-8", Body: b.Bytes(),
				Now: time.Now(), MaxText: news.DefaultText,
			}
			start := processorTime()
			if a := page.Read(in).Article; len(a.Text()) > news.DefaultText {
				t.Errorf("%s: %d bytes of text", c.what, len(a.Text()))
			}
			return processorTime() - start
		})
	}
	issue := func(n, stories, past int) time.Duration {
		pipeline, d := curvePipeline(t, n, stories, past)
		start := processorTime()
		i, err := pipeline.Publish(t.Context(), worker.Order{Digest: d, Approved: true})
		if err != nil || i.State != news.IssueApproved {
			t.Fatalf("%d articles, %d past pieces: %v, %s", n, past, err, i.State)
		}
		return processorTime() - start
	}
	curve(t, "articles of an issue", short([]int{100, 1000, 10_000}, 2),
		func(n int) time.Duration { return issue(n, n/3+1, 0) })
	curve(t, "articles of one story", short([]int{100, 1000, 10_000}, 2),
		func(n int) time.Duration { return issue(n, 1, 0) })
	curve(t, "past pieces of one story", short([]int{1, 50, 500, 5000}, 3),
		func(n int) time.Duration { return issue(200, 40, n) })
}
