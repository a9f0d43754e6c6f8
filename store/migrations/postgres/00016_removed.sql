-- +goose Up
-- Who was erased, without the address: an import of an older list must not bring them back. Kept for retention.removed days.
CREATE TABLE removed (
    hash TEXT PRIMARY KEY, -- HMAC-SHA256 of the address's key under the secret "removed", in hex
    at   BIGINT NOT NULL   -- when
);
CREATE INDEX removed_by_time ON removed (at);

-- +goose Down
DROP TABLE removed;
DELETE FROM secrets WHERE name = 'removed';
