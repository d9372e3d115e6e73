-- Who reset whose second factor stays as it was written, as long as the person it is about.
CREATE FUNCTION reset_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM person WHERE id = OLD.person_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME;
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON second_factor_reset FOR EACH ROW EXECUTE FUNCTION reset_stays();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON second_factor_reset FOR EACH STATEMENT EXECUTE FUNCTION never_emptied();
