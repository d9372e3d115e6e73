"""Web push by its standards: what is sealed is what RFC 8291 itself has, and who we are is what RFC 8292 asks."""

import json
from datetime import UTC, datetime

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from pydantic import ValidationError

from shared.keys import ensure_keys, push_keys, renew
from shared.providers.webpush import PushAccount, point, sealed, subscription, unwritten, vouched, written

# RFC 8291, appendix A
PLAIN = b"When I grow up, I want to be a watermelon"
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
THEIRS = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET, SALT = "BTBZMqHH6r4Tts7J_aSIgg", "DGv6ra1nlYgDCS1FRnbzlw"
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4"
    "Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
ACCOUNT = PushAccount(contact="mailto:aixin@example.org")


def test_a_message_is_sealed_as_the_standard_itself_has_it():
    own = derive_private_key(int.from_bytes(unwritten(OURS), "big"), SECP256R1())
    to = subscription("https://push.example.net/x", THEIRS, SECRET)
    assert written(sealed(to, PLAIN, own=own, salt=unwritten(SALT))) == MESSAGE


def test_the_same_message_is_never_sealed_alike():
    to = subscription("https://push.example.net/x", THEIRS, SECRET)
    assert sealed(to, PLAIN) != sealed(to, PLAIN)


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", SECRET), (THEIRS, ""), (THEIRS[:-4], SECRET), (THEIRS, SECRET[:-4]), (THEIRS, "=" * 22), (THEIRS, "中" * 22),
        (written(b"\x04" + b"\1" * 64), SECRET), (written(b"\x02" + b"\1" * 64), SECRET),
    ],
)  # fmt: skip
def test_what_no_browser_says_is_not_taken(p256dh, auth):
    with pytest.raises(ValueError):
        subscription("https://push.example.net/x", p256dh, auth)


def test_who_we_are_is_said_to_this_service_for_half_a_day(tmp_path):
    ensure_keys(tmp_path)
    (key,) = push_keys(tmp_path)
    now = datetime(2027, 1, 4, 9, tzinfo=UTC)
    said = vouched(key, ACCOUNT, "https://push.example.net:8443/x?y", now)["authorization"]
    token, _, public = said.removeprefix("vapid t=").partition(", k=")
    assert unwritten(public) == point(key.public_key())
    claims = json.loads(unwritten(token.split(".")[1]))
    assert claims == {
        "aud": "https://push.example.net:8443", "exp": int(now.timestamp()) + 12 * 3600, "sub": "mailto:aixin@example.org",
    }  # fmt: skip
    jwt.decode(token, key.public_key(), ["ES256"], options={"verify_exp": False, "verify_aud": False})


def test_a_new_key_stands_before_the_old_one_which_stays(tmp_path):
    ensure_keys(tmp_path)
    (first,) = push_keys(tmp_path)
    renew(tmp_path, "notify")
    second, kept = push_keys(tmp_path)
    assert point(kept.public_key()) == point(first.public_key()) != point(second.public_key())
    renew(tmp_path, "booking")
    assert len(push_keys(tmp_path)) == 2


@pytest.mark.parametrize(
    "contact", ["", "aixin@example.org", "mailto:", "mailto:nobody", "http://example.org", "https://a b"]
)
def test_whom_to_write_to_is_an_address(contact):
    with pytest.raises(ValidationError):
        PushAccount(contact=contact)
