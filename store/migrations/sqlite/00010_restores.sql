-- +goose Up
-- When this database was filled from a backup. While the newest is not confirmed, nothing is sent.
CREATE TABLE restores (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    restored  INTEGER NOT NULL,
    taken     INTEGER NOT NULL, -- when the backup was made
    confirmed INTEGER NOT NULL, -- 0 = not yet
    told      TEXT    NOT NULL  -- JSON: digests whose lost issues count as sent
) STRICT;

-- +goose Down
DROP TABLE restores;
