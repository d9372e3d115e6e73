-- I1 名额池不大于班次 the pools of a group are no larger than the group
SELECT id AS group_id, (facts ->> 'capacity')::int AS capacity, sum((p ->> 'places')::int) AS kept
FROM class_group, jsonb_array_elements(facts -> 'rules' -> 'pools') AS p
GROUP BY id HAVING sum((p ->> 'places')::int) > (facts ->> 'capacity')::int
