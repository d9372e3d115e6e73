-- I5 同一件事按顺序发出 every event goes by the shard of its key, so in order
SELECT event_id, key, shard FROM outbox WHERE shard <> crc32(key::bytea) % 8 AND created_at > clock_timestamp() - interval '7 days'
