-- That a guardian agrees to the keeping of children's data: apart from what a group asks, and before the first child.

ALTER TABLE consent DROP CONSTRAINT consent_kind_check, ADD CONSTRAINT consent_kind_check CHECK (kind IN ('agreement', 'health', 'privacy'));
