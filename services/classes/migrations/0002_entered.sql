-- How many children entered a draw that is still to come, as booking's ledger last said.
ALTER TABLE class_group ADD COLUMN entered int NOT NULL DEFAULT 0 CHECK (entered >= 0);
