-- A list (名单) is kept like a union: members by phone, managed by the union above it. But being on it is belonging to nothing else.
-- A plan may ask for it: families whose hardship is on file, members who stayed away too often last time.
ALTER TABLE trade_union
    DROP CONSTRAINT union_code_form,
    DROP CONSTRAINT trade_union_kind_check,
    DROP CONSTRAINT union_name_taken,
    ADD CONSTRAINT trade_union_kind_check CHECK (kind IN ('region', 'park', 'employer', 'list')),
    ADD CONSTRAINT union_code_form CHECK (
        CASE kind WHEN 'list' THEN code = parent || ':' || name ELSE code ~ '^[a-z][a-z0-9-]{1,39}$' END);
CREATE UNIQUE INDEX union_name_taken ON trade_union (name) WHERE kind <> 'list';
