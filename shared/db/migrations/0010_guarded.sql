-- A log whose rows are only added is not emptied as a whole either. That its guards stand is an invariant: logs_are_guarded.
CREATE FUNCTION never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME;
END $$;
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON reading FOR EACH STATEMENT EXECUTE FUNCTION never_emptied();
