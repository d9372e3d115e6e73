-- I6 有事件超过一小时没有发出 events have waited for the broker for more than an hour
SELECT topic, count(*), min(created_at) FROM outbox WHERE published_at IS NULL AND created_at < clock_timestamp() - interval '1 hour' GROUP BY topic
