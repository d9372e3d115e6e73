-- What was declared and what came of it, by union and site, called off and drafts left out. Reads only. $1 unions (null: all), $2 season
SELECT g.union_code, g.site, count(*) AS groups, sum(g.capacity) AS places, sum(g.taken) AS taken, sum(g.held) AS held,
       sum(g.waiting) AS waiting, sum(g.entered) AS entered
FROM class_group g
WHERE ($1::text[] IS NULL OR g.union_code = ANY ($1))
  AND ($2::text IS NULL OR g.season = $2)
  AND g.state NOT IN ('draft', 'cancelled')
GROUP BY g.union_code, g.site, g.by_site
ORDER BY g.union_code, g.by_site
