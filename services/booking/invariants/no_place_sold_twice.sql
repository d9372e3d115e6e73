-- I1 名额不超卖 no place is sold twice
SELECT l.group_id, count(e.id) AS placed, l.capacity FROM ledger l
LEFT JOIN enrollment e ON e.group_id = l.group_id AND e.state IN ('confirmed', 'offered', 'pending')
GROUP BY l.group_id, l.capacity HAVING count(e.id) > l.capacity
