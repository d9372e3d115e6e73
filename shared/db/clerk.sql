-- What the clerk may, said by the owner; in one statement, so that whoever works meanwhile never may less.
-- A log is a table with a guard. Its ids and instants are the database's own: nobody can write a row of yesterday.
DO $$
DECLARE
    clerk text := quote_ident(current_user || '_clerk');
    log record;
BEGIN
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %s', current_database(), clerk);
    EXECUTE format('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO %s', clerk);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %s', clerk);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO %s', clerk);
    EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON migration FROM %s', clerk);
    FOR log IN
        SELECT t.tgrelid::regclass AS name, string_agg(quote_ident(a.attname), ', ') AS told
        FROM pg_trigger t JOIN pg_attribute a ON a.attrelid = t.tgrelid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE t.tgname = 'only_added' AND coalesce(pg_get_expr(d.adbin, d.adrelid), '') NOT IN ('uuidv7()', 'clock_timestamp()')
        GROUP BY t.tgrelid
    LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE ON %s FROM %s', log.name, clerk);
        EXECUTE format('GRANT INSERT (%s) ON %s TO %s', log.told, log.name, clerk);
    END LOOP;
END $$
