-- +goose Up
ALTER TABLE articles ADD COLUMN zone INTEGER NOT NULL DEFAULT 0; -- minutes east of UTC of the clock by which published was told; 0 = UTC, or none was told

-- +goose Down
ALTER TABLE articles DROP COLUMN zone;
