"""Whatever is sent to the API, well formed or not and by whomever: no error of the server, no answer that its document does not know."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any

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

from tests.support.worlds import WORLDS, Headers, World

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 12
"""Of each operation, well formed, and as many that are not; half of them name what is there."""


@pytest.mark.parametrize("name", WORLDS)
def test_every_answer_is_one_that_the_document_knows(system, database, keys_dir, name):
    with asyncio.Runner() as runner:
        inside = AsyncExitStack()
        world = runner.run(inside.enter_async_context(WORLDS[name](system, database, keys_dir)))
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
