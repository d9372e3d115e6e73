-- Too few children when a notice decides: until when more may still come, before the class is cancelled by itself. Null: it takes place.
ALTER TABLE ledger ADD COLUMN doubted_until timestamptz;

-- Whose children a minimum counts: of the group; or of all of its kind and term, at its site or in the whole plan.
ALTER TABLE class_group
    ADD COLUMN of_term text GENERATED ALWAYS AS
        (split_part(facts ->> 'session', '/', 1) || '/' || (facts ->> 'kind') || '/' || (facts ->> 'term')) STORED,
    ADD COLUMN at_site text GENERATED ALWAYS AS (facts ->> 'site') STORED,
    ADD COLUMN least_over text GENERATED ALWAYS AS (facts #>> '{rules,minimum,over}') STORED;
