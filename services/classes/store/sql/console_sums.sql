-- The organizer's number line, over what is looked for: how many groups, and the numbers of those that are not over. Reads only.
-- $1 unions, $2 season, $3 plan, $4 site, $5 term, $6 state, $7 a part of title or site
WITH found AS (
    SELECT g.*, g.state NOT IN ('draft', 'finished', 'cancelled') AS counts FROM class_group g
    WHERE ($1::text[] IS NULL OR g.union_code = ANY ($1))
      AND ($2::text IS NULL OR g.season = $2)
      AND ($3::uuid IS NULL OR g.plan_id = $3)
      AND ($4::text IS NULL OR g.site = $4)
      AND ($5::text IS NULL OR g.term = $5)
      AND ($6::text IS NULL OR g.state = $6)
      AND ($7::text IS NULL OR strpos(lower(g.title || ' ' || g.site), lower($7)) > 0)
)
SELECT count(*) AS groups,
       count(*) FILTER (WHERE state = 'open') AS open,
       coalesce(sum(taken) FILTER (WHERE counts), 0) AS taken,
       coalesce(sum(waiting) FILTER (WHERE counts), 0) AS waiting,
       coalesce(sum(greatest(capacity - taken - held, 0)) FILTER (WHERE counts), 0) AS "left",
       count(*) FILTER (WHERE state = 'draft') AS drafts,
       coalesce(sum(entered) FILTER (WHERE counts), 0) AS entered,
       coalesce(sum(held) FILTER (WHERE counts), 0) AS held
FROM found
