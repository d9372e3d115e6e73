-- Keeps events ($1: ids) as programs read them: of a kind ($2), of a union ($3), since when ($4), what of it ($5); and queues each for every
-- address of that union or one above it that wants the kind. Told twice, an event adds nothing.
-- Locks the one row of public_position until commit: whoever gives positions takes turns, so that a position is seen after all before it.
WITH RECURSIVE news AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::jsonb[]) WITH ORDINALITY AS n (event_id, kind, union_code, at, data, place)
), turn AS (
    UPDATE public_position SET last = last + cardinality($1) RETURNING last - cardinality($1) AS before
), kept AS (
    INSERT INTO public_event (event_id, position, kind, union_code, at, data)
    SELECT event_id, before + place, kind, union_code, at, data FROM news, turn
    ON CONFLICT (event_id) DO NOTHING
    RETURNING event_id, kind, union_code
), above (union_code, code) AS (
    SELECT DISTINCT union_code, union_code FROM news
    UNION SELECT a.union_code, u.parent FROM above a JOIN known_union u ON u.code = a.code WHERE u.parent IS NOT NULL
)
INSERT INTO webhook_delivery (webhook_id, event_id)
SELECT w.id, k.event_id FROM kept k JOIN above a USING (union_code) JOIN webhook w ON w.union_code = a.code
WHERE w.disabled_at IS NULL AND k.kind = ANY (w.kinds)
ON CONFLICT ON CONSTRAINT told_once DO NOTHING
