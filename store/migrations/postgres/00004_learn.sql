-- +goose Up
-- What an editor would have kept and dropped.
CREATE TABLE decisions (
    digest_id  BIGINT NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
    article_id BIGINT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    keep       BOOLEAN NOT NULL,
    made       BIGINT NOT NULL,
    PRIMARY KEY (digest_id, article_id)
);
CREATE INDEX decisions_by_article ON decisions (article_id);

-- What a digest learned from them.
CREATE TABLE corrections (
    digest_id BIGINT NOT NULL PRIMARY KEY REFERENCES digests (id) ON DELETE CASCADE,
    doc       TEXT NOT NULL -- news.Correction
);

-- +goose Down
DROP TABLE corrections;
DROP TABLE decisions;
