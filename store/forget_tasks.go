package store

import (
	"context"
	"strconv"
)

// tasks in the order of their running: an article's text goes before its row.
var tasks = []task{
	textsOf("dropped", "texts of articles that no issue kept", func(r Retention) int { return r.Dropped },
		`NOT `+isKept),
	textsOf("texts", "texts of articles that an issue kept", func(r Retention) int { return r.Texts }, isKept),
	{
		name: "packing", what: "texts in the old form, to be packed", days: func(Retention) int { return 0 },
		slice: packTexts, count: countUnpacked, once: true,
	},
	{
		name: "articles", what: "articles without text", days: func(r Retention) int { return r.Articles },
		slice: forgetArticles, count: countArticles,
	},
	inOrder("verdicts", "verdicts, by the hundred", func(r Retention) int { return r.Verdicts }, ordered{
		from: "verdicts x JOIN issues i ON i.id = x.issue_id", key: "x.issue_id", id: "x.first",
		old: "i.created < $1 AND " + finished,
	}, deleteVerdicts),
	inOrder("letters", "letters of issues", func(r Retention) int { return r.Letters }, ordered{
		from: "issues x", key: "x.id", id: "",
		old:  "NOT x.unsendable AND x.created < $1 AND x.state NOT IN ('draft', 'held', 'approved', 'sending')",
		also: "EXISTS (SELECT 1 FROM letters l WHERE l.issue_id = x.id)",
	}, deleteLetters),
	forgetChunks,
	inOrder("polls", "visits to sources", func(r Retention) int { return r.Polls }, ordered{
		from: "polls x", key: "x.id", id: "", old: "x.started < $1",
	}, deleteBy(`DELETE FROM polls WHERE id IN`)),
	inOrder("runs", "runs", func(r Retention) int { return r.Runs }, ordered{
		from: "runs x", key: "x.id", id: "", old: "x.started < $1",
	}, deleteBy(`DELETE FROM runs WHERE id IN`)),
	oldestFirst("answers", "answers of a language model", func(r Retention) int { return r.Answers }, "answers", "key",
		"made"),
	oldestFirst("unread", "pages that could not be read", func(r Retention) int { return r.Unread }, "unread", "url",
		"last"),
	oldestFirst("removed", "traces of erased people", func(r Retention) int { return r.Removed }, "removed", "hash",
		"at"),
	inOrder("audit", "lines of the audit log", func(r Retention) int { return r.Audit }, ordered{
		from: "audit x", key: "x.id", id: "", old: "x.at < $1",
	}, deleteBy(`DELETE FROM audit WHERE id IN`)),
	oldestFirst("sessions", "sign-ins to the desk", func(r Retention) int { return r.Sessions }, "sessions", "id",
		"expires"),
	oldestFirst("invitations", "invitations to the desk", func(r Retention) int { return r.Invitations },
		"invitations", "id", "expires"),
	oldestFirst("signups", "requests to subscribe", func(r Retention) int { return r.Signups }, "signups", "id", "asked"),
	oldestFirst("conversations", "conversations with mail servers", func(r Retention) int { return r.Conversations },
		"conversations", "id", "at"),
	oldestFirst("pictures", "pictures of lead stories", func(r Retention) int { return r.Pictures }, "pictures", "hash",
		"made"),
	inOrder("hooks", "messages to webhooks", func(r Retention) int { return r.Hooks }, ordered{
		from: "hook_messages x", key: "x.id", id: "", old: "x.at < $1",
	}, deleteBy(`DELETE FROM hook_messages WHERE id IN`)),
}

// finished is the condition that an issue i is no longer on its way.
const finished = `i.state NOT IN ('draft', 'held', 'approved', 'sending')`

// ordered are rows whose numbers grow with their age: they are deleted from the first on, up to the first slice with
// none that is old.
type ordered struct {
	from    string // the table, as x
	key, id string // the columns of the number; id "" = key alone
	old     string // the condition, of the time $1
	also    string // further condition of rows that are there at all; "" = none
}

func (o ordered) where() string {
	if o.also == "" {
		return ""
	}
	return " AND " + o.also
}

// examine looks at the n rows behind p with a query of their places and of whether they are old. It returns how many
// there were, where the last one stands, and the places of the old ones.
func examine(
	ctx context.Context, t tx, query string, a ages, p cursor, n int,
) (seen int, next cursor, old []cursor, err error) {
	next = p
	_, err = list(ctx, t, func(r scanner) (struct{}, error) {
		var at cursor
		var is bool
		err := r.Scan(&at.after, &at.id, &is)
		if seen, next = seen+1, at; is {
			old = append(old, at)
		}
		return struct{}{}, err
	}, query, a.own, p.after, p.id, n)
	return seen, next, old, err
}

// remove deletes the rows of the places and returns how many there were.
type remove func(ctx context.Context, s *Store, t tx, a ages, places []cursor) (int, error)

