-- +goose Up
-- Which sources listed which article, and since when. No reference to sources: an article outlives them.
CREATE TABLE article_sources (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    source_id  INTEGER NOT NULL,
    seen       INTEGER NOT NULL, -- when the source was first seen to list it
    PRIMARY KEY (article_id, source_id)
) STRICT, WITHOUT ROWID;
INSERT INTO article_sources (article_id, source_id, seen) SELECT id, source_id, seen FROM articles;
CREATE INDEX article_sources_by_source ON article_sources (source_id, seen);

-- +goose Down
DROP TABLE article_sources;
