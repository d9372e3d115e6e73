-- Live numbers of some groups, or of those among them that changed since an instant: also by their own opening or closing.
-- Reads only. $1 ids, $2 since (null: all)
SELECT id, state, opens_at, closes_at, starts_at, ends_at, capacity, taken, waiting, entered, held,
       facts -> 'waiting_limit' AS waiting_limit,
       -- an older notice says a draw without its instant: it is held when registration closes
       coalesce((facts #>> '{rules,decide_at}')::timestamptz, CASE WHEN facts ->> 'way' <> 'first_come' THEN closes_at END) AS decide_at
FROM class_group
WHERE id = ANY ($1::uuid[]) AND state <> 'draft'
  AND ($2::timestamptz IS NULL OR changed_at > $2 OR opens_at BETWEEN $2 AND clock_timestamp()
       OR closes_at BETWEEN $2 AND clock_timestamp())
