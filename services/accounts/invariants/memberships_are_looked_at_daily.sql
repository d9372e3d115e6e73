-- I6 每天查看到期的会员 memberships that end are looked for every day
SELECT 'expire-memberships' AS kind
WHERE NOT EXISTS (SELECT FROM timer WHERE kind = 'expire-memberships' AND due_at < clock_timestamp() + interval '25 hours')
