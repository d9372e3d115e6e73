-- I5 班次走到了该走的一步 every group stands where its instants say
SELECT id, state FROM class_group
WHERE CASE state WHEN 'published' THEN opens_at WHEN 'open' THEN closes_at WHEN 'closed' THEN starts_at WHEN 'running' THEN ends_at END
    < clock_timestamp() - interval '5 minutes'
