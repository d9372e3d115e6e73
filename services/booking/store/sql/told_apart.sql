-- Of these children ($1) the pairs that a person has told apart. Reads only.
SELECT child_id, other_id FROM told_apart WHERE child_id = ANY ($1::uuid[]) AND other_id = ANY ($1::uuid[])
