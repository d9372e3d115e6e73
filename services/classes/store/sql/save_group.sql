-- Everything of a group that may change; the caller holds the row's lock.
UPDATE class_group
SET state = $2, revision = $3, facts = $4, presentation = $5, planned = $6,
    opens_at = $7, closes_at = $8, starts_at = $9, ends_at = $10, reason = $11,
    capacity = $12, taken = $13, waiting = $14, ledger_revision = $15, entered = $16, held = $17, changed_at = clock_timestamp()
WHERE id = $1
