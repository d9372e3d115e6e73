-- I3 每次投递都是这条消息的 a delivery is its message's own
SELECT d.id, d.message_id FROM delivery d JOIN message m ON m.id = d.message_id
WHERE (d.event_id, d.person_id) <> (m.event_id, m.person_id) OR (d.channel = 'inbox' AND d.state <> 'accepted')
