-- I3 每个结果都告诉过家庭 what every enrollment has come to was told
-- Of the last week: what is older was looked at then, and its events need not be kept for ever.
WITH tells (type, state) AS (VALUES
    ('confirmed', 'confirmed'), ('promoted', 'confirmed'), ('waitlisted', 'waitlisted'), ('entered', 'entered'), ('submitted', 'pending'),
    ('submitted', 'asked'), ('unverified', 'unverified'), ('offered', 'offered'), ('refused', 'refused'), ('unplaced', 'unplaced'),
    ('withdrawn', 'withdrawn'), ('cancelled', 'cancelled'), ('superseded', 'superseded'),
    ('merged', 'confirmed'), ('merged', 'waitlisted'), ('merged', 'pending'), ('merged', 'offered')
), told AS (
    SELECT (convert_from(o.body, 'UTF8')::jsonb ->> 'enrollment_id')::uuid AS id, t.state
    FROM outbox o JOIN (
        SELECT 'booking.enrollment-' || type || '.v1' AS type, state FROM tells UNION ALL VALUES ('booking.offer-expired.v1', 'expired')
    ) AS t USING (type)
    WHERE o.created_at > clock_timestamp() - interval '8 days'
)
SELECT e.id, e.group_id, e.state FROM enrollment e
WHERE e.changed_at > clock_timestamp() - interval '7 days'
    AND NOT EXISTS (SELECT FROM told WHERE told.id = e.id AND told.state = e.state)
