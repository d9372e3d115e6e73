"""The inbox: told once, read by its owner only, over the API and over pages."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.notify import texts
from shared.events.accounts import RoleChanged
from shared.events.family import GuardianLeft
from tests.support.notify import browser, door, happened, key, reachable, say, states

EVIL = "<img src=x onerror=alert(1)>\"'&"


async def test_an_event_told_a_hundred_times_is_one_message_by_each_channel(notify):
    mother, father = uuid4(), uuid4()
    await reachable(notify, mother)
    event, event_id = happened("confirmed", mother, father, mother), uuid4()
    for _ in range(100):
        await say(notify, event, event_id)
    assert await notify.pool.fetchval("SELECT count(*) FROM message") == 2
    assert await states(notify, "inbox") == {"accepted": 2}
    assert await states(notify, "mail") == {"queued": 1}  # the father gave no address
    accepted = await notify.pool.fetch("SELECT type FROM outbox WHERE topic = 'notification'")
    assert [row["type"] for row in accepted] == ["notify.message-accepted.v1"] * 2


async def test_every_event_that_families_hear_of_has_its_handler(notify):
    person = uuid4()
    for kind in texts.PARAMS:
        await say(notify, happened(kind, person))
    async with door(notify, person) as web:
        page = (await web.get("/notify/api/v1/messages")).json()
        older = (await web.get("/notify/api/v1/messages", params={"after": page["next"]})).json()
    messages = [*page["messages"], *older["messages"]]
    assert [message["kind"] for message in messages] == list(texts.PARAMS)[::-1]
    assert page["unread"] == len(texts.PARAMS)
    assert [m["kind"] for m in messages if m["until"]] == [
        "overlaps",
        "opened",
        "reminded",
        "offered",
        "to-mend",
        "sent-back",
    ]


async def test_the_api_pages_marks_and_repeats(notify):
    person = uuid4()
    for _ in range(5):
        await say(notify, happened("confirmed", person))
    async with door(notify, person) as web:
        first = (await web.get("/notify/api/v1/messages?limit=3")).json()
        rest = (await web.get(f"/notify/api/v1/messages?limit=3&after={first['next']}&lang=en")).json()
        assert len(first["messages"]) == 3 and len(rest["messages"]) == 2 and rest["next"] is None
        assert rest["messages"][0]["subject"].startswith("张*明 has a place")
        one, again = first["messages"][0]["id"], key()
        for _ in range(2):
            assert (await web.post(f"/notify/api/v1/messages/{one}/read", headers=again)).json() == {"read": 1}
        assert (
            await web.post("/notify/api/v1/read-all", headers=again)
        ).status_code == 422  # another request, the same key
        assert (await web.post("/notify/api/v1/read-all", headers=key())).json() == {"read": 4}
        assert (await web.get("/notify/api/v1/messages")).json()["unread"] == 0


@pytest.mark.parametrize("limit", [0, 101, -1, "x"])
async def test_pages_of_the_api_are_bounded(notify, limit):
    async with door(notify, uuid4()) as web:
        assert (await web.get(f"/notify/api/v1/messages?limit={limit}")).status_code == 422


async def test_other_peoples_messages_are_not_there(notify):
    owner, other = uuid4(), uuid4()
    await say(notify, happened("confirmed", owner))
    async with door(notify, owner) as web:
        one = (await web.get("/notify/api/v1/messages")).json()["messages"][0]["id"]
    routes = [
        ("GET", f"/notify/api/v1/messages/{one}"),
        ("POST", f"/notify/api/v1/messages/{one}/read"),
        ("GET", f"/notify/messages/{one}"),
    ]
    async with door(notify, other) as theirs, door(notify) as nobodys:
        for method, path in routes:
            hidden = await theirs.request(method, path, headers=key())
            missing = await theirs.request(method, path.replace(one, str(uuid4())), headers=key())
            assert hidden.status_code == missing.status_code == 404 and hidden.text == missing.text
            assert (await nobodys.request(method, path, headers=key() | {"accept": "*/*"})).status_code in (401, 303)
        assert (await theirs.get("/notify/api/v1/messages")).json() == {"messages": [], "next": None, "unread": 0}
    assert await notify.pool.fetchval("SELECT count(*) FROM message WHERE read_at IS NULL") == 1


async def test_writes_need_a_key_and_know_their_fields(notify):
    async with door(notify, uuid4()) as web:
        assert (await web.post("/notify/api/v1/read-all")).json()["code"] == "idempotency-key-missing"
        unknown = await web.put("/notify/api/v1/preferences", json={"email": "", "vip": True}, headers=key())
        assert unknown.status_code == 422 and "vip" in unknown.json()["fields"]
        wrong = await web.put("/notify/api/v1/preferences", json={"email": "wang@qq"}, headers=key())
        assert wrong.status_code == 422 and "email" in wrong.json()["fields"]


async def test_looking_changes_nothing_and_buttons_do(notify):
    person = uuid4()
    await say(notify, happened("waitlisted", person))
    await say(notify, happened("promoted", person))
    async with browser(notify, person) as web:
        inbox = (await web.get("/notify/")).text
        assert inbox.count("未读") == 2 and "候补第 3 位" in inbox
        paths = re.findall(r'href="(/notify/messages/[^"]+)"', inbox)
        for path in paths:
            page = (await web.get(path)).text
        assert "有空位会按顺序自动递补" in page and "查看报名" in page
        assert "<b>2</b>" in (await web.get("/notify/badge")).text
        assert (await web.post(f"{paths[0]}/read", data={"idempotency_key": str(uuid4())})).status_code == 303
        assert (await web.get("/notify/")).text.count("未读") == 1
        assert (await web.post("/notify/read-all", data={"idempotency_key": str(uuid4())})).status_code == 303
        assert (await web.get("/notify/badge")).text.strip() == ""
        foreign = await web.post(
            "/notify/read-all", data={"idempotency_key": str(uuid4())}, headers={"origin": "http://evil.test"}
        )
        assert foreign.status_code == 403


async def test_every_kind_heard_twice_is_one_message_with_a_badge_of_its_own(notify):
    person = uuid4()
    for kind in texts.PARAMS:
        event, event_id = happened(kind, person), uuid4()
        await say(notify, event, event_id)
        await say(notify, event, event_id)
    async with browser(notify, person) as web:
        inbox = (await web.get("/notify/")).text
        words = (
            "待核实", "请留意", "已提交", "请补件", "申请未通过", "待摇号", "待您确认", "快到时间", "有空位", "过时未答复", "未录取", "已录取", "候补第 3 位", "递补成功",
            "已取消", "主办方取消", "安排有变", "并班", "还没补好", "请选一个", "人数不足", "照常开班", "报到提醒", "放假后继续",
        )  # fmt: skip
        inbox += (await web.get(re.findall(r'href="(/notify/[?]before=[^"]+)"', inbox)[0])).text
        assert inbox.count("<li>") == len(texts.PARAMS) == len(words) and all(
            f"</svg>{word}<" in inbox for word in words
        )
        entered = re.findall(r'href="(/notify/messages/[^"]+)"', inbox)[-1 - list(texts.PARAMS).index("entered")]
        page = (await web.get(entered)).text
        assert "不比手速" in page and 'href="/booking/draws/' in page and "9f86d081884c7d65" in page


async def test_an_offer_is_still_to_be_answered_when_its_group_was_changed_since(notify):
    person, enrollment = uuid4(), uuid4()
    await say(notify, happened("offered", person, enrollment_id=enrollment))
    await say(notify, happened("changed", person, enrollment_id=enrollment))
    async with browser(notify, person) as web:
        inbox = (await web.get("/notify/")).text
        assert "</svg>待您确认<" in inbox and "已处理" not in inbox


async def test_an_offer_counts_down_until_it_is_over(notify):
    person, then = uuid4(), datetime.now(UTC) - timedelta(minutes=1)
    await say(notify, happened("offered", person, until=then, waited=True))
    await say(notify, happened("offered", person))
    async with browser(notify, person) as web:
        inbox = (await web.get("/notify/")).text
        assert inbox.count("</svg>已截止<") == inbox.count("</svg>待您确认<") == 1
        fresh, over = [(await web.get(path)).text for path in re.findall(r'href="(/notify/messages/[^"]+)"', inbox)]
        assert "data-until" in fresh and "去确认：接受或放弃" in fresh and 'href="/booking/enrollments/' in fresh
        assert "data-until" not in over and "答复时间已过" in over and "去确认" not in over


async def test_what_was_told_of_an_offer_since_settles_it(notify):
    person, ours = uuid4(), uuid4()
    for kind in ("waitlisted", "offered", "reminded"):
        await say(notify, happened(kind, person, enrollment_id=ours))
    async with browser(notify, person) as web:
        before = (await web.get("/notify/")).text
        assert "</svg>已处理<" not in before and "</svg>待您确认<" in before and "</svg>快到时间<" in before
        await say(notify, happened("confirmed", person, enrollment_id=ours))
        after = (await web.get("/notify/")).text
        assert after.count("</svg>已处理<") == 2 and "</svg>待您确认<" not in after and "</svg>候补第" in after


async def test_nobody_has_no_badge_and_is_sent_to_log_in(notify):
    async with door(notify) as web:
        badge = await web.get("/notify/badge")
        assert badge.status_code == 200 and badge.text.strip() == ""
        away = await web.get("/notify/", headers={"accept": "text/html"})
        assert away.status_code == 303 and away.headers["location"].startswith("/accounts/")


async def test_old_messages_are_on_the_following_page(notify):
    person = uuid4()
    for _ in range(25):
        await say(notify, happened("confirmed", person))
    async with browser(notify, person) as web:
        first = (await web.get("/notify/")).text
        older = re.search(r'href="(/notify/\?before=[^"]+)"', first)
        assert first.count("<li>") == 20 and older
        second = (await web.get(older[1])).text
        assert second.count("<li>") == 5 and "data-stream" not in second


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_words_of_strangers_stay_words_on_pages(notify, lang):
    person = uuid4()
    evil = happened("cancelled", person, child_name=EVIL, reason=EVIL, group={"title": EVIL, "site": EVIL})
    await say(notify, evil)
    async with browser(notify, person) as web:
        inbox = (await web.get(f"/notify/?lang={lang}")).text
        path = re.search(r'href="(/notify/messages/[^"]+)"', inbox)
        for page in (inbox, (await web.get(path[1])).text, (await web.get("/notify/list")).text):
            assert "<img" not in page and "&lt;img" in page


async def test_staff_read_what_became_of_their_roles(notify):
    person, now = uuid4(), datetime.now(UTC)
    given = RoleChanged(
        person_id=person, revision=1, what="given", role="teacher", union="gaoxin", of="园区工会", acts_at=None, at=now
    )
    await say(notify, given)
    async with browser(notify, person) as web:
        inbox = (await web.get("/notify/")).text
        assert "</svg>职责<" in inbox and "您有了一项职责 · 园区工会" in inbox
        path = re.search(r'href="(/notify/messages/[^"]+)"', inbox)
        assert "您现在是园区工会的班主任" in (await web.get(path[1])).text
        await say(notify, given.model_copy(update={"acts_at": now + timedelta(days=1), "role": "organizer"}))
        assert "您将有一项职责 · 园区工会" in (await web.get("/notify/")).text
    async with door(notify, person) as web:
        assert (await web.get("/notify/api/v1/messages")).json()["messages"][0]["kind"] == "role-changed"


async def test_whoever_left_a_family_is_told_beside_what_is_to_be_answered(notify):
    """The page looks for what settles an offer: a message of no enrollment settles none."""
    person = uuid4()
    await say(notify, happened("offered", person))
    left = GuardianLeft(family_id=uuid4(), person_id=uuid4(), guardian_ids=[person], at=datetime.now(UTC))
    await say(notify, left)
    async with browser(notify, person) as web:
        inbox = (await web.get("/notify/")).text
        assert "</svg>家长变动<" in inbox and "</svg>待您确认<" in inbox
    async with door(notify, person) as web:
        assert (await web.get("/notify/api/v1/messages")).json()["messages"][0]["kind"] == "guardian-left"
