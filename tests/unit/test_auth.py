"""Who is asking: the token as it comes with a request, and what it must allow. Forged and outlived ones: test_tokens.py."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from math import inf
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI, Request

from shared.errors import Forbidden, NotSignedIn, SecondFactorMissing, Uncertain
from shared.events.revocation import AccessChanged, AllTold, SessionEnded
from shared.kernel.identity import Identity
from shared.kernel.unions import Tree
from shared.keys import ensure_keys
from shared.messaging.revocation import Revocations
from shared.settings import Settings
from shared.web import auth
from shared.words import refusals
from tests.support.people import bearer, token_for

PERSON, SESSION, OTHER = UUID(int=7), UUID(int=8), UUID(int=9)
ORGANIZER = frozenset({("organizer", "gaoxin")})
TEACHER = frozenset({("teacher", "gaoxin")})
FEDERATION = frozenset({("federation", "*")})
NOBODYS = "not.a.token"

Door = Callable[[Request], Awaitable[Identity]]


async def _looked(_: object) -> Tree:
    return Tree()


class House:
    """A system as far as the doors look at it: its settings, what it heard of revocations, and that nobody told it of unions."""

    def __init__(self, keys_dir: Path, **said: object) -> None:
        self.settings = Settings(database_url="", keys_dir=keys_dir, **said)  # type: ignore[arg-type]
        self.revocations = Revocations("", "", "test")
        self.revocations.heard_at = inf

    def asked(self, authorization: str = "", **cookies: str) -> Request:
        """A request with this header and these cookies."""
        app = FastAPI()
        unions = SimpleNamespace(tree=Tree(), look=_looked)
        app.state.system = SimpleNamespace(
            settings=self.settings, revocations=self.revocations, unions=unions, pool=None
        )
        cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        sent = {"authorization": authorization, "cookie": cookie}
        headers = [(name.encode(), value.encode()) for name, value in sent.items() if value]
        return Request({"type": "http", "app": app, "headers": headers})

    def by(self, roles: frozenset[tuple[str, str]] = frozenset(), **proven: Any) -> Request:
        """A request of a person with these roles."""
        token = token_for(self.settings.keys_dir, PERSON, roles=roles, session_id=SESSION, **proven)
        return self.asked(bearer(token)["authorization"])


@pytest.fixture
def house(keys_dir: Path) -> House:
    return House(keys_dir)


@pytest.fixture
def token(keys_dir: Path) -> str:
    return token_for(keys_dir, PERSON)


def who(request: Request) -> UUID | None:
    """Whom it takes for the one who asks."""
    identity = auth.identity_of(request)
    return identity and identity.person_id


# -- where the token is ---------------------------------------------------------------------------------------------------


def test_who_brings_nothing_is_nobody(house: House) -> None:
    assert who(house.asked()) is None


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_a_program_says_it_in_the_header(house: House, token: str, scheme: str) -> None:
    assert who(house.asked(f"{scheme} {token}")) == PERSON


def test_a_browser_says_it_in_the_cookie(house: House, token: str) -> None:
    assert who(house.asked(aixin=token)) == PERSON


def test_over_https_a_cookie_counts_that_only_this_origin_can_have_set(keys_dir: Path, token: str) -> None:
    house = House(keys_dir, public_url="https://aixin.test")
    assert house.settings.secure
    assert who(house.asked(**{"__Host-aixin": token})) == PERSON
    assert who(house.asked(aixin=token)) is None


def test_another_scheme_is_none_of_ours_and_the_cookie_counts(house: House, token: str) -> None:
    assert who(house.asked("Basic d2FuZzpmYW5n")) is None
    assert who(house.asked("Basic d2FuZzpmYW5n", aixin=token)) == PERSON


def test_a_bad_token_in_the_header_is_nobodys_whatever_the_cookie_says(house: House, token: str) -> None:
    assert who(house.asked(f"Bearer {NOBODYS}")) is None
    assert who(house.asked(f"Bearer {NOBODYS}", aixin=token)) is None
    assert who(house.asked(aixin=NOBODYS)) is None


def test_what_was_verified_counts_no_longer_once_its_key_is_gone(tmp_path: Path) -> None:
    ensure_keys(tmp_path)
    house, published = House(tmp_path), tmp_path / "public.json"
    request = house.by()
    assert who(request) == PERSON
    for file in ("private.pem", "public.json"):
        (tmp_path / file).unlink()
    ensure_keys(tmp_path)
    os.utime(published, ns=(0, 1))  # at another time than before, however coarse the clock of the files
    assert who(request) is None
    assert who(house.by()) == PERSON


# -- what it must allow ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("door", [auth.signed_in, auth.with_roles, auth.staff])
async def test_nobody_passes_no_door(house: House, door: Door) -> None:
    with pytest.raises(NotSignedIn):
        await door(house.asked())


@pytest.mark.parametrize(
    ("roles", "organizes"),
    [(ORGANIZER, True), (FEDERATION, True), (TEACHER, False), (frozenset(), False)],
    ids=["an organizer", "the federation", "a teacher", "a family"],
)
async def test_who_may_organize(house: House, roles: frozenset[tuple[str, str]], organizes: bool) -> None:
    request = house.by(roles)
    assert (await auth.signed_in(request)).roles == (await auth.with_roles(request)).roles == roles
    if organizes:
        assert (await auth.staff(request)).person_id == PERSON
    else:
        with pytest.raises(Forbidden) as refused:
            await auth.staff(request)
        assert (refused.value.zh, refused.value.en) == refusals.ORGANIZERS_ONLY


# -- what was revoked -----------------------------------------------------------------------------------------------------


def test_a_token_of_a_session_that_was_ended_is_nobodys(house: House) -> None:
    request = house.by()
    assert who(request) == PERSON
    house.revocations.hear(SessionEnded(session_id=SESSION))
    assert who(request) is None


def test_a_token_from_before_ones_access_changed_is_nobodys(house: House) -> None:
    request = house.by()
    house.revocations.hear(AccessChanged(person_id=OTHER, epoch=9))
    assert who(request) == PERSON
    house.revocations.hear(AccessChanged(person_id=PERSON, epoch=9))
    assert who(request) is None


async def test_who_was_let_in_is_the_same_until_they_are_answered(house: House) -> None:
    """Else a page begins as theirs, finds nobody halfway, and is a fault of ours."""
    request = house.by(ORGANIZER)
    await auth.staff(request)
    house.revocations.hear(AccessChanged(person_id=PERSON, epoch=9))
    identity = auth.identity_of(request)
    assert identity and (identity.person_id, identity.roles) == (PERSON, ORGANIZER)
    for door in (auth.signed_in, auth.with_roles, auth.staff):
        with pytest.raises(NotSignedIn):
            await door(request)
    assert who(house.by(ORGANIZER)) is None


async def test_who_asks_right_after_a_start_waits_until_all_is_told(house: House) -> None:
    house.revocations.heard_at = -inf
    asked = asyncio.ensure_future(auth.staff(house.by(ORGANIZER)))
    await asyncio.sleep(0)
    house.revocations.hear(AllTold())
    assert (await asked).roles == ORGANIZER


async def test_in_doubt_a_family_goes_on_and_staff_are_nobody_with_roles(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "PATIENCE_SECONDS", 0.01)
    house.revocations.heard_at = -inf
    family, organizer = house.by(), house.by(ORGANIZER)
    assert (await auth.with_roles(family)).person_id == PERSON
    identity = await auth.signed_in(organizer)
    assert (identity.person_id, identity.roles) == (PERSON, frozenset())
    for door in (auth.with_roles, auth.staff):
        with pytest.raises(Uncertain):
            await door(organizer)
    house.revocations.heard_at = inf
    assert (await auth.staff(organizer)).roles == ORGANIZER


# -- the second factor ----------------------------------------------------------------------------------------------------

BY_SMS, BY_BOTH = {"methods": ("sms",)}, {"methods": ("sms", "otp")}


@pytest.mark.parametrize(
    ("asked", "roles", "proven", "due"),
    [
        ("asked", ORGANIZER, BY_SMS, False),
        ("asked", ORGANIZER, BY_SMS | {"enrolled": True}, True),
        ("asked", TEACHER, BY_SMS | {"enrolled": True}, True),
        ("asked", ORGANIZER, BY_BOTH | {"enrolled": True}, False),
        ("required", ORGANIZER, {}, True),
        ("required", FEDERATION, BY_SMS, True),
        ("required", TEACHER, BY_SMS, False),
        ("required", ORGANIZER, BY_BOTH | {"enrolled": True}, False),
        ("required", frozenset(), BY_SMS, False),
    ],
    ids=["asked", "enrolled", "teacher-enrolled", "proven", "required", "federation", "teacher", "required-proven", "family"],
)  # fmt: skip
async def test_where_a_second_factor_is_due_roles_count_for_nothing(
    keys_dir: Path, asked: str, roles: frozenset[tuple[str, str]], proven: dict[str, Any], due: bool
) -> None:
    request = House(keys_dir, second_factor=asked).by(roles, **proven)
    assert (await auth.signed_in(request)).roles == (frozenset() if due else roles)
    if due:
        with pytest.raises(SecondFactorMissing):
            await auth.with_roles(request)
    else:
        assert (await auth.with_roles(request)).roles == roles
