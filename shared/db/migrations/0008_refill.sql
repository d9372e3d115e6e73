-- How far a shard's history was told again to a broker that lost its log, and where it ends: it goes beside what is new, and behind it.
ALTER TABLE relay_lease ADD COLUMN refilled bigint NOT NULL DEFAULT 0;
ALTER TABLE relay_lease ADD COLUMN refill_end bigint NOT NULL DEFAULT 0;
