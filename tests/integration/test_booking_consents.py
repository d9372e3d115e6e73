"""Texts accepted before the booking: by whom, which version, and when they can be taken back."""

import asyncio
import secrets
from hashlib import sha256
from uuid import uuid4

import pytest

from services.booking.seen.group import eligibility_of
from services.booking.store import consents as store
from services.booking.store.groups import GroupBook
from services.booking.usecases import consents
from services.booking.usecases.consents import Health
from shared.crypto import Vault
from shared.db.pool import open_pool
from shared.errors import BadInput, Conflict, NotFound
from shared.events.rules import Agreement, GroupRules
from tests.support.families import enrolled, group, identity, parent

TEXT = "一、家长须按时接送。\n二、孩子生病请假。"
AGREEMENT = Agreement(title="服务协议", version="2", text=TEXT)
HEALTH = "孩子没有传染病、先天性心脏病、癫痫。"
HASH, HEALTH_HASH = (sha256(text.encode()).hexdigest() for text in (TEXT, HEALTH))
RULES = GroupRules(agreement=AGREEMENT, health=HEALTH)


@pytest.fixture
async def pool(database):
    async with await open_pool(await database("booking"), 3) as pool:
        yield pool


@pytest.fixture
async def conn(pool):
    async with pool.acquire() as one:
        yield one


@pytest.fixture
def book():
    return GroupBook()


@pytest.fixture
def vault(tmp_path):
    (tmp_path / "booking.secret").write_text(secrets.token_hex(32))
    return Vault(tmp_path, "booking")


async def asked_for(conn, someone):
    """What the family has accepted because a group asks for it."""
    return [one for one in await store.of_person(conn, someone.who.person_id) if one.kind != "privacy"]


async def missing(conn, book, someone, group_id):
    (child,) = (await eligibility_of(conn, book, group_id, someone.who)).children
    return [gap.code for gap in child.gaps]


async def test_an_agreement_is_accepted_once_for_every_group_with_the_same_text(conn, book):
    someone, group_id, other = await parent(conn), await group(conn, rules=RULES), await group(conn, rules=RULES)
    assert await missing(conn, book, someone, group_id) == ["agreement", "health"]
    await consents.accept(conn, book, someone.who.person_id, group_id, HASH)
    assert await missing(conn, book, someone, group_id) == await missing(conn, book, someone, other) == ["health"]
    (kept,) = await asked_for(conn, someone)
    assert (kept.title, kept.version, kept.hash, kept.given_by) == ("服务协议", "2", HASH, someone.who.person_id)
    assert await store.texts(conn, [HASH]) == {HASH: TEXT}


async def test_a_changed_text_is_accepted_anew(conn, book):
    someone = await parent(conn)
    await consents.accept(conn, book, someone.who.person_id, await group(conn, rules=RULES), HASH)
    changed = await group(conn, rules=GroupRules(agreement=AGREEMENT.model_copy(update={"text": TEXT + "三、"})))
    assert await missing(conn, book, someone, changed) == ["agreement"]
    with pytest.raises(Conflict, match="just changed"):
        await consents.accept(conn, book, someone.who.person_id, changed, HASH)


async def test_a_health_statement_is_for_one_child_and_its_disclosure_is_sealed(conn, book, vault):
    someone, group_id = await parent(conn), await group(conn, rules=RULES)
    told = Health(none=False, note="对花生过敏，随身带药")
    asked = {"group_id": group_id, "child_id": someone.child_id, "hash_": HEALTH_HASH}
    await consents.state_health(conn, book, vault, someone.who.person_id, told, **asked)
    assert await missing(conn, book, someone, group_id) == ["agreement"]
    (kept,) = await asked_for(conn, someone)
    assert "花生".encode() not in kept.note
    assert consents.opened(vault, kept.note, kept.id) == told
    await consents.state_health(conn, book, vault, someone.who.person_id, Health(none=True), **asked)
    (kept,) = await asked_for(conn, someone)
    assert consents.opened(vault, kept.note, kept.id) == Health(none=True)
    with pytest.raises(BadInput):
        await consents.state_health(conn, book, vault, someone.who.person_id, Health(none=False), **asked)
    with pytest.raises(BadInput) as both:
        await consents.state_health(conn, book, vault, someone.who.person_id, Health(none=True, note="哮喘"), **asked)
    assert "请只选一项" in both.value.fields["none"]


async def test_a_consent_is_taken_back_only_when_it_is_known_what_ends(conn, book):
    someone, group_id = await parent(conn), await group(conn, rules=RULES)
    consent_id = await consents.accept(conn, book, someone.who.person_id, group_id, HASH)
    enrollment = await enrolled(conn, someone.child_id, group_id, "waitlisted")
    async with conn.transaction():
        with pytest.raises(Conflict, match="With it the booking of “寒假托管一班” ends"):
            await consents.withdraw(conn, book, someone.who.person_id, consent_id)
    await conn.execute("UPDATE enrollment SET state = 'withdrawn' WHERE id = $1", enrollment)
    await consents.withdraw(conn, book, someone.who.person_id, consent_id)
    assert await missing(conn, book, someone, group_id) == ["agreement", "health"]
    assert await conn.fetchval("SELECT count(*) FROM consent WHERE withdrawn_at IS NOT NULL") == 1


async def test_a_booking_of_a_brother_does_not_hold_a_childs_own_statement(conn, book, vault):
    someone, group_id = await parent(conn), await group(conn, rules=RULES)
    brother = uuid4()
    await conn.execute(
        "INSERT INTO child (id, family_id, name) SELECT $1, family_id, '弟弟' FROM child WHERE id = $2",
        brother, someone.child_id,
    )  # fmt: skip
    await enrolled(conn, brother, group_id)
    asked = {"group_id": group_id, "child_id": someone.child_id, "hash_": HEALTH_HASH}
    mine = await consents.state_health(conn, book, vault, someone.who.person_id, Health(none=True), **asked)
    await consents.withdraw(conn, book, someone.who.person_id, mine)


async def test_another_familys_things_look_like_none(conn, book, vault):
    someone, stranger, group_id = await parent(conn), identity(), await group(conn, rules=RULES)
    consent_id = await consents.accept(conn, book, someone.who.person_id, group_id, HASH)
    with pytest.raises(NotFound):
        await consents.withdraw(conn, book, stranger.person_id, consent_id)
    with pytest.raises(NotFound):
        asked = {"group_id": group_id, "child_id": someone.child_id, "hash_": HEALTH_HASH}
        await consents.state_health(conn, book, vault, stranger.person_id, Health(none=True), **asked)
    with pytest.raises(NotFound):
        await consents.accept(conn, book, someone.who.person_id, await group(conn), HASH)


async def test_two_guardians_may_accept_at_once(conn, pool, book):
    someone, other, group_id = await parent(conn), identity(), await group(conn, rules=RULES)
    add = "INSERT INTO guardian SELECT $1, family_id FROM guardian WHERE person_id = $2"
    await conn.execute(add, other.person_id, someone.who.person_id)

    async def accept(person_id):
        async with pool.acquire() as own, own.transaction():
            return await consents.accept(own, book, person_id, group_id, HASH)

    await asyncio.gather(accept(someone.who.person_id), accept(other.person_id))
    assert len(await asked_for(conn, someone)) == 1
