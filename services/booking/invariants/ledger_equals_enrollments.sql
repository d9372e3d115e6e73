-- I4 账本等于名单 the ledger equals what it counts
SELECT l.group_id, l.taken, l.held, l.waiting, l.entered, l.asked FROM ledger l LEFT JOIN enrollment e ON e.group_id = l.group_id
GROUP BY l.group_id HAVING l.taken <> count(*) FILTER (WHERE e.state = 'confirmed')
    OR l.held <> count(*) FILTER (WHERE e.state IN ('offered', 'pending'))
    OR l.waiting <> count(*) FILTER (WHERE e.state = 'waitlisted')
    OR l.entered <> count(*) FILTER (WHERE e.state = 'entered')
    OR l.asked <> count(*) FILTER (WHERE e.state = 'asked')
