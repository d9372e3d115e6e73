"""Which rows of booking are a family's, for the copy that a guardian takes of them."""

from shared.db.copies import Copying, LeftOut
from shared.privacy.said import FINGERPRINT, KEY, PSEUDONYMS

_PERSON = "person_id = $1"
_FAMILY = "family_id IN (SELECT family_id FROM guardian WHERE person_id = $1)"
_SELF = "id IN (SELECT family_id FROM guardian WHERE person_id = $1)"
_CHILD = f"{_FAMILY} AND removed_at IS NULL"
_OF_CHILD = f"child_id = ANY (ARRAY (SELECT id FROM child WHERE {_CHILD}))"
_RECORDS = f"SELECT r.id FROM child r WHERE coalesce(r.joined_into, r.id) IN (SELECT id FROM child WHERE {_CHILD})"
_READ = f"child_id IN ({_RECORDS})"
_ON_LIST = f"child_ids && ARRAY ({_RECORDS})"
_PAPER = f"{_OF_CHILD} AND removed_at IS NULL"
_DECISION = f"enrollment_id = ANY (ARRAY (SELECT id FROM enrollment WHERE {_OF_CHILD}))"
_SIGNED = f"consent_id IN (SELECT id FROM consent WHERE {_FAMILY})"
_GROUP = "(SELECT facts ->> 'title' FROM class_group g WHERE g.id = group_id)"
_TEXT = "(SELECT text FROM consent_text t WHERE t.hash = consent.hash)"

COPYING = Copying(
    whose={
        "child": _CHILD,
        "consent": _FAMILY,
        "document": _PAPER,
        "family": _SELF,
        "guardian": _PERSON,
        "invitation": "$1 IN (invited_by, accepted_by)",
        "membership": _PERSON,
        "asleep": _PERSON,
        "number_tried": _PERSON,
        "class_teacher": _PERSON,
        "broadcast": "$1 IN (made_by, sent_by)",
        "correction": _OF_CHILD,
        "early_check": _OF_CHILD,
        "enrollment": _OF_CHILD,
        "unreached": _DECISION,
        "told_apart": _OF_CHILD,
        "staff_decision": _DECISION,
        "family_decision": _FAMILY,
        "paper_reading": _READ,
        "health_reading": _READ,
        "on_paper": _SIGNED,
        "reading": _ON_LIST,
    },
    left_out=(
        LeftOut({"child": "identity"}, FINGERPRINT),
        LeftOut({"asleep": "answer"}, KEY),
        LeftOut({"draw": "units wholes result"}, PSEUDONYMS),
    ),
    sealed={("consent", "note"): "id", ("family", "contact"): "id"},
    beside={
        "child": {"id": "id"},
        "document": {"id": "id"},
        "reading": {"at": "at", "what": "what"},
        "enrollment": {"id": "id", "title": _GROUP},
        "consent": {"id": "id", "text": _TEXT},
    },
)
