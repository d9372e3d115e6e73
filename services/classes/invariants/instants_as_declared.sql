-- I5 班次的时间与方案一致 a group's instants are those of its facts
SELECT id, opens_at, closes_at FROM class_group
WHERE (opens_at, closes_at) IS DISTINCT FROM ((facts ->> 'opens_at')::timestamptz, (facts ->> 'closes_at')::timestamptz)
