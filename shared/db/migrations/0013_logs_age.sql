-- The clerk of a database takes nothing away from its logs (docs/decisions/0033); its owner does, for whoever asks: rows with an id
-- and an instant, as many at most, the oldest first, that are older than this and that the log's own guard lets go.
CREATE FUNCTION let_log_go(log regclass, at_most int, life interval) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = log AND tgname = 'only_added' AND tgenabled = 'O') THEN
        RAISE EXCEPTION '% is no log', log;
    END IF;
    RETURN QUERY EXECUTE format('
        DELETE FROM %1$s WHERE id = ANY (ARRAY (
            SELECT id FROM %1$s WHERE id < uuidv7(-$2) AND at < clock_timestamp() - $2 ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED))
        RETURNING id', log) USING at_most, life;
END $$;
REVOKE ALL ON FUNCTION let_log_go FROM PUBLIC;
