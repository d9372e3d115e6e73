-- What notify lets others compare with what they hold: who was told of what, not in which words.
CREATE VIEW audit.told AS SELECT event_id, person_id, kind, created_at FROM message WHERE listed;
