-- What each channel tells (NULL: everything), and what of it to whoever did not choose; a worker says it when it starts.
ALTER TABLE channel ADD COLUMN kinds text[], ADD COLUMN usual text[];

-- What a person chose otherwise than usual.
CREATE TABLE wish (
    person_id uuid NOT NULL,
    channel   text NOT NULL,
    kind      text NOT NULL,
    wanted    boolean NOT NULL,
    PRIMARY KEY (person_id, channel, kind)
);
