-- +goose Up
-- Columns named packed hold a byte that names the format, then DEFLATE data of JSON (store/packed.go).

-- Verdicts by the hundred. The rows of old_verdicts are moved here by Migrate, after this file, an issue at a time.
ALTER TABLE verdicts RENAME TO old_verdicts;
CREATE TABLE verdicts (
    issue_id INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    first    INTEGER NOT NULL, -- the lowest article id of the chunk
    packed   BLOB    NOT NULL,
    PRIMARY KEY (issue_id, first)
) STRICT;

-- Which issue has judged which article. No reference: deleting a draft must not search this table.
CREATE TABLE judged (
    article_id INTEGER NOT NULL,
    issue_id   INTEGER NOT NULL,
    kept       INTEGER NOT NULL,
    PRIMARY KEY (article_id, issue_id)
) STRICT, WITHOUT ROWID;

-- The texts of articles, in a table of their own: a row that is deleted leaves room, one that shrinks leaves holes.
CREATE TABLE texts (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    bytes      INTEGER NOT NULL, -- of text, unpacked
    packed     BLOB NOT NULL -- blocks, cut and summary; without a row they stand in the columns of articles
) STRICT;

ALTER TABLE articles ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0; -- its text was deleted by retention
CREATE INDEX articles_with_text ON articles (seen, id) WHERE NOT forgotten;
CREATE INDEX articles_without_text ON articles (seen, id) WHERE forgotten;

-- Addresses of articles whose rows were deleted: the first 8 bytes of SHA-256 of the bare address.
CREATE TABLE known (
    hash INTEGER PRIMARY KEY
) STRICT;

ALTER TABLE stories ADD COLUMN packed BLOB; -- NULL: the story stands in doc
ALTER TABLE letters ADD COLUMN packed BLOB; -- HTML and text; NULL: they stand in the columns html and body

ALTER TABLE issues ADD COLUMN outline TEXT NOT NULL DEFAULT ''; -- news.Outline, for lists; '' until Migrate fills it in
ALTER TABLE issues ADD COLUMN tally TEXT NOT NULL DEFAULT '{}'; -- news.Tally of the deliveries deleted by retention
ALTER TABLE issues ADD COLUMN past_readers INTEGER NOT NULL DEFAULT 0; -- how many of these were a subscriber's
ALTER TABLE issues ADD COLUMN unsendable INTEGER NOT NULL DEFAULT 0; -- its letters were deleted by retention
CREATE INDEX issues_last ON issues (digest_id, id) WHERE state <> 'draft' AND substr(slot, 1, 7) <> 'by hand';
CREATE INDEX issues_told ON issues (digest_id, created);
CREATE INDEX issues_public ON issues (digest, id) WHERE state IN ('sending', 'sent', 'empty') OR state = 'held' AND begun <> 0;
CREATE INDEX issues_without_outline ON issues (id) WHERE outline = '' AND composed;

CREATE INDEX unread_by_age ON unread (last, url);
CREATE INDEX runs_by_start ON runs (started, id);

-- How far each kind of forgetting has come.
CREATE TABLE forgetting (
    task  TEXT    PRIMARY KEY,
    after INTEGER NOT NULL, -- where its present pass stands
    id    INTEGER NOT NULL, -- the same, for rows of the same age
    ended INTEGER NOT NULL  -- when its last whole pass ended
) STRICT;

-- +goose Down
DROP TABLE forgetting;
DROP INDEX runs_by_start;
DROP INDEX unread_by_age;
DROP INDEX issues_without_outline;
DROP INDEX issues_public;
DROP INDEX issues_told;
DROP INDEX issues_last;
ALTER TABLE issues DROP COLUMN unsendable;
ALTER TABLE issues DROP COLUMN past_readers;
ALTER TABLE issues DROP COLUMN tally;
ALTER TABLE issues DROP COLUMN outline;
ALTER TABLE letters DROP COLUMN packed;
ALTER TABLE stories DROP COLUMN packed;
DROP TABLE known;
DROP INDEX articles_without_text;
DROP INDEX articles_with_text;
ALTER TABLE articles DROP COLUMN forgotten;
DROP TABLE texts;
DROP TABLE judged;
DROP TABLE verdicts;
ALTER TABLE old_verdicts RENAME TO verdicts;
