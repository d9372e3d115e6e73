-- What booking lets others compare with what they hold; and what overlaps, in one place for those who look at it.

-- When classes was last heard on a group: what was decided before went by what it said before. Unknown for groups of an older time.
ALTER TABLE class_group ADD COLUMN heard_at timestamptz;
ALTER TABLE class_group ALTER COLUMN heard_at SET DEFAULT clock_timestamp();
-- Whoever hears of a ledger keeps the highest version. One that is made anew, in a database that was put back from a backup, must be heard
-- above the one that is no more: it begins with the instant, and grows by less than one a millisecond.
ALTER TABLE ledger ALTER COLUMN version SET DEFAULT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint;

-- Every two bookings of a child that overlap by what the groups say now; `booked_so`: they did by what the groups said when the later of
-- them was made. A group's change knows its instant behind the locks that a booking takes (group_change).
CREATE VIEW overlapping AS
WITH pair AS (
    -- Of several choices only one is granted, and a place that would replace another one is no second place.
    SELECT a.child_id, a.id AS one, a.group_id AS one_in, b.id AS other, b.group_id AS other_in,
        greatest(a.created_at, b.created_at) AS booked_at
    FROM enrollment a JOIN enrollment b ON a.child_id = b.child_id AND a.id < b.id
    WHERE live(a.state) AND live(b.state) AND (coalesce(a.unit, a.id) <> coalesce(b.unit, b.id) OR a.choice = b.choice)
        AND a.replaces IS DISTINCT FROM b.id AND b.replaces IS DISTINCT FROM a.id
), said AS (
    SELECT id AS group_id, facts, timestamptz 'infinity' AS until FROM class_group
    UNION ALL SELECT group_id, before, at FROM group_change
), met AS (
    SELECT group_id, until, facts ->> 'session' AS session, facts ->> 'inside' AS inside,
        (m ->> 'date')::date AS day, (m ->> 'start')::time AS starts, (m ->> 'end')::time AS ends
    FROM said, jsonb_array_elements(facts -> 'meetings') AS m
), clash AS (
    SELECT DISTINCT one_in, a.until AS one_until, other_in, b.until AS other_until
    FROM (SELECT DISTINCT one_in, other_in FROM pair) AS groups
    JOIN met a ON a.group_id = one_in
    JOIN met b ON b.group_id = other_in AND a.day = b.day AND a.starts < b.ends AND b.starts < a.ends
    WHERE a.session IS DISTINCT FROM b.inside AND b.session IS DISTINCT FROM a.inside
)
SELECT pair.child_id, one, other, EXISTS (
    SELECT FROM clash WHERE (clash.one_in, clash.other_in) = (pair.one_in, pair.other_in)
        AND one_until = (SELECT min(until) FROM said WHERE group_id = pair.one_in AND until > booked_at)
        AND other_until = (SELECT min(until) FROM said WHERE group_id = pair.other_in AND until > booked_at)) AS booked_so
FROM pair JOIN clash USING (one_in, other_in)
WHERE one_until = 'infinity' AND other_until = 'infinity';

CREATE VIEW audit.to_tell AS
SELECT event_id, person_id::uuid, type, created_at FROM outbox,
    jsonb_array_elements_text(convert_from(body, 'UTF8')::jsonb -> 'guardian_ids') AS person_id
WHERE topic = 'enrollment';

CREATE VIEW audit.ledger AS SELECT group_id, capacity, taken, waiting, entered, held FROM ledger;

CREATE VIEW audit.known_group AS
SELECT g.id AS group_id, l.called_off, (g.facts ->> 'capacity')::int AS capacity, g.opens_at, g.closes_at,
    md5(concat(g.facts ->> 'title', g.facts ->> 'site', g.facts ->> 'meetings')) AS facts
FROM class_group g JOIN ledger l ON l.group_id = g.id;

CREATE VIEW audit.known_membership AS SELECT person_id, revision, unions FROM membership;
