-- +goose Up
-- Addresses that are told of events (Standard Webhooks).
CREATE TABLE hooks (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    url        TEXT   NOT NULL,
    events     TEXT   NOT NULL, -- their names, parted by spaces
    secret     TEXT   NOT NULL,
    old_secret TEXT   NOT NULL, -- signs too until old_until; '' = none
    old_until  INTEGER NOT NULL,
    enabled    INTEGER NOT NULL,
    note       TEXT   NOT NULL, -- why the program switched it off
    created    INTEGER NOT NULL
) STRICT;

-- One event for one hook: kept for retention.hooks days.
CREATE TABLE hook_messages (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    hook_id   INTEGER NOT NULL REFERENCES hooks (id) ON DELETE CASCADE,
    event     TEXT   NOT NULL,
    subject   INTEGER NOT NULL, -- number of the issue or source
    name      TEXT   NOT NULL, -- of the digest or source
    state     TEXT   NOT NULL, -- of the issue or source then
    at        INTEGER NOT NULL,
    tries     INTEGER NOT NULL,
    next_try  INTEGER NOT NULL, -- 0 = it has ended
    ended     INTEGER NOT NULL,
    delivered INTEGER NOT NULL,
    status    INTEGER NOT NULL, -- HTTP status of the last answer; 0 = none came
    answer    TEXT   NOT NULL,
    UNIQUE (hook_id, event, subject, at)
) STRICT;
CREATE INDEX hook_messages_by_try ON hook_messages (next_try, id) WHERE next_try > 0;
CREATE INDEX hook_messages_by_hook ON hook_messages (hook_id, id);

-- Whatever moves an issue, in which process, in the same transaction. A later migration that makes issues again has to
-- make this trigger again.
-- +goose StatementBegin
CREATE TRIGGER issues_tell_hooks AFTER UPDATE OF state, composed ON issues
WHEN NEW.composed AND (NOT OLD.composed OR NEW.state <> OLD.state)
BEGIN
    INSERT INTO hook_messages (hook_id, event, subject, name, state, at, tries, next_try, ended, delivered, status, answer)
    SELECT h.id, e.event, NEW.id, NEW.digest, NEW.state, e.at, 0, max(e.at, 1), 0, 0, 0, ''
    FROM hooks h, (
        SELECT 'issue.composed' AS event, NEW.changed AS at
            WHERE NOT OLD.composed AND NEW.state IN ('held', 'approved', 'empty')
        UNION ALL SELECT 'issue.held', NEW.changed WHERE NEW.state = 'held'
        UNION ALL SELECT 'issue.sent', NEW.sent WHERE NEW.state = 'sent'
    ) e
    WHERE h.enabled AND instr(' ' || h.events || ' ', ' ' || e.event || ' ') > 0
    ON CONFLICT DO NOTHING;
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER issues_tell_hooks;
DROP TABLE hook_messages;
DROP TABLE hooks;
