-- Beside requests ($1) that wait to be told apart from a namesake's: what is live for other records of that name and birth date where a
-- child asks once, that is in a group of the request, in its common decision, or up to a limit of it; or at the same hours. A group of
-- another union is not named. Reads only.
SELECT DISTINCT mine.id AS request_id, o.id, o.child_id, o.state, o.created_at, named.title, named.site
FROM enrollment mine
JOIN enrollment e ON e.id = mine.id OR e.unit = mine.unit
JOIN class_group here ON here.id = e.group_id
JOIN child c ON c.id = e.child_id
JOIN child other ON other.identity = c.identity AND other.id <> c.id
JOIN enrollment o ON o.child_id = other.id AND live(o.state)
JOIN class_group there ON there.id = o.group_id
LEFT JOIN LATERAL (SELECT there.facts ->> 'title' AS title, there.facts ->> 'site' AS site
    WHERE there.facts ->> 'union' = here.facts ->> 'union') named ON true
WHERE mine.id = ANY ($1::uuid[]) AND (
    there.id = here.id
    OR there.facts -> 'rules' ->> 'together' = nullif(here.facts -> 'rules' ->> 'together', '')
    OR EXISTS (
        SELECT FROM jsonb_array_elements(here.facts -> 'limits') a JOIN jsonb_array_elements(there.facts -> 'limits') b
            ON a ->> 'scope' = b ->> 'scope' AND a ->> 'per' = b ->> 'per' AND a ->> 'per' = 'child')
    OR EXISTS (
        SELECT FROM jsonb_array_elements(here.facts -> 'meetings') a JOIN jsonb_array_elements(there.facts -> 'meetings') b
            ON a ->> 'date' = b ->> 'date' AND (a ->> 'start')::time < (b ->> 'end')::time AND (b ->> 'start')::time < (a ->> 'end')::time
        WHERE here.facts ->> 'session' IS DISTINCT FROM there.facts ->> 'inside' AND there.facts ->> 'session' IS DISTINCT FROM here.facts ->> 'inside'))
ORDER BY mine.id, o.created_at, o.id
