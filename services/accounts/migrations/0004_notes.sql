-- What an import understood in a way that its organizer should know of: rows that are in, but said less than they meant.
ALTER TABLE roll_import ADD COLUMN notes jsonb NOT NULL DEFAULT '[]';
