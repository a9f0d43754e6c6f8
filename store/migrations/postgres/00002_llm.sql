-- +goose Up
ALTER TABLE issues ADD COLUMN help TEXT NOT NULL DEFAULT 'null'; -- news.Help, or null

-- What a language model answered, by a hash of all that it was asked.
CREATE TABLE answers (
    key   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    model TEXT NOT NULL,
    body  TEXT NOT NULL,
    made  BIGINT NOT NULL
);
CREATE INDEX answers_by_age ON answers (made);

-- +goose Down
DROP TABLE answers;
ALTER TABLE issues DROP COLUMN help;
