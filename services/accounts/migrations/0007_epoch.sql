-- A change of somebody's roles, or their logging out everywhere, begins a new epoch: tokens of earlier ones count no longer.
-- Written under the row's lock, in the transaction of the change.
ALTER TABLE person ADD COLUMN epoch bigint NOT NULL DEFAULT 0;
