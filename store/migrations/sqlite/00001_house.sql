-- +goose Up
-- Times are microseconds since 1970 in UTC, 0 = none. Columns named doc, lead, coverage … hold JSON.
-- AUTOINCREMENT: an id is never used twice, because Message-IDs and unsubscribe links are made of ids.

CREATE TABLE sources (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT    NOT NULL UNIQUE,
    url     TEXT    NOT NULL UNIQUE,
    enabled INTEGER NOT NULL,
    doc     TEXT    NOT NULL -- news.Source
) STRICT;

CREATE TABLE standings (
    source_id    INTEGER PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE,
    last_success INTEGER NOT NULL,
    failures     INTEGER NOT NULL,
    doc          TEXT    NOT NULL -- the last news.Poll
) STRICT;

CREATE TABLE polls (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    source_id INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
    started   INTEGER NOT NULL,
    state     TEXT    NOT NULL,
    doc       TEXT    NOT NULL -- news.Poll
) STRICT;
CREATE INDEX polls_by_source ON polls (source_id, started);

CREATE TABLE articles (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    url       TEXT    NOT NULL UNIQUE,
    source_id INTEGER NOT NULL, -- no reference: an article outlives its source
    outlet    TEXT    NOT NULL, -- news.Outlet, as it was then
    title     TEXT    NOT NULL,
    authors   TEXT    NOT NULL,
    published INTEGER NOT NULL,
    date_from TEXT    NOT NULL,
    seen      INTEGER NOT NULL,
    dated     INTEGER NOT NULL, -- what windows compare: published, or seen when date_from is seen
    language  TEXT    NOT NULL,
    image     TEXT    NOT NULL,
    blocks    TEXT    NOT NULL,
    summary   TEXT    NOT NULL,
    excerpt   INTEGER NOT NULL,
    partial   INTEGER NOT NULL,
    backlog   INTEGER NOT NULL
) STRICT;
CREATE INDEX articles_by_date ON articles (dated, id);
CREATE INDEX articles_by_source ON articles (source_id, seen);

CREATE TABLE unread (
    url       TEXT    PRIMARY KEY,
    source_id INTEGER NOT NULL,
    tries     INTEGER NOT NULL,
    why       TEXT    NOT NULL,
    last      INTEGER NOT NULL
) STRICT;

CREATE TABLE digests (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT    NOT NULL UNIQUE,
    enabled INTEGER NOT NULL,
    numbers INTEGER NOT NULL DEFAULT 0, -- the number of its newest issue
    doc     TEXT    NOT NULL            -- news.Digest
) STRICT;

CREATE TABLE issues (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    digest_id   INTEGER NOT NULL, -- no reference: an issue outlives its digest
    digest      TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    number      INTEGER NOT NULL,
    slot        TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    time_zone   TEXT    NOT NULL,
    window_from INTEGER NOT NULL,
    window_to   INTEGER NOT NULL,
    claimed     INTEGER NOT NULL, -- when its slot was claimed
    composed    INTEGER NOT NULL, -- frozen: set once, by SaveIssue
    created     INTEGER NOT NULL,
    changed     INTEGER NOT NULL,
    sent        INTEGER NOT NULL,
    lead        TEXT    NOT NULL,
    sections    TEXT    NOT NULL, -- keys in order; the stories are rows
    coverage    TEXT    NOT NULL,
    week        TEXT    NOT NULL,
    note        TEXT    NOT NULL,
    UNIQUE (digest_id, slot)
) STRICT;
CREATE INDEX issues_by_state ON issues (state, id);
CREATE INDEX issues_by_digest ON issues (digest, id);

CREATE TABLE stories (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_id  INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    pos       INTEGER NOT NULL,
    section   TEXT    NOT NULL,
    countries TEXT    NOT NULL,
    doc       TEXT    NOT NULL -- news.Story
) STRICT;
CREATE INDEX stories_by_issue ON stories (issue_id, pos);

CREATE TABLE verdicts (
    issue_id     INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    article_id   INTEGER NOT NULL,
    digest_id    INTEGER NOT NULL,
    kept         INTEGER NOT NULL,
    score        REAL    NOT NULL,
    duplicate_of INTEGER NOT NULL,
    judged       INTEGER NOT NULL,
    doc          TEXT    NOT NULL, -- news.Verdict
    PRIMARY KEY (issue_id, article_id)
) STRICT;
CREATE INDEX verdicts_by_article ON verdicts (article_id, judged);

CREATE TABLE letters (
    issue_id  INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    language  TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    preheader TEXT    NOT NULL,
    html      TEXT    NOT NULL,
    body      TEXT    NOT NULL,
    stories   INTEGER NOT NULL,
    cut       INTEGER NOT NULL,
    PRIMARY KEY (issue_id, language)
) STRICT;

CREATE TABLE subscribers (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    email     TEXT    NOT NULL,
    email_key TEXT    NOT NULL UNIQUE, -- lower case
    name      TEXT    NOT NULL,
    language  TEXT    NOT NULL,
    reads     TEXT    NOT NULL,
    state     TEXT    NOT NULL,
    created   INTEGER NOT NULL,
    changed   INTEGER NOT NULL
) STRICT;
CREATE INDEX subscribers_by_state ON subscribers (state, id);

CREATE TABLE subscriptions (
    digest_id     INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    PRIMARY KEY (digest_id, subscriber_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscriptions_by_subscriber ON subscriptions (subscriber_id);

CREATE TABLE deliveries (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_id      INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    digest_id     INTEGER NOT NULL,
    subscriber_id INTEGER NOT NULL, -- 0 = an address that is no subscriber
    email         TEXT    NOT NULL,
    email_key     TEXT    NOT NULL,
    name          TEXT    NOT NULL,
    language      TEXT    NOT NULL,
    by_hand       INTEGER NOT NULL, -- asked for by address: goes out whether subscribed or not
    state         TEXT    NOT NULL,
    attempts      INTEGER NOT NULL,
    claim         INTEGER NOT NULL, -- how often it was taken; an outcome of an earlier taking is not written
    holder        TEXT    NOT NULL, -- who took it last
    next_try      INTEGER NOT NULL,
    message_id    TEXT    NOT NULL,
    response      TEXT    NOT NULL,
    changed       INTEGER NOT NULL,
    UNIQUE (issue_id, email_key)
) STRICT;
CREATE UNIQUE INDEX deliveries_by_subscriber ON deliveries (subscriber_id, issue_id) WHERE subscriber_id <> 0;
CREATE INDEX deliveries_due ON deliveries (issue_id, next_try, id) WHERE state IN ('queued', 'deferred');
CREATE INDEX deliveries_held ON deliveries (holder) WHERE state = 'sending';
CREATE INDEX deliveries_by_state ON deliveries (issue_id, state, id);

CREATE TABLE holders (
    name TEXT    PRIMARY KEY,
    beat INTEGER NOT NULL -- when it was last known alive
) STRICT;

CREATE TABLE runs (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    started  INTEGER NOT NULL,
    ended    INTEGER NOT NULL,
    issue_id INTEGER NOT NULL,
    doc      TEXT    NOT NULL -- news.Run
) STRICT;

CREATE TABLE secrets (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- +goose Down
DROP TABLE secrets;
DROP TABLE runs;
DROP TABLE holders;
DROP TABLE deliveries;
DROP TABLE subscriptions;
DROP TABLE subscribers;
DROP TABLE letters;
DROP TABLE verdicts;
DROP TABLE stories;
DROP TABLE issues;
DROP TABLE digests;
DROP TABLE unread;
DROP TABLE articles;
DROP TABLE polls;
DROP TABLE standings;
DROP TABLE sources;
