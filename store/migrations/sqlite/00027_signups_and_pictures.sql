-- +goose Up
-- Who asked on the pages to be subscribed, and has not confirmed it yet or only just: kept for retention.signups days.
CREATE TABLE signups (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    email     TEXT   NOT NULL,
    email_key TEXT   NOT NULL,
    digest_id INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
    language  TEXT   NOT NULL,
    asked     INTEGER NOT NULL, -- when, the last time
    times     INTEGER NOT NULL, -- how often
    next_try  INTEGER NOT NULL, -- when the message that asks for a yes is to be sent; 0 = it was, or is given up
    attempts  INTEGER NOT NULL,
    confirmed INTEGER NOT NULL, -- when; 0 = not yet
    UNIQUE (email_key, digest_id)
) STRICT;
CREATE INDEX signups_by_time ON signups (asked);
CREATE INDEX signups_by_try ON signups (next_try) WHERE next_try > 0;
CREATE INDEX signups_by_digest ON signups (digest_id);

-- Pictures of lead stories, as we made them: kept for retention.pictures days.
CREATE TABLE pictures (
    hash   TEXT PRIMARY KEY, -- SHA-256 of jpeg, its first half, in hex: the name on the web
    url    TEXT   NOT NULL,  -- where it came from
    width  INTEGER NOT NULL,
    height INTEGER NOT NULL,
    made   INTEGER NOT NULL,
    jpeg   BLOB NOT NULL
) STRICT;
CREATE INDEX pictures_by_url ON pictures (url);
CREATE INDEX pictures_by_time ON pictures (made);

-- +goose Down
DROP TABLE pictures;
DROP TABLE signups;
