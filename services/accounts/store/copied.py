"""Which rows of accounts are a person's, for the copy that they take of them."""

from shared.db.copies import Copying, LeftOut
from shared.privacy.said import FINGERPRINT, KEY, OTHERS

_SELF = "id = $1"
_PERSON = "person_id = $1"
_UNION = "(SELECT name FROM trade_union WHERE code = union_code)"
_UNIONS = "(SELECT array_agg(name ORDER BY code) FROM trade_union WHERE code = ANY (unions))"
_PHONE = "phone_hash = (SELECT phone_hash FROM person WHERE id = $1)"

COPYING = Copying(
    whose={
        "person": _SELF,
        "known_browser": _PERSON,
        "session": _PERSON,
        "binding": _PERSON,
        "former_phone": _PERSON,
        "phone_change": _PERSON,
        "invited_phone": _PERSON,
        "asleep": _PERSON,
        "parked": _PERSON,
        "login_code": _PHONE,
        "roll_member": _PHONE,
        "roll_import": _PERSON,
        "role_grant": _PHONE,
        "union_change": _PERSON,
        "api_key": "made_by = $1",
        "role_change": _PERSON,
        "second_factor": _PERSON,
        "recovery_code": _PERSON,
        "second_factor_reset": _PERSON,
    },
    left_out=(
        LeftOut(
            {
                "person": "phone_hash",
                "login_code": "phone_hash code_hash asker_hash address_hash",
                "known_browser": "browser_hash",
                "session": "token_hash",
                "binding": "subject_hash",
                "former_phone": "phone_hash",
                "phone_change": "phone_hash",
                "invited_phone": "phone_hash",
                "parked": "phone_hash",
                "recovery_code": "code_hash",
                "roll_member": "phone_hash",
                "role_grant": "phone_hash",
                "role_change": "phone_hash",
            },
            FINGERPRINT,
        ),
        LeftOut({"second_factor": "secret_sealed", "asleep": "answer"}, KEY),
        LeftOut({"roll_import": "problems notes leaving"}, OTHERS),
    ),
    beside={
        "person": {"union_names": _UNIONS},
        "roll_member": {"union_names": _UNION},
        "role_grant": {"union_names": _UNION},
        "role_change": {"union_names": _UNION},
    },
    sealed={
        ("person", "phone_sealed"): "id",
        ("phone_change", "phone_sealed"): "person_id",
        ("login_code", "phone_sealed"): "request_id",
        ("binding", "subject_sealed"): "person_id",
    },
)
