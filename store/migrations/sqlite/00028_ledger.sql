-- +goose Up
-- The ledger in chunks of recipients (store/chunk.go). The rows of old_deliveries are moved here by Migrate, after this
-- file, an issue at a time. Each recipient is in exactly one of: chunks.waiting, chunks.given, takings, exceptions; one in
-- a taking that was an exception before has both, and its state is "sending".
-- No index has a column that changes.
ALTER TABLE deliveries RENAME TO old_deliveries;
DROP INDEX deliveries_by_subscriber;
DROP INDEX deliveries_due;
DROP INDEX deliveries_held;
DROP INDEX deliveries_refused;

CREATE TABLE chunks (
    issue_id    INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    chunk       INTEGER NOT NULL, -- its recipients have the ranks from 1024 * chunk on
    digest_id   INTEGER NOT NULL,
    not_before  INTEGER NOT NULL, -- 0 = at once
    segment     TEXT NOT NULL, -- language; '' in one by hand, where each guest has their own
    by_hand     INTEGER NOT NULL, -- asked for by address: each has a row in guests
    low         INTEGER NOT NULL, -- the lowest and the highest subscriber
    high        INTEGER NOT NULL,
    frozen      INTEGER NOT NULL, -- how many recipients: queued + sending + deferred + delivered + failed + doubt + withdrawn
    subscribers BLOB NOT NULL, -- their numbers in order of rank, as differences (store/bits.go); 0 = no subscriber
    claim       INTEGER NOT NULL, -- the newest taking's
    changed     INTEGER NOT NULL,
    given_at    INTEGER NOT NULL, -- when those of the bitmap given were sent, to the hour; who was later is an exception
    next_try    INTEGER NOT NULL, -- no deferred one is due before
    strange     INTEGER NOT NULL, -- rows of exceptions
    queued      INTEGER NOT NULL,
    sending     INTEGER NOT NULL,
    deferred    INTEGER NOT NULL,
    delivered   INTEGER NOT NULL,
    failed      INTEGER NOT NULL,
    doubt       INTEGER NOT NULL,
    withdrawn   INTEGER NOT NULL,
    waiting     BLOB NOT NULL, -- bitmap: queued, never tried
    given       BLOB NOT NULL, -- bitmap: sent
    PRIMARY KEY (issue_id, chunk)
) STRICT;

-- What is under way: one row for each taking, until its last outcome is written.
CREATE TABLE takings (
    issue_id INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    chunk    INTEGER NOT NULL,
    claim    INTEGER NOT NULL,
    holder   TEXT NOT NULL,
    at       INTEGER NOT NULL,
    taken    BLOB NOT NULL, -- bitmap: whose outcome is not written yet
    PRIMARY KEY (issue_id, chunk, claim)
) STRICT;

-- Recipients that are not simply queued, under way or sent: tried again, refused, in doubt, withdrawn, or sent much later
-- than the rest of their chunk.
CREATE TABLE exceptions (
    issue_id      INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    rank          INTEGER NOT NULL,
    subscriber_id INTEGER NOT NULL,
    by_hand       INTEGER NOT NULL, -- goes out whether subscribed or not
    state         TEXT NOT NULL,
    attempts      INTEGER NOT NULL,
    claim         INTEGER NOT NULL, -- of the last taking; an outcome of an earlier one is not written
    next_try      INTEGER NOT NULL,
    changed       INTEGER NOT NULL,
    cause         TEXT NOT NULL, -- whose matter the last refusal was: reader, content, us, later, doubt
    verdict       TEXT NOT NULL, -- what it means for the reader: gone, strike, vague; then applied
    message_id    TEXT NOT NULL,
    response      TEXT NOT NULL,
    PRIMARY KEY (issue_id, rank)
) STRICT;
CREATE INDEX exceptions_by_subscriber ON exceptions (subscriber_id, issue_id);

-- Who was named by address.
CREATE TABLE guests (
    issue_id      INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    rank          INTEGER NOT NULL,
    email         TEXT NOT NULL, -- '' = erased
    email_key     TEXT NOT NULL,
    name          TEXT NOT NULL,
    language      TEXT NOT NULL,
    PRIMARY KEY (issue_id, rank),
    UNIQUE (issue_id, email_key)
) STRICT;
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
