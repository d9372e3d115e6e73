"""Logged out, or a role taken: what vouched for somebody counts nowhere any more, at once; and who cannot know that believes no role."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest

from deploy.local.kafka import Kafka
from services.accounts.bootstrap import build
from services.accounts.domain.roles import Union
from services.accounts.federation import appoint
from services.accounts.store import unions
from services.accounts.usecases.issue_token import renew_token
from shared.db.pool import transaction
from shared.events.revocation import TOPIC, SessionEnded
from shared.messaging import outbox
from shared.messaging.heartbeat import Heartbeat
from shared.supervision import Supervisor
from shared.system import System
from shared.tokens import public_keys, verify
from shared.web import auth
from tests.conftest import MakeSettings, RunSystem
from tests.support.accounts import FEDERATION, Phones, browser, office_of
from tests.support.backbone import Backbone
from tests.support.booking import door
from tests.support.eventually import eventually
from tests.support.people import bearer, token_for

ROSTERS, CHILDREN = "/booking/console/groups", "/booking/api/v1/children"
ROLE = {"role": "teacher", "union": "gaoxin"}
TEACHER = "13700005555"
PATIENCE = 120
"""Seconds for a broker and what stands around it, on a busy machine too."""


@pytest.fixture
async def accounts(settings: MakeSettings) -> AsyncIterator[System]:
    """Running with one union, its teacher and an officer of the federation."""
    async with build(await settings("accounts"), Phones()).running() as system:
        async with transaction(system.pool) as conn:
            await unions.add(conn, Union("gaoxin", "济宁高新区园区工会", "park", None))
        await appoint(system.settings, FEDERATION)
        async with logged_in(system, FEDERATION) as (office, _):
            await give(office)
        yield system


@asynccontextmanager
async def logged_in(accounts: System, phone: str) -> AsyncIterator[tuple[httpx2.AsyncClient, str]]:
    """A browser, and the token that it got."""
    phones = office_of(accounts).channel
    assert isinstance(phones, Phones)
    await accounts.pool.execute("DELETE FROM login_code")
    async with browser(accounts) as web:
        await web.post("/accounts/login", data={"phone": phone})
        await web.post("/accounts/login/code", data={"code": phones.last(phone)})
        yield web, web.cookies["aixin"]


async def give(office: httpx2.AsyncClient) -> None:
    """The teacher's role."""
    given = await office.post(
        "/accounts/api/v1/grants", json=ROLE | {"phone": TEACHER}, headers={"idempotency-key": str(uuid4())}
    )
    assert given.status_code == 201, given.text


async def take(office: httpx2.AsyncClient) -> None:
    """It is taken back."""
    (held,) = (await office.get("/accounts/api/v1/unions/gaoxin/grants")).json()["grants"]
    taken = await office.post(
        "/accounts/api/v1/grants/revoke",
        json=ROLE | {"phone_key": held["phone_key"]},
        headers={"idempotency-key": str(uuid4())},
    )
    assert taken.status_code == 200, taken.text


async def status(system: System, token: str, path: str = ROSTERS) -> int:
    """Of what the route answers."""
    async with door(system) as web:
        return (await web.get(path, headers=bearer(token))).status_code


async def until(system: System, token: str, wanted: int, path: str = ROSTERS) -> None:
    """It answers so, sooner or later."""

    async def answers() -> bool:
        return await status(system, token, path) == wanted

    await eventually(answers, within=PATIENCE)


