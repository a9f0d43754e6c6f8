-- +goose Up
-- How a person has the desk's pages: what is not here is as it is for everybody.
CREATE TABLE preferences (
    person_id INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE,
    keys_off  INTEGER NOT NULL -- no shortcuts of the keyboard
) STRICT;

-- +goose Down
DROP TABLE preferences;
