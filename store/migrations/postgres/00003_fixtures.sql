-- +goose Up
-- The list page of a source as it was when its rules were known to work.
CREATE TABLE fixtures (
    source_id BIGINT PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE,
    doc       TEXT NOT NULL, -- news.Fixture, without the page
    body      BYTEA NOT NULL  -- the page, gzip
);

-- +goose Down
DROP TABLE fixtures;
