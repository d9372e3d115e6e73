-- I1 名额数就是主办方说的数 the capacity in force is the one declared
-- It may be above, where more was given already when the organizer declared less; below only while a list stands that is decided for the
-- places it stood with.
SELECT l.group_id, l.capacity, (g.facts ->> 'capacity')::int AS declared FROM ledger l JOIN class_group g ON g.id = l.group_id
WHERE l.capacity <> (g.facts ->> 'capacity')::int AND NOT (l.frozen AND NOT l.settled)
    AND (l.capacity < (g.facts ->> 'capacity')::int OR l.capacity > (
        SELECT count(*) FROM enrollment e WHERE e.group_id = l.group_id
            AND (g.heard_at IS NULL OR l.settled OR e.created_at <= g.heard_at + interval '1 minute')))
