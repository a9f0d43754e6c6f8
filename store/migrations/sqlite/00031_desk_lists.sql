-- +goose Up
-- What the desk's lists need when there are a million articles.
CREATE INDEX articles_by_language ON articles (language, dated, id);
CREATE INDEX runs_by_issue ON runs (issue_id, id);
ALTER TABLE runs ADD COLUMN brief TEXT NOT NULL DEFAULT ''; -- newsroom.RunRow; '' = written before this

-- What goes with a digest that was deleted at the desk, for the undo, as long as the log tells of it.
CREATE TABLE removed_digests (
    entry_id INTEGER PRIMARY KEY REFERENCES audit (id) ON DELETE CASCADE,
    doc      TEXT NOT NULL -- its number, who read it by their numbers, what it learned, choices
) STRICT;

-- +goose Down
DROP TABLE removed_digests;
ALTER TABLE runs DROP COLUMN brief;
DROP INDEX runs_by_issue;
DROP INDEX articles_by_language;
