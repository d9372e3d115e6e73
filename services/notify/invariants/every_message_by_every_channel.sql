-- I3 每条消息走每个渠道 every message goes by every channel it should
-- The inbox always; mail to an address that was confirmed before.
SELECT m.id, m.kind, c.channel FROM message m
LEFT JOIN recipient r ON r.person_id = m.person_id AND r.confirmed_at < m.created_at
CROSS JOIN LATERAL (VALUES ('inbox', true), ('mail', r.person_id IS NOT NULL)) AS c (channel, due)
WHERE m.listed AND c.due AND NOT EXISTS (SELECT FROM delivery d WHERE d.message_id = m.id AND d.channel = c.channel)
