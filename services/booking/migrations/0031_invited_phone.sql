-- An invitation to one phone, which accounts knows: only whoever has it can accept. Its code is signed as another kind of invitation, so that the
-- version before, which does not ask for the phone, takes none.
ALTER TABLE invitation ADD COLUMN to_phone boolean NOT NULL DEFAULT false;
