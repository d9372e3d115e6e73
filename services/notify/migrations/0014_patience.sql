-- How long a channel that costs waits whether the message is read where it costs nothing.
ALTER TABLE channel ADD COLUMN patience interval NOT NULL DEFAULT '0';
