-- I6 每个请求都有答复 every write that was begun has its answer
SELECT owner, key, at FROM idempotent_answer WHERE status IS NULL AND at < clock_timestamp() - interval '1 minute'