async def test_what_vouched_for_somebody_ends_with_the_log_in_and_with_the_role(
    accounts: System, system: RunSystem, keys_dir: Path
) -> None:
    prefix = accounts.settings.topic_prefix
    async with (
        system("booking", alone=False, topic_prefix=prefix) as booking,
        system("booking", kafka="127.0.0.1:1") as deaf,
        logged_in(accounts, FEDERATION) as (office, _),
        logged_in(accounts, TEACHER) as (phone, on_phone),
        logged_in(accounts, TEACHER) as (computer, on_computer),
    ):
        await until(booking, on_phone, 200)

        await phone.post("/accounts/logout", data={})
        await until(booking, on_phone, 401)
        assert await status(accounts, on_phone, "/accounts/api/v1/me") == 401
        assert await status(booking, on_computer) == 200
        # Who does not hear of it lets the old token in: it is the hearing that shuts the door.
        assert await status(deaf, on_phone) == 200
        async with system("booking", alone=False, topic_prefix=prefix) as later:  # who starts later has heard it, too
            await until(later, on_computer, 200)
            assert await status(later, on_phone) == 401

        await take(office)
        await until(booking, on_computer, 401)
        await computer.post("/accounts/refresh")
        without = computer.cookies["aixin"]
        assert verify(without, public_keys(keys_dir)).roles == frozenset()
        assert (await status(booking, without), await status(booking, without, CHILDREN)) == (403, 200)

        await give(office)
        await until(booking, without, 401)  # a role that is given acts at once as well
        await computer.post("/accounts/refresh")
        again = computer.cookies["aixin"]
        assert await status(booking, again) == 200

        await computer.post("/accounts/logout-everywhere", data={})
        await until(booking, again, 401)
        async with logged_in(accounts, TEACHER) as (_, new):
            assert await status(booking, new) == 200


async def test_who_does_not_hear_accounts_believes_no_role_and_families_go_on(
    settings: MakeSettings, system: RunSystem, own_kafka: Kafka, keys_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "PATIENCE_SECONDS", 0.1)
    organizer = token_for(keys_dir, uuid4(), roles=frozenset({("organizer", "gaoxin")}))
    async with system("booking", alone=False, kafka=own_kafka.bootstrap) as booking, door(booking) as web:
        refused = await web.get(ROSTERS, headers=bearer(organizer))
        assert (refused.status_code, refused.json()["code"]) == (503, "uncertain")
        page = await web.get(ROSTERS, headers=bearer(organizer) | {"accept": "text/html"})
        assert (page.status_code, "家长的页面不受影响" in page.text) == (503, True)
        assert page.headers["refresh"] == page.headers["retry-after"] == "5"
        for who in (organizer, token_for(keys_dir, uuid4())):  # an organizer may be a parent, too
            assert await status(booking, who, CHILDREN) == 200

        async with build(await settings("accounts", kafka=own_kafka.bootstrap), Phones()).running():
            await until(booking, organizer, 200)
            await asyncio.to_thread(own_kafka.kill)
            await until(booking, organizer, 503)
            assert await status(booking, organizer, CHILDREN) == 200
            await asyncio.to_thread(own_kafka.start)
            await until(booking, organizer, 200)


async def test_accounts_says_that_all_is_told_only_when_it_is(bone: Backbone) -> None:
    async with bone.pool.acquire() as conn, conn.transaction():
        await outbox.put(conn, SessionEnded(session_id=uuid4()))
        await conn.execute("UPDATE outbox SET created_at = created_at - interval '3 seconds'")

    async def told() -> list[str]:
        return [dict(record.headers)["ce_type"].decode() for record in await bone.log(TOPIC)]

    async def all_told() -> bool:
        return "accounts.all-told.v1" in await told()

    async with Supervisor("accounts") as supervisor:
        supervisor.start("heartbeat", Heartbeat(bone.pool, bone.kafka, bone.prefix, "http://aixin.test").run)
        with pytest.raises(AssertionError, match="not within"):
            await eventually(all_told, within=5, every=1)
        async with bone.relay():
            await eventually(all_told, within=PATIENCE, every=1)
    assert (await told())[0] == "accounts.session-ended.v1"


async def test_a_token_that_is_issued_while_a_role_is_taken_is_refused_or_without_it(
    accounts: System, keys_dir: Path
) -> None:
    async with logged_in(accounts, TEACHER) as (phone, _), logged_in(accounts, FEDERATION) as (office, _):
        session = phone.cookies["aixin-session"]
        for _ in range(10):
            _, token = await asyncio.gather(take(office), renew_token(office_of(accounts), session))
            epoch = await accounts.pool.fetchval("SELECT epoch FROM person WHERE id = $1", token.identity.person_id)
            vouched = verify(token.text, public_keys(keys_dir))
            assert vouched.epoch < epoch or not vouched.roles
            await give(office)
