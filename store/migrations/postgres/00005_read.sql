-- +goose Up
-- What was cut from an article because its source's pages repeat it: blocks, as in blocks.
ALTER TABLE articles ADD COLUMN cut TEXT NOT NULL DEFAULT '[]';

-- Other addresses under which lists gave an article: they lead to it, and its page is not read again for them.
CREATE TABLE aliases (
    url        TEXT    PRIMARY KEY,
    article_id BIGINT  NOT NULL REFERENCES articles (id) ON DELETE CASCADE
);
CREATE INDEX aliases_by_article ON aliases (article_id);

-- +goose Down
DROP TABLE aliases;
ALTER TABLE articles DROP COLUMN cut;
