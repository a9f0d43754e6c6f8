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
	claimed := make(map[[2]int64]bool, len(noted))
	for _, d := range noted {
		claimed[[2]int64{d.ID, d.Claim}] = true
	}
	err := s.durable(ctx, func(t tx) error {
		// PostgreSQL may still be committing the holder's last taking or sign of life, which begin with its row in
		// holders: this waits for them, and the statements below see what they wrote.
		err := beat(ctx, t, holder, at)
		if err != nil {
			return err
		}
		moved, err = s.recordOutcomes(ctx, t, outcomes, func(c *chunk, i int, d news.Delivery) bool {
			if k := c.taking(i); k != nil {
				return k.holder == holder
			}
			return c.state(i) == news.DeliveryDoubt && d.State != news.DeliveryDoubt
		})
		if err != nil {
			return err
		}
		err = s.eachTaking(ctx, t, `k.holder = $1`, at, func(c *chunk, k *taking) error {
			for i := range c.subscribers {
				switch {
				case !k.taken.has(i):
				case claimed[[2]int64{c.id(i), k.claim}]:
					c.doubt(i, at)
					moved[news.DeliveryDoubt]++
				default:
					c.takeBack(i, at)
					moved[news.DeliveryQueued]++
				}
			}
			return nil
		}, holder)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, `DELETE FROM holders WHERE name = $1`, holder)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("recover the deliveries of %s: %w", holder, err)
	}
	maps.DeleteFunc(moved, func(_ news.DeliveryState, n int) bool { return n == 0 })
	return moved, nil
}
