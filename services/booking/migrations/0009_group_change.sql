-- What a group said before its organizer changed what families go by: shown to them as old → new, and by it two bookings that overlap
-- only since then are told from two that never should have been made.
CREATE TABLE group_change (
    group_id uuid NOT NULL,
    revision bigint NOT NULL,      -- that brought the change
    at       timestamptz NOT NULL, -- behind the locks of the ledger and of the children: what was booked before saw the old facts, and only that
    before   jsonb NOT NULL,       -- the facts until then
    PRIMARY KEY (group_id, revision)
);
