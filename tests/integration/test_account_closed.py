"""A person closes their account: a second proof that it is theirs, then all of it goes, in each system, and a phone may begin anew."""

from uuid import UUID, uuid4

import pytest

from services.booking.usecases.leave import LEAVES, leave
from services.notify.usecases.forget import forget_person
from shared.db.pool import connection, transaction
from shared.events.accounts import AccountClosed
from shared.events.envelope import Envelope
from shared.events.rules import GroupRules
from shared.kernel.clock import machine_clock
from shared.tokens import public_keys, verify
from tests.support import notify as mail
from tests.support.accounts import ORGANIZER, PARENT, STRANGER, Phones, accounts, browser, token_of, told
from tests.support.booking import book, broken, publish
from tests.support.canary import standing
from tests.support.held import freeze, hold
from tests.support.parents import parent
from tests.support.people import bearer
from tests.support.staff import disclose

NEW = "13700001234"
CLOSE = "/accounts/close"


@pytest.fixture
async def office(database, keys_dir):
    async with accounts(database, keys_dir, Phones()) as running:
        yield running


async def log_in(web, phones, phone):
    await web.post("/accounts/login", data={"phone": phone})
    done = await web.post("/accounts/login/code", data={"code": phones.last(phone)})
    assert done.status_code == 303, done.text


async def minutes_pass(office):
    """Another code may be asked for."""
    await office.pool.execute("UPDATE login_code SET created_at = created_at - interval '5 minutes'")


async def test_who_proves_once_more_that_it_is_theirs_is_forgotten_and_may_begin_anew(office, keys_dir):
    phones = office.app.state.office.channel
    before = await token_of(office, NEW)
    await minutes_pass(office)
    async with browser(office) as web:
        await log_in(web, phones, NEW)
        await minutes_pass(office)
        page = (await web.get(CLOSE)).text
        assert all(said in page for said in ("会删除", "会留下", "工会名册", "发送验证码"))
        assert (await web.post(f"{CLOSE}/code")).status_code == 303
        wrong = await web.post(CLOSE, data={"code": f"{(int(phones.last(NEW)) + 1) % 1_000_000:06}"})
        assert (wrong.status_code, "还可以再试 4 次" in wrong.text) == (422, True)
        done = await web.post(CLOSE, data={"code": phones.last(NEW)})
        assert (done.status_code, "账户已注销" in done.text) == (200, True)
        assert (await web.get("/accounts/")).status_code == 303, "nobody is logged in"
    async with browser(office) as web:
        assert (await web.get("/accounts/api/v1/me", headers=bearer(before))).status_code == 401
    async with connection(office.pool) as conn:
        assert await standing(conn, ["137****1234"]) == set()
    assert [kind for kind, _ in await told(office)][-2:] == ["accounts.access-changed.v1", "accounts.account-closed.v1"]
    keys = public_keys(keys_dir)
    assert verify(await token_of(office, NEW), keys).person_id != verify(before, keys).person_id


async def test_a_code_for_somebody_else_closes_nothing(office):
    phones = office.app.state.office.channel
    async with browser(office) as web:
        await log_in(web, phones, PARENT)
        await web.post("/accounts/login", data={"phone": STRANGER})
        refused = await web.post(CLOSE, data={"code": phones.last(STRANGER)})
        assert (refused.status_code, (await web.get("/accounts/")).status_code) == (422, 200)


async def test_who_holds_a_role_gives_it_back_first(office):
    phones = office.app.state.office.channel
    async with browser(office) as web:
        await log_in(web, phones, ORGANIZER)
        refused = await web.post(f"{CLOSE}/code")
        assert (refused.status_code, "收回职责" in refused.text) == (409, True)


async def left(booking, family):
    async with transaction(booking.pool) as conn:
        await leave(conn, booking.app.state.desk.book, family.person_id)


async def test_what_was_booked_ends_and_nothing_of_the_family_is_kept(booking, web):
    words = {"欧阳金丝雀", "2018-03-14", "金丝雀单位"}
    family, waiting = await parent(booking, "欧阳金丝雀", "2018-03-14"), await parent(booking, "王小二")
    group_id = await publish(booking, capacity=1, waiting_limit=5, rules=GroupRules(health="孩子没有传染病。"))
    about = {"categories": ["hardship"], "employers": ["金丝雀单位"]}
    (await web.put("/booking/api/v1/family", json=about, headers=family.with_key())).raise_for_status()
    for one in (family, waiting):
        await disclose(booking, one, group_id, "对花生过敏")
    mine, other = await book(web, family, group_id), await book(web, waiting, group_id)
    async with connection(booking.pool) as conn:
        assert {word for _, word in await standing(conn, words)} == words, "the search finds what is there"
    for _ in range(2):
        await left(booking, family)
    async with connection(booking.pool) as conn:
        assert await standing(conn, words) == set()
    states = {str(row["id"]): row["state"] for row in await booking.pool.fetch("SELECT id, state FROM enrollment")}
    assert states == {mine["enrollment_id"]: "withdrawn", other["enrollment_id"]: "confirmed"}
    live = "SELECT count(*) FROM consent JOIN guardian USING (family_id) WHERE person_id = $1 AND withdrawn_at IS NULL"
    assert await booking.pool.fetchval(live, family.person_id) == 0
    assert await broken(booking) == set()


async def test_a_list_that_is_being_decided_is_waited_for_and_then_all_goes(booking, web):
    family = await parent(booking, "欧阳金丝雀")
    group_id = await publish(booking, way="draw", draw_source="福彩 3D")
    await book(web, family, group_id)
    await freeze(booking, group_id)
    await left(booking, family)
    name = "SELECT name FROM child WHERE id = $1"
    assert await booking.pool.fetchval(name, family.child_id) == "欧阳金丝雀"
    subject = await booking.pool.fetchval("SELECT subject FROM timer WHERE kind = $1", LEAVES)
    assert UUID(subject) == family.person_id
    await hold(booking, group_id)
    await left(booking, family)
    assert await booking.pool.fetchval(name, family.child_id) == "*"


async def test_the_children_of_two_guardians_stay_with_the_other_one(booking):
    family, other = await parent(booking, "欧阳金丝雀"), uuid4()
    add = "INSERT INTO guardian SELECT $1, family_id FROM guardian WHERE person_id = $2"
    await booking.pool.execute(add, other, family.person_id)
    await left(booking, family)
    assert await booking.pool.fetchval("SELECT name FROM child WHERE id = $1", family.child_id) == "欧阳金丝雀"
    assert await booking.pool.fetchval("SELECT array_agg(person_id) FROM guardian") == [other]


async def test_no_mail_goes_to_whom_nobody_knows_any_more(notify):
    person = uuid4()
    await mail.reachable(notify, person, email="canary@example.com")
    await mail.say(notify, mail.happened("confirmed", person))
    event = AccountClosed(person_id=person, revision=1)
    envelope = Envelope(uuid4(), event.TYPE, "accounts", machine_clock(), event.TOPIC, event.key)
    async with transaction(notify.pool) as conn:
        await forget_person(conn, event, envelope)
    async with connection(notify.pool) as conn:
        assert await standing(conn, ["canary@example.com"]) == set()
    assert await notify.pool.fetchval("SELECT count(*) FROM message WHERE person_id = $1", person) == 1
