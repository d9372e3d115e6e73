"""Who is hit by a leak: by what leaked, by a union, by a paper, by what somebody of the staff has read; with how to reach them."""

import csv
import stat
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import typer

from aixin.breach import Leak, find, persons_of, write
from services.accounts.domain.phone import masked
from services.accounts.store import people
from shared.crypto import Vault
from shared.db.pool import transaction
from shared.db.readings import Reading, keep
from shared.kernel.identity import Identity
from tests.support import notify as mail
from tests.support.at_rest import at_rest
from tests.support.booking import book, publish
from tests.support.notify import key
from tests.support.parents import parent
from tests.support.pictures import PNG

STAFF = Identity(uuid4(), "王老师", (), 0, frozenset(), 0.0)


def leak(*columns, until=None, **more):
    return Leak(datetime.fromtimestamp(0, UTC), until or datetime.now(UTC) + timedelta(minutes=1), columns, **more)


async def hit(system, *columns, **more):
    """The guardians who are hit, each with the columns."""
    hits, _ = await find([system], leak(*columns, **more))
    return {id_: hit.columns for id_, hit in hits.items()}


async def test_by_column_table_system_and_instant(booking):
    one, other = await parent(booking, "张一"), await parent(booking, "李二")
    await booking.pool.execute("UPDATE child SET school = '' WHERE id = $1", one.child_id)
    both = {one.person_id, other.person_id}
    assert await hit(booking, "child.name") == {id_: ["booking.child.name"] for id_ in both}
    assert set(await hit(booking)) == set(await hit(booking, "booking")) == set(await hit(booking, "child")) == both
    assert await hit(booking, "consent.note") == {}, "nobody has told of health"
    assert await hit(booking, "child", until=datetime.now(UTC) - timedelta(days=1)) == {}, "a backup of yesterday"
    with pytest.raises(typer.BadParameter, match="不在登记里"):
        await hit(booking, "child.nam")


async def test_by_union_by_paper_and_by_what_somebody_read(booking, web):
    one, other = await parent(booking, "张一"), await parent(booking, "李二")
    for family, union in ((one, "gaoxin"), (other, "mazhang")):
        await book(web, family, await publish(booking, union=union))
    assert set(await hit(booking, "child", union="mazhang")) == {other.person_id}
    fields = {"child_id": str(one.child_id), "name": "困难职工证明"}
    sent = await web.post(
        "/booking/api/v1/papers", data=fields, files={"file": ("a.png", PNG)}, headers=one.headers | key()
    )
    by_paper = await hit(booking, paper=sent.json()["id"])
    assert set(by_paper) == {one.person_id} and "booking.document.name" in by_paper[one.person_id]
    async with transaction(booking.pool) as conn:
        await keep(conn, STAFF, Reading("roster", [uuid4()], [other.child_id]))
    assert set(await hit(booking, reader=STAFF.person_id)) == {other.person_id}
    assert await hit(booking, reader=STAFF.person_id, until=datetime.now(UTC) - timedelta(days=1)) == {}
    with pytest.raises(typer.BadParameter):
        await hit(booking, union="gaoxin", reader=STAFF.person_id)


async def test_a_list_of_one_system_is_completed_by_the_others(booking, notify, settings, keys_dir, tmp_path):
    family, stranger = await parent(booking, "张一"), uuid4()
    phone, vault = "13700001234", Vault(keys_dir, "accounts")
    await mail.reachable(notify, family.person_id, email="zhang@example.com")
    async with at_rest("accounts", await settings("accounts")) as accounts, transaction(accounts.pool) as conn:
        for id_, number in ((family.person_id, phone), (stranger, "13700009999")):
            await people.add(conn, id_, (vault.hash(number), vault.seal(number, id_), masked(number)))
    hits, counted = await find([booking, accounts, notify], leak("child.name"))
    found = hits[family.person_id]
    assert (set(hits), found.phone, found.email) == ({family.person_id}, phone, "zhang@example.com")
    assert found.family_id == await booking.pool.fetchval("SELECT family_id FROM guardian")
    assert [(one.columns, one.persons) for one in counted] == [(["child.name"], 1)]
    file = tmp_path / "hit.csv"
    write(hits, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert next(iter(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())))["手机 phone"] == phone
    with pytest.raises(FileExistsError):
        write(hits, file)
    apart, _ = await find([accounts], leak("person.name", persons=persons_of(file)))
    assert (set(apart), apart[family.person_id].phone) == ({family.person_id}, phone)
