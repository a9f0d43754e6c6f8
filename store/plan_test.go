package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"attache/news"
	"attache/newsroom"
	"attache/store"
	"attache/store/storetest"
)

// growing are the tables that grow by the day: nothing that runs by the minute may read one of them whole, or sort one.
var growing = []string{
	"articles", "article_sources", "aliases", "chunks", "exceptions", "issues", "judged", "known", "letters", "polls",
	"runs", "stories", "texts", "unread", "verdicts", "answers", "conversations", "guests", "hook_messages",
}

// TestPlans runs what the clock, the pipeline and the pages ask for on a filled database, and looks at the plan of each
// statement.
func TestPlans(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { plans(t, storetest.SQLite(t)) })
	t.Run("Postgres", func(t *testing.T) { plans(t, storetest.Postgres(t)) })
}

// asked is a statement that a method ran.
type asked struct {
	method, query string
	args          []any
}

func plans(t *testing.T, url string) {
	ctx := t.Context()
	s := storetest.Open(t, url)
	f := fillForPlans(t, s)
	var mu sync.Mutex
	var all []asked
	method := ""
	quiet, err := store.Watch(ctx, s, func(query string, args []any) {
		mu.Lock()
		defer mu.Unlock()
		if !slices.ContainsFunc(all, func(a asked) bool { return a.method == method && a.query == query }) {
			all = append(all, asked{method, query, slices.Clone(args)})
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", method, err)
		}
	}
	for name, call := range f.calls(ctx, s) {
		method = name
		must(call())
	}
	if len(all) < 25 {
		t.Fatalf("only %d statements were seen", len(all))
	}
	for _, a := range all {
		plan, err := planOf(ctx, quiet, s.Pool() != nil, a)
		if err != nil {
			t.Errorf("%s: plan of %s: %v", a.method, a.query, err)
			continue
		}
		if table := walked(plan); table != "" {
			t.Errorf("%s compares the rows of %s one by one:\n%s\n\n%s", a.method, table, a.query,
				strings.Join(plan, "\n"))
		}
		for _, line := range plan {
			if bad := wholeTable(line, a.query); bad != "" {
				t.Errorf("%s reads %s whole or sorts it:\n%s\n\n%s", a.method, bad, a.query, strings.Join(plan, "\n"))
				break
			}
		}
	}
}

// planOf asks the database how it would run a statement.
func planOf(ctx context.Context, db *sql.DB, pg bool, a asked) ([]string, error) {
	verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(a.query)), " ")
	verb = strings.TrimSpace(verb)
	if !slices.Contains([]string{"SELECT", "WITH", "INSERT", "UPDATE", "DELETE"}, strings.Fields(verb)[0]) {
		return nil, nil
	}
	explain := "EXPLAIN QUERY PLAN "
	if pg {
		explain = "EXPLAIN "
	}
	c, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if pg { // a small table is read whole by right: is there a way by index?
		if _, err := c.ExecContext(ctx, "SET enable_seqscan = off"); err != nil {
			return nil, err
		}
	}
	rows, err := c.QueryContext(ctx, explain+a.query, a.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		if pg {
			err = rows.Scan(&line)
		} else {
			var id, parent, unused int
			err = rows.Scan(&id, &parent, &unused, &line)
		}
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, rows.Err()
}

var (
	sqliteScan = regexp.MustCompile(`^SCAN (\w+)( USING .*)?$`)
	pgScan     = regexp.MustCompile(`Seq Scan on (\w+)`)
)

// wholeTable names the growing table that a line of a plan reads whole, "" when there is none. SQLite names aliases:
// the statement says of which table. A walk in the order of the key, up to a LIMIT, is none.
func wholeTable(line, query string) string {
	if m := pgScan.FindStringSubmatch(line); m != nil && slices.Contains(growing, m[1]) {
		return m[1]
	}
	m := sqliteScan.FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	name := m[1]
	for _, table := range growing {
		if name == table || regexp.MustCompile(`\b`+table+`\s+(AS\s+)?`+name+`\b`).MatchString(query) {
			if m[2] == "" && regexp.MustCompile(`ORDER BY (\w\.)?id (DESC )?LIMIT`).MatchString(query) {
				return ""
			}
			if m[2] != "" && strings.Contains(query, "LIMIT") {
				return "" // in the order of an index, up to the limit
			}
			return table
		}
	}
	return ""
}

