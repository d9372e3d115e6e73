-- Who may act for a child: a person may stand in several families, and a guardian invites another one.

ALTER TABLE guardian
    DROP CONSTRAINT guardian_pkey,
    ADD PRIMARY KEY (person_id, family_id),
    ADD COLUMN began     boolean NOT NULL DEFAULT true,  -- the family is theirs from its beginning; false: they joined it
    ADD COLUMN called    text NOT NULL DEFAULT '' CHECK (called IN (
        '', 'mother', 'father', 'fathers_mother', 'fathers_father', 'mothers_mother', 'mothers_father', 'other')),
    ADD COLUMN name      text NOT NULL DEFAULT '' CHECK (char_length(name) <= 60),  -- of the account, as it was when they last said who they are
    ADD COLUMN since     timestamptz;
-- Whoever begins a family on two phones at once begins one; the version before counts on it as well.
CREATE UNIQUE INDEX one_family_begun ON guardian (person_id) WHERE began;

-- Its code is not kept: it is the row's id, signed.
CREATE TABLE invitation (
    id            uuid PRIMARY KEY DEFAULT uuidv7(),
    family_id     uuid NOT NULL REFERENCES family,
    invited_by    uuid NOT NULL,
    state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'joined', 'declined', 'taken_back')),
    created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    until         timestamptz NOT NULL,
    accepted_by   uuid,
    accepted_as   text NOT NULL DEFAULT '',
    accepted_name text NOT NULL DEFAULT '',
    settled_at    timestamptz,
    CONSTRAINT somebody_accepted CHECK ((accepted_by IS NOT NULL) OR state IN ('open', 'taken_back')),
    CONSTRAINT nobody_invites_themselves CHECK (accepted_by <> invited_by)
);
CREATE UNIQUE INDEX one_open_invitation ON invitation (family_id, invited_by) WHERE state = 'open';
CREATE INDEX invitation_of_family ON invitation (family_id) WHERE state IN ('open', 'accepted');

-- The guardian who took the last step by hand: gave it up, or accepted. NULL: it came to stand so otherwise.
ALTER TABLE enrollment ADD COLUMN moved_by uuid;
