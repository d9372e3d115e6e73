-- I6 没有事件超过一小时还没发出 no event has waited for the broker for more than an hour
SELECT topic, count(*), min(created_at) FROM outbox WHERE published_at IS NULL AND created_at < clock_timestamp() - interval '1 hour' GROUP BY topic
