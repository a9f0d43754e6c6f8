-- +goose Up
ALTER TABLE unread ADD COLUMN cause TEXT NOT NULL DEFAULT ''; -- news.UnreadCause; '' = attache itself failed on it, or the row is from before
ALTER TABLE unread ADD COLUMN since BIGINT NOT NULL DEFAULT 0; -- when its host failed, if it was not asked again since; 0 = it was

-- When retention deleted what; 0 = it did not, or before this was kept.
ALTER TABLE articles ADD COLUMN forgotten_at BIGINT NOT NULL DEFAULT 0; -- the text
ALTER TABLE issues ADD COLUMN verdicts_gone BIGINT NOT NULL DEFAULT 0; -- scores and reasons of its verdicts
ALTER TABLE known ADD COLUMN since BIGINT NOT NULL DEFAULT 0; -- the article's row

-- +goose Down
ALTER TABLE known DROP COLUMN since;
ALTER TABLE issues DROP COLUMN verdicts_gone;
ALTER TABLE articles DROP COLUMN forgotten_at;
ALTER TABLE unread DROP COLUMN since;
ALTER TABLE unread DROP COLUMN cause;
