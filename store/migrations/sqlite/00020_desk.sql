-- +goose Up
-- The desk: who works there, in which browsers they are signed in, who is invited, and what was done (package newsroom).
CREATE TABLE people (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    email     TEXT    NOT NULL,
    email_key TEXT    NOT NULL UNIQUE, -- lower case
    name      TEXT    NOT NULL,
    role      TEXT    NOT NULL,
    language  TEXT    NOT NULL,
    time_zone TEXT    NOT NULL,
    enabled   INTEGER NOT NULL,
    password  TEXT    NOT NULL, -- argon2id in PHC form; '' = none
    created   INTEGER NOT NULL,
    signed_in INTEGER NOT NULL
) STRICT;

CREATE TABLE invitations (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    token     TEXT    NOT NULL UNIQUE, -- SHA-256 of the link's token
    email     TEXT    NOT NULL,
    role      TEXT    NOT NULL,
    person_id INTEGER NOT NULL, -- whose password it sets; 0 = a new person's
    by_id     INTEGER NOT NULL,
    created   INTEGER NOT NULL,
    expires   INTEGER NOT NULL,
    used      INTEGER NOT NULL
) STRICT;
CREATE INDEX invitations_by_end ON invitations (expires);

CREATE TABLE sessions (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    token     TEXT    NOT NULL UNIQUE, -- a hash of the cookie's value
    person_id INTEGER NOT NULL REFERENCES people (id) ON DELETE CASCADE,
    created   INTEGER NOT NULL,
    seen      INTEGER NOT NULL,
    expires   INTEGER NOT NULL,
    agent     TEXT    NOT NULL,
    data      TEXT    NOT NULL
) STRICT;
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_end ON sessions (expires);

CREATE TABLE audit (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at        INTEGER NOT NULL,
    person_id INTEGER NOT NULL, -- no reference: the log outlives the person
    command   TEXT    NOT NULL, -- what did it when it was no person
    action    TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    name      TEXT    NOT NULL,
    was       TEXT    NOT NULL,
    became    TEXT    NOT NULL
) STRICT;
CREATE INDEX audit_by_name ON audit (kind, name, id);

CREATE INDEX articles_by_source_date ON articles (source_id, dated, id); -- the newest of one source

-- +goose Down
DROP INDEX articles_by_source_date;
DROP TABLE audit;
DROP TABLE sessions;
DROP TABLE invitations;
DROP TABLE people;
