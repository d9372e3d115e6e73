-- Reads only: what each open channel tells a person ($1), or the families of a union ($2); every kind there is ($3) where it tells all. Of what the person
-- did not choose: whether any union that told them something has it told so, or the nearest one above it that said; else what is usual.
WITH RECURSIVE own AS (
    SELECT DISTINCT params #>> '{group,union}' AS code FROM message WHERE person_id = $1 AND listed AND params #>> '{group,union}' <> ''
    UNION SELECT $2::text WHERE $2::text IS NOT NULL
), above (own, code, steps) AS (
    SELECT code, code, 0 FROM own
    UNION ALL SELECT a.own, u.parent, steps + 1 FROM above a JOIN known_union u ON u.code = a.code WHERE u.parent IS NOT NULL AND steps < 20
), told AS (
    SELECT name AS channel, kind, usual IS NULL OR kind = ANY (usual) AS usual
    FROM channel, unnest(coalesce(kinds, $3)) AS kind
), nearest AS (
    SELECT DISTINCT ON (own, channel, kind) own, channel, kind, wanted FROM above JOIN union_wish ON union_code = code
    ORDER BY own, channel, kind, steps
), by_union AS (
    SELECT told.channel, told.kind, bool_or(coalesce(wanted, usual)) AS wanted FROM told CROSS JOIN own LEFT JOIN nearest ON (nearest.own, nearest.channel, nearest.kind) = (own.code, told.channel, told.kind) GROUP BY 1, 2
)
SELECT channel, kind, coalesce(w.wanted, u.wanted, usual) AS wanted
FROM told LEFT JOIN by_union u USING (channel, kind) LEFT JOIN (SELECT channel, kind, wanted FROM wish WHERE person_id = $1) w USING (channel, kind)
ORDER BY channel, kind
