-- +goose Up
-- The ledger in chunks of recipients (store/chunk.go). The rows of old_deliveries are moved here by Migrate, after this
-- file, an issue at a time. Each recipient is in exactly one of: chunks.waiting, chunks.given, takings, exceptions; one in
-- a taking that was an exception before has both, and its state is "sending".
-- No index has a column that changes, and pages are half empty: every UPDATE stays on its page and writes no index (HOT).
ALTER TABLE deliveries RENAME TO old_deliveries;
DROP INDEX deliveries_by_subscriber;
DROP INDEX deliveries_due;
DROP INDEX deliveries_held;
DROP INDEX deliveries_refused;

CREATE TABLE chunks (
    issue_id    BIGINT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    chunk       BIGINT NOT NULL, -- its recipients have the ranks from 1024 * chunk on
    digest_id   BIGINT NOT NULL,
    not_before  BIGINT NOT NULL, -- 0 = at once
    segment     TEXT COLLATE "C" NOT NULL, -- language; '' in one by hand, where each guest has their own
    by_hand     BOOLEAN NOT NULL, -- asked for by address: each has a row in guests
    low         BIGINT NOT NULL, -- the lowest and the highest subscriber
    high        BIGINT NOT NULL,
    frozen      BIGINT NOT NULL, -- how many recipients: queued + sending + deferred + delivered + failed + doubt + withdrawn
    subscribers BYTEA NOT NULL, -- their numbers in order of rank, as differences (store/bits.go); 0 = no subscriber
    claim       BIGINT NOT NULL, -- the newest taking's
    changed     BIGINT NOT NULL,
    given_at    BIGINT NOT NULL, -- when those of the bitmap given were sent, to the hour; who was later is an exception
    next_try    BIGINT NOT NULL, -- no deferred one is due before
    strange     BIGINT NOT NULL, -- rows of exceptions
    queued      BIGINT NOT NULL,
    sending     BIGINT NOT NULL,
    deferred    BIGINT NOT NULL,
    delivered   BIGINT NOT NULL,
    failed      BIGINT NOT NULL,
    doubt       BIGINT NOT NULL,
    withdrawn   BIGINT NOT NULL,
    waiting     BYTEA NOT NULL, -- bitmap: queued, never tried
    given       BYTEA NOT NULL, -- bitmap: sent
    PRIMARY KEY (issue_id, chunk)
) WITH (fillfactor = 50, toast_tuple_target = 512, autovacuum_vacuum_scale_factor = 0.01);
ALTER TABLE chunks ALTER COLUMN waiting SET STORAGE PLAIN, ALTER COLUMN given SET STORAGE PLAIN;

-- What is under way: one row for each taking, until its last outcome is written.
CREATE TABLE takings (
    issue_id BIGINT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    chunk    BIGINT NOT NULL,
    claim    BIGINT NOT NULL,
    holder   TEXT COLLATE "C" NOT NULL,
    at       BIGINT NOT NULL,
    taken    BYTEA NOT NULL, -- bitmap: whose outcome is not written yet
    PRIMARY KEY (issue_id, chunk, claim)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);

-- Recipients that are not simply queued, under way or sent: tried again, refused, in doubt, withdrawn, or sent much later
-- than the rest of their chunk.
CREATE TABLE exceptions (
    issue_id      BIGINT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    rank          BIGINT NOT NULL,
    subscriber_id BIGINT NOT NULL,
    by_hand       BOOLEAN NOT NULL, -- goes out whether subscribed or not
    state         TEXT COLLATE "C" NOT NULL,
    attempts      BIGINT NOT NULL,
    claim         BIGINT NOT NULL, -- of the last taking; an outcome of an earlier one is not written
    next_try      BIGINT NOT NULL,
    changed       BIGINT NOT NULL,
    cause         TEXT COLLATE "C" NOT NULL, -- whose matter the last refusal was: reader, content, us, later, doubt
    verdict       TEXT COLLATE "C" NOT NULL, -- what it means for the reader: gone, strike, vague; then applied
    message_id    TEXT NOT NULL,
    response      TEXT NOT NULL,
    PRIMARY KEY (issue_id, rank)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);
CREATE INDEX exceptions_by_subscriber ON exceptions (subscriber_id, issue_id);

-- Who was named by address.
CREATE TABLE guests (
    issue_id      BIGINT NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    rank          BIGINT NOT NULL,
    email         TEXT NOT NULL, -- '' = erased
    email_key     TEXT COLLATE "C" NOT NULL,
    name          TEXT NOT NULL,
    language      TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (issue_id, rank),
    UNIQUE (issue_id, email_key)
);
CREATE INDEX guests_by_key ON guests (email_key);

-- +goose Down
DROP TABLE guests;
DROP TABLE exceptions;
DROP TABLE takings;
DROP TABLE chunks;
ALTER TABLE old_deliveries RENAME TO deliveries;
CREATE UNIQUE INDEX deliveries_by_subscriber ON deliveries (subscriber_id, issue_id) WHERE subscriber_id <> 0;
CREATE INDEX deliveries_due ON deliveries (issue_id, next_try, id) WHERE state IN ('queued', 'deferred');
CREATE INDEX deliveries_held ON deliveries (holder) WHERE state = 'sending';
CREATE INDEX deliveries_refused ON deliveries (issue_id, id) WHERE verdict <> '';
