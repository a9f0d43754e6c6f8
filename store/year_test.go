package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"attache/news"
	"attache/store"
	"attache/store/storetest"
)

// A year of a large installation: so much a day.
const (
	yearSources  = 300
	yearArticles = 60 * yearSources
	yearPolls    = 96 * yearSources // a visit every 15 minutes
	yearReaders  = 10_000
	yearShare    = 100 // the simulation of sizes holds a hundredth of the volume of each day, and each day of it
)

// perDay are the tables that grow with the volume of a day: their size counts yearShare times. The others hold whole
// issues.
var perDay = map[string]bool{
	"articles": true, "texts": true, "aliases": true, "judged": true, "verdicts": true,
	"old_verdicts": true, "polls": true, "known": true, "runs": true,
}

// TestTortureYear fills a database day by day and deletes by retention: after the longest retention it must have
// stopped growing but for what is kept for ever. As a torture it goes by the default retention over 520 days, a
// thousandth of each day's volume, which takes minutes. ATTACHE_TORTURE=sizes holds a hundredth and letters of their
// usual length: that takes more than an hour and prints the sizes that stand in docs/benchmarks.md.
func TestTortureYear(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { yearOf(t, storetest.SQLite(t)) })
	t.Run("Postgres", func(t *testing.T) { yearOf(t, storetest.Postgres(t)) })
}

func yearOf(t *testing.T, url string) {
	days, every, share := 34, 17, 20*yearShare
	keep := store.Retention{
		Dropped: 30, Texts: 30, Articles: 30, Verdicts: 30, Letters: 30, Deliveries: 30, Polls: 2,
		Runs: 2,
	}
	switch os.Getenv("ATTACHE_TORTURE") {
	case "":
	case "sizes":
		days, every, share, keep = 520, 40, yearShare, store.Retention{}
	default:
		days, every, share, keep = 520, 40, 10*yearShare, store.Retention{}
	}
	s := storetest.Open(t, url)
	gentle, err := store.Open(t.Context(), store.Config{URL: url, Retention: keep})
	if err != nil {
		t.Fatal(err)
	}
	defer gentle.Close()
	y := newYear(t, s, share)
	if share == yearShare {
		y.letter = 2500
	}
	var sums []float64
	for d := 1; d <= days; d++ {
		y.day(t.Context())
		if _, err := gentle.Forget(t.Context(), y.now, true); err != nil {
			t.Fatal(err)
		}
		if d%every == 0 {
			sums = append(sums, y.report(t, d))
		}
	}
	// The longest retention is 400 days: between day 440 and 520 only what is kept for ever grows.
	if n := len(sums); days > 440 && sums[n-1] > 1.05*sums[n-3] {
		t.Errorf("it goes on growing: %.0f MB on day %d, %.0f MB on day %d", sums[n-3]/1e6, days-2*every, sums[n-1]/1e6, days)
	}
	y.bounded(t, keep)
}

// year makes days. Texts are of made words, as frequent as Zipf's law has them, in two scripts.
type year struct {
	*testing.T
	store    *store.Store
	share    int
	now      time.Time
	rnd      *rand.Rand
	words    [2][]string
	zipf     *rand.Zipf
	digest   news.Digest
	source   news.Source
	articles int
	letter   int // words of a letter; 0 = one
}

