package store

import (
	"context"
	"fmt"
	"strings"

	"attache/news"
)

// oldChunk is the condition that a chunk x of an issue i is older than $1, and nothing of it is open.
const oldChunk = `x.changed < $1 AND x.queued + x.sending + x.deferred = 0 AND ` + finished

// forgetChunks deletes who received issues. What it counts are recipients.
var forgetChunks = func() task {
	o := ordered{from: "chunks x JOIN issues i ON i.id = x.issue_id", key: "x.issue_id", id: "x.chunk", old: oldChunk}
	k := inOrder("deliveries", "deliveries", func(r Retention) int { return r.Deliveries }, o, deleteChunks)
	k.count = func(ctx context.Context, _ *Store, t tx, a ages) (n int, err error) {
		err = t.row(ctx, `SELECT CAST(COALESCE(sum(x.frozen), 0) AS BIGINT) FROM `+o.from+` WHERE `+o.old, a.own).Scan(&n)
		return n, err
	}
	return k
}()

// deleteChunks also adds the counts of what goes to those that each issue keeps for ever. It counts recipients.
func deleteChunks(ctx context.Context, s *Store, t tx, _ ages, places []cursor) (int, error) {
	type lost struct {
		tally   news.Tally
		readers int
	}
	issues := map[int64]*lost{}
	total := 0
	states := make([]news.DeliveryState, 0, len(counterOf))
	columns := make([]string, 0, len(counterOf))
	for state, column := range counterOf {
		states, columns = append(states, state), append(columns, column)
	}
	for _, p := range places {
		n, byHand := make([]int, len(states)), false
		into := []any{&byHand}
		for i := range n {
			into = append(into, &n[i])
		}
		err := t.row(ctx, `DELETE FROM chunks WHERE issue_id = $1 AND chunk = $2 RETURNING by_hand, `+
			strings.Join(columns, ", "), p.after, p.id).Scan(into...)
		if err != nil {
			return 0, fmt.Errorf("chunk %d of issue %d: %w", p.id, p.after, err)
		}
		l := issues[p.after]
		if l == nil {
			l = &lost{tally: news.Tally{}}
			issues[p.after] = l
		}
		for i, state := range states {
			if n[i] == 0 {
				continue
			}
			total += n[i]
			if l.tally[state] += n[i]; !byHand && state != news.DeliveryWithdrawn {
				l.readers += n[i]
			}
		}
		for _, table := range []string{"exceptions", "guests"} {
			if _, err := t.exec(ctx, `DELETE FROM `+table+` WHERE issue_id = $1 AND rank >= $2 AND rank < $3`, p.after,
				p.id<<placeBits, (p.id+1)<<placeBits); err != nil {
				return 0, err
			}
		}
	}
	for id, l := range issues {
		var tally news.Tally
		if err := t.row(ctx, `SELECT tally FROM issues WHERE id = $1`, id).Scan(doc{&tally}); err != nil {
			return 0, err
		}
		for state, n := range tally {
			l.tally[state] += n
		}
		if _, err := t.exec(ctx, `UPDATE issues SET tally = $2, past_readers = past_readers + $3 WHERE id = $1`, id,
			doc{l.tally}, l.readers); err != nil {
			return 0, err
		}
	}
	return total, nil
}
