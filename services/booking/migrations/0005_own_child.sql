-- Nobody checks their own child, whatever role they hold: it lies on their desk for somebody else.

CREATE FUNCTION own_child(person uuid, child uuid) RETURNS boolean LANGUAGE sql STABLE RETURN EXISTS (
    SELECT FROM child c JOIN guardian g USING (family_id) WHERE c.id = own_child.child AND g.person_id = own_child.person);
-- What one person may decide: what lies on the desks of their unions (NULL: of all), their own children's requests left out.
CREATE FUNCTION may_decide(person uuid, unions text[], state text, child uuid, review text, checked_by text[]) RETURNS boolean
LANGUAGE sql STABLE RETURN desk_of(unions, state, child, review, checked_by) AND NOT own_child(person, child);
