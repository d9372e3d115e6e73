-- Whoever runs the server resets the second factor of an officer whom nobody above could help; they are no person here.
ALTER TABLE second_factor_reset ALTER COLUMN reset_by DROP NOT NULL;  -- NULL: at the server
