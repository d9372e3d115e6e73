-- I6 谁看过、谁决定的记录受保护 the logs of who read and who decided are guarded
SELECT c.relname FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace
    AND c.relname IN ('reading', 'paper_reading', 'health_reading', 'staff_decision', 'second_factor_reset')
    AND (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled = 'O' AND t.tgname IN ('only_added', 'never_emptied')) < 2
