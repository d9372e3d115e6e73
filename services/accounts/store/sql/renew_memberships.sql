-- Memberships of these people ($1) anew, as of today ($2): live rows of the roll, and every union above them, but none above a
-- list; and those that became a part of one of them, which groups of before name. Revision 0 has never been told. The caller holds the locks of the people.
WITH RECURSIVE belongs AS (
    SELECT p.id, r.union_code AS code, r.joined_at
    FROM person p JOIN roll_member r USING (phone_hash)
    WHERE p.id = ANY($1::uuid[])
      AND (r.valid_until IS NULL OR r.valid_until >= $2)
    UNION
    SELECT b.id, u.parent, b.joined_at FROM belongs b JOIN trade_union u USING (code)
    WHERE u.parent IS NOT NULL AND u.kind <> 'list'
), with_parts AS (
    SELECT * FROM belongs UNION SELECT w.id, u.code, w.joined_at FROM with_parts w JOIN trade_union u ON u.merged_into = w.code
), once AS (
    SELECT id, code, CASE WHEN count(joined_at) = count(*) THEN min(joined_at) END AS joined_at FROM with_parts GROUP BY id, code
), fresh AS (
    SELECT p.id, coalesce(array_agg(o.code ORDER BY o.code) FILTER (WHERE o.code IS NOT NULL), '{}') AS unions,
        coalesce(jsonb_object_agg(o.code, o.joined_at) FILTER (WHERE o.joined_at IS NOT NULL), '{}') AS joined
    FROM person p LEFT JOIN once o USING (id) WHERE p.id = ANY($1::uuid[]) GROUP BY p.id
)
UPDATE person SET unions = fresh.unions, joined = fresh.joined, revision = revision + 1
FROM fresh WHERE person.id = fresh.id
    AND (person.unions <> fresh.unions OR person.joined <> fresh.joined OR person.revision = 0)
RETURNING person.id, person.revision, person.unions, person.joined
