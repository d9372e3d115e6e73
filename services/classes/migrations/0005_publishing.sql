-- Plans that are being published: hundreds of groups take several turns.
CREATE TABLE publishing (
    plan_id   uuid PRIMARY KEY REFERENCES plan ON DELETE CASCADE,
    person_id uuid,
    name      text NOT NULL,
    -- The newest draft that there was at the beginning; what is imported meanwhile stays a draft.
    last      uuid NOT NULL
);
