package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"attache/news"
)

// Bench measures what sending and reading ask of the store. Figures stand in docs/benchmarks.md.
func Bench(b *testing.B, fresh Fresh) {
	b.Run("Ledger", func(b *testing.B) { benchLedger(b, fresh) })
	b.Run("PutArticle", func(b *testing.B) { benchPutArticle(b, fresh) })
	b.Run("Articles", func(b *testing.B) { benchArticles(b, fresh) })
	b.Run("Candidates", func(b *testing.B) { benchCandidates(b, fresh) })
	b.Run("LastIssue", func(b *testing.B) { benchLastIssue(b, fresh) })
}

// benchLedger takes and records every delivery of one large issue, in batches as a mail sender does; one operation is
// one batch.
func benchLedger(b *testing.B, fresh Fresh) {
	const readers = 100_000
	for _, batch := range []int{100, 500, 2000} {
		b.Run(fmt.Sprint("batch=", batch), func(b *testing.B) {
			r := newRoom(b, fresh)
			i := r.mailing(readers)
			rows := 0
			for b.Loop() {
				ds := r.take(i, batch)
				if len(ds) < batch { // the issue is through: send it again
					b.StopTimer()
					r.record(ds, news.DeliverySent)
					_, err := r.Requeue(r.ctx, i.ID, r.now, news.DeliverySent)
					r.must(err)
					b.StartTimer()
					continue
				}
				for n := range ds {
					ds[n].State, ds[n].MessageID, ds[n].Response = news.DeliverySent, "1.23456@press.example.org",
						"250 2.0.0 Ok: queued as 4F2B31C0"
				}
				r.must(r.RecordDeliveries(r.ctx, ds))
				rows += len(ds)
			}
			b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func benchArticle(n int, at time.Time) news.Article {
	a := news.Article{
		URL:      fmt.Sprintf("https://outlet%d.example/world/2026/11/%d-a-headline-of-usual-length", n%50, n),
		SourceID: int64(n%50 + 1),
		Outlet:   news.Outlet{Name: "Outlet", Country: "KZ"}, Title: "A headline of usual length about two countries",
		Authors:   []string{"A. Writer"},
		Published: at.Add(time.Duration(n) * time.Second), DateFrom: news.DateFromPage, Seen: at, Language: "en",
	}
	for range 12 { // some 650 words
		a.Blocks = append(a.Blocks, news.Block{
			Kind: news.Paragraph,
			Text: strings.Repeat("The minister met his colleague on Monday. ", 8),
		})
	}
	return a
}

func benchPutArticle(b *testing.B, fresh Fresh) {
	r := newRoom(b, fresh)
	n := 0
	for b.Loop() {
		a := benchArticle(n, r.now)
		_, err := r.PutArticle(r.ctx, &a)
		r.must(err)
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
}

// benchArticles reads a day's window of 2,000 out of 10,000 articles.
func benchArticles(b *testing.B, fresh Fresh) {
	r := newRoom(b, fresh)
	for n := range 10_000 {
		a := benchArticle(n, r.now)
		_, err := r.PutArticle(r.ctx, &a)
		r.must(err)
	}
	sources := make([]int64, 40)
	for n := range sources {
		sources[n] = int64(n + 1)
	}
	rows := 0
	for b.Loop() {
		all := r.loaded(r.now.Add(5000*time.Second), r.now.Add(7500*time.Second), 0, sources...)
		if len(all) != 2000 {
			b.Fatalf("%d articles", len(all))
		}
		rows += len(all)
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "articles/s")
}

// benchCandidates chooses what an issue is composed from: 8,000 of the 10,000 articles of a window, by their sources.
func benchCandidates(b *testing.B, fresh Fresh) {
	r := newRoom(b, fresh)
	for n := range 10_000 {
		a := benchArticle(n, r.now)
		a.Blocks = a.Blocks[:1]
		_, err := r.PutArticle(r.ctx, &a)
		r.must(err)
	}
	sources := make([]int64, 40)
	for n := range sources {
		sources[n] = int64(n + 1)
	}
	_, err := r.SQL().ExecContext(r.ctx, "ANALYZE")
	r.must(err)
	for b.Loop() {
		found, err := r.Candidates(r.ctx, news.Window{From: r.now, To: r.now.Add(10_000 * time.Second)}, sources, 100_000)
		if r.must(err); len(found) != 8000 {
			b.Fatalf("%d articles", len(found))
		}
	}
}

// benchLastIssue asks for a digest's last issue, as the clock does at every tick, among 10,000 issues.
func benchLastIssue(b *testing.B, fresh Fresh) {
	r := newRoom(b, fresh)
	d := r.digest("daily")
	numbers := `(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 10000) SELECT n FROM c) numbers`
	if r.Pool() != nil {
		numbers = `generate_series(1, 10000) numbers(n)`
	}
	_, err := r.SQL().ExecContext(r.ctx, `
		INSERT INTO issues (digest_id, digest, title, number, slot, state, language, time_zone, window_from, window_to,
		                    claimed, composed, created, changed, sent, lead, sections, coverage, week, note)
		SELECT 1, 'daily', 'T', n, 's' || n, 'sent', 'en', 'UTC', 0, 0, n, TRUE, n, n, n, '[]', '["a"]', '{}', '[]', ''
		FROM `+numbers)
	r.must(err)
	for b.Loop() {
		i, err := r.LastIssue(r.ctx, d.ID)
		if r.must(err); i.Number != 10_000 {
			b.Fatalf("issue %d", i.Number)
		}
	}
}
