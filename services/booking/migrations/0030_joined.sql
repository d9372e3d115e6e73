-- Two records of one child become one: the one that is gone says which goes on.
ALTER TABLE child
    ADD COLUMN joined_into uuid,
    ADD CONSTRAINT what_is_joined_is_gone CHECK (joined_into IS NULL OR removed_at IS NOT NULL) NOT VALID;
CREATE INDEX child_joined ON child (joined_into) WHERE joined_into IS NOT NULL;
