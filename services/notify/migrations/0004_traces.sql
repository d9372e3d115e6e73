-- What a message is a part of: mail is sent later, perhaps by another process, and belongs to the booking that it tells.
ALTER TABLE message ADD COLUMN traceparent text;
