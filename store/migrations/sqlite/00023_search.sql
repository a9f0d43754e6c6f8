-- +goose Up
-- What articles are found by: the terms of package text, made from their texts and made again when a later program makes
-- others. It is no part of a backup.
CREATE VIRTUAL TABLE article_terms USING fts5(terms, tokenize='ascii', content='', contentless_delete=1, detail='none');
CREATE TABLE searching (
    id      INTEGER PRIMARY KEY, -- 1
    version INTEGER NOT NULL,    -- of the terms that are made
    next    INTEGER NOT NULL     -- articles from this number on have them; 0 = all
) STRICT;
INSERT INTO searching (id, version, next)
SELECT 1, 1, CASE WHEN EXISTS (SELECT 1 FROM articles) THEN 4611686018427387904 ELSE 0 END;

-- What a person at the desk said of an article: an issue of the digest keeps it, or drops it, whatever its score.
CREATE TABLE choices (
    digest_id  INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    keep       INTEGER NOT NULL,
    made       INTEGER NOT NULL,
    person_id  INTEGER NOT NULL, -- no reference: it outlives the person
    PRIMARY KEY (digest_id, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX choices_by_article ON choices (article_id);

-- +goose Down
DROP TABLE choices;
DROP TABLE searching;
DROP TABLE article_terms;
