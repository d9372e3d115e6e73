"""Whatever is sent to the API, well formed or not and by whomever: no error of the server, no answer that its document does not know."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.events.rules import Document, GroupRules
from shared.system import System
from tests.support import accounts as at_accounts
from tests.support import booking as at_booking
from tests.support import classes as at_classes
from tests.support import notify as at_notify
from tests.support.people import bearer, token_for
from tests.support.staff import upload

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
FEDERATION = frozenset({("federation", "*")})
EXAMPLES = 12
"""Of each operation, well formed, and as many that are not; half of them name what is there."""
Headers = dict[str, str]


@dataclass
class World:
    """A running system, people to ask it, and what is there by the names under which it is asked for."""

    system: System
    people: Sequence[Headers]
    there: Mapping[str, Sequence[str]]


@pytest.fixture
def worlds(system, database, keys_dir):
    """name → a world of that system."""

    @asynccontextmanager
    async def accounts() -> AsyncIterator[World]:
        async with at_accounts.accounts(database, keys_dir) as running:
            phones = (at_accounts.PARENT, at_accounts.ORGANIZER, at_accounts.FEDERATION)
            people = [bearer(await at_accounts.token_of(running, phone)) for phone in phones]
            roll = at_accounts.excel(["张三", "13800000009", "", "", "", ""], ["", "1", "", "", "", ""])
            async with at_accounts.browser(running) as web:
                made = await web.post(
                    "/accounts/api/v1/unions/gaoxin/roll",
                    files={"file": ("r.xlsx", roll)},
                    headers=people[1] | at_notify.key(),
                )
            yield World(running, people, {"code": ["gaoxin"], "union": ["gaoxin"], "import_id": [made.json()["id"]]})

    @asynccontextmanager
    async def classes() -> AsyncIterator[World]:
        async with system("classes") as running:
            organizer = token_for(keys_dir, uuid4(), roles=frozenset({("organizer", "mazhang")}))
            office = at_classes.Office(running, organizer)
            groups = [UUID(id_) for id_ in await at_classes.published(office, at_classes.plan())]
            draft = (await office.give(at_classes.plan(key="autumn"))).json()
            people = [token_for(keys_dir, uuid4()), organizer, token_for(keys_dir, uuid4(), roles=FEDERATION)]
            drafts = [group["id"] for group in draft["groups"]]
            there = {"group_id": [*map(str, groups), *drafts], "plan_id": [draft["plan"]]}
            yield World(running, [bearer(token) for token in people], there)

    @asynccontextmanager
    async def booking() -> AsyncIterator[World]:
        async with system("booking") as running:
            rules = GroupRules(review="organizer", documents=[Document(name="户口本")])
            groups = [await at_booking.publish(running, rules=rules), await at_booking.publish(running, capacity=1)]
            families = await at_booking.make_families(running, 3)
            paper = await upload(running, families[0], "户口本")
            enrolled = [id_ for group in groups for id_ in await at_booking.ask(running, families, group)]
            organizer = token_for(keys_dir, uuid4(), roles=frozenset({("organizer", "gaoxin")}))
            federation = token_for(keys_dir, uuid4(), roles=FEDERATION)
            child = [str(families[0].child_id)]
            ids = {"group_id": [str(group) for group in groups], "child_id": child, "enrollment_id": enrolled}
            there = ids | {"paper_id": [str(paper)], "to_group_id": ids["group_id"], "requests": enrolled}
            yield World(running, [families[0].headers, bearer(organizer), bearer(federation)], there)

    @asynccontextmanager
    async def notify() -> AsyncIterator[World]:
        async with at_notify.running(await at_notify.alone(database, keys_dir)) as running:
            person = uuid4()
            await at_notify.say(running, at_notify.happened("confirmed", person))
            async with at_notify.door(running, person) as web:
                (message,) = (await web.get("/notify/api/v1/messages")).json()["messages"]
            tokens = [
                token_for(keys_dir, person),
                token_for(keys_dir, uuid4()),
                token_for(keys_dir, uuid4(), roles=FEDERATION),
            ]
            yield World(running, [bearer(token) for token in tokens], {"message_id": [message["id"]]})

    return {"accounts": accounts, "booking": booking, "classes": classes, "notify": notify}


@pytest.mark.parametrize("name", ["accounts", "booking", "classes", "notify"])
def test_every_answer_is_one_that_the_document_knows(worlds, name):
    with asyncio.Runner() as runner:
        inside = AsyncExitStack()
        opened: AbstractAsyncContextManager[World] = worlds[name]()
        world = runner.run(inside.enter_async_context(opened))
        try:
            transport = httpx2.ASGITransport(world.system.app, raise_app_exceptions=False)
            web = httpx2.AsyncClient(transport=transport, base_url="http://aixin.test")
            found: dict[str, set[int]] = {}
            for operation in schemathesis.openapi.from_dict(world.system.app.openapi()).get_all_operations():
                for mode in GenerationMode:
                    _fuzz(runner, web, world, operation.ok(), mode, found)
        finally:
            runner.run(inside.aclose())
    served = [operation for operation, statuses in found.items() if min(statuses) < 300]
    assert len(served) * 3 > len(found), found  # it is not refusals alone that were compared


def _fuzz(
    runner: asyncio.Runner, web: httpx2.AsyncClient, world: World, operation: Any, mode: GenerationMode, found: Any
) -> None:
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode), st.sampled_from(world.people), st.booleans(), st.data())
    def ask(case: Any, person: Headers, known: bool, data: st.DataObject) -> None:
        if known:
            for where in (case.path_parameters, case.body):
                _name(where, world.there, data)
        case.headers.update(person)
        sent = requests.Request(**case.as_transport_kwargs(base_url="http://aixin.test")).prepare()
        request = web.build_request(sent.method, sent.url, content=sent.body, headers=sent.headers)
        answer = runner.run(web.send(request))
        found.setdefault(operation.label, set()).add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    ask()


def _name(part: Any, there: Mapping[str, Sequence[str]], data: st.DataObject) -> None:
    """Put what is there where something is asked for."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in there and isinstance(value, str):
                part[name] = data.draw(st.sampled_from(there[name]))
            elif name in there and isinstance(value, list):
                part[name] = data.draw(st.lists(st.sampled_from(there[name]), min_size=1, max_size=3))
            else:
                _name(value, there, data)
    elif isinstance(part, list):
        for inner in part:
            _name(inner, there, data)
