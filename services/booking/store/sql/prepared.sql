-- What the families of these children have prepared: texts accepted (for the child or the whole family), papers uploaded, what was
-- checked early. Reads only.
SELECT c.id,
    ARRAY(SELECT hash FROM consent
        WHERE family_id = c.family_id AND (child_id IS NULL OR child_id = c.id) AND withdrawn_at IS NULL) AS consents,
    ARRAY(SELECT DISTINCT name FROM document WHERE child_id = c.id AND removed_at IS NULL) AS documents,
    ARRAY(SELECT scope FROM early_check WHERE child_id = c.id AND state = 'held') AS checked
FROM child c WHERE c.id = ANY ($1::uuid[])
