-- When a group is over, and since when nobody needs what a family told: after it, that is let go.

CREATE FUNCTION end_of(facts jsonb) RETURNS timestamptz LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    concat(facts -> 'meetings' -> -1 ->> 'date', ' ', facts -> 'meetings' -> -1 ->> 'end')::timestamp AT TIME ZONE 'Asia/Shanghai';
ALTER TABLE class_group ADD COLUMN ends_at timestamptz GENERATED ALWAYS AS (end_of(facts)) STORED;

-- The end of the last group in which a child has an enrollment that it has not given up; NULL: none.
CREATE FUNCTION cared_until(child uuid) RETURNS timestamptz LANGUAGE sql STABLE RETURN (
    SELECT max(g.ends_at) FROM enrollment e JOIN class_group g ON g.id = e.group_id
    WHERE e.child_id = cared_until.child AND live(e.state));
-- What was told at an instant is needed for a while after the care it was told for; if it was for none so far, for a year.
CREATE FUNCTION needed_until(child uuid, told_at timestamptz, a_while interval) RETURNS timestamptz LANGUAGE sql STABLE RETURN (
    SELECT CASE WHEN cared > told_at THEN cared + a_while ELSE greatest(told_at + interval '365 days', cared + a_while) END
    FROM cared_until(child) AS cared);
-- The last instant at which a family used what is kept of a child, or will.
CREATE FUNCTION last_used(child uuid) RETURNS timestamptz LANGUAGE sql STABLE RETURN (
    SELECT greatest(uuid_extract_timestamp(child), cared_until(child),
        (SELECT max(e.changed_at) FROM enrollment e WHERE e.child_id = last_used.child),
        (SELECT max(s.given_at) FROM consent s WHERE s.child_id = last_used.child),
        (SELECT max(d.uploaded_at) FROM document d WHERE d.child_id = last_used.child)));

-- Who decided and who read is kept for three years, and by no means less: the guard itself lets nothing else go.
CREATE OR REPLACE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.at < clock_timestamp() - interval '3 years' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME;
END $$;
