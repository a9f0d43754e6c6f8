-- +goose Up
-- When an issue's sending began; 0 = not yet. Held and begun = stopped in the middle, because the mail server refuses us.
ALTER TABLE issues ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
UPDATE issues SET begun = changed WHERE state IN ('sending', 'sent');

-- Whose matter the last refusal was: reader, content, us, later; '' = none.
ALTER TABLE deliveries ADD COLUMN cause TEXT NOT NULL DEFAULT '';

-- When a delivery's refusal made an active subscriber bounced, and the server's words; 0 = no delivery did.
ALTER TABLE subscribers ADD COLUMN bounced INTEGER NOT NULL DEFAULT 0;
ALTER TABLE subscribers ADD COLUMN bounced_for TEXT NOT NULL DEFAULT '';
UPDATE subscribers SET bounced = changed, bounced_for = (
    SELECT max(d.response) FROM deliveries d
    WHERE d.subscriber_id = subscribers.id AND d.subscriber_id <> 0 AND d.state = 'failed' AND d.changed = subscribers.changed)
WHERE state = 'bounced' AND EXISTS (
    SELECT 1 FROM deliveries d
    WHERE d.subscriber_id = subscribers.id AND d.subscriber_id <> 0 AND d.state = 'failed' AND d.changed = subscribers.changed);

-- Refusals of a reader that are not sure, one for each issue. Those older than two weeks go when another comes.
CREATE TABLE strikes (
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    issue_id      INTEGER NOT NULL,
    at            INTEGER NOT NULL,
    response      TEXT NOT NULL,
    PRIMARY KEY (subscriber_id, issue_id)
) STRICT;
CREATE INDEX strikes_by_time ON strikes (at);

-- Bounced subscribers whom a person made active again, by "subscriber restore". They are kept as long as the subscriber.
CREATE TABLE subscriber_restores (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    subscriber_id INTEGER NOT NULL REFERENCES subscribers (id) ON DELETE CASCADE,
    at            INTEGER NOT NULL,
    by_whom       TEXT NOT NULL,
    why           TEXT NOT NULL,
    bounced       INTEGER NOT NULL,
    bounced_for   TEXT NOT NULL
) STRICT;
CREATE INDEX restores_by_subscriber ON subscriber_restores (subscriber_id, id);

-- +goose Down
DROP TABLE subscriber_restores;
DROP TABLE strikes;
ALTER TABLE subscribers DROP COLUMN bounced_for;
ALTER TABLE subscribers DROP COLUMN bounced;
ALTER TABLE deliveries DROP COLUMN cause;
ALTER TABLE issues DROP COLUMN begun;
