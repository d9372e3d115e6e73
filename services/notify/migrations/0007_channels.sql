-- A channel is a row, not a word in a check: another one needs no migration (docs/decisions/0037). The inbox is none: it has every message at once.
CREATE TABLE channel (
    name        text PRIMARY KEY,
    next_at     timestamptz NOT NULL DEFAULT '-infinity',  -- its pace: when the message after the last one may go
    rests_until timestamptz NOT NULL DEFAULT '-infinity',  -- the provider takes nothing from us before
    day         date NOT NULL DEFAULT '-infinity',         -- its budget: on this day …
    spent       int NOT NULL DEFAULT 0                     -- … so many messages were handed over
);
INSERT INTO channel (name) VALUES ('mail');

-- `delivered`: a receipt says that it arrived. Wider than before, so that no row need be looked at: NOT VALID spares the scan.
ALTER TABLE delivery DROP CONSTRAINT delivery_channel_check;
ALTER TABLE delivery DROP CONSTRAINT delivery_state_check;
ALTER TABLE delivery ADD CONSTRAINT delivery_state_check
    CHECK (state IN ('queued', 'sending', 'accepted', 'delivered', 'failed', 'suppressed', 'unknown')) NOT VALID;
ALTER TABLE delivery DROP CONSTRAINT delivery_check;
ALTER TABLE delivery ADD CONSTRAINT delivery_is_due_until_done
    CHECK ((due_at IS NULL) = (state IN ('accepted', 'delivered', 'failed', 'suppressed')) OR state = 'unknown') NOT VALID;
