-- How booking's ledger stands now; an older state never undoes a newer one. Locks the group's row.
UPDATE class_group SET ledger_revision = $2, capacity = $3, taken = $4, waiting = $5, entered = $6, held = $7, changed_at = clock_timestamp()
WHERE id = $1 AND ledger_revision < $2
RETURNING true
