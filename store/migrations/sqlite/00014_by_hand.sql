-- +goose Up
ALTER TABLE issues ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0; -- no schedule asked for it; set by SaveIssue
UPDATE issues SET by_hand = 1 WHERE substr(slot, 1, 7) = 'by hand';
DROP INDEX issues_last;
CREATE INDEX issues_last ON issues (digest_id, id) WHERE state <> 'draft' AND NOT by_hand;

-- +goose Down
DROP INDEX issues_last;
CREATE INDEX issues_last ON issues (digest_id, id) WHERE state <> 'draft' AND substr(slot, 1, 7) <> 'by hand';
ALTER TABLE issues DROP COLUMN by_hand;
