-- Places kept for families that must still confirm, or whose request is being checked, as booking's ledger last said.
ALTER TABLE class_group ADD COLUMN held int NOT NULL DEFAULT 0 CHECK (held >= 0);
