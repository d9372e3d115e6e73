-- A paper that a family brings to the desk: taken there by an organizer, or only seen, and then there is no file of it.
ALTER TABLE document
    ADD COLUMN taken_by_name text NOT NULL DEFAULT '',  -- empty: a guardian uploaded it
    DROP CONSTRAINT document_size_check,
    ADD CONSTRAINT kept_or_seen CHECK (size > 0 AND media_type <> '' OR size = 0 AND media_type = '' AND taken_by_name <> '');
