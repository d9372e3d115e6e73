-- Who asked for a code: a browser, or an address where there is none, as keyed hashes; and whether the phone's owner had logged in with it.
-- Purpose: strangers who ask for codes in somebody's name are limited without locking the owner out. Gone with the code, after two days.
ALTER TABLE login_code
    ADD COLUMN asker_hash bytea,
    ADD COLUMN address_hash bytea,
    ADD COLUMN known boolean NOT NULL DEFAULT false;
CREATE INDEX login_code_address ON login_code (address_hash, created_at);

-- Browsers that a person has logged in with, as keyed hashes.
CREATE TABLE known_browser (
    person_id    uuid NOT NULL REFERENCES person ON DELETE CASCADE,
    browser_hash bytea NOT NULL,
    used_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (person_id, browser_hash)
);
CREATE INDEX known_browser_old ON known_browser (used_at);
