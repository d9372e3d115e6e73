"""The token that vouches for a person: what is not exactly as accounts signs it is nobody's."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from shared.errors import NotSignedIn
from shared.kernel.identity import Identity
from shared.keys import public_jwk, signing_key
from shared.settings import Settings
from shared.tokens import ALGORITHM, PublicKey, claims_of, public_keys, verify
from shared.web.auth import read_token
from tests.support.people import token_for

PERSON = UUID(int=7)
ROLES = frozenset({("organizer", "gaoxin")})
Forge = Callable[[dict[str, Any], str, Ed25519PrivateKey], str]


def claims(**changes: Any) -> dict[str, Any]:
    """What accounts signs, but for the changes; None leaves a claim out."""
    now = time.time()
    vouched = claims_of(Identity(PERSON, "王芳", ("gaoxin",), 3, ROLES, now + 900), now) | changes
    return {name: value for name, value in vouched.items() if value is not None}


def signed(body: dict[str, Any], kid: str, key: Any, algorithm: str = ALGORITHM) -> str:
    """The token of these claims."""
    return jwt.encode(body, key, algorithm=algorithm, headers={"kid": kid})


def with_other_words(body: dict[str, Any], kid: str, key: Ed25519PrivateKey) -> str:
    """The head and the claims of one token, the signature of another."""
    forged = signed(body | {"roles": [["federation", "*"]]}, kid, key).rpartition(".")[0]
    return forged + "." + signed(body, kid, key).rpartition(".")[2]


FORGED: dict[str, Forge] = {
    "no token": lambda body, kid, key: "not.a.token",
    "signed with a key of its own": lambda body, kid, key: signed(body, kid, Ed25519PrivateKey.generate()),
    "other words, the same signature": with_other_words,
    "an unknown key id": lambda body, kid, key: signed(body, "another", key),
    "a key id that is no text": lambda body, kid, key: jwt.encode(body, key, algorithm=ALGORITHM),
    "not signed": lambda body, kid, key: signed(body, kid, None, "none"),
    "signed with the public key as a secret": lambda body, kid, key: signed(
        body, kid, public_jwk(key)["x"].ljust(64, "="), "HS512"
    ),
    "another algorithm": lambda body, kid, key: signed(
        body, kid, generate_private_key(public_exponent=65537, key_size=2048), "RS256"
    ),
}


@pytest.fixture
def key(keys_dir: Path) -> tuple[str, Ed25519PrivateKey]:
    """The id and the private key that accounts signs with."""
    return signing_key(keys_dir)


def test_what_accounts_signs_is_believed(keys_dir: Path, key: tuple[str, Ed25519PrivateKey]) -> None:
    who = verify(signed(claims(), *key), public_keys(keys_dir))
    assert (who.person_id, who.name, who.unions, who.revision, who.roles) == (PERSON, "王芳", ("gaoxin",), 3, ROLES)
    assert 890 < who.expires - time.time() <= 900


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_token_is_nobodys(keys_dir: Path, key: tuple[str, Ed25519PrivateKey], forgery: str) -> None:
    with pytest.raises(NotSignedIn):
        verify(FORGED[forgery](claims(), *key), public_keys(keys_dir))


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(time.time()) - 60},
        {"aud": "another-system"},
        {"iss": "another-house"},
        {"iat": int(time.time()) + 3600},
        {"sub": "nobody"},
        {"roles": ["organizer"]},
        *({name: None} for name in ("exp", "iat", "aud", "iss", "sub", "name", "unions", "rev", "roles")),
    ],
    ids=lambda changes: "".join(f"{name} {'none' if value is None else 'other'}" for name, value in changes.items()),
)
def test_a_token_with_other_claims_is_nobodys(
    keys_dir: Path, key: tuple[str, Ed25519PrivateKey], changes: dict[str, Any]
) -> None:
    with pytest.raises(NotSignedIn):
        verify(signed(claims(**changes), *key), public_keys(keys_dir))


def test_another_algorithm_is_refused_even_where_its_key_is_known(keys_dir: Path) -> None:
    rsa = generate_private_key(public_exponent=65537, key_size=2048)
    with pytest.raises(NotSignedIn):
        verify(signed(claims(), "rsa", rsa, "RS256"), public_keys(keys_dir) | {"rsa": PublicKey(rsa.public_key())})


def test_clocks_may_differ_by_seconds_but_no_session_lasts_longer_for_it(keys_dir: Path) -> None:
    """What was verified is remembered; so its end is looked at by itself, each time, without the leeway of clocks."""
    settings = Settings(database_url="", keys_dir=keys_dir)
    assert read_token(token_for(keys_dir, PERSON), settings).person_id == PERSON
    with pytest.raises(NotSignedIn):
        read_token(token_for(keys_dir, PERSON, seconds=-2), settings)
