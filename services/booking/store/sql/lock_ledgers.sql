-- Locks the ledgers of a batch, in the order of their ids (every writer does), until it commits. What their groups say is read only
-- behind these locks: who changes it holds the ledger, too.
SELECT l.group_id, l.capacity, l.taken, l.waiting, l.next_seq, l.called_off, l.entered, l.frozen, l.settled, l.held, l.asked, l.pools
FROM ledger l
WHERE l.group_id = ANY ($1::uuid[])
ORDER BY l.group_id
FOR NO KEY UPDATE