func newYear(t *testing.T, s *store.Store, share int) *year {
	y := &year{
		T: t, store: s, share: share, now: time.Date(2026, 1, 1, 2, 0, 0, 0, time.UTC),
		rnd: rand.New(rand.NewPCG(7, 9)),
	}
	const vocabulary = 30_000
	syllables := [2][]string{
		strings.Fields("the of an re in on con tion ment ing er al pro min is ter state ly est com ver de pre side " +
			"na tio gov ern bor der"),
		strings.Fields("про на по ре ни ска го ли пре зи дент ми нистр стра на во де ва ла ра ст ение ция каз ах ста " +
			"ту ре цко"),
	}
	for script := range y.words {
		for n := range vocabulary {
			var w strings.Builder
			for range 1 + min(4, int(math.Log10(float64(n+1)))) {
				w.WriteString(syllables[script][y.rnd.IntN(len(syllables[script]))])
			}
			y.words[script] = append(y.words[script], w.String())
		}
	}
	y.zipf = rand.NewZipf(y.rnd, 1.07, 3, vocabulary-1)
	y.digest = news.Digest{Name: "daily", Title: "Daily", TimeZone: "Asia/Almaty", Enabled: true}
	y.source = news.Source{
		Name: "one", Outlet: news.Outlet{Name: "Outlet One", Country: "KZ"},
		URL: "https://one.example/feed", Kind: news.KindFeed, Enabled: true,
	}
	y.must(s.PutDigest(t.Context(), &y.digest))
	y.must(s.PutSource(t.Context(), &y.source))
	readers := make([]news.Subscriber, yearReaders/share)
	for n := range readers {
		readers[n] = news.Subscriber{
			Email: fmt.Sprintf("reader.number%05d@ministry.example.org", n),
			Name:  "Reader Number", State: news.SubscriberActive, Digests: []string{"daily"}, Created: y.now,
		}
	}
	_, err := storetest.Import(t.Context(), s, readers)
	y.must(err)
	return y
}

func (y *year) must(err error) {
	y.Helper()
	if err != nil {
		y.Fatal(err)
	}
}

