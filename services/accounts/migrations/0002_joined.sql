-- Since when somebody is a member, where the roll says it: a notice may ask who joined by an instant.
ALTER TABLE roll_member ADD COLUMN joined_at timestamptz;
ALTER TABLE person ADD COLUMN joined jsonb NOT NULL DEFAULT '{}';  -- union → instant, as last told
