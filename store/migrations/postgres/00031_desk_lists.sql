-- +goose Up
-- What the desk's lists need when there are a million articles.
CREATE INDEX articles_by_language ON articles (language, dated, id);
CREATE INDEX runs_by_issue ON runs (issue_id, id);
ALTER TABLE runs ADD COLUMN brief TEXT NOT NULL DEFAULT ''; -- newsroom.RunRow; '' = written before this

-- +goose Down
ALTER TABLE runs DROP COLUMN brief;
DROP INDEX runs_by_issue;
DROP INDEX articles_by_language;
