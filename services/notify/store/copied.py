"""Which rows of notify are a person's, for the copy that they take of them."""

from shared.db.copies import Copying, LeftOut
from shared.privacy.said import COPY_IN_INBOX

_PERSON = "person_id = $1"

COPYING = Copying(
    whose={
        "recipient": _PERSON,
        "message": _PERSON,
        "delivery": _PERSON,
        "wish": _PERSON,
        "device": _PERSON,
        "webhook": "made_by = $1",
    },
    sealed={("device", "subscription"): "id"},
    left_out=(LeftOut({"public_event": "data"}, COPY_IN_INBOX),),
)