// text is n words of a script.
func (y *year) text(script, n int) string {
	var b strings.Builder
	for k := range max(1, n) {
		w := y.words[script][y.zipf.Uint64()]
		switch {
		case k%18 == 0:
			w = strings.ToUpper(w[:1]) + w[1:]
			if script == 1 {
				w = "А" + w
			}
			if k > 0 {
				b.WriteByte('.')
			}
			fallthrough
		case k > 0:
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return strings.TrimSpace(b.String()) + "."
}

func (y *year) article() news.Article {
	y.articles++
	script := y.articles % 2
	a := news.Article{
		URL: fmt.Sprintf("https://www.outlet%d.example/world/%s/%d-%s", y.articles%yearSources,
			y.now.Format("2006/01/02"), y.articles, strings.ReplaceAll(y.text(0, 5), " ", "-")),
		SourceID: y.source.ID, Outlet: news.Outlet{
			Name:    fmt.Sprint("Outlet number ", y.articles%yearSources),
			Country: "KZ",
		}, Title: y.text(script, 9), Authors: []string{"Author Name"},
		DateFrom: news.DateFromPage, Published: y.now.Add(-time.Hour), Seen: y.now, Language: []string{
			"en",
			"ru",
		}[script], Summary: y.text(script, 25),
		Image: fmt.Sprintf("https://cdn.outlet.example/images/%x.jpg", y.rnd.Uint64()),
	}
	for words := int(300 * math.Exp(.6*y.rnd.NormFloat64()+.5)); words > 0; words -= 45 { // a mean of 600
		a.Blocks = append(a.Blocks, news.Block{Kind: news.Paragraph, Text: y.text(script, min(words, 45))})
	}
	return a
}

func (y *year) verdict(id int64, kept bool) news.Verdict {
	v := news.Verdict{ArticleID: id, Kept: kept, Score: y.rnd.Float64(), Judged: y.now}
	add := func(code, detail string) {
		v.Reasons = append(v.Reasons, news.Reason{
			Code: code, Detail: detail,
			Weight: float64(float32(y.rnd.NormFloat64())),
		})
	}
	add("score", fmt.Sprintf("Its probability of %d %% is below the 30 %% that the digest asks for.", y.rnd.IntN(30)))
	add("actors", "Names Kazakhstan, Türkiye and 2 more.")
	for range 2 {
		add([]string{"theme-culture", "theme-sport", "theme-local", "theme-diplomacy"}[y.rnd.IntN(4)],
			fmt.Sprintf("Speaks of it: “%s”, “%s”, “%s”.", y.text(0, 1), y.text(1, 1), y.text(0, 1)))
	}
	add("balance", fmt.Sprintf("Words of known themes: %d; of these about dealings between states: %d.", y.rnd.IntN(20),
		y.rnd.IntN(9)))
	for n := range 3 {
		v.Countries = append(v.Countries, news.Mention{
			ID: []string{"KZ", "TR", "RU", "CN"}[y.rnd.IntN(4)], As: "name",
			Text: y.text(n%2, 1), Count: 1 + y.rnd.IntN(5), Start: y.rnd.IntN(4000),
		})
	}
	return v
}

// day is one day: visits, articles, an issue that keeps one of twenty and prints thirty stories, its letters and
// deliveries.
func (y *year) day(ctx context.Context) {
	y.now = y.now.AddDate(0, 0, 1)
	var polls []news.Poll
	for n := range yearPolls / y.share {
		polls = append(polls, news.Poll{
			SourceID: y.source.ID, Started: y.now.Add(time.Duration(n-yearPolls/y.share) * time.Second),
			Took: time.Second, State: news.PollNotModified, Status: 304, Items: 40,
			ETag: fmt.Sprintf(`"%x"`, y.rnd.Uint64()), LastModified: y.now.Format(time.RFC1123),
			NextTry: y.now.Add(time.Hour),
		})
	}
	for _, p := range polls {
		y.must(y.store.SavePoll(ctx, p))
	}
	y.must(y.store.SaveRun(ctx, &news.Run{
		Started: y.now, Ended: y.now,
		Polls: polls[:min(len(polls), yearSources/y.share+1)],
	}))
	var verdicts []news.Verdict
	var pieces []news.Piece
	for n := range yearArticles / y.share {
		a := y.article()
		listed := a.URL
		if n%10 == 0 {
			listed += "/amp"
		}
		_, err := y.store.PutRead(ctx, &a, listed, nil)
		y.must(err)
		verdicts = append(verdicts, y.verdict(a.ID, n%20 == 0))
		pieces = append(pieces, a.Piece())
	}
	id, _, err := y.store.ClaimSlot(ctx, y.digest.ID, y.now.Format("2006-01-02T15:04")+" Asia/Almaty", y.now, time.Hour)
	y.must(err)
	i := news.Issue{
		ID: id, Title: "Daily", State: news.IssueApproved, Language: "en", Created: y.now,
		Coverage: news.Coverage{Sources: yearSources, Read: yearSources - 10, Articles: yearArticles},
	}
	for range 10 {
		i.Coverage.Notes = append(i.Coverage.Notes, news.CoverageNote{
			Outlet: "Outlet number 7", Source: "outlet-7",
			State: news.PollFailing, Since: y.now,
		})
	}
	sec := news.Section{Key: "central-asia"}
	for n := range 30 {
		p := pieces[n%len(pieces)]
		st := news.Story{
			Headline: p.Title, Language: p.Language, Lead: p, Also: []news.Piece{p, p, p},
			Countries: []string{"KZ", "TR"}, Score: y.rnd.Float64(),
		}
		for range 3 {
			st.Summary = append(st.Summary, news.Sentence{
				Text: y.text(n%2, 25), ArticleID: p.ArticleID, URL: p.URL,
				Start: 10, End: 200, Language: p.Language,
			})
		}
		st.Renditions = map[string]news.Rendition{
			"ru": {Lead: p, Summary: st.Summary},
			"kk": {Lead: p, Summary: st.Summary},
		}
		sec.Stories = append(sec.Stories, st)
	}
	i.Sections = []news.Section{sec}
	var letters []news.Letter
	for _, l := range news.Languages {
		body := y.text(1, y.letter)
		letters = append(letters, news.Letter{
			Language: l, Subject: y.text(1, 8), HTML: strings.ReplaceAll(body, ". ",
				`</p></td></tr><tr><td class="t" style="padding:0 0 12px"><p style="margin:0;font:16px/24px Georgia">`),
			Text: body,
		})
	}
	y.must(y.store.SaveIssue(ctx, &i, verdicts, letters))
	_, err = y.store.Enqueue(ctx, id, y.now)
	y.must(err)
	for {
		ds, err := y.store.TakeDeliveries(ctx, id, 500, "holder", y.now)
		if y.must(err); len(ds) == 0 {
			break
		}
		for n := range ds {
			ds[n].State, ds[n].MessageID, ds[n].Response = news.DeliverySent, fmt.Sprintf("%d.%d@press.example.org", id,
				ds[n].ID), "250 2.0.0 Ok: queued as 4F2B31C0"
			ds[n].Changed = y.now
		}
		y.must(y.store.RecordDeliveries(ctx, ds))
	}
	_, err = y.store.MoveIssue(ctx, id, news.IssueSending, news.IssueSent, "", y.now)
	y.must(err)
}

// report logs and returns the bytes that each table takes, at the volume of the whole installation.
func (y *year) report(t *testing.T, day int) float64 {
	t.Helper()
	if y.store.Pool() != nil { // what autovacuum does within a day
		_, err := y.store.SQL().ExecContext(t.Context(), "VACUUM ANALYZE")
		y.must(err)
	}
	sizes, _, err := y.store.Sizes(t.Context())
	y.must(err)
	var sum float64
	var parts []string
	for _, s := range sizes {
		bytes := float64(s.Bytes)
		if perDay[s.Table] {
			bytes *= float64(y.share)
		}
		if sum += bytes; bytes >= 20e6 && !strings.HasPrefix(s.Table, "river") {
			parts = append(parts, fmt.Sprintf("%s %.0f", s.Table, bytes/1e6))
		}
	}
	t.Logf("day %3d: %6.0f MB: %s", day, sum/1e6, strings.Join(parts, ", "))
	return sum
}

// bounded checks that no more rows are left than the retention allows.
func (y *year) bounded(t *testing.T, keep store.Retention) {
	t.Helper()
	most := func(table, where string, rows int) {
		t.Helper()
		var n int
		y.must(y.store.SQL().QueryRowContext(t.Context(), "SELECT count(*) FROM "+table+" "+where).Scan(&n))
		if n > rows {
			t.Errorf("%s %s: %d rows, at most %d expected", table, where, n, rows)
		}
	}
	days := func(n, usual int) int {
		if n == 0 {
			n = usual
		}
		return n + 1
	}
	articles := yearArticles / y.share
	most("articles", "WHERE NOT forgotten", days(keep.Dropped, 60)*articles+days(keep.Texts, 400)*(articles/20+1))
	most("articles", "", days(keep.Articles, 180)*articles+days(keep.Texts, 400)*(articles/20+1))
	most("verdicts", "", days(keep.Verdicts, 180)*(articles/100+1))
	most("chunks", "", days(keep.Deliveries, 400)*len(news.Languages))
	most("letters", "", days(keep.Letters, 400)*len(news.Languages))
	most("polls", "", days(keep.Polls, 14)*(yearPolls/y.share))
	most("runs", "", days(keep.Runs, 90))
}

// TestVerdictBytes compares the bytes of verdicts and texts with what they took as rows of JSON, before migration 8.
func TestVerdictBytes(t *testing.T) {
	s := storetest.New(t)
	y := newYear(t, s, yearShare)
	id, _, err := s.ClaimSlot(t.Context(), y.digest.ID, "slot", y.now, time.Hour)
	y.must(err)
	var verdicts []news.Verdict
	raw := 0
	for n := range 600 {
		a := y.article()
		text, err := json.Marshal(a.Blocks)
		y.must(err)
		raw += len(text)
		_, err = s.PutArticle(t.Context(), &a)
		y.must(err)
		v := y.verdict(a.ID, n%20 == 0)
		verdicts = append(verdicts, v)
		b, err := json.Marshal(v)
		y.must(err)
		_, err = s.SQL().ExecContext(t.Context(), `
			INSERT INTO old_verdicts (issue_id, article_id, digest_id, kept, score, duplicate_of, judged, doc)
			VALUES ($6, $1, 1, $2, $3, 0, $4, $5)`,
			v.ArticleID, v.Kept, v.Score, v.Judged.UnixMicro(), string(b), id)
		y.must(err)
	}
	y.must(s.SaveIssue(t.Context(), &news.Issue{ID: id, State: news.IssueSent, Created: y.now}, verdicts, nil))
	sizes, _, err := s.Sizes(t.Context())
	y.must(err)
	bytes := map[string]int64{}
	for _, size := range sizes {
		bytes[size.Table] = size.Bytes / int64(len(verdicts))
	}
	before, after := bytes["old_verdicts"], bytes["verdicts"]+bytes["judged"]
	t.Logf("a verdict: %d bytes as a row of JSON, %d packed; an article: %d bytes of text as JSON, %d packed, %d of "+
		"row and indexes",
		before, after, raw/len(verdicts), bytes["texts"], bytes["articles"])
	if after*5 > before {
		t.Errorf("a verdict takes %d bytes, more than a fifth of %d", after, before)
	}
}
