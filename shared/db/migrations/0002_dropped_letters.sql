-- A dead letter that shall never take effect stays, with who said so, when and why: a copy that comes again is known by it.
ALTER TABLE dead_letter
    ADD dropped_at  timestamptz,
    ADD dropped_by  text,
    ADD dropped_why text,
    ADD CHECK (num_nulls(dropped_at, dropped_by, dropped_why) IN (0, 3)),
    ADD CHECK (requeued_at IS NULL OR dropped_at IS NULL);
