-- +goose Up
-- Who was told of an issue that did not come: one row an alarm.
CREATE TABLE alarms (
    digest_id INTEGER NOT NULL,
    slot      TEXT    NOT NULL,
    kind      TEXT    NOT NULL,
    claimed   INTEGER NOT NULL, -- when a process took it on last
    tries     INTEGER NOT NULL,
    sent      INTEGER NOT NULL, -- 0 = not yet
    PRIMARY KEY (digest_id, slot, kind)
) STRICT, WITHOUT ROWID;

-- Since when a digest has its schedule, and is on: slots from before are nobody's fault. 0 = since before this was kept.
ALTER TABLE digests ADD COLUMN since INTEGER NOT NULL DEFAULT 0;
ALTER TABLE digests ADD COLUMN clock TEXT NOT NULL DEFAULT ''; -- schedule and time zone, to see that they change

-- +goose Down
ALTER TABLE digests DROP COLUMN clock;
ALTER TABLE digests DROP COLUMN since;
DROP TABLE alarms;
