-- I4 有空位就没有人在等 nobody waits beside a free place
-- Where places are kept for some, or opened to all who wait, or somebody waits for two at once, or for
-- the care that an option goes with, a free place may stand beside them.
SELECT l.group_id, l.taken, l.held, l.capacity, l.waiting FROM ledger l JOIN class_group g ON g.id = l.group_id
WHERE l.waiting > 0 AND l.taken + l.held < l.capacity AND NOT l.called_off
    AND coalesce(g.facts -> 'rules' -> 'pools', '[]') = '[]' AND coalesce(g.facts -> 'rules' ->> 'all_at_once', '0') = '0'
    AND EXISTS (SELECT FROM enrollment e WHERE e.group_id = l.group_id AND e.state = 'waitlisted' AND e.unit IS NULL
        AND (g.only_with IS NULL OR EXISTS (
            SELECT FROM enrollment c JOIN class_group k ON k.id = c.group_id
            WHERE c.child_id = e.child_id AND k.care = g.only_with AND c.state IN ('pending', 'offered', 'confirmed'))))
