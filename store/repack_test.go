package store_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"attache/news"
	"attache/store"
	"attache/store/storetest"
)

// TestRepack upgrades a database of version 5 that holds issues, stops in the middle, and finds everything as it was.
func TestRepack(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { repack(t, storetest.SQLite(t)) })
	t.Run("Postgres", func(t *testing.T) { repack(t, storetest.Postgres(t)) })
}

func repack(t *testing.T, url string) {
	ctx := t.Context()
	now := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	open := func() *store.Store {
		s, err := store.Open(ctx, store.Config{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	text := func(v any) string {
		b, err := json.Marshal(v)
		must(err)
		return string(b)
	}
	same := func(got, want any) {
		t.Helper()
		if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
			t.Fatalf("wrong (-want +got):\n%s", d)
		}
	}
	s := open()
	must(store.MigrateTo(ctx, s, 5))
	exec := func(query string, args ...any) {
		t.Helper()
		_, err := s.SQL().ExecContext(ctx, query, args...)
		must(err)
	}
	blocks := []news.Block{{Kind: news.Paragraph, Text: "Мәтін."}}
	exec(`INSERT INTO articles (url, source_id, outlet, title, authors, published, date_from, seen, dated, language,
	image, blocks, summary, excerpt, partial, backlog, cut)
		VALUES ('https://o.example/1', 1, '{"name":"O","country":""}', 'T', '[]', $1, 'page', $1, $1, 'kk', '', $2, '', 0,
		FALSE, FALSE, '[{"k":"p","t":"cut"}]')`, now.UnixMicro(), text(blocks))
	verdicts := map[int64][]news.Verdict{}
	stories := map[int64][]news.Story{}
	for issue := int64(1); issue <= 3; issue++ {
		exec(`INSERT INTO issues (id, digest_id, digest, title, number, slot, state, language, time_zone, window_from,
		window_to, claimed, composed, created, changed, sent,
			                      lead, sections, coverage, week, note)
			VALUES ($1, 1, 'daily', 'T', $1, $2, 'sent', 'en', 'UTC', 0, 0, 0, TRUE, $3, $3, $3, '[]', '["asia"]', '{}', '[]',
			'')`,
			issue, fmt.Sprint("slot ", issue), now.UnixMicro())
		for n := range 230 {
			v := news.Verdict{
				DigestID: 1, ArticleID: int64(n + 1), Kept: n%2 == 0, Score: float64(n) / 300, Judged: now,
				Reasons: []news.Reason{{Code: "actors", Detail: "Names Kazakhstan.", Weight: float64(n) / 7}},
			}
			verdicts[issue] = append(verdicts[issue], v)
			exec(`INSERT INTO verdicts (issue_id, article_id, digest_id, kept, score, duplicate_of, judged, doc)
			VALUES ($1, $2, 1, $3, $4, 0, $5, $6)`,
				issue, v.ArticleID, v.Kept, v.Score, now.UnixMicro(), text(v))
		}
		for n := range 5 {
			st := news.Story{
				Headline: fmt.Sprint("Headline ", n), Language: "en", Score: float64(n), Section: "asia",
				Countries: []string{"KZ"},
			}
			exec(`INSERT INTO stories (issue_id, pos, section, countries, doc) VALUES ($1, $2, 'asia', '["KZ"]', $3)`,
				issue, n, text(st))
			st.IssueID, st.Composed = issue, now
			stories[issue] = append(stories[issue], st)
		}
		exec(`INSERT INTO letters (issue_id, language, subject, preheader, html, body, stories, cut)
		VALUES ($1, 'en', 'S', 'P', '<p>1</p>', 'text', 5, 0)`, issue)
	}

	must(store.MigrateTo(ctx, s, 8))
	_, err := store.RepackOne(ctx, s) // and then the process is killed
	must(err)
	s = open()
	must(s.Migrate(ctx))
	for issue := int64(1); issue <= 3; issue++ {
		got, err := s.Verdicts(ctx, issue)
		must(err)
		same(len(got), 230)
		same(got[0], verdicts[issue][228])
		i, err := s.Issue(ctx, issue)
		must(err)
		all := i.Stories()
		for n := range all {
			all[n].ID = 0
		}
		same(all, stories[issue])
		letters, err := s.Letters(ctx, issue)
		must(err)
		same(letters, []news.Letter{{
			Language: "en", Subject: "S", Preheader: "P", HTML: "<p>1</p>", Text: "text",
			Stories: 5,
		}})
	}
	in, err := s.VerdictsOf(ctx, 101)
	must(err)
	same(in, []news.Verdict{verdicts[3][100], verdicts[2][100], verdicts[1][100]})
	rows, err := s.IssueRows(ctx, []int64{2})
	must(err)
	same(rows[0].Outline, news.Outline{Stories: 5, Headlines: []string{"Headline 4", "Headline 3", "Headline 2"}})
	var left int
	must(s.SQL().QueryRowContext(ctx, `SELECT count(*) FROM old_verdicts`).Scan(&left))
	same(left, 0)

	for range 2 { // the text of the article is packed later
		a, err := s.Article(ctx, "https://o.example/1")
		must(err)
		same(a.Blocks, blocks)
		cut, _, err := s.CutFrom(ctx, a.ID)
		must(err)
		same(cut, []news.Block{{Kind: news.Paragraph, Text: "cut"}})
		_, err = s.Forget(ctx, now, true)
		must(err)
	}
	must(s.SQL().QueryRowContext(ctx,
		`SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM texts)`).Scan(&left))
	same(left, 0)
}
