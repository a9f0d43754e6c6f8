-- +goose Up
ALTER TABLE unread ADD COLUMN cause TEXT NOT NULL DEFAULT ''; -- news.UnreadCause; '' = attache itself failed on it, or the row is from before
ALTER TABLE unread ADD COLUMN since BIGINT NOT NULL DEFAULT 0; -- when its host failed, if it was not asked again since; 0 = it was

-- +goose Down
ALTER TABLE unread DROP COLUMN since;
ALTER TABLE unread DROP COLUMN cause;
