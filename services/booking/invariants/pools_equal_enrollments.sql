-- I4 名额池等于名单 the pools equal what they count
SELECT coalesce(l.group_id, e.group_id) AS group_id, coalesce(l.pool, e.pool) AS pool, l.counted, e.placed FROM (
    SELECT l.group_id, p.key AS pool, p.value::int AS counted FROM ledger l, jsonb_each(l.pools) AS p
) AS l FULL JOIN (
    SELECT group_id, pool, count(*) AS placed FROM enrollment
    WHERE pool IS NOT NULL AND state IN ('confirmed', 'offered', 'pending') GROUP BY group_id, pool
) AS e ON (e.group_id, e.pool) = (l.group_id, l.pool)
WHERE coalesce(l.counted, 0) <> coalesce(e.placed, 0)
