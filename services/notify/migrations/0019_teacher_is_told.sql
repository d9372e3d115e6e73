-- What lets a person see children's data, and ends it, is told them whatever they chose.
ALTER TABLE wish DROP CONSTRAINT security_is_told,
    ADD CONSTRAINT security_is_told CHECK (wanted OR kind NOT IN ('guardian-left', 'role-changed', 'teacher')) NOT VALID;
ALTER TABLE union_wish DROP CONSTRAINT security_is_told,
    ADD CONSTRAINT security_is_told CHECK (wanted OR kind NOT IN ('guardian-left', 'role-changed', 'teacher')) NOT VALID;
