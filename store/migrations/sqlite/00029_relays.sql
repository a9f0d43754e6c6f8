-- +goose Up
-- What is remembered of mail relays: whether they may be used, and what they got today. Rows of relays that are not
-- used any more are deleted after 90 days.
CREATE TABLE relays (
    name    TEXT PRIMARY KEY,
    state   TEXT    NOT NULL, -- JSON, of package mail; '' = not known yet
    changed INTEGER NOT NULL
) STRICT;

-- What was said with a mail server about a letter that it did not take, the last time: kept for
-- retention.conversations days, at most 10,000 an issue.
CREATE TABLE conversations (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    issue_id      INTEGER NOT NULL,
    subscriber_id INTEGER NOT NULL, -- 0 = an address that is no subscriber
    email_key     TEXT    NOT NULL,
    email         TEXT    NOT NULL,
    relay         TEXT    NOT NULL,
    at            INTEGER NOT NULL,
    state         TEXT    NOT NULL, -- of the letter then
    said          TEXT    NOT NULL,
    UNIQUE (issue_id, email_key)
) STRICT;
CREATE INDEX conversations_by_time ON conversations (at);
CREATE INDEX conversations_by_subscriber ON conversations (subscriber_id);
CREATE INDEX conversations_by_email ON conversations (email_key);

-- +goose Down
DROP TABLE conversations;
DROP TABLE relays;
