-- I4 没有过期的保留 no offer outlives its time
SELECT id, group_id, until FROM enrollment WHERE state = 'offered' AND until < clock_timestamp() - interval '1 minute'
