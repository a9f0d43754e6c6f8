package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Fates is what the refusals of an issue have done to its readers, as it was recorded.
type Fates struct {
	StruckOff int
	Strikes   map[int]int // readers who stay active, by how many strikes they have now
}

// StrikesOut is how many strikes within StrikeSpan strike a reader off.
func StrikesOut() (n int, span time.Duration) { return strikesOut, strikeSpan }

// Fates counts what ApplyRefusals has recorded for the readers of some deliveries of an issue. A refusal that is not
// applied yet is not counted, nor is one without a reason that was dropped.
func (s *Store) Fates(ctx context.Context, issueID int64, deliveries []int64) (Fates, error) {
	f := Fates{Strikes: map[int]int{}}
	type fate struct {
		off, strikes int
	}
	all, err := list(ctx, s.alone(), func(r scanner) (x fate, err error) {
		err = r.Scan(&x.off, &x.strikes)
		return x, err
	}, `
		SELECT CASE WHEN s.state = 'bounced' AND s.bounced = d.changed THEN 1 ELSE 0 END,
			CASE WHEN s.state = 'active' AND EXISTS (SELECT 1 FROM strikes k
			WHERE k.subscriber_id = s.id AND k.issue_id = d.issue_id)
				THEN (SELECT count(*) FROM strikes k WHERE k.subscriber_id = s.id) ELSE 0 END
		FROM exceptions d JOIN subscribers s ON s.id = d.subscriber_id
		WHERE d.issue_id = $1 AND d.verdict = 'applied' AND d.rank IN (SELECT CAST(v.value AS BIGINT) FROM `+s.in("$2")+`)`,
		issueID, numbers(ranks(issueID, deliveries)))
	if err != nil {
		return f, fmt.Errorf("count what the refusals of issue %d did: %w", issueID, err)
	}
	for _, x := range all {
		f.StruckOff += x.off
		if x.strikes > 0 {
			f.Strikes[x.strikes]++
		}
	}
	return f, nil
}

// AtStake counts whom going on with an issue may strike off: when it is held because too many readers were refused,
// these, and all readers who wait for it, these among them; else zero.
func (s *Store) AtStake(ctx context.Context, issueID int64) (refused, waiting int, err error) {
	err = s.alone().row(ctx, `
		SELECT (SELECT count(*) FROM exceptions e WHERE e.issue_id = i.id AND e.state IN ('queued', 'deferred')
				AND e.cause = 'reader' AND e.subscriber_id <> 0),
			(SELECT CAST(COALESCE(sum(c.queued + c.deferred), 0) AS BIGINT) FROM chunks c
				WHERE c.issue_id = i.id AND c.high > 0)
		FROM issues i WHERE i.id = $1 AND i.state = 'held' AND i.reader_brake = 'held'`, issueID).
		Scan(&refused, &waiting)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, fmt.Errorf("count whom issue %d may strike off: %w", issueID, err)
	}
	return refused, waiting, nil
}

// ranks returns the ranks of those of the deliveries that are of an issue.
func ranks(issueID int64, deliveries []int64) []int64 {
	var all []int64
	for _, id := range deliveries {
		if issue, rank := rankOf(id); issue == issueID {
			all = append(all, rank)
		}
	}
	return all
}
