-- What many are told at once lets everything else pass: it is sent when nothing else is due.
ALTER TABLE delivery ADD COLUMN later boolean NOT NULL DEFAULT false;
