"""A guardian takes a copy of all that is kept of them: whatever the register names is in it, or is said to be left out."""

import io
import re
from importlib import import_module
from uuid import UUID, uuid4
from zipfile import ZipFile

import orjson
import pytest

from shared.crypto import Vault
from shared.db.copies import COMMON, copy, left_out, personal
from shared.db.pool import connection
from shared.events.registry import SYSTEMS
from shared.events.rules import GroupRules
from shared.privacy.columns import CALLED
from shared.privacy.entry import pairs
from tests.support import notify as told
from tests.support.accounts import PARENT, STRANGER, Phones, accounts, api
from tests.support.at_rest import at_rest
from tests.support.booking import book, door, publish
from tests.support.parents import parent
from tests.support.pictures import PNG
from tests.support.staff import Staff, disclose

NOTE = "对花生过敏"
BYTES = "SELECT table_name, column_name FROM information_schema.columns WHERE data_type = 'bytea'"


def copying_of(system):
    return import_module(f"services.{system}.store.copied").COPYING


def opened(answer) -> tuple[ZipFile, dict, str]:
    """The zip, what it says to programs, and to people."""
    assert answer.status_code == 200, answer.text
    parts = ZipFile(io.BytesIO(answer.content))
    assert parts.testzip() is None
    (said,) = [name for name in parts.namelist() if name.endswith(".json")]
    return parts, orjson.loads(parts.read(said))["tables"], parts.read(said.replace("json", "html")).decode()


@pytest.mark.parametrize("system", SYSTEMS)
async def test_every_personal_column_is_copied_or_left_out_with_a_reason(settings, system):
    own, copying = await settings(system), copying_of(system)
    async with at_rest(system, own) as running, connection(running.pool) as conn:
        kept = await copy(conn, Vault(own.keys_dir, system), system, copying, uuid4())
        raw = {tuple(row) for row in await conn.fetch(BYTES)}
    named = {pair for entry in personal(system) for pair in pairs(entry.columns)}
    out = left_out(copying).keys()
    copied = {(part.table, column) for one in kept for part in one.tables for column in part.columns}
    besides = {(table, name) for table, names in copying.beside.items() for name in names}
    assert copied - besides | out & named == named
    assert not {table for table, _ in out} - {table for table, _ in named}, "what nobody keeps need not be left out"
    assert not copied & raw - copying.sealed.keys(), "nobody can read bytes"
    assert {column for _, column in copied} <= CALLED.keys(), "give it a name in shared/privacy/columns.py"
    assert copying.whose.keys() | COMMON.whose.keys() == {table for table, _ in copied}


async def test_a_family_takes_its_children_its_bookings_and_its_papers_along(booking, web):
    family, other = await parent(booking, "欧阳金丝雀"), await parent(booking, "李别家")
    group_id = await publish(booking, rules=GroupRules(health="孩子没有传染病。"))
    for one in (family, other):
        await disclose(booking, one, group_id, NOTE if one is family else "没有")
        await book(web, one, group_id)
    fields = {"child_id": str(family.child_id), "name": "困难职工证明"}
    sent = await web.post(
        "/booking/api/v1/papers", data=fields, files={"file": ("a.png", PNG)}, headers=family.headers | told.key()
    )
    sent.raise_for_status()
    parts, tables, page = opened(await web.get("/booking/copy", headers=family.headers))
    assert [child["name"] for child in tables["child"]] == ["欧阳金丝雀"]
    assert [asked["title"] for asked in tables["enrollment"]] == ["寒假托管一班"]
    assert "<td>是</td>" in page and not re.search("True|False|None", page), "a person reads it"
    assert "<td>已录取</td>" in page and "<td>confirmed</td>" not in page, "and no codes"
    assert NOTE in "".join(str(one["note"]) for one in tables["consent"])
    (paper,) = [name for name in parts.namelist() if name.startswith("papers/")]
    assert (paper, parts.read(paper)[:4]) == (f"papers/{sent.json()['id']}.png", PNG[:4])
    assert all(word in page for word in ("欧阳金丝雀", "寒假托管一班", NOTE, "困难职工证明"))
    assert "李别家" not in page + str(tables)


async def test_a_family_is_told_who_read_a_list_on_which_its_child_stood(booking, web):
    group_id = await publish(booking)
    family, other = await parent(booking, "欧阳金丝雀"), await parent(booking, "李别家")
    await book(web, family, group_id)
    reader = Staff(booking)
    await reader.read(f"console/groups/{group_id}")
    _, tables, _ = opened(await web.get("/booking/copy", headers=family.headers))
    (row,) = tables["reading"]
    assert (row["person_id"], row["what"], row["lists"]) == (str(reader.person_id), "roster", [str(group_id)])
    _, tables, _ = opened(await web.get("/booking/copy", headers=other.headers))
    assert not tables.get("reading")


async def test_a_paper_that_cannot_be_read_is_said_and_the_rest_comes(booking, web):
    family = await parent(booking)
    fields = {"child_id": str(family.child_id), "name": "困难职工证明"}
    sent = await web.post(
        "/booking/api/v1/papers", data=fields, files={"file": ("a.png", PNG)}, headers=family.headers | told.key()
    )
    await booking.app.state.shelf.remove(UUID(sent.json()["id"]))
    parts, tables, _ = opened(await web.get("/booking/copy", headers=family.headers))
    assert f"papers/{sent.json()['id']}.txt" in parts.namelist()
    assert tables["child"]


async def test_accounts_tells_the_number_to_its_owner_alone(database, keys_dir):
    async with (
        accounts(database, keys_dir, Phones()) as system,
        api(system, PARENT) as mine,
        api(system, STRANGER) as others,
    ):
        _, tables, page = opened(await mine.get("/accounts/copy"))
        _, _, foreign = opened(await others.get("/accounts/copy"))
    assert [person["phone_sealed"] for person in tables["person"]] == [PARENT]
    assert PARENT in page
    assert PARENT not in foreign


async def test_notify_tells_what_it_told(notify):
    mine, others = uuid4(), uuid4()
    await told.say(notify, told.happened("confirmed", mine))
    await told.say(notify, told.happened("confirmed", others, child_name="李*家"))
    _, tables, page = opened(await told.door(notify, mine).get("/notify/copy"))
    assert [message["params"]["child_name"] for message in tables["message"]] == ["张*明"]
    assert "李*家" not in page


async def test_nobody_takes_a_copy_without_logging_in(booking):
    asked = await door(booking).get("/booking/copy", headers={"accept": "application/json"})
    assert asked.status_code == 401
