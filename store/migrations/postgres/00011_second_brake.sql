-- +goose Up
-- What a refusal means for its reader: gone, strike or vague until the readers of the issue are decided about, then applied; '' = nothing.
ALTER TABLE deliveries ADD COLUMN verdict TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX deliveries_refused ON deliveries (issue_id, id) WHERE verdict <> '';

-- held = the issue is held because too many readers were refused; off = a person let it go on, refusals of readers count; '' = neither.
ALTER TABLE issues ADD COLUMN reader_brake TEXT COLLATE "C" NOT NULL DEFAULT '';

-- A server that was silent after the final dot, to the last attempt: the letter may have arrived.
UPDATE deliveries SET cause = 'doubt', state = 'doubt'
WHERE state = 'failed' AND response LIKE 'given up after %; the last: final dot: %'
    AND response NOT LIKE '%; the last: final dot: 4__ %' AND response NOT LIKE '%; the last: final dot: 5__ %';

-- +goose Down
ALTER TABLE issues DROP COLUMN reader_brake;
DROP INDEX deliveries_refused;
ALTER TABLE deliveries DROP COLUMN verdict;
