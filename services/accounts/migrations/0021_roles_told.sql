-- That a waiting role was confirmed is told, too; whoever was told what of their roles can be compared with who heard it.
ALTER TABLE role_change DROP CONSTRAINT role_change_what_check,
    ADD CONSTRAINT role_change_what_check CHECK (what IN ('given', 'met', 'confirmed', 'taken', 'reset'));
CREATE VIEW audit.to_tell AS
SELECT event_id, (convert_from(body, 'UTF8')::jsonb ->> 'person_id')::uuid AS person_id, type, created_at FROM outbox
WHERE type = 'accounts.role-changed.v1';

-- Who reset a second factor is the federation's to know, and outlasts the account it was reset for, whose id is nobody's from then on.
ALTER TABLE second_factor_reset DROP CONSTRAINT second_factor_reset_person_id_fkey;
DROP TRIGGER only_added ON second_factor_reset;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON second_factor_reset FOR EACH ROW EXECUTE FUNCTION reading_stays();
DROP FUNCTION reset_stays;