// walked is the growing table whose rows a plan of PostgreSQL compares with a list one by one, in the order of an
// index; "" = none. It chooses so for "IN (list) ORDER BY id LIMIT 1", since it takes the list for long.
func walked(plan []string) string {
	for n, line := range plan {
		if !strings.Contains(line, "Nested Loop Semi Join") {
			continue
		}
		for k := n + 1; k < min(n+4, len(plan)); k++ {
			m := pgWalk.FindStringSubmatch(plan[k])
			if m != nil && slices.Contains(growing, m[1]) &&
				(k+1 == len(plan) || !strings.Contains(plan[k+1], "Index Cond")) {
				return m[1]
			}
		}
	}
	return ""
}

var pgWalk = regexp.MustCompile(`Index (?:Only )?Scan using \w+ on (\w+)`)

// planFixture is what the calls ask about.
type planFixture struct {
	digest news.Digest
	source news.Source
	issue  int64
	now    time.Time
}

// fillForPlans fills every growing table with some thousand rows, so that a plan by index pays.
func fillForPlans(t *testing.T, s *store.Store) planFixture {
	ctx := t.Context()
	now := time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)
	f := planFixture{now: now}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var digests []news.Digest
	for n := range 4 {
		d := news.Digest{Name: fmt.Sprint("digest", n), Title: "T", TimeZone: "UTC", Enabled: true}
		must(s.PutDigest(ctx, &d))
		digests = append(digests, d)
	}
	f.digest = digests[0]
	for n := range 20 {
		src := news.Source{
			Name: fmt.Sprint("s", n), Outlet: news.Outlet{Name: "O"},
			URL: fmt.Sprintf("https://o%d.example/feed", n), Kind: news.KindFeed, Enabled: true,
		}
		must(s.PutSource(ctx, &src))
		f.source = src
	}
	subs := make([]news.Subscriber, 200)
	for n := range subs {
		subs[n] = news.Subscriber{
			Email: fmt.Sprintf("r%d@example.org", n), State: news.SubscriberActive,
			Digests: []string{f.digest.Name}, Created: now,
		}
	}
	_, err := storetest.Import(ctx, s, subs)
	must(err)
	// The bulk by SQL: what matters is how many rows there are.
	for _, query := range []string{
		`INSERT INTO articles (url, source_id, outlet, title, authors, published, date_from, seen, dated, language, image,
		blocks, summary, excerpt, partial, backlog)
		 SELECT 'https://o.example/' || n, n % 20 + 1, '{}', 'Title', '[]', n * 1000000, 'page', n * 1000000, n * 1000000,
		'en', '', '[]', '', 0, FALSE, FALSE FROM numbers`,
		`INSERT INTO texts (article_id, bytes, packed) SELECT n, 1000, %s FROM numbers`,
		`INSERT INTO article_sources (article_id, source_id, seen) SELECT n, n % 20 + 1, n * 1000000 FROM numbers`,
		`INSERT INTO article_sources (article_id, source_id, seen) SELECT n, (n + 7) % 20 + 1, n * 1000000 FROM numbers`,
		`INSERT INTO aliases (url, article_id) SELECT 'https://a.example/' || n, n FROM numbers`,
		`INSERT INTO unread (url, source_id, tries, why, last) SELECT 'https://u.example/' || n, 1, 3, '', n FROM numbers`,
		`INSERT INTO known (hash) SELECT n FROM numbers`,
		`INSERT INTO answers (key, model, body, made) SELECT 'k' || n, 'm', 'b', n FROM numbers`,
		`INSERT INTO polls (source_id, started, state, doc) SELECT n % 20 + 1, n, 'ok', '{}' FROM numbers`,
		`INSERT INTO runs (started, ended, issue_id, doc) SELECT n, n, 0, '{}' FROM numbers`,
		`INSERT INTO issues (digest_id, digest, title, number, slot, state, language, time_zone, window_from, window_to,
		claimed, composed, created, changed, sent,
		                     lead, sections, coverage, week, note, outline)
		 SELECT n % 4 + 1, 'digest' || (n % 4), 'T', n, 's' || n, 'sent', 'en', 'UTC', 0, 0, n, TRUE, n * 1000000, n, n,
		'[]', '["a"]', '{}', '[]', '', '{"stories":1}' FROM numbers`,
		`INSERT INTO stories (issue_id, pos, section, countries, doc) SELECT n, 0, 'a', '[]', '' FROM numbers`,
		`INSERT INTO letters (issue_id, language, subject, preheader, html, body, stories, cut)
		SELECT n, 'en', '', '', '', '', 0, 0 FROM numbers`,
		`INSERT INTO judged (article_id, issue_id, kept) SELECT n, n, FALSE FROM numbers`,
		`INSERT INTO verdicts (issue_id, first, packed) SELECT n, n, %s FROM numbers`,
		`INSERT INTO chunks (issue_id, chunk, digest_id, not_before, segment, by_hand, low, high, frozen, subscribers, claim,
		changed, given_at, next_try, strange, queued, sending, deferred, delivered, failed, doubt, withdrawn, waiting, given)
		 SELECT n % 50 + 1, n, 1, 0, 'en', FALSE, 1, 1, 0, %[2]s, 0, n, n, 0, 0, 0, 0, 0, 0, 0, 0, 0, %[2]s, %[2]s
		 FROM numbers`,
		`INSERT INTO exceptions (issue_id, rank, subscriber_id, by_hand, state, attempts, claim, next_try, changed, cause,
		verdict, message_id, response)
		 SELECT n % 50 + 1, n, 1, FALSE, 'failed', 1, 1, 0, n, '', '', '', '' FROM numbers`,
		`INSERT INTO guests (issue_id, rank, email, email_key, name, language)
		 SELECT n % 50 + 1, n, 'g' || n, 'g' || n, '', 'en' FROM numbers`,
		`INSERT INTO conversations (issue_id, subscriber_id, email_key, email, relay, at, state, said)
		 SELECT n % 50 + 1, n, 'g' || n, 'g' || n, 'main', n, 'failed', '' FROM numbers`,
		`INSERT INTO hooks (url, events, secret, old_secret, old_until, enabled, note, created)
		 VALUES ('https://h.example', '', '', '', 0, TRUE, '', 0)`,
		`INSERT INTO hook_messages (hook_id, event, subject, name, state, at, tries, next_try, ended, delivered, status,
		answer)
		 SELECT 1, 'test', n, '', '', n, 1, CASE WHEN n % 100 = 0 THEN n ELSE 0 END, 0, FALSE, 0, '' FROM numbers`,
	} {
		numbers, blob, none := `(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000)
		SELECT n FROM c) numbers`, `x'01010200fdff7b7d'`, `x''`
		if s.Pool() != nil {
			numbers = `generate_series(CAST(1 AS BIGINT), 2000) numbers(n)`
			blob, none = `'\x01010200fdff7b7d'::bytea`, `''::bytea`
		}
		query = strings.ReplaceAll(strings.ReplaceAll(query, "FROM numbers", "FROM "+numbers), "%s", blob)
		query = strings.ReplaceAll(query, "%[2]s", none)
		_, err := s.SQL().ExecContext(ctx, query)
		must(err)
	}
	id, _, err := s.ClaimSlot(ctx, f.digest.ID, "slot", now, time.Hour)
	must(err)
	i := news.Issue{
		ID: id, State: news.IssueApproved, Created: now,
		Sections: []news.Section{{Key: "a", Stories: []news.Story{{Headline: "H"}}}},
	}
	must(s.SaveIssue(ctx, &i, []news.Verdict{{ArticleID: 7001, Kept: true, Judged: now}},
		[]news.Letter{{Language: "en"}}))
	_, err = s.Enqueue(ctx, id, now)
	must(err)
	f.issue = id
	_, err = s.SQL().ExecContext(ctx, "ANALYZE")
	must(err)
	return f
}

