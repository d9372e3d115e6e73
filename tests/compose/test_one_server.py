"""One server by Docker: a booking through the reverse proxy to the family's inbox, restarts, and what stays inside."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar
from uuid import uuid4

import httpx2
import pytest

from aixin.demo.client import DemoError, Person, log_in
from aixin.demo.families import agree
from tests.compose.stack import UP_SECONDS, Stack
from tests.support.open_plan import open_plan

pytestmark = pytest.mark.timeout(UP_SECONDS + 360)
SYSTEMS = ("accounts", "classes", "booking", "notify")
PARENT, ORGANIZER = "13800000001", "13800000002"
"""Of the demonstration."""
SAY = """
import asyncio, os
from aiokafka import AIOKafkaProducer
from shared.messaging.address import options
async def say():
    try:
        async with AIOKafkaProducer(**options({address})) as producer:
            await producer.send_and_wait("{topic}", b"{{}}")
        return "said"
    except Exception as error:
        return type(error).__name__
print(asyncio.run(say()))
"""
T = TypeVar("T")


@pytest.fixture
async def web(stack: Stack) -> AsyncIterator[httpx2.AsyncClient]:
    """A browser on this machine."""
    url = stack.url
    async with httpx2.AsyncClient(base_url=url, headers={"origin": url}, timeout=30, trust_env=False) as client:
        yield client


async def test_a_booking_reaches_the_inbox_and_outlives_restarts(stack: Stack, web: httpx2.AsyncClient) -> None:
    """Broker and database go and come back, the broker even empty: nothing is lost, nothing doubled, booking goes on."""
    organizer, parent = await demo_person(web, ORGANIZER), await demo_person(web, PARENT)
    group = await published(organizer)

    await book(parent, group, "小明")
    await unread(parent, 1)

    stack.compose("restart", "postgres", "kafka")
    stack.compose("up", "--detach", "--wait")
    await book(parent, group, "小红")
    await unread(parent, 2)

    stack.compose("rm", "--stop", "--force", "kafka")
    await book(parent, group, "小刚")  # without a broker
    stack.forget("broker")
    stack.compose("up", "--detach", "--wait")
    await unread(parent, 3)

    booked = (await parent.get("/booking/api/v1/enrollments"))["enrollments"]
    assert [(e["child"]["name"], e["state"]) for e in booked] == [
        (name, "confirmed") for name in ("小刚", "小红", "小明")
    ]
    told = (await parent.get("/notify/api/v1/messages"))["messages"]
    assert [m["kind"] for m in told] == [told[0]["kind"]] * 3, told


async def test_the_edge_has_one_origin_and_keeps_operators_pages_inside(web: httpx2.AsyncClient) -> None:
    """`/` leads to the catalogue; every system answers under its name; metrics and readiness do not get out."""
    front = await web.get("/")
    assert (front.status_code, front.headers["location"]) == (302, "/classes/")
    assert {"server", "via"}.isdisjoint({*front.headers, *(await web.get("/classes/")).headers})
    for path in ("/classes/", "/static/aixin.css", *(f"/{name}/healthz" for name in SYSTEMS)):
        assert (await web.get(path)).status_code == 200, path
    pages = ("metrics", "readyz", "metrics/", "metrics%0A", "inside/phones", "inside%2Fphones")
    for path in (f"/{name}/{page}" for name in SYSTEMS for page in pages):
        assert (await web.get(path)).status_code == 404, path


async def test_the_first_administrator_is_made_on_the_server(stack: Stack, web: httpx2.AsyncClient) -> None:
    """Without the demonstration nobody could give anybody a role otherwise."""
    stack.inside("accounts", "python", "-m", "deploy.compose.federation", "13700000001")
    admin = await log_in(web, "13700000001")
    assert (await admin.get("/accounts/api/v1/me"))["roles"] == [{"role": "federation", "union": "*"}]


def test_each_system_has_its_own_user_and_secrets(stack: Stack) -> None:
    """None is root or can write its code, only accounts can sign, none has another's password; the edge cannot reach the database."""
    assert len({stack.inside(name, "id", "-u") for name in SYSTEMS} - {"0\n"}) == len(SYSTEMS)
    stack.inside("accounts", "cat", "/run/aixin/keys/private.pem")
    for service, *command in (
        ("booking", "cat", "/run/aixin/keys/private.pem"),
        ("booking", "cat", "/run/aixin/keys/accounts.secret"),
        ("booking", "cat", "/run/aixin/accounts.pgpass"),
        ("booking", "cat", "/run/aixin/accounts.kafka"),
        ("booking", "cat", "/run/aixin/stack.kafka"),
        ("booking", "touch", "/app/shared/changed"),
    ):
        with pytest.raises(AssertionError, match=r"Permission denied|Read-only"):
            stack.inside(service, *command)
    known = [
        name
        for name in (*SYSTEMS, "postgres", "kafka")
        if stack.inside("edge", "sh", "-c", f"getent hosts {name} || true")
    ]
    assert known == list(SYSTEMS)


@pytest.mark.parametrize(
    ("address", "topic", "answer"),
    [
        ("os.environ['AIXIN_KAFKA']", "enrollment", "said"),
        ("os.environ['AIXIN_KAFKA']", "accounts", "TopicAuthorizationFailedError"),
        ("'kafka:9092'", "enrollment", "KafkaConnectionError"),
    ],
    ids=["its own", "another's", "without a name"],
)
def test_booking_says_at_the_broker_what_is_its_own(stack: Stack, address: str, topic: str, answer: str) -> None:
    assert stack.inside("booking", "python", "-c", SAY.format(address=address, topic=topic)).strip() == answer


async def demo_person(web: httpx2.AsyncClient, phone: str) -> Person:
    """Somebody of the demonstration, once their roles are there."""
    return await eventually(lambda: log_in(web, phone))


async def published(organizer: Person) -> str:
    """The id of a group that is open now."""
    imported = await organizer.post("/classes/api/v1/plans", content=open_plan())
    await organizer.post(f"/classes/api/v1/plans/{imported['plan']}/publish")
    return str(imported["groups"][0]["id"])


async def book(parent: Person, group: str, name: str) -> None:
    """A child, and a place for it; said again with the same key until there is an answer."""
    keys = str(uuid4()), str(uuid4())
    facts = {"name": name, "birth_date": "2018-05-01", "grade": 2}
    await eventually(lambda: agree(parent))
    child = await eventually(lambda: parent.post("/booking/api/v1/children", facts, key=keys[0]))
    wish = {"group_id": group, "child_id": child["id"]}
    answer = await eventually(lambda: parent.post("/booking/api/v1/enrollments", wish, key=keys[1]))
    assert answer["result"] == "confirmed", answer


async def unread(parent: Person, count: int) -> None:
    """Wait until the live stream of the inbox, through the edge, says so many."""

    async def seen() -> None:
        headers = {"authorization": f"Bearer {parent.token}"}
        async with parent.web.stream("GET", "/notify/stream", headers=headers) as stream:
            if stream.status_code != 200:
                raise DemoError(str(stream.status_code))
            async for line in stream.aiter_lines():
                if line == f"data: {count}":
                    return

    async with asyncio.timeout(60):
        await eventually(seen)


async def eventually(ask: Callable[[], Awaitable[T]], seconds: float = 60) -> T:
    """Ask until there is an answer, as a family's phone would while something restarts."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return await ask()
        except (DemoError, httpx2.HTTPError):
            if time.monotonic() > deadline:
                raise
        await asyncio.sleep(0.3)
