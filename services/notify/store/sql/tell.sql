-- Messages: of each event ($1), its kind ($2), what its words are filled in with ($3) and the trace it is a part of ($4), for each of the
-- people ($6) of the event that stands in this place ($5); with their deliveries.
-- Locks nothing: a row is unique by (event, person) and (event, person, channel), so a second telling adds none.
-- The inbox has the message at once; each channel that tells the kind has a delivery, unless the person chose otherwise, or where they did not
-- the union of the group, or the nearest above it that said so; mail only to an address that was confirmed by this moment, push only
-- to whoever has a browser switched on. Of what happened before we were put back from a backup it may have gone already.
-- A channel that costs waits a while whether the message is read elsewhere, a tenth of the time there is at most, but for what guards the
-- family ($7); a change waits a moment ($8) for the next. Of a child that is forgotten it names nobody.
WITH RECURSIVE news AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::text[]) WITH ORDINALITY AS event (event_id, kind, params, traceparent, place)
    JOIN unnest($5::int[], $6::uuid[]) AS guardian (place, person_id) USING (place)
), told AS (
    INSERT INTO message (event_id, person_id, kind, params, traceparent)
    SELECT event_id, person_id, kind, CASE WHEN f.child_id IS NULL THEN params ELSE params || '{"child_name": "*"}' END, traceparent
    FROM news LEFT JOIN forgotten f ON f.child_id = (params ->> 'child_id')::uuid ORDER BY place
    ON CONFLICT (event_id, person_id) DO NOTHING
    RETURNING id, event_id, person_id, kind, params #>> '{group,union}' AS union_code,
        coalesce(params ->> 'until', params ->> 'opens_at')::timestamptz AS needed_by
), above (union_code, code, steps) AS (
    SELECT DISTINCT union_code, union_code, 0 FROM told WHERE union_code <> ''
    UNION ALL SELECT a.union_code, u.parent, steps + 1 FROM above a JOIN known_union u ON u.code = a.code WHERE u.parent IS NOT NULL AND steps < 20
), by_union AS (
    SELECT DISTINCT ON (a.union_code, channel, kind) a.union_code, channel, kind, wanted FROM above a JOIN union_wish w ON w.union_code = a.code
    ORDER BY a.union_code, channel, kind, steps
), before AS (
    SELECT id, coalesce(uuid_extract_timestamp(event_id) < (SELECT max(at) FROM restored), false) AS doubtful FROM told
), inbox AS (
    INSERT INTO delivery (message_id, event_id, person_id, channel, state, attempts, due_at)
    SELECT id, event_id, person_id, 'inbox', 'accepted', 1, NULL FROM told
), queued AS (
    INSERT INTO delivery (message_id, event_id, person_id, channel, later, state, due_at, reason)
    SELECT id, event_id, told.person_id, c.name, told.kind = 'broadcast', CASE WHEN doubtful THEN 'unknown' ELSE 'queued' END,
        CASE WHEN NOT doubtful THEN clock_timestamp() + greatest('0', CASE told.kind WHEN 'changed' THEN $8::interval END,
            CASE WHEN told.kind <> ALL ($7::text[]) THEN least(c.patience, (needed_by - clock_timestamp()) / 10) END) END, CASE WHEN doubtful THEN 'restored from a backup: it may have gone out' END
    FROM told JOIN before USING (id) JOIN channel c ON c.kinds IS NULL OR told.kind = ANY (c.kinds)
    LEFT JOIN recipient r ON r.person_id = told.person_id
    LEFT JOIN wish w ON (w.person_id, w.channel, w.kind) = (told.person_id, c.name, told.kind)
    LEFT JOIN by_union u ON (u.union_code, u.channel, u.kind) = (told.union_code, c.name, told.kind)
    WHERE coalesce(w.wanted, u.wanted, c.usual IS NULL OR told.kind = ANY (c.usual)) AND (c.name <> 'mail' OR r.confirmed_at IS NOT NULL)
        AND (c.name <> 'push' OR EXISTS (SELECT FROM device WHERE device.person_id = told.person_id))
    ORDER BY id
)
SELECT event_id, person_id FROM told ORDER BY id
