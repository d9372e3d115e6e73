"""What organizers see of the messages of their groups: how they stand by each way, whom nothing has reached, and nothing of others' groups."""

import io
import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from python_calamine import CalamineWorkbook

from services.notify import short
from services.notify.store.channels import open_channel
from services.notify.texts import BROADCAST, CHECKED, PARAMS
from services.notify.words import board as words
from shared.db.pool import connection, transaction
from shared.events.accounts import UnionChanged
from shared.events.family import Addressed, BroadcastSaid
from shared.messaging.unions import learn_unions
from tests.support.eventually import eventually
from tests.support.notify import browser as family
from tests.support.notify import happened, key, running, say, states
from tests.support.office_browser import keyed, office_browser
from tests.support.people import never_in_doubt
from tests.support.sms import texting
from tests.support.telling import SLOW, telling

OFFERED = "/notify/console/board/gaoxin/groups/{}"


@pytest.fixture
async def system(database, keys_dir):
    """Text messages are open, and nobody sends them."""
    async with telling(database, keys_dir, SLOW) as made:
        async with connection(made.pool) as conn:
            await open_channel(conn, "sms", short.kinds(), short.USUAL)
        yield made


async def offered(system, *people, union="lantian", group_id=None):
    """All are offered a place in one group; its id."""
    group_id = group_id or uuid4()
    for person in people:
        await say(system, happened("offered", person, group_id=group_id, group={"union": union}))
    return group_id


async def stand(system, person, state, reason=None):
    """The person's text message has come to this."""
    await system.pool.execute(
        "UPDATE delivery SET state = $2, reason = $3, due_at = NULL WHERE channel = 'sms' AND person_id = $1",
        person,
        state,
        reason,
    )


async def test_every_state_is_counted_where_it_belongs_and_taken_is_not_delivered(system):
    people = [uuid4() for _ in range(6)]
    group_id = await offered(system, *people)
    for person, state in zip(people, ("delivered", "accepted", "failed", "unknown", "suppressed"), strict=False):
        await stand(system, person, state, "isv.MOBILE_NUMBER_ILLEGAL" if state == "failed" else None)
    async with family(system, people[5]) as web:
        await web.post("/notify/api/v1/read-all", headers=key())
    async with office_browser(system) as web:
        page = (await web.get("/notify/console/board/gaoxin")).text
        assert f"{group_id}" in page and "3 人" in page  # failed, unknown, suppressed: none of them read it
        found = (await web.get(OFFERED.format(group_id))).text
        assert "isv.MOBILE_NUMBER_ILLEGAL" in found and found.count("张*明") == 3
        file = await web.get(f"{OFFERED.format(group_id)}/board.xlsx")
    head, inbox, sms = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert head[:4] == ["通知", "方式", "已通知", "已读"] and inbox[:4] == ["名额待确认", "站内通知", 6, 1]
    assert sms[1:] == ["短信", 6, 1, 1, 1, 1, 1, 1, 1, "isv.MOBILE_NUMBER_ILLEGAL"]


async def test_of_other_unions_nothing_is_shown(system):
    group_id = await offered(system, uuid4(), union="mazhang")
    async with office_browser(system) as web:
        assert "近来没有发过通知" in (await web.get("/notify/console/board/gaoxin")).text
        page = (await web.get(OFFERED.format(group_id))).text
        assert "这个班近来没有发过通知" in page and "张*明" not in page
        assert (await web.get("/notify/console/board/mazhang")).status_code == 404
        again = await web.post(
            f"{OFFERED.format(group_id)}/again", data=keyed(kind="offered", channel="sms"), follow_redirects=False
        )
        assert again.headers["location"].endswith("again=0")


async def test_what_has_failed_is_sent_again_once_and_what_was_read_is_not(system):
    unread, read = uuid4(), uuid4()
    group_id = await offered(system, unread, read)
    await stand(system, unread, "failed")
    await stand(system, read, "failed")
    async with family(system, read) as web:
        await web.post("/notify/api/v1/read-all", headers=key())
    form = keyed(kind="offered", channel="sms")
    async with office_browser(system) as web:
        for _ in range(2):
            assert "重新发送：1 条" in (await web.post(f"{OFFERED.format(group_id)}/again", data=form)).text
    assert await states(system, "sms") == {"failed": 1, "queued": 1}


async def test_the_phone_of_whoever_was_not_reached_is_shown_for_a_reason_and_each_look_is_kept(
    database, keys_dir, tmp_path
):
    async with texting("aliyun", database, keys_dir, tmp_path) as told, running(told.settings) as system:
        never_in_doubt(system)
        async with transaction(system.pool) as conn:
            await learn_unions(
                conn, [UnionChanged(union="gaoxin", revision=1, name="高新区", kind="park", parent=None)]
            )
        await system.unions.look(system.pool)
        person, phone = await told.somebody()
        await told.provider.behave(refuse="isv.MOBILE_NUMBER_ILLEGAL")
        group_id = await offered(system, person, uuid4(), union="gaoxin")

        async def failed():
            return (await states(system, "sms")).get("failed") == 1

        await eventually(failed)
        async with office_browser(system, ("federation", "*")) as web:
            path = OFFERED.format(group_id)
            assert phone not in (await web.get(path)).text
            refused = await web.post(f"{path}/phones", data={"reason": " "})
            assert refused.status_code == 422 and phone not in refused.text
            shown = (await web.post(f"{path}/phones", data={"reason": "明早停课"})).text
            assert f'href="tel:{phone}"' in shown and "账号已注销" in shown
        kept = await system.pool.fetch(
            "SELECT what, lists, reason, cardinality(child_ids) AS children FROM reading ORDER BY id"
        )
        assert [tuple(row) for row in kept] == [
            ("unreached", [str(group_id)], reason, 2) for reason in ("", "", "明早停课")
        ]
        rows = await system.pool.fetch("SELECT r::text FROM reading r UNION ALL SELECT m::text FROM message m")
        assert not any(phone in row[0] for row in rows)


async def test_only_columns_with_something_in_them_are_shown(system):
    person = uuid4()
    group_id = await offered(system, person)
    always = [words.COLUMNS[name].zh for name in words.COLUMNS if name in words.ALWAYS]
    async with office_browser(system) as web:
        heads = re.findall("<th(?: [^>]*)?>(.*?)</th>", (await web.get(OFFERED.format(group_id))).text)
        assert heads == [*always, "等待发送"]
        await stand(system, person, "failed", "isv.MOBILE_NUMBER_ILLEGAL")
        found = (await web.get(OFFERED.format(group_id))).text
    assert re.findall("<th(?: [^>]*)?>(.*?)</th>", found) == [*always, "没有发成", "失败原因"]
    assert "重发没有成的" in found and f"/booking/console/unreached?group={group_id}" in found


@pytest.mark.parametrize("trial", [True, False])
async def test_what_somebody_tried_on_themselves_is_no_broadcast_on_the_board(system, trial):
    said = BroadcastSaid(
        broadcast_id=uuid4(), guardian_ids=[uuid4()], at=datetime.now(UTC), lines=["停课一天。"], contact="办公室", trial=trial,
        group=Addressed(union="gaoxin", title="明早停课", site="一班"),
    )  # fmt: skip
    await say(system, said)
    async with office_browser(system) as web:
        assert ("明早停课" in (await web.get("/notify/console/board/gaoxin")).text) != trial


def test_every_kind_has_a_word():
    assert words.KINDS.keys() == {*PARAMS, BROADCAST, "broadcast-held", CHECKED}
