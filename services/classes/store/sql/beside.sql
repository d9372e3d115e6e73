-- $1 groups whose minimum counts a site or the plan. The children, placed or entered, of the other groups of the same kind and term
-- that families see. Reads only.
SELECT g.id, sum(o.taken + o.held + o.entered)::int AS children
FROM class_group g
JOIN class_group o ON o.plan_id = g.plan_id AND o.id <> g.id AND o.kind = g.kind
    AND o.facts ->> 'term' = g.facts ->> 'term'
    AND (o.site = g.site OR g.facts #>> '{rules,minimum,over}' = 'plan')
WHERE g.id = ANY ($1::uuid[]) AND o.state NOT IN ('draft', 'cancelled')
GROUP BY g.id
