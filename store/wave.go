package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"attache/news"
)

// refused is a reader that the mail server refused, in an issue.
type refused struct {
	issue, subscriber int64
	rank              int64
	changed           time.Time
	words             string
}

// refusedOf lists the refused readers of issues i of a condition, in order of issue and rank.
func refusedOf(ctx context.Context, t tx, where string, args ...any) ([]refused, error) {
	return list(ctx, t, func(r scanner) (x refused, err error) {
		err = r.Scan(&x.issue, &x.subscriber, &x.rank, when(&x.changed), &x.words)
		return x, err
	}, `SELECT e.issue_id, e.subscriber_id, e.rank, e.changed, e.response
		FROM issues i CROSS JOIN exceptions e -- SQLite goes through the issues first
		WHERE e.issue_id = i.id AND `+where+` AND e.cause = 'reader' AND e.verdict <> '' ORDER BY i.id, e.rank`, args...)
}

// Refusals does what worker.Refusing says.
func (s *Store) Refusals(ctx context.Context, issueID int64, only ...int64) (news.Refusals, error) {
	r := news.Refusals{}
	err := s.read(ctx, func(t tx) (err error) {
		r, err = s.refusals(ctx, t, issueID, ranks(issueID, only), len(only) > 0)
		return err
	})
	if err != nil {
		return r, fmt.Errorf("count the refusals of issue %d: %w", issueID, err)
	}
	return r, nil
}

func (s *Store) refusals(
	ctx context.Context, t tx, issueID int64, ranks []int64, some bool,
) (r news.Refusals, err error) {
	err = t.row(ctx, `
		SELECT COALESCE((SELECT i.reader_brake FROM issues i WHERE i.id = $1), '') = 'off',
			CAST(COALESCE(sum(c.delivered), 0) AS BIGINT), CAST(COALESCE(sum(c.queued + c.sending), 0) AS BIGINT)
		FROM chunks c WHERE c.issue_id = $1`, issueID).Scan(&r.Confirmed, &r.Answered, &r.Open)
	if err != nil {
		return r, err
	}
	if some {
		if r.Answered, r.Open, err = s.answered(ctx, t, issueID, ranks); err != nil {
			return r, err
		}
	}
	const among = `($2 OR e.rank IN (SELECT CAST(v.value AS BIGINT) FROM `
	all, err := refusedOf(ctx, t, `i.id = $1 AND `+among+s.in("$3")+`))`, issueID, !some, numbers(ranks))
	if err != nil {
		return r, err
	}
	if err = t.row(ctx, `
		SELECT count(CASE WHEN e.cause <> 'reader' AND e.verdict = 'vague' THEN 1 END),
			count(CASE WHEN e.verdict IN `+undecided+` THEN 1 END)
		FROM exceptions e WHERE e.issue_id = $1 AND `+among+s.in("$3")+`))`, issueID, !some, numbers(ranks)).
		Scan(&r.Vague, &r.Undecided); err != nil {
		return r, err
	}
	asked := idSet{}
	for _, x := range all {
		r.Words = max(r.Words, x.words)
		if x.subscriber != 0 {
			asked.add(x.subscriber)
		}
	}
	r.Refused, r.Answered = len(all), r.Answered+len(all)
	r.Known, err = s.reached(ctx, t, asked, issueID, time.Time{})
	return r, err
}

// answered counts those of an issue's ranks that were sent, and those that are queued or under way.
func (s *Store) answered(ctx context.Context, t tx, issueID int64, ranks []int64) (sent, open int, err error) {
	ranks = slices.Sorted(slices.Values(ranks))
	for n := 0; n < len(ranks); {
		k, _ := keyOf(deliveryID(issueID, ranks[n]))
		c, err := s.oneChunk(ctx, t, look, k)
		if err != nil {
			return 0, 0, err
		}
		for ; n < len(ranks) && ranks[n]>>placeBits == k.chunk; n++ {
			if c == nil || int(ranks[n]&(mostChunk-1)) >= len(c.subscribers) {
				continue
			}
			switch c.state(int(ranks[n] & (mostChunk - 1))) {
			case news.DeliverySent:
				sent++
			case news.DeliveryQueued, news.DeliverySending:
				open++
			}
		}
	}
	return sent, open, nil
}

// Bounds of a look back at earlier letters: chunks that are read, which are five million letters and take a second or
// two, and issues whose chunks are looked for. Who got nothing in them counts as one who never got any: else a single
// such reader would lead it through all that was ever sent.
const (
	mostBack       = 10_000
	mostIssuesBack = 1000
)

// reached counts those of the subscribers who got another issue than one, after a time. It empties the set of them.
func (s *Store) reached(ctx context.Context, t tx, asked idSet, but int64, since time.Time) (int, error) {
	n := 0
	err := s.eachGiven(ctx, t, lookBack{asked.span, since, mostBack}, func(issue int64, _ time.Time, id int64) {
		if issue != but && asked.remove(id) {
			n++
		}
	})
	return n, err
}

// lookBack says which letters are looked for.
type lookBack struct {
	// span returns the lowest and the highest subscriber that are looked for still; none = high is below low
	span  func() (low, high int64)
	since time.Time // after it they got theirs
	most  int       // chunks that are read
}

