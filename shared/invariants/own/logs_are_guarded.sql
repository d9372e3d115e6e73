-- I6 谁看过、谁决定的记录受保护 the logs of who read and who decided are guarded, and whoever works here can only add to them
SELECT c.relname FROM pg_class c, LATERAL (
    SELECT count(*) FILTER (WHERE t.tgenabled = 'O') AS guards, count(*) FILTER (WHERE t.tgname = 'only_added') AS log
    FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname IN ('only_added', 'never_emptied')) g
WHERE c.relnamespace = 'public'::regnamespace AND (
    g.log > 0 AND has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')
    OR g.guards < 2 AND c.relname IN ('reading', 'paper_reading', 'health_reading', 'staff_decision', 'family_decision', 'on_paper',
        'second_factor_reset', 'union_change', 'role_change'))
