-- Groups that need a number of children by an instant are found without reading all facts.

ALTER TABLE class_group
    ADD COLUMN least    int GENERATED ALWAYS AS ((facts #>> '{rules,minimum,children}')::int) STORED,
    ADD COLUMN least_by timestamptz GENERATED ALWAYS AS (instant(facts #> '{rules,minimum}', 'decide_at')) STORED;
