-- $1 children, $2 names of care. What is live of these children in that care, and in the options that go with it. Of care whose ledger
-- nobody holds here the state is read alone, and it cannot end meanwhile: for that, the options' ledgers are needed. Reads only.
SELECT e.id, e.group_id, e.child_id, e.state, e.seq, e.band, e.pool, e.unit, e.choice, e.cleared, e.until, e.replaces, e.mend_by, g.revision
FROM enrollment e
JOIN class_group g ON g.id = e.group_id
WHERE e.child_id = ANY ($1::uuid[]) AND (g.care = ANY ($2::text[]) OR g.only_with = ANY ($2::text[])) AND live(e.state)
ORDER BY e.group_id, e.choice, e.id
