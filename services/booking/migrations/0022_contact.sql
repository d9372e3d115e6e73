-- Whom to call while a family's children are in care.

ALTER TABLE family
    ADD COLUMN contact    bytea,        -- {"name", "phone"}, sealed for the family
    ADD COLUMN contact_at timestamptz,  -- when it was told
    ADD CONSTRAINT a_contact_was_told CHECK (contact IS NULL OR contact_at IS NOT NULL);
