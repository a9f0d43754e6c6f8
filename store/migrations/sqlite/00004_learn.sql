-- +goose Up
-- What an editor would have kept and dropped.
CREATE TABLE decisions (
    digest_id  INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    keep       INTEGER NOT NULL,
    made       INTEGER NOT NULL,
    PRIMARY KEY (digest_id, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX decisions_by_article ON decisions (article_id);

-- What a digest learned from them.
CREATE TABLE corrections (
    digest_id INTEGER NOT NULL PRIMARY KEY REFERENCES digests (id) ON DELETE CASCADE,
    doc       TEXT    NOT NULL -- news.Correction
) STRICT;

-- +goose Down
DROP TABLE corrections;
DROP TABLE decisions;
