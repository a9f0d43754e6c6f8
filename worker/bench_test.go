package worker_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"attache/mail"
	"attache/news"
	"attache/store"
	"attache/store/storetest"
	"attache/worker"
)

// instant is a sender whose letters all arrive at once: what is left is the ledger.
type instant struct{ batch int }

func (s instant) Batch() int { return s.batch }

func (s instant) Send(_ context.Context, batch []mail.Message, note func(int) error, done func(int, mail.Outcome)) {
	for i := range batch {
		if err := note(i); err != nil {
			done(i, mail.Outcome{Kind: mail.Unsent, Response: err.Error()})
			continue
		}
		done(i, mail.Outcome{Kind: mail.Sent, Code: 250})
	}
}

// BenchmarkLedger drives 10,000 deliveries of a 60 KB letter through the ledger, without the time of sending.
func BenchmarkLedger(b *testing.B) {
	const readers = 10_000
	for _, batch := range []int{32, 256} {
		b.Run(fmt.Sprint("batch", batch), func(b *testing.B) {
			ctx := context.Background()
			for range b.N {
				b.StopTimer()
				pipeline, issue := ledger(b, readers, batch)
				b.StartTimer()
				tally, err := pipeline.Deliver(ctx, issue)
				if err != nil || tally[news.DeliverySent] != readers {
					b.Fatal(tally, err)
				}
			}
			b.ReportMetric(readers*float64(b.N)/b.Elapsed().Seconds(), "letters/s")
		})
	}
}

// BenchmarkSend is BenchmarkLedger over three connections to a mail server in this process.
func BenchmarkSend(b *testing.B) {
	const readers = 2000
	ctx := context.Background()
	for range b.N {
		b.StopTimer()
		pipeline, issue := ledger(b, readers, 0)
		sender, err := postTo(openPostOffice(b).port, time.Minute)
		if err != nil {
			b.Fatal(err)
		}
		pipeline.Sender = sender
		b.StartTimer()
		tally, err := pipeline.Deliver(ctx, issue)
		if err != nil || tally[news.DeliverySent] != readers {
			b.Fatal(tally, err)
		}
		sender.Close()
	}
	b.ReportMetric(readers*float64(b.N)/b.Elapsed().Seconds(), "letters/s")
}

func ledger(b *testing.B, readers, batch int) (*worker.Pipeline, int64) {
	ctx := context.Background()
	st, err := store.Open(ctx, store.Config{URL: b.TempDir() + "/attache.db"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { st.Close() })
	if err := st.Migrate(ctx); err != nil {
		b.Fatal(err)
	}
	d := news.Digest{Name: "daily", Title: "Daily", SendEmpty: true, Enabled: true}
	if err := st.PutDigest(ctx, &d); err != nil {
		b.Fatal(err)
	}
	subs := make([]news.Subscriber, readers)
	for i := range subs {
		subs[i] = news.Subscriber{Email: reader(i), State: news.SubscriberActive, Digests: []string{"daily"}}
	}
	if _, err := storetest.Import(ctx, st, subs); err != nil {
		b.Fatal(err)
	}
	pipeline := &worker.Pipeline{
		Store: st, Editor: &everyPiece{now: func() time.Time { return breakfast }}, Renderer: longRenderer{},
		Sender: instant{batch}, Links: plainLinks{},
		Domain: "press.example.org", Now: time.Now, Config: worker.Config{Journal: b.TempDir()},
	}
	i, err := pipeline.Publish(ctx, worker.Order{Digest: d})
	if err != nil {
		b.Fatal(err)
	}
	return pipeline, i.ID
}

// longRenderer sets a letter of 60 KB.
type longRenderer struct{}

func (longRenderer) Letter(d news.Digest, i news.Issue, language, web string) (news.Letter, error) {
	l, err := plainRenderer{}.Letter(d, i, language, web)
	for len(l.HTML) < 60_000 {
		l.HTML += "<p>The quick brown fox jumps over the lazy dog.</p>"
	}
	return l, err
}
