-- +goose Up
-- The desk: whom identity providers know, tokens of programs, and which sources need a person (package newsroom).
ALTER TABLE people ADD COLUMN alerts INTEGER NOT NULL DEFAULT 0; -- is told by mail of sources that broke

CREATE TABLE identities (
    issuer    TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    PRIMARY KEY (issuer, subject)
) STRICT;
CREATE INDEX identities_by_person ON identities (person_id);

CREATE TABLE tokens (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    name      TEXT    NOT NULL,
    hash      TEXT    NOT NULL UNIQUE, -- SHA-256 of the token
    scopes    TEXT    NOT NULL, -- by blanks
    created   INTEGER NOT NULL,
    expires   INTEGER NOT NULL, -- 0 = never
    used      INTEGER NOT NULL
) STRICT;
CREATE INDEX tokens_by_person ON tokens (person_id);

CREATE TABLE flags (
    source_id INTEGER PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE,
    state     TEXT    NOT NULL, -- drifted, dead; '' = nothing is wrong
    cause     TEXT    NOT NULL,
    since     INTEGER NOT NULL,
    checked   INTEGER NOT NULL,
    told      INTEGER NOT NULL
) STRICT;

-- +goose Down
DROP TABLE flags;
DROP TABLE tokens;
DROP TABLE identities;
ALTER TABLE people DROP COLUMN alerts;
