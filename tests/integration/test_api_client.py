"""A client generated from the documents as they lie in docs/ books a place and imports a plan, typed all through."""

import asyncio
import sys
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.support.booking import make_families, publish
from tests.support.classes import plan
from tests.support.people import token_for

ROOT = Path(__file__).parents[2]
CONFIG = """
post_hooks: []
content_type_overrides:
  application/yaml: application/octet-stream
  application/pdf: application/octet-stream
  image/jpeg: application/octet-stream
  image/png: application/octet-stream
  image/webp: application/octet-stream
"""
"""The generator knows no kind of file but this one."""


@pytest.fixture
def generated(tmp_path, monkeypatch):
    """`await generated("booking")` → the name of a package that was made from its document; a warning is an error."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "config.yaml").write_text(CONFIG)

    async def generate(service: str) -> str:
        package = f"generated_{service}"
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("openapi-python-client"),
            *("generate", "--meta", "none", "--fail-on-warning", "--config", tmp_path / "config.yaml"),
            *("--path", ROOT / f"docs/openapi/{service}.json", "--output-path", tmp_path / package),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        assert process.returncode == 0, said.decode()
        return package

    return generate


def client(package, system, token):
    """Of the generated package, to the running system."""
    made = import_module(package).AuthenticatedClient(base_url="http://aixin.test", token=token)
    headers = {"authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(app=system.app)
    return made.set_async_httpx_client(
        httpx.AsyncClient(transport=transport, base_url="http://aixin.test", headers=headers)
    )


def operation(package, room, name):
    """The module of one operation."""
    return import_module(f"{package}.api.{room}.{name}")


async def test_it_books_a_place(generated, system):
    package = await generated("booking")
    async with system("booking") as booking:
        (family,) = await make_families(booking, 1)
        group_id = await publish(booking)
        token = family.headers["authorization"].removeprefix("Bearer ")
        models, web = import_module(f"{package}.models"), client(package, booking, token)
        enroll = operation(package, "enrollments", "enroll")
        asked = models.EnrollIn(group_id=group_id, child_id=family.child_id)
        answer = await enroll.asyncio(client=web, body=asked, idempotency_key=str(uuid4()))
        assert answer.result is models.AnswerOutResult.CONFIRMED
        mine = await operation(package, "enrollments", "list_enrollments").asyncio(client=web, limit=1)
        assert [(e.id, e.state, e.created_at.tzinfo is None) for e in mine.enrollments] == [
            (answer.enrollment_id, models.State.CONFIRMED, False)
        ]
        refused = await enroll.asyncio(
            client=web,
            body=models.EnrollIn(group_id=group_id, child_id=uuid4()),
            idempotency_key=str(uuid4()),
            accept_language="en",
        )
        assert (refused.code, refused.title) == (models.ProblemCode.NOT_FOUND, "Not found")


async def test_it_imports_a_plan(generated, system, keys_dir):
    package = await generated("classes")
    async with system("classes") as classes:
        token = token_for(keys_dir, uuid4(), roles=frozenset({("organizer", "mazhang")}))
        models, web = import_module(f"{package}.models"), client(package, classes, token)
        types = import_module(f"{package}.types")

        async def bring_in(text: str) -> object:
            file = types.File(payload=text.encode())
            return await operation(package, "classes", "import_plan_file").asyncio(
                client=web, body=file, idempotency_key=str(uuid4())
            )

        done = await bring_in(plan())
        assert done.groups and {group.change for group in done.groups} == {models.ImportedGroupChange.CREATED}
        wrong = await bring_in("方案: [")
        assert wrong.code is models.PlanRefusedCode.PLAN_ERRORS and wrong.errors[0].line == 1


@pytest.mark.parametrize("service", ["accounts", "notify"])
async def test_a_client_of_the_others_can_be_made(generated, service):
    assert import_module(f"{await generated(service)}.client")
