-- Groups are found by term, too, without reading all their facts.

ALTER TABLE class_group ADD COLUMN term text NOT NULL GENERATED ALWAYS AS (coalesce(facts ->> 'term', '')) STORED;
