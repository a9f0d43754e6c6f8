-- +goose Up
-- How a person has the desk's pages: what is not here is as it is for everybody.
CREATE TABLE preferences (
    person_id BIGINT  PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    keys_off  BOOLEAN NOT NULL -- no shortcuts of the keyboard
);

-- +goose Down
DROP TABLE preferences;