// eachGiven calls got for the letters of the chunks in which some may be that are looked for, as issue, when it was
// sent, and subscriber, the newest issue first, until none is looked for or the most chunks are read. Most readers got
// the last issue, so it ends soon; a list that was imported lately is beyond the numbers in older chunks.
func (s *Store) eachGiven(
	ctx context.Context, t tx, of lookBack, got func(issue int64, at time.Time, subscriber int64),
) error {
	low, high := of.span()
	if high < low {
		return nil
	}
	issues, err := list(ctx, t, value[int64], `SELECT i.id FROM issues i WHERE i.begun <> 0
		AND EXISTS (SELECT 1 FROM chunks c WHERE c.issue_id = i.id) ORDER BY i.id DESC LIMIT $1`, mostIssuesBack)
	if err != nil {
		return err
	}
	left := of.most
	for _, issue := range issues {
		for after, more := int64(-1), true; more && left > 0; {
			const page = 100 // chunks that one query reads into memory
			n := min(page, left)
			cs, err := s.chunks(ctx, t, look, `c.issue_id = $1 AND c.chunk > $2 AND c.delivered > 0 AND c.changed > $3
				AND c.low <= $4 AND c.high >= $5 ORDER BY c.chunk LIMIT $6`, issue, after, us(of.since), high, low, n)
			if err != nil {
				return err
			}
			for _, c := range cs {
				after = c.chunk
				c.eachGiven(of.since, got)
			}
			more, left = len(cs) == n, left-len(cs)
			if low, high = of.span(); high < low {
				return nil
			}
		}
		if left == 0 {
			return nil
		}
	}
	return nil
}

// eachGiven calls got for the subscribers of the chunk who got their letter after a time.
func (c *chunk) eachGiven(since time.Time, got func(issue int64, at time.Time, subscriber int64)) {
	for i, id := range c.subscribers {
		if id == 0 || c.state(i) != news.DeliverySent {
			continue
		}
		at := c.givenAt
		if e := c.strange[i]; e != nil {
			at = e.changed
		}
		if at.After(since) {
			got(c.issue, at, id)
		}
	}
}

// Wave does what worker.Refusing says.
func (s *Store) Wave(ctx context.Context, issueID int64, since time.Time) (news.Wave, error) {
	var w news.Wave
	err := s.read(ctx, func(t tx) (err error) {
		w, err = s.wave(ctx, t, issueID, since)
		return err
	})
	if err != nil {
		return w, fmt.Errorf("compare the refusals of issue %d with those before: %w", issueID, err)
	}
	return w, nil
}

func (s *Store) wave(ctx context.Context, t tx, issueID int64, since time.Time) (w news.Wave, err error) {
	now, err := refusedOf(ctx, t, `i.id = $1`, issueID)
	if err != nil {
		return w, err
	}
	asked, gone := idSet{}, idSet{}
	for _, x := range now {
		if x.subscriber != 0 {
			asked.add(x.subscriber)
			gone.add(x.subscriber)
		}
	}
	if w.Refused, err = s.reached(ctx, t, gone, issueID, since); err != nil {
		return w, err
	}
	for after := int64(-1); ; { // and those who got this one
		cs, err := s.chunks(ctx, t, look, `c.issue_id = $1 AND c.chunk > $2 AND c.delivered > 0 ORDER BY c.chunk LIMIT 100`,
			issueID, after)
		if err != nil {
			return w, err
		}
		if len(cs) == 0 {
			break
		}
		for _, c := range cs {
			after = c.chunk
			for i, id := range c.subscribers {
				if id != 0 && c.state(i) == news.DeliverySent {
					asked.add(id)
				}
			}
		}
	}
	if w.Reached, err = s.reached(ctx, t, asked, issueID, since); err != nil {
		return w, err
	}
	w.Usual, err = s.usual(ctx, t, issueID, since)
	return w, err
}

// usual returns the most readers that were refused in one of the digest's other issues that began after a time, and
// that no person has looked at, of those who had got another issue before.
func (s *Store) usual(ctx context.Context, t tx, issueID int64, since time.Time) (int, error) {
	past, err := refusedOf(ctx, t, `i.digest_id = (SELECT d.digest_id FROM issues d WHERE d.id = $1) AND i.id <> $1
		AND i.begun > $2 AND i.reader_brake <> 'off' AND e.subscriber_id <> 0`, issueID, us(since))
	if err != nil || len(past) == 0 {
		return 0, err
	}
	waiting := map[int64][]refused{} // by subscriber, until a letter before the refusal is found
	for _, x := range past {
		waiting[x.subscriber] = append(waiting[x.subscriber], x)
	}
	span := func() (low, high int64) {
		if len(waiting) == 0 {
			return 0, -1
		}
		low, high = math.MaxInt64, 0
		for id := range waiting {
			low, high = min(low, id), max(high, id)
		}
		return low, high
	}
	counts, most := map[int64]int{}, 0
	err = s.eachGiven(ctx, t, lookBack{span, time.Time{}, mostBack}, func(issue int64, at time.Time, id int64) {
		rest := slices.DeleteFunc(waiting[id], func(x refused) bool {
			before := x.issue != issue && !at.After(x.changed)
			if before {
				counts[x.issue]++
				most = max(most, counts[x.issue])
			}
			return before
		})
		if waiting[id] = rest; len(rest) == 0 {
			delete(waiting, id)
		}
	})
	return most, err
}
