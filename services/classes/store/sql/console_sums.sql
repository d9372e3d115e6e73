-- The organizer's number line, over the groups that are not over. Reads only. $1 unions, $2 season
SELECT count(*) FILTER (WHERE state = 'open') AS open,
       coalesce(sum(taken) FILTER (WHERE state <> 'draft'), 0) AS taken,
       coalesce(sum(waiting) FILTER (WHERE state <> 'draft'), 0) AS waiting,
       coalesce(sum(greatest(capacity - taken - held, 0)) FILTER (WHERE state <> 'draft'), 0) AS "left",
       count(*) FILTER (WHERE state = 'draft') AS drafts,
       coalesce(sum(entered) FILTER (WHERE state <> 'draft'), 0) AS entered,
       coalesce(sum(held) FILTER (WHERE state <> 'draft'), 0) AS held
FROM class_group
WHERE ($1::text[] IS NULL OR union_code = ANY ($1))
  AND ($2::text IS NULL OR season = $2)
  AND state NOT IN ('finished', 'cancelled')
