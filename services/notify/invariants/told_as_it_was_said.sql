-- I3 收件箱与说过的一致 an inbox holds what was said to be in it, and as what
-- Of the last week, as every message is said to be accepted in the transaction that writes it: a moment later, so that at the week's
-- border one of the two is looked for a day further back.
WITH accepted AS (
    SELECT (said ->> 'cause_id')::uuid AS event_id, (said ->> 'person_id')::uuid AS person_id, said ->> 'kind' AS kind, created_at
    FROM outbox, LATERAL (SELECT convert_from(body, 'UTF8')::jsonb AS said) AS b
    WHERE type = 'notify.message-accepted.v1' AND said ->> 'channel' = 'inbox' AND created_at > clock_timestamp() - interval '8 days'
), told AS (
    SELECT event_id, person_id, kind, created_at FROM message WHERE listed AND created_at > clock_timestamp() - interval '8 days'
)
SELECT coalesce(t.event_id, a.event_id) AS event_id, coalesce(t.person_id, a.person_id) AS person_id, t.kind AS there, a.kind AS said
FROM told t FULL JOIN accepted a ON (a.event_id, a.person_id) = (t.event_id, t.person_id)
WHERE t.kind IS DISTINCT FROM a.kind AND coalesce(t.created_at, a.created_at) > clock_timestamp() - interval '7 days'
