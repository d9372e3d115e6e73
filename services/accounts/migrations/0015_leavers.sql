-- An import that is the whole roll says who is not in it; they leave once that was read and confirmed.
ALTER TABLE roll_import
    ADD COLUMN leaving bytea[] NOT NULL DEFAULT '{}', -- phones, by their hashes
    ADD COLUMN left_at timestamptz,
    ADD COLUMN left_by uuid;
