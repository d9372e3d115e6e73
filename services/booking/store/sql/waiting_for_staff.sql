-- What waits in the groups of these unions ($1; null: all), beside requests to check: moves and offers that no family has answered, the
-- offers that end within $2, and groups with too few children, of all that their minimum counts, that are to be decided within $3 ($4
-- today: what is over waits no more);
-- families that were turned away within $6 because no guardian is a member;
-- the first $5 groups of each kind, and how many groups and things there are in all. Reads only.
WITH mine AS (
    SELECT g.id, g.facts ->> 'title' AS title, g.facts ->> 'site' AS site, g.union_code, g.least, g.least_by, g.ends_at,
        g.least_over, g.of_term, g.at_site
    FROM class_group g WHERE $1::text[] IS NULL OR g.union_code = ANY ($1)
), counted AS (
    SELECT g.id, g.least, g.least_by, g.ends_at, CASE g.least_over
        WHEN 'plan' THEN sum(l.taken + l.held + l.entered) OVER (PARTITION BY g.of_term)
        WHEN 'site' THEN sum(l.taken + l.held + l.entered) OVER (PARTITION BY g.of_term, g.at_site)
        ELSE l.taken + l.held + l.entered END AS children
    FROM mine g JOIN ledger l ON l.group_id = g.id AND NOT l.called_off
), there AS (
    SELECT 'moves' AS what, old.group_id AS id, count(*) AS things, min(e.until) AS at
    FROM enrollment e JOIN enrollment old ON old.id = e.replaces
    WHERE e.state = 'offered' AND e.replaces IS NOT NULL
    GROUP BY old.group_id
    UNION ALL
    SELECT 'offers', e.group_id, count(*), min(e.until)
    FROM enrollment e
    WHERE e.state = 'offered' AND e.replaces IS NULL AND e.until < clock_timestamp() + $2::interval
    GROUP BY e.group_id
    UNION ALL
    SELECT 'too_few', id, least - children, least_by FROM counted
    WHERE least_by < clock_timestamp() + $3::interval AND (ends_at AT TIME ZONE 'Asia/Shanghai')::date >= $4 AND children < least
    UNION ALL
    SELECT 'not_members', (body #>> '{group,id}')::uuid, count(DISTINCT owner), max(at)
    FROM idempotent_answer
    WHERE body ->> 'result' = 'not_eligible' AND at > clock_timestamp() - $6::interval AND body @? '$.reasons[*] ? (@.code == "member")'
    GROUP BY 2
), ranked AS (
    SELECT there.*, mine.title, mine.site, mine.union_code, row_number() OVER w AS rank,
        count(*) OVER (PARTITION BY what) AS groups, sum(things) OVER (PARTITION BY what) AS in_all
    FROM there JOIN mine USING (id)
    WINDOW w AS (PARTITION BY what ORDER BY at, id)
)
SELECT what, id, title, site, union_code, things, at, groups, in_all FROM ranked WHERE rank <= $5 ORDER BY what, rank
