-- What was heard ages from now on (docs/decisions/0019). What was taken away is swept soon, though the table is large.
ALTER TABLE inbox SET (autovacuum_vacuum_scale_factor = 0.02);
