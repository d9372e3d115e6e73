-- Classes that only children in their care can be in: which care a group is, and which one it goes with. Found without reading all facts.

ALTER TABLE class_group
    ADD COLUMN care      text GENERATED ALWAYS AS (nullif(facts ->> 'care', '')) STORED,
    ADD COLUMN only_with text GENERATED ALWAYS AS (nullif(facts ->> 'only_with', '')) STORED;
CREATE INDEX class_group_care ON class_group (care) WHERE care IS NOT NULL;
CREATE INDEX class_group_only_with ON class_group (only_with) WHERE only_with IS NOT NULL;
