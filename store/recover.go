package store

import (
	"context"
	"fmt"
	"maps"
	"time"

	"attache/news"
)

// stopped is the response of a delivery in doubt because its process died.
const stopped = "the process that was sending it stopped before it wrote the outcome"

// Recover records what the journal of a dead holder says of the rows that the holder left in sending. outcomes are what
// it had recorded, in the form of RecordDeliveries; noted are the rows (ID, Claim) that it was about to finish and has
// no outcome of: they become doubt. The rest never left: they are queued again and the attempt does not count. The
// holder is forgotten. A row that DoubtStale put in doubt meanwhile gets its outcome too. Rows that somebody else has
// taken since are left alone. It returns how many rows moved to each state. A second call changes nothing.
//
// The holder must be dead: one that still sends would find its rows in the queue of others.
func (s *Store) Recover(
	ctx context.Context, holder string, outcomes, noted []news.Delivery, at time.Time,
) (news.Tally, error) {
	var moved news.Tally
	err := s.durable(ctx, func(t tx) error {
		moved = news.Tally{}
		// PostgreSQL may still be committing the holder's last taking or sign of life, which begin with its row in
		// holders: this waits for them, and the statements below see what they wrote.
		if err := beat(ctx, t, holder, at); err != nil {
			return err
		}
		lacking, err := s.lacking(ctx, t, holder, outcomes)
		if err != nil {
			return err
		}
		if err := s.recordOutcomes(ctx, t, lacking); err != nil {
			return err
		}
		for _, d := range lacking {
			moved[d.State]++
		}
		param, err := cells(claims(noted))
		if err != nil {
			return err
		}
		doubt, err := t.exec(ctx, `
			UPDATE deliveries SET state = 'doubt', changed = $2, response = $3, cause = '' FROM `+s.rows("$4")+`
			WHERE holder = $1 AND state = 'sending'
				AND deliveries.id = CAST(v.value ->> 0 AS BIGINT) AND deliveries.claim = CAST(v.value ->> 1 AS BIGINT)`,
			holder, us(at), stopped, param)
		if err != nil {
			return err
		}
		queued, err := t.exec(ctx, `
			UPDATE deliveries SET state = 'queued', attempts = CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END,
			next_try = 0, changed = $2
			WHERE holder = $1 AND state = 'sending'`, holder, us(at))
		if err != nil {
			return err
		}
		moved[news.DeliveryDoubt] += doubt
		moved[news.DeliveryQueued] += queued
		_, err = t.exec(ctx, `DELETE FROM holders WHERE name = $1`, holder)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("recover the deliveries of %s: %w", holder, err)
	}
	maps.DeleteFunc(moved, func(_ news.DeliveryState, n int) bool { return n == 0 })
	return moved, nil
}

// lacking locks and returns those of the deliveries that the holder took and whose outcome the ledger lacks.
func (s *Store) lacking(ctx context.Context, t tx, holder string, ds []news.Delivery) ([]news.Delivery, error) {
	param, err := cells(claims(ds))
	if err != nil {
		return nil, err
	}
	rows, err := list(ctx, t, func(r scanner) (d news.Delivery, err error) {
		err = r.Scan(&d.ID, &d.State)
		return d, err
	}, `
		UPDATE deliveries SET changed = changed
		FROM `+s.rows("$2")+`
		WHERE holder = $1 AND state IN ('sending', 'doubt')
			AND deliveries.id = CAST(v.value ->> 0 AS BIGINT) AND deliveries.claim = CAST(v.value ->> 1 AS BIGINT)
		RETURNING id, state`, holder, param)
	if err != nil {
		return nil, err
	}
	state := make(map[int64]news.DeliveryState, len(rows))
	for _, d := range rows {
		state[d.ID] = d.State
	}
	var lacking []news.Delivery
	for _, d := range ds {
		if was, ok := state[d.ID]; ok && was != d.State {
			lacking = append(lacking, d)
		}
	}
	return lacking, nil
}

// claims are the rows that name each delivery's taking, for cells.
func claims(ds []news.Delivery) [][]any {
	rows := make([][]any, len(ds))
	for i, d := range ds {
		rows[i] = []any{d.ID, d.Claim}
	}
	return rows
}
