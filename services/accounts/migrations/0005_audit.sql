-- What accounts lets others compare with what they hold: nothing but ids and codes.
CREATE VIEW audit.membership AS SELECT id AS person_id, revision::bigint AS revision, unions FROM person WHERE revision > 0;
