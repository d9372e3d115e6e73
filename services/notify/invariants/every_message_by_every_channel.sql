-- I3 每条消息走每个渠道 every message goes by every channel it should
-- The inbox always; mail to an address that was confirmed before, where neither the family nor a union has ever said otherwise of the kind.
SELECT m.id, m.kind, c.channel FROM message m
LEFT JOIN recipient r ON r.person_id = m.person_id AND r.confirmed_at < m.created_at
CROSS JOIN LATERAL (VALUES ('inbox', true), ('mail', r.person_id IS NOT NULL)) AS c (channel, due)
WHERE m.listed AND c.due
    AND (c.channel = 'inbox' OR NOT EXISTS (SELECT FROM wish w WHERE (w.person_id, w.channel, w.kind) = (m.person_id, c.channel, m.kind))
        AND NOT EXISTS (SELECT FROM union_wish u WHERE (u.channel, u.kind) = (c.channel, m.kind)))
    AND NOT EXISTS (SELECT FROM delivery d WHERE d.message_id = m.id AND d.channel = c.channel)
