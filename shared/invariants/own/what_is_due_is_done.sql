-- I6 到点的事都做了 what is due is done
-- A timer that failed five times has been put off for a minute by now.
SELECT kind, subject, due_at, attempts FROM timer WHERE due_at < clock_timestamp() - interval '10 minutes' OR attempts >= 5
