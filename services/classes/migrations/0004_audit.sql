-- What classes lets others compare with what they hold.
CREATE VIEW audit.shown AS
SELECT id AS group_id, capacity, taken, waiting, entered, held FROM class_group WHERE state <> 'draft';

CREATE VIEW audit.published_group AS
SELECT id AS group_id, state = 'cancelled' AS called_off, (facts ->> 'capacity')::int AS capacity,
    (facts ->> 'opens_at')::timestamptz AS opens_at, (facts ->> 'closes_at')::timestamptz AS closes_at,
    md5(concat(facts ->> 'title', facts ->> 'site', facts ->> 'meetings')) AS facts
FROM class_group WHERE state <> 'draft';
