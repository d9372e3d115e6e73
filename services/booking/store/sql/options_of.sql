-- $1 groups in which care may be given or end. The options that go with it: whoever moves care holds their ledgers, and whoever asks for an
-- option holds its own, so that no option is left without its care. Reads only, behind the ledgers of $1.
SELECT DISTINCT o.id AS group_id
FROM class_group c
JOIN class_group o ON o.only_with = c.care
WHERE c.id = ANY ($1::uuid[])
