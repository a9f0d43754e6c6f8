-- +goose Up
-- What articles are found by: the terms of package text, made from their texts and made again when a later program makes
-- others. It is no part of a backup.
CREATE TABLE article_terms (
    article_id BIGINT   PRIMARY KEY,
    terms      TSVECTOR NOT NULL
);
CREATE INDEX article_terms_by_term ON article_terms USING gin (terms);
CREATE TABLE searching (
    id      BIGINT PRIMARY KEY, -- 1
    version BIGINT NOT NULL,    -- of the terms that are made
    next    BIGINT NOT NULL     -- articles from this number on have them; 0 = all
);
INSERT INTO searching (id, version, next)
SELECT 1, 1, CASE WHEN EXISTS (SELECT 1 FROM articles) THEN 4611686018427387904 ELSE 0 END;

-- What a person at the desk said of an article: an issue of the digest keeps it, or drops it, whatever its score.
CREATE TABLE choices (
    digest_id  BIGINT  NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
    article_id BIGINT  NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    keep       BOOLEAN NOT NULL,
    made       BIGINT  NOT NULL,
    person_id  BIGINT  NOT NULL, -- no reference: it outlives the person
    PRIMARY KEY (digest_id, article_id)
);
CREATE INDEX choices_by_article ON choices (article_id);

-- +goose Down
DROP TABLE choices;
DROP TABLE searching;
DROP TABLE article_terms;
