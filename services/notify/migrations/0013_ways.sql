-- What unions have their families told, by which way: of groups that the union or one below it holds, the nearest that said so counts; and only
-- where the family did not choose.
CREATE TABLE union_wish (
    union_code text NOT NULL,
    channel    text NOT NULL,
    kind       text NOT NULL,
    wanted     boolean NOT NULL,
    PRIMARY KEY (union_code, channel, kind)
);

-- What guards a family is told whatever anybody chose.
ALTER TABLE wish ADD CONSTRAINT security_is_told CHECK (wanted OR kind NOT IN ('guardian-left', 'role-changed')) NOT VALID;
ALTER TABLE union_wish ADD CONSTRAINT security_is_told CHECK (wanted OR kind NOT IN ('guardian-left', 'role-changed'));
