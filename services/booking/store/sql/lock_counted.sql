-- $1 whose children a minimum counts (`scope` of store/minimum.py), $2 when it is decided. Locks the ledgers of the groups that have it, in the
-- order of their ids, until the transaction ends: one verdict for all of them.
SELECT l.group_id
FROM class_group g JOIN ledger l ON l.group_id = g.id
WHERE g.least_by = $2 AND NOT l.called_off
    AND CASE g.least_over WHEN 'plan' THEN g.of_term WHEN 'site' THEN g.of_term || '/' || g.at_site ELSE g.id::text END = $1
ORDER BY l.group_id
FOR NO KEY UPDATE OF l
