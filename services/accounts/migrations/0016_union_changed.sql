-- A union is renamed, becomes a part of another one, or is closed. Its row stays: groups and plans name its code.
ALTER TABLE trade_union
    ADD COLUMN closed_at   timestamptz,
    ADD COLUMN merged_into text CONSTRAINT union_merged_known REFERENCES trade_union,
    ADD CONSTRAINT merged_is_closed CHECK (merged_into IS NULL OR (closed_at IS NOT NULL AND merged_into <> code));
CREATE INDEX trade_union_merged ON trade_union (merged_into) WHERE merged_into IS NOT NULL;

-- Who changed a union, and why. Rows are only added.
CREATE TABLE union_change (
    id         uuid PRIMARY KEY DEFAULT uuidv7(),
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    person_id  uuid NOT NULL,
    name       text NOT NULL,
    union_code text NOT NULL REFERENCES trade_union,
    what       text NOT NULL CHECK (what IN ('rename', 'merge', 'close')),
    detail     text NOT NULL
);
CREATE INDEX union_change_of_union ON union_change (union_code);
CREATE FUNCTION union_change_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME;
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON union_change FOR EACH ROW EXECUTE FUNCTION union_change_stays();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON union_change FOR EACH STATEMENT EXECUTE FUNCTION never_emptied();
