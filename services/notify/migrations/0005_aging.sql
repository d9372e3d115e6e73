-- Messages age from now on, each with its deliveries (docs/decisions/0019). What was taken away is swept soon, though the tables are large.
ALTER TABLE message SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE delivery SET (autovacuum_vacuum_scale_factor = 0.02);
