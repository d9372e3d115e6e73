-- I3 说过的报名都在 every enrollment that was told of is there
SELECT DISTINCT said.id FROM (
    SELECT (convert_from(body, 'UTF8')::jsonb ->> 'enrollment_id')::uuid AS id FROM outbox
    WHERE topic = 'enrollment' AND convert_from(body, 'UTF8')::jsonb ? 'enrollment_id' AND created_at > clock_timestamp() - interval '7 days'
) AS said
WHERE NOT EXISTS (SELECT FROM enrollment e WHERE e.id = said.id)
