-- I3 没有卡住的投递 no delivery is stuck
-- Those due longest go first: one that is due for an hour while others went has been forgotten, and so has one that is put off for longer
-- than any pause, or a night. What many are told at once lets others pass. While nothing goes at all, the mail server is away, or none is set up; that is no delivery's own fault.
SELECT id, channel, state, due_at FROM delivery d
WHERE due_at > clock_timestamp() + interval '11 hours'
    OR (due_at < clock_timestamp() - interval '1 hour' AND NOT later
        AND EXISTS (SELECT FROM delivery o WHERE o.channel = d.channel AND o.changed_at > d.due_at + interval '1 hour'))
    OR (due_at IS NULL AND state IN ('queued', 'sending'))
