-- I6 没有事件被搁置（见 aixin dead-letters） no event is parked (see aixin dead-letters)
SELECT id, topic, cause FROM dead_letter WHERE requeued_at IS NULL AND dropped_at IS NULL
