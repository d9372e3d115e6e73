"""Which rows of classes are a person's, who can only be an organizer, for the copy that they take of them."""

from shared.db.copies import Copying

_PERSON = "person_id = $1"

COPYING = Copying(whose={"change": _PERSON, "importing": _PERSON, "publishing": _PERSON})
