-- Locks the ledgers of a batch, in the order of their ids (every writer does), until it commits.
SELECT l.group_id, l.capacity, l.taken, l.waiting, l.next_seq, l.called_off, l.entered, l.frozen, l.settled, l.held, l.asked, l.pools,
    g.revision
FROM ledger l
JOIN class_group g ON g.id = l.group_id
WHERE l.group_id = ANY ($1::uuid[])
ORDER BY l.group_id
FOR NO KEY UPDATE OF l
