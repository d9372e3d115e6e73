-- A role that opens much acts a day after it was given, or as soon as a second officer of the federation confirms it. What stands acts.
ALTER TABLE role_grant ADD COLUMN acts_at timestamptz NOT NULL DEFAULT clock_timestamp(), ADD COLUMN confirmed_by uuid;
CREATE INDEX role_grant_acts ON role_grant (acts_at);