// inOrder is a task over ordered rows.
func inOrder(name, what string, days func(Retention) int, o ordered, r remove) task {
	one := o.id == ""
	behind, order, id := "("+o.key+", "+o.id+") > ($2, $3)", o.key+", "+o.id, o.id
	if one {
		behind, order, id = o.key+" > $2 AND CAST($3 AS BIGINT) = 0", o.key, "0"
	}
	scan := `SELECT ` + o.key + `, ` + id + `, CASE WHEN ` + o.old + ` THEN 1 ELSE 0 END FROM ` + o.from + `
		WHERE ` + behind + o.where() + ` ORDER BY ` + order + ` LIMIT $4`
	count := `SELECT count(*) FROM ` + o.from + ` WHERE ` + o.old + o.where()
	return task{
		name: name, what: what, days: days,
		slice: func(ctx context.Context, s *Store, t tx, a ages, p cursor, n int) (int, int, cursor, error) {
			seen, next, old, err := examine(ctx, t, scan, a, p, n)
			if err != nil || len(old) == 0 {
				return 0, 0, next, err // those behind are younger
			}
			gone, err := r(ctx, s, t, a, old)
			return seen, gone, next, err
		},
		count: func(ctx context.Context, _ *Store, t tx, a ages) (n int, err error) {
			err = t.row(ctx, count, a.own).Scan(&n)
			return n, err
		},
	}
}

// deleteBy deletes by number; the statement ends before the list.
func deleteBy(statement string) remove {
	return func(ctx context.Context, s *Store, t tx, _ ages, places []cursor) (int, error) {
		rows := make([][]any, len(places))
		two := false
		for i, p := range places {
			rows[i] = []any{p.after, p.id}
			two = two || p.id != 0
		}
		param, err := cells(rows)
		if err != nil {
			return 0, err
		}
		columns := `CAST(v.value ->> 0 AS BIGINT)`
		if two {
			columns += `, CAST(v.value ->> 1 AS BIGINT)`
		}
		return t.exec(ctx, statement+` (SELECT `+columns+` FROM `+s.rows("$1")+`)`, param)
	}
}

// deleteVerdicts also notes when the issues lost them.
func deleteVerdicts(ctx context.Context, s *Store, t tx, a ages, places []cursor) (int, error) {
	ids := make([]string, len(places))
	for i, p := range places {
		ids[i] = strconv.FormatInt(p.after, 10)
	}
	_, err := t.exec(ctx, `
		UPDATE issues SET verdicts_gone = $1 WHERE id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$2")+`)`,
		a.at, texts(ids))
	if err != nil {
		return 0, err
	}
	return deleteBy(`DELETE FROM verdicts WHERE (issue_id, first) IN`)(ctx, s, t, a, places)
}

// deleteLetters also notes that the issues can no longer be sent.
func deleteLetters(ctx context.Context, s *Store, t tx, a ages, places []cursor) (int, error) {
	_, err := deleteBy(`DELETE FROM letters WHERE issue_id IN`)(ctx, s, t, a, places)
	if err != nil {
		return 0, err
	}
	return deleteBy(`UPDATE issues SET unsendable = TRUE WHERE id IN`)(ctx, s, t, a, places)
}

// oldestFirst is a task over rows with an index on their age.
func oldestFirst(name, what string, days func(Retention) int, table, key, age string) task {
	return task{
		name: name, what: what, days: days,
		slice: func(ctx context.Context, _ *Store, t tx, a ages, p cursor, n int) (seen, gone int, next cursor,
			err error,
		) {
			gone, err = t.exec(ctx, `
				DELETE FROM `+table+` WHERE `+key+` IN (SELECT `+key+` FROM `+table+` WHERE `+age+` < $1 ORDER BY `+age+`
				LIMIT $2)`, a.own, n)
			return gone, gone, p, err
		},
		count: func(ctx context.Context, _ *Store, t tx, a ages) (n int, err error) {
			err = t.row(ctx, `SELECT count(*) FROM `+table+` WHERE `+age+` < $1`, a.own).Scan(&n)
			return n, err
		},
	}
}

// isKept is the condition that an issue kept an article a, decided that an editor decided on it.
const (
	isKept  = `EXISTS (SELECT 1 FROM judged j WHERE j.article_id = a.id AND j.kept)`
	decided = `EXISTS (SELECT 1 FROM decisions e WHERE e.article_id = a.id)`
)

// oldText is the condition that the text of an article a is to be forgotten: $2 for dropped ones, $3 for kept ones.
const oldText = `NOT ` + decided + ` AND (a.seen < $2 AND NOT ` + isKept + ` OR a.seen < $3 AND ` + isKept + `)`

// textsOf is a task that empties articles a of which a condition holds, and that no editor decided on, of their text.
// Their verdicts that dropped them go too: they told that the article is not new, and without its text it is in no
// issue's window any more.
func textsOf(name, what string, days func(Retention) int, which string) task {
	is := `NOT ` + decided + ` AND ` + which
	scan := `
		SELECT a.seen, a.id, CASE WHEN ` + is + ` THEN 1 ELSE 0 END FROM articles a
		WHERE NOT a.forgotten AND a.seen < $1 AND (a.seen, a.id) > ($2, $3) ORDER BY a.seen, a.id LIMIT $4`
	count := `SELECT count(*) FROM articles a WHERE NOT a.forgotten AND a.seen < $1 AND ` + is
	return task{
		name: name, what: what, days: days,
		slice: func(ctx context.Context, s *Store, t tx, a ages, p cursor, n int) (int, int, cursor, error) {
			seen, next, old, err := examine(ctx, t, scan, a, p, n)
			if err != nil || len(old) == 0 {
				return seen, 0, next, err
			}
			ids := make([]string, len(old))
			for i, at := range old {
				ids[i] = strconv.FormatInt(at.id, 10)
			}
			return seen, len(old), next, s.emptyArticles(ctx, t, ids, a.at)
		},
		count: func(ctx context.Context, _ *Store, t tx, a ages) (n int, err error) {
			err = t.row(ctx, count, a.own).Scan(&n)
			return n, err
		},
	}
}

// emptyArticles deletes the texts of articles, by their numbers, and their verdicts that dropped them.
func (s *Store) emptyArticles(ctx context.Context, t tx, ids []string, at int64) error {
	_, err := t.exec(ctx, `
		UPDATE articles SET forgotten = TRUE, forgotten_at = $2, blocks = '[]', cut = '[]', summary = ''
		WHERE id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`)`, texts(ids), at)
	if err == nil {
		_, err = t.exec(ctx, `DELETE FROM texts WHERE article_id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+
			`)`, texts(ids))
	}
	if err == nil {
		err = s.dropTerms(ctx, t, ids)
	}
	if err == nil {
		_, err = t.exec(ctx, `
			DELETE FROM judged WHERE NOT kept AND article_id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`)`,
			texts(ids))
	}
	return err
}

