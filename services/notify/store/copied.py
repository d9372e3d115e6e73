"""Which rows of notify are a person's, for the copy that they take of them."""

from shared.db.copies import Copying

_PERSON = "person_id = $1"

COPYING = Copying(whose={"recipient": _PERSON, "message": _PERSON, "delivery": _PERSON})
