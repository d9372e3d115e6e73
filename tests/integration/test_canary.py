"""Words that are found again, typed by a family and read by staff: what is sealed stands nowhere in clear, what is a child's in booking alone."""

import asyncio
import json
from hashlib import sha256
from uuid import uuid4

import asyncpg
import structlog
from aiokafka import AIOKafkaConsumer

from shared.db.pool import connection
from shared.events.registry import TOPICS
from shared.events.rules import GroupRules
from tests.support import accounts as at_accounts
from tests.support.booking import FamilyOfOne, book, door, publish
from tests.support.canary import dumped, segments, standing
from tests.support.eventually import eventually
from tests.support.owner import owners
from tests.support.parents import parent
from tests.support.pictures import PNG
from tests.support.staff import Staff

NAME, SCHOOL, PAPER = "司徒金丝雀", "白灵鸟小学", "白灵鸟证明"
NOTE, PHONE = "对白灵鸟的羽毛过敏", "13912349876"
HEALTH = "孩子没有传染病。"
SEALED, CHILDS = {NOTE, PHONE}, {NAME, SCHOOL, PAPER}


def in_any_form(words):
    """As text, and as JSON may write it."""
    return {form.encode() for word in words for form in (word, json.dumps(word)[1:-1])}


async def journey(booking, web, family):
    """A paper, a health note and a place; staff read the note, the paper and the list; the family gives the place up."""
    group_id = await publish(booking, rules=GroupRules(health=HEALTH, review="organizer"))
    child, key = {"child_id": str(family.child_id)}, family.with_key
    sent = [
        await web.post(
            "/booking/api/v1/papers", data=child | {"name": PAPER}, files={"file": ("a.png", PNG)}, headers=key()
        ),
        await web.post(
            "/booking/api/v1/consents",
            json=child
            | {
                "group_id": str(group_id), "kind": "health", "note": NOTE,
                "hash": sha256(HEALTH.encode()).hexdigest(),
            },
            headers=key(),
        ),
    ]  # fmt: skip
    assert [answer.status_code for answer in sent] == [201, 201]
    asked = await book(web, family, group_id)
    staff = Staff(booking)
    assert NOTE in (await staff.read(f"console/health/{asked['enrollment_id']}")).text
    assert NAME in (await staff.read(f"console/review/{group_id}")).text
    await staff.review(group_id, asked["enrollment_id"])
    await staff.read(f"console/groups/{group_id}")
    path = f"/booking/api/v1/enrollments/{asked['enrollment_id']}/withdraw"
    (await web.post(path, headers=key())).raise_for_status()


async def said(system):
    """Everything that its topics hold, as it lies there."""
    unsent = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
    await eventually(lambda: _none_left(system, unsent))
    topics = [system.settings.topic_prefix + topic for topic in TOPICS]
    found = []
    async with AIOKafkaConsumer(
        *topics, bootstrap_servers=system.settings.kafka, auto_offset_reset="earliest", enable_auto_commit=False
    ) as consumer:
        ends = await consumer.end_offsets(consumer.assignment())
        while any([await consumer.position(partition) < end for partition, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=500)).values():
                found += [part for r in records for part in (r.key, r.value, *(v for _, v in r.headers)) if part]
    return found


async def _none_left(system, query):
    return await system.pool.fetchval(query) == 0


async def in_the_wal(postgres, pool, words):
    """Which of them the write-ahead log holds; each database's changes lie there. What is written last is found: that is tried first."""
    last = f"{uuid4()}"
    search = "SELECT bool_or(position($1::bytea IN pg_read_binary_file('pg_wal/' || name)) > 0) FROM pg_ls_waldir()"
    await pool.execute("INSERT INTO idempotent_answer (owner, key, digest) VALUES ($1, $1, '')", last)
    conn = await asyncpg.connect(postgres)
    try:
        found = {word for word in (last, *words) if await conn.fetchval(search, word.encode())}
    finally:
        await conn.close()
    assert last in found, "the search finds what is there"
    return found - {last}


async def child_of(booking, web):
    """A family whose child, with the name and the school that are looked for, made the whole journey."""
    family = await parent(booking, NAME)
    told = {"name": NAME, "birth_date": "2018-05-01", "grade": 2, "school": SCHOOL}
    path = f"/booking/api/v1/children/{family.child_id}"
    (await web.put(path, json=told, headers=family.with_key())).raise_for_status()
    await journey(booking, web, FamilyOfOne(family.person_id, family.child_id, family.headers))
    return family


async def test_of_a_childs_journey_nothing_lies_where_it_should_not(booking, web, postgres, capfd):
    family = await child_of(booking, web)
    topics = b"\n".join(await said(booking))
    assert str(family.child_id).encode() in topics, "the search finds what is there"
    assert not [word for word in in_any_form(SEALED | CHILDS) if word in topics]
    structlog.get_logger().info("looked_for", child=str(family.child_id))
    log = "".join(capfd.readouterr()).encode()
    assert str(family.child_id).encode() in log, "the search finds what is there"
    assert not [word for word in in_any_form(SEALED | CHILDS) if word in log]
    async with connection(booking.pool) as conn:
        assert {word for _, word in await standing(conn, SEALED | CHILDS)} == CHILDS
        assert not [table for table, _ in await standing(conn, CHILDS) if table in ("public.outbox", "public.timer")]
    assert not await in_the_wal(postgres, booking.pool, SEALED)


async def test_a_dump_of_the_database_holds_nothing_that_is_sealed(booking, web):
    family = await child_of(booking, web)
    dump = await asyncio.to_thread(dumped, owners(booking.settings.database_url))
    assert str(family.child_id).encode() in dump and NAME.encode() in dump, "the search finds what is there"
    hexed = {word.encode().hex().encode() for word in SEALED}  # as a dump writes bytes
    assert not [word for word in in_any_form(SEALED) | hexed if word in dump]


async def test_the_files_of_the_broker_hold_nothing_of_a_childs_journey(system, own_kafka):
    async with system("booking", kafka=own_kafka.bootstrap) as booking:
        family = await child_of(booking, door(booking))
        await said(booking)
        log = segments(own_kafka.data)
    assert str(family.child_id).encode() in log, "the search finds what is there"
    assert not [word for word in in_any_form(SEALED | CHILDS) if word in log]


async def test_of_a_log_in_no_phone_lies_anywhere(database, keys_dir, postgres, capfd):
    phone, name = PHONE, f"画眉{uuid4().hex}"
    phones = at_accounts.Phones()
    async with at_accounts.accounts(database, keys_dir, phones) as accounts:
        async with at_accounts.api(accounts, phone) as web:
            web.headers["accept"] = "text/html"
            await web.post("/accounts/name", data={"name": name})
        assert phones.last(phone)
        async with connection(accounts.pool) as conn:
            assert {word for _, word in await standing(conn, {phone, name})} == {name}
        assert not await in_the_wal(postgres, accounts.pool, {phone})
    assert phone not in "".join(capfd.readouterr())
