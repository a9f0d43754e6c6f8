package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

const (
	// alarmsKept is how long it is remembered that an alarm was raised; slots are looked at for a day or two.
	alarmsKept = 90 * 24 * time.Hour
	// alarmTries is how often an alarm is tried that could not be sent.
	alarmTries = 8
)

// ClaimAlarm does what worker.Alarms says.
func (s *Store) ClaimAlarm(
	ctx context.Context, digestID int64, slot, kind string, now time.Time, retry time.Duration,
) (bool, error) {
	claimed := false
	err := s.durable(ctx, func(t tx) error {
		if _, err := t.exec(ctx, `DELETE FROM alarms WHERE claimed < $1`, us(now.Add(-alarmsKept))); err != nil {
			return err
		}
		var id int64
		err := t.row(ctx, `
			INSERT INTO alarms (digest_id, slot, kind, claimed, tries, sent) VALUES ($1, $2, $3, $4, 1, 0)
			ON CONFLICT (digest_id, slot, kind) DO UPDATE SET claimed = excluded.claimed, tries = alarms.tries + 1
			WHERE alarms.sent = 0 AND alarms.tries < $5 AND (alarms.claimed <= $6 OR alarms.claimed > $7)
			RETURNING digest_id`, digestID, slot, kind, us(now), alarmTries, us(now.Add(-retry)), us(now.Add(retry))).Scan(&id)
		claimed = err == nil
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	if err != nil {
		return false, fmt.Errorf("claim the alarm for slot %s of digest %d: %w", slot, digestID, err)
	}
	return claimed, nil
}

// AlarmSent does what worker.Alarms says.
func (s *Store) AlarmSent(ctx context.Context, digestID int64, slot, kind string, now time.Time) error {
	return s.durable(ctx, func(t tx) error {
		_, err := t.exec(ctx, `UPDATE alarms SET sent = $4 WHERE digest_id = $1 AND slot = $2 AND kind = $3`, digestID,
			slot, kind, us(now))
		if err != nil {
			return fmt.Errorf("note that the alarm for slot %s of digest %d was raised: %w", slot, digestID, err)
		}
		return nil
	})
}

// ScheduledSince does what worker.Slots says.
func (s *Store) ScheduledSince(ctx context.Context, digestID int64) (time.Time, error) {
	var since time.Time
	err := s.alone().row(ctx, `SELECT since FROM digests WHERE id = $1`, digestID).Scan(when(&since))
	if err != nil {
		return since, fmt.Errorf("schedule of digest %d: %w", digestID, found(err))
	}
	return since, nil
}
