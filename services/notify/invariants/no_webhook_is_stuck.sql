-- I3 没有卡住的推送 no delivery to a program is stuck
-- One that is put off for longer than any pause; or that is due for an hour while its address, in no trouble, took what came later.
SELECT d.id, d.webhook_id, d.state, d.due_at FROM webhook_delivery d JOIN webhook w ON w.id = d.webhook_id
WHERE d.due_at > clock_timestamp() + interval '27 hours'
    OR (d.due_at < clock_timestamp() - interval '1 hour' AND w.disabled_at IS NULL AND w.failures = 0
        AND EXISTS (SELECT FROM webhook_delivery o WHERE o.webhook_id = w.id AND o.state = 'delivered' AND o.changed_at > d.due_at + interval '1 hour'))
