-- +goose Up
-- The list page of a source as it was when its rules were known to work.
CREATE TABLE fixtures (
    source_id INTEGER PRIMARY KEY REFERENCES sources (id) ON DELETE CASCADE,
    doc       TEXT NOT NULL, -- news.Fixture, without the page
    body      BLOB NOT NULL  -- the page, gzip
) STRICT;

-- +goose Down
DROP TABLE fixtures;
