-- Groups with requests for these unions to check ($2; null: of all), the longest waiting first; the requests that the person ($1) may
-- decide, and those of own children; after that group ($3, $4), at most $5. Reads only.
WITH checking AS MATERIALIZED (
    SELECT g.id, g.facts ->> 'title' AS title, g.facts ->> 'site' AS site, g.review, g.checked_by
    FROM class_group g WHERE g.id IN (SELECT e.group_id FROM enrollment e WHERE to_check(e.state, e.cleared))
), there AS (
    SELECT g.*, e.created_at, e.state, coalesce(e.unit, e.id) AS request, own_child($1, e.child_id) AS own
    FROM enrollment e JOIN checking g ON g.id = e.group_id
    WHERE to_check(e.state, e.cleared) AND desk_of($2, e.state, e.child_id, g.review, g.checked_by)
)
SELECT id, title, site, count(*) FILTER (WHERE NOT own) AS children, count(DISTINCT request) FILTER (WHERE NOT own) AS requests,
    count(DISTINCT request) FILTER (WHERE own) AS own, min(created_at) AS oldest, bool_or(state = 'asked') AS signs_up,
    bool_or(state = 'unverified') AS alike
FROM there
GROUP BY id, title, site
HAVING $3::timestamptz IS NULL OR (min(created_at), id) > ($3, $4::uuid)
ORDER BY oldest, id
LIMIT $5
