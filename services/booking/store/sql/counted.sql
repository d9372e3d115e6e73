-- $1 groups with a minimum. The children that it counts: placed, held or entered in this group; or in all of its kind and term that are not
-- called off, at its site or in the whole plan. Reads only.
SELECT g.id, (
    SELECT coalesce(sum(l.taken + l.held + l.entered), 0)::int
    FROM class_group o JOIN ledger l ON l.group_id = o.id
    WHERE NOT l.called_off AND (
        o.id = g.id
        OR g.least_over IN ('site', 'plan') AND o.of_term = g.of_term AND (g.least_over = 'plan' OR o.at_site = g.at_site)
    )
) AS children
FROM class_group g WHERE g.id = ANY ($1::uuid[])