// forgetArticles deletes the rows of articles without text. Hashes of their addresses stay.
func forgetArticles(
	ctx context.Context, s *Store, t tx, a ages, p cursor, n int,
) (seen, gone int, next cursor, err error) {
	var ids, addresses []string
	_, err = list(ctx, t, func(r scanner) (struct{}, error) {
		var id int64
		var url string
		err := r.Scan(&id, &url)
		ids, addresses = append(ids, strconv.FormatInt(id, 10)), append(addresses, url)
		return struct{}{}, err
	}, `SELECT a.id, a.url FROM articles a WHERE a.forgotten AND a.seen < $1 ORDER BY a.seen, a.id LIMIT $2`, a.own, n)
	if err != nil || len(ids) == 0 {
		return 0, 0, p, err
	}
	aliases, err := list(ctx, t, value[string], `
		SELECT url FROM aliases WHERE article_id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`)`, texts(ids))
	if err == nil {
		err = s.noteKnown(ctx, t, a.at, append(addresses, aliases...)...)
	}
	if err == nil {
		_, err = t.exec(ctx, `DELETE FROM judged WHERE article_id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+
			`)`, texts(ids))
	}
	if err == nil {
		_, err = t.exec(ctx, `DELETE FROM articles WHERE id IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$1")+`)`,
			texts(ids))
	}
	return len(ids), len(ids), p, err
}

func countArticles(ctx context.Context, _ *Store, t tx, a ages) (n int, err error) {
	err = t.row(ctx, `SELECT count(*) FROM articles a WHERE a.seen < $1 AND (a.forgotten OR a.seen < $2 AND `+oldText+
		`)`, a.own, a.dropped, a.texts).Scan(&n)
	return n, err
}

// unpacked is the condition that the text of an article a is from before migration 8.
const unpacked = `NOT a.forgotten AND NOT EXISTS (SELECT 1 FROM texts x WHERE x.article_id = a.id)`

// packTexts packs texts from before migration 8.
func packTexts(ctx context.Context, _ *Store, t tx, _ ages, p cursor, n int) (seen, gone int, next cursor, err error) {
	type old struct {
		id   int64
		text articleText
	}
	articles, err := list(ctx, t, func(r scanner) (o old, err error) {
		err = r.Scan(&o.id, doc{&o.text.Blocks}, doc{&o.text.Cut}, &o.text.Summary)
		return o, err
	}, `SELECT a.id, a.blocks, a.cut, a.summary FROM articles a WHERE a.id > $1 AND `+unpacked+
		` ORDER BY a.id LIMIT $2`, p.after, n)
	for i := 0; err == nil && i < len(articles); i++ {
		p.after = articles[i].id
		err = putText(ctx, t, articles[i].id, articles[i].text)
		if err == nil {
			_, err = t.exec(ctx, `UPDATE articles SET blocks = '[]', cut = '[]', summary = '' WHERE id = $1`,
				articles[i].id)
		}
	}
	return len(articles), len(articles), p, err
}

func countUnpacked(ctx context.Context, _ *Store, t tx, _ ages) (n int, err error) {
	err = t.row(ctx, `SELECT count(*) FROM articles a WHERE `+unpacked).Scan(&n)
	return n, err
}