// calls are what runs by the minute, at each issue, and for strangers.
func (f planFixture) calls(ctx context.Context, s *store.Store) map[string]func() error {
	drop := func(_ any, err error) error { return err }
	ids := make([]int64, 300)
	urls := make([]string, 60)
	for n := range ids {
		ids[n] = int64(n + 100)
	}
	for n := range urls {
		urls[n] = fmt.Sprintf("https://o.example/%d", n+1970)
	}
	recent := time.UnixMicro(1_990 * 1_000_000)
	return map[string]func() error{
		"DailyArticles": func() error { _, err := s.DailyArticles(ctx, f.now, 7); return err },
		"ArticleRows": func() error {
			_, err := s.ArticleRows(ctx, newsroom.ArticleFilter{Verdict: "dropped", Limit: 50})
			return err
		},
		"ArticleRows of a source": func() error {
			_, err := s.ArticleRows(ctx, newsroom.ArticleFilter{Sources: []int64{f.source.ID}, Limit: 10})
			return err
		},
		"IssueList": func() error { _, err := s.IssueList(ctx, "", "", 0, 30); return err },
		"IssueList of a state": func() error {
			_, err := s.IssueList(ctx, "", news.IssueHeld, 0, 10)
			return err
		},
		"LastIssue":  func() error { return drop(s.LastIssue(ctx, f.digest.ID)) },
		"IssuesIn":   func() error { return drop(s.IssuesIn(ctx, news.IssueApproved, news.IssueSending)) },
		"Tally":      func() error { return drop(s.Tally(ctx, f.issue)) },
		"NextDue":    func() error { return drop(s.NextDue(ctx, f.issue)) },
		"Standings":  func() error { return drop(s.Standings(ctx)) },
		"Standing":   func() error { return drop(s.Standing(ctx, f.source.ID)) },
		"Unknown":    func() error { return drop(s.Unknown(ctx, urls)) },
		"NoteListed": func() error { return s.NoteListed(ctx, f.source.ID, urls, f.now) },
		"Sightings":  func() error { return drop(s.Sightings(ctx, 400)) },
		"PutArticle": func() error {
			return drop(s.PutArticle(ctx, &news.Article{URL: "https://n.example/1", Seen: f.now, Published: f.now}))
		},
		"LastRead": func() error { return drop(s.LastRead(ctx, f.source.ID, 24)) },
		"Candidates": func() error {
			return drop(s.Candidates(ctx, news.Window{From: recent, To: f.now}, []int64{1, 2, 3}, 5000))
		},
		"ArticlesByID":   func() error { return drop(s.ArticlesByID(ctx, []int64{1, 2, 3}, 0)) },
		"PastStories":    func() error { return drop(s.PastStories(ctx, f.digest.ID, recent)) },
		"WeekCounts":     func() error { return drop(s.WeekCounts(ctx, f.digest.ID, recent)) },
		"Judged":         func() error { return drop(s.Judged(ctx, f.digest.ID, ids)) },
		"Digests":        func() error { return drop(s.Digests(ctx, true)) },
		"Holders":        func() error { return drop(s.Holders(ctx)) },
		"Heartbeat":      func() error { return s.Heartbeat(ctx, "h", f.now) },
		"DoubtStale":     func() error { return drop(s.DoubtStale(ctx, f.now, time.Minute)) },
		"TakeDeliveries": func() error { return drop(s.TakeDeliveries(ctx, f.issue, 50, "h", f.now)) },
		"NextNumber":     func() error { return drop(s.NextNumber(ctx, f.digest.ID)) },
		"SavePoll": func() error {
			return s.SavePoll(ctx, news.Poll{SourceID: f.source.ID, Started: f.now, State: news.PollOK})
		},
		"Polls":       func() error { return drop(s.Polls(ctx, f.source.ID, 20)) },
		"Issue":       func() error { return drop(s.Issue(ctx, f.issue)) },
		"Verdicts":    func() error { return drop(s.Verdicts(ctx, f.issue)) },
		"JudgedIn":    func() error { return drop(s.JudgedIn(ctx, 7001, 10)) },
		"Article":     func() error { return drop(s.Article(ctx, urls[0])) },
		"Letters":     func() error { return drop(s.Letters(ctx, f.issue)) },
		"LastWork":    func() error { return drop(s.LastWork(ctx, recent)) },
		"Runs":        func() error { return drop(s.Runs(ctx, 10)) },
		"PublicMarks": func() error { return drop(s.PublicMarks(ctx, f.digest.Name, 0, 0, 31, false)) },
		"PublicMarks, sent": func() error {
			return drop(s.PublicMarks(ctx, f.digest.Name, 500, 0, 20, true))
		},
		"PublicMarks, newer": func() error { return drop(s.PublicMarks(ctx, f.digest.Name, 0, 500, 31, false)) },
		"PublicMarks of all": func() error { return drop(s.PublicMarks(ctx, "", 0, 0, 20, true)) },
		"Neighbours":         func() error { _, _, err := s.Neighbours(ctx, f.issue); return err },
		"PublicSpan":         func() error { _, _, err := s.PublicSpan(ctx, f.digest.ID); return err },
		"PublicBetween": func() error {
			return drop(s.PublicBetween(ctx, f.digest.ID, recent, f.now, 62))
		},
		"PublicNumbers":             func() error { return drop(s.PublicNumbers(ctx, 400, 600)) },
		"IssueMark":                 func() error { return drop(s.IssueMark(ctx, f.issue)) },
		"IssueRows":                 func() error { return drop(s.IssueRows(ctx, ids[:30])) },
		"NewestIssues":              func() error { return drop(s.NewestIssues(ctx, f.digest.Name, 20)) },
		"Issues":                    func() error { return drop(s.Issues(ctx, f.digest.Name, 1)) },
		"Answer":                    func() error { _, _, err := s.Answer(ctx, "k7"); return err },
		"Conversations":             func() error { return drop(s.Conversations(ctx, 7, "", 20)) },
		"Conversations of a reader": func() error { return drop(s.Conversations(ctx, 7, "g7", 20)) },
		"KeepConversations": func() error {
			return s.KeepConversations(ctx, []news.Delivery{{IssueID: 7, SubscriberID: 1, Email: "x@example.org", Talk: "t"}})
		},
		"MessagesDue":  func() error { return drop(s.MessagesDue(ctx, recent)) },
		"TakeMessages": func() error { return drop(s.TakeMessages(ctx, recent, f.now, 10)) },
		"HookMessages": func() error { return drop(s.HookMessages(ctx, 1, 10)) },
		"Refusals":     func() error { return drop(s.Refusals(ctx, f.issue)) },
		"Wave":         func() error { return drop(s.Wave(ctx, f.issue, recent)) },
		"Interrupted":  func() error { return drop(s.Interrupted(ctx, f.issue)) },
		"EnqueueTo": func() error {
			return drop(s.EnqueueTo(ctx, f.issue, []string{"r3@example.org", "new@example.org"}, f.now))
		},
		"Returned": func() error {
			return drop(s.Returned(ctx, 5, news.SubscriberBounced, "returned: 550", f.now))
		},
		"DeleteSubscriber": func() error { return s.DeleteSubscriber(ctx, "r7@example.org", f.now) },
		"CancelIssue":      func() error { _, _, err := s.CancelIssue(ctx, f.issue, "cancelled", f.now); return err },
		"KeepAnswer":       func() error { return s.KeepAnswer(ctx, "k7", "m", "b", time.UnixMicro(30)) },
		"Forget": func() error {
			return drop(s.Forget(ctx, time.UnixMicro(60*86_400*1_000_000+50), false))
		},
	}
}
