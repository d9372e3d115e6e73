"""The interesting branches of every message, in both languages: what happened, what is next, what to do, by when."""

import re
from datetime import UTC, date, datetime, time
from itertools import product
from typing import Any
from unicodedata import east_asian_width
from uuid import uuid4

import pytest

from services.notify import texts
from services.notify.rendering import FOLDER, Text
from shared.events.catalogue import Meeting
from shared.events.enrollment import Proposal, Standing
from tests.support.notify import happened

LANGUAGES = ("zh", "en")
UNTIL = datetime(2027, 12, 29, 10, 30, tzinfo=UTC)
DEADLINE = {"zh": "12月29日（周三）18:30", "en": "Wed 29 Dec 18:30"}
FOURTH = Standing(rank=4, of=9, places=3)
STANDING = {"zh": "这次共 9 人报 3 个名额，您排第 4 位", "en": "9 asked for 3 places; you are no. 4"}
TO_ANSWER: dict[str, dict[str, Any]] = {
    "offered": {"until": UNTIL, "waited": True},
    "reminded": {"until": UNTIL},
    "opened": {"until": UNTIL},
    "sent-back": {"until": UNTIL, "reason": "证明看不清"},
    "overlaps": {"until": UNTIL, "overlaps": ["高新区二班", "高新区一班"]},
    "to-mend": {"until": UNTIL, "reason": "证明看不清"},
}
MOVE = {"until": UNTIL, "waited": False, "instead_of": "高新区二班", "reason": "报名不足15人"}
EXCHANGED = {"gives_up": "高新区二班"}
MOVED = ("withdrawn", "expired", "reminded", "cancelled")
"""Kinds that may speak of a proposed move."""
PROPOSAL = Proposal(enrollment_id=uuid4(), title="高新区二班", until=UNTIL)
MONDAY, TUESDAY = (Meeting(date=date(2027, 1, day), start=time(8), end=time(12)) for day in (25, 26))
BRANCHES: list[tuple[str, dict[str, Any]]] = [
    *((kind, {}) for kind in texts.PARAMS),
    *TO_ANSWER.items(),
    ("offered", {"until": UNTIL, "waited": False, "standing": FOURTH}),
    ("offered", MOVE),
    *(
        (kind, TO_ANSWER.get(kind, {}) | EXCHANGED)
        for kind in ("confirmed", "promoted", "waitlisted", "entered", "submitted", "offered")
    ),
    ("submitted", {"held": False}),
    ("submitted", {"by": "employer"}),
    ("submitted", {"by": "employer", "held": False, "signs_up": True}),
    ("entered", {"decided_at": UNTIL}),
    ("entered", {"drawn": False}),
    ("entered", {"drawn": False, "by_time": True}),
    ("entered", {"drawn": False, "decided_at": UNTIL}),
    ("confirmed", {"standing": FOURTH}),
    ("waitlisted", {"standing": FOURTH, "must_answer": True}),
    ("unplaced", {"standing": FOURTH}),
    ("withdrawn", {"waited": True}),
    ("withdrawn", {"given_up_by": uuid4()}),
    *(
        (kind, TO_ANSWER.get(kind, {}) | {"options": ["高新区一班", "高新区二班"]})
        for kind in ("withdrawn", "cancelled", "expired", "refused")
    ),
    ("cancelled", {"with_care": "高新区二班"}),
    ("withdrawn", {"consent": "Service agreement"}),
    ("withdrawn", {"consent": "儿童个人信息处理同意书 · Consent to the keeping of a child’s data", "waited": True}),
    ("withdrawn", {"instead_of": "高新区二班"}),
    ("expired", {"instead_of": "高新区二班"}),
    *((kind, {"instead_of": "高新区二班", "stands": stands}) for kind in MOVED for stands in (True, False)),
    ("cancelled", {"proposal": PROPOSAL}),
    *(("merged", {"state": state, "until": UNTIL}) for state in ("offered", "pending", "waitlisted")),
    ("changed", {"instead_of": "高新区二班"}),
    ("changed", {"overlaps": ["高新区二班", "高新区一班"]}),
    ("changed", {"overlaps": ["高新区二班"], "choose_by": UNTIL}),
    ("changed", {"dropped": [MONDAY], "added": [TUESDAY] * 20}),
    ("changed", {"changed": ["when", "where", "title", "bring", "decided"]}),
    ("changed", {"fees_before": "0", "fees_now": "400"}),
    ("refused", {"lapsed": True, "reason": "报名不足15人"}),
    ("changed", {"changed": ["decided"], "decided_before": UNTIL, "decided_at": UNTIL}),
]
ALLOWED = {
    "child_name", "group", "reason", "until", "waited", "instead_of", "standing", "by", "held", "signs_up", "position",
    "must_answer", "entrant", "drawn", "decided_at", "wishes", "stands", "proposal", "before", "changed", "dropped", "added", "overlaps",
    "decided_before", "gives_up", "consent", "fees_before", "fees_now", "lapsed", "choose_by", "by_time", "came_from",
    "state", "given_up_by", "options",
    "with_care", "what", "role", "of", "acts_at", "have", "children", "meeting", "opens_at", "named", "title", "site", "groups", "lines", "contact", "host",
    "families", "many",
}  # fmt: skip
"""What templates may say of an event: the masked name, the group, and what happened; of a role, which one and for whom."""


def words(kind: str, language: str, **changes: Any) -> Text:
    """The message that an event leaves, as it is read from the database."""
    event = happened(kind, uuid4(), **changes)
    return texts.text(kind, language, event.model_dump(mode="json", exclude={"guardian_ids"}))


def body(kind: str, language: str, **changes: Any) -> str:
    """Its body alone."""
    return words(kind, language, **changes).body


def columns(line: str) -> int:
    """How wide a line is where a Chinese character takes two."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in line)


@pytest.mark.parametrize(("branch", "language"), [*product(BRANCHES, LANGUAGES)])
def test_every_branch_is_whole(branch: tuple[str, dict[str, Any]], language: str):
    kind, changes = branch
    text = words(kind, language, **changes)
    assert "张*明" in text.subject and "高新区一班" in text.body and len(text.paragraphs) >= 3
    assert not re.search(r"[{}]|None|True|False|\n{3}|  |，，|。。", text.subject + text.body)
    assert all(line and line == line.strip() for paragraph in text.paragraphs for line in paragraph)
    if language == "en":
        assert not re.search(
            "[\u4e00-\u9fff。，：]", re.sub("张\\*明|高新区[一二]班|活动中心|同济路 8 号|水杯|台风停课|证明看不清|报名不足15人", "", text.subject + text.body)
        )  # fmt: skip


@pytest.mark.parametrize(("branch", "language"), [*product(BRANCHES, LANGUAGES)])
def test_a_subject_fits_a_line(branch: tuple[str, dict[str, Any]], language: str):
    kind, changes = branch
    subject = words(kind, language, group={"title": "第一期 · 一至三年级班"}, **changes).subject
    assert columns(subject) <= 78, subject


@pytest.mark.parametrize(("kind", "language"), [*product(texts.PARAMS, LANGUAGES)])
def test_no_message_names_more_than_the_masked_child(kind: str, language: str):
    guardian = uuid4()
    event = happened(kind, guardian)
    text = texts.text(kind, language, event.model_dump(mode="json"))
    told = text.subject + text.about + text.body
    for secret in (guardian, event.child_id, event.enrollment_id, event.group_id):
        assert str(secret) not in told
    assert str(guardian) not in text.path and str(event.child_id) not in text.path


def test_templates_say_only_what_they_may():
    said = {name for file in FOLDER.rglob("*.txt") for name in re.findall(r"\be\.(\w+)", file.read_text("utf-8"))}
    assert said == ALLOWED


@pytest.mark.parametrize(("kind", "language"), [*product(texts.PARAMS, LANGUAGES)])
def test_an_event_without_its_newer_fields_still_reads(kind: str, language: str):
    event = happened(kind)
    optional = {name for name, field in type(event).model_fields.items() if not field.is_required()}
    old = event.model_dump(mode="json", exclude=optional | {"guardian_ids"})
    del old["group"]["bring"]
    assert texts.text(kind, language, old) == words(kind, language, **old | {"group": old["group"] | {"bring": ""}})


@pytest.mark.parametrize(("kind", "language"), [*product(TO_ANSWER, LANGUAGES)])
def test_by_when_to_answer_is_said_at_once_and_leads_to_the_enrollment(kind: str, language: str):
    text = words(kind, language, **TO_ANSWER[kind])
    assert text.until == UNTIL and text.path.startswith("/booking/enrollments/")
    assert DEADLINE[language] in text.paragraphs[1][0]  # the line that the inbox shows
    assert kind == "opened" or DEADLINE[language] in text.subject
    assert re.search("接受|补件|选一个|[Aa]ccept|mend|Choose", text.action)


@pytest.mark.parametrize("kind", [kind for kind in texts.PARAMS if kind not in TO_ANSWER])
def test_nothing_else_has_a_deadline(kind: str):
    assert words(kind, "zh").until is None


def test_an_offer_is_kept_until_then_and_silence_passes_it_on():
    waited, first = (body("offered", "zh", until=UNTIL, waited=waited) for waited in (True, False))
    for offer in (waited, first):
        assert "在那之前，名额为您留着；过时不答复，就让给下一位孩子" in offer
    assert "空出一个名额，轮到张*明" in waited and "空出" not in first and "还需要您确认" in first
    english = body("offered", "en", until=UNTIL, waited=True)
    assert "Until then the place is kept for you; without an answer it then goes to the next child" in english
    assert "became free" in english and "became free" not in body("offered", "en", until=UNTIL, waited=False)


def test_a_proposed_move_asks_for_consent_and_leaves_the_old_place_until_the_answer():
    move = words("offered", "zh", **MOVE)
    assert "从“高新区二班”调到“高新区一班”" in move.body and "同意" in move.body and "原因：报名不足15人" in move.body
    assert "“高新区二班”的名额也不变" in move.body and "不调班" in move.body and "答复调班" in move.subject
    assert "好消息" not in move.body
    english = body("offered", "en", **MOVE)
    assert "from “高新区二班” to “高新区一班”" in english and "“高新区二班” stays as it is" in english


def test_an_open_place_is_for_the_first_and_costs_no_turn():
    assert "谁先接受就是谁的" in body("opened", "zh") and "您的候补位置不变" in body("opened", "zh")
    assert "accepts first has it" in body("opened", "en") and "stays as it is" in body("opened", "en")


def test_an_offer_that_ended_says_why_and_how_to_queue_again():
    assert "没有收到您的答复" in body("expired", "zh") and "重新报名" in body("expired", "zh")
    assert "no answer from you in time" in body("expired", "en") and "enroll again" in body("expired", "en")
    assert words("expired", "zh").action == "重新报名"


def test_a_refusal_gives_the_reason_and_what_can_be_done():
    text = words("refused", "zh", reason="单位盖章的证明看不清")
    assert text.paragraphs[1] == ["原因：单位盖章的证明看不清"] and "重新报名" in text.body
    assert "Reason: 单位盖章的证明看不清" in body("refused", "en", reason="单位盖章的证明看不清")
    lapsed = words("refused", "zh", reason="现在不符合条件：不是工会会员", lapsed=True)
    assert "不再符合条件" in lapsed.subject and "没有通过审核" not in lapsed.body and "材料" not in lapsed.body


def test_who_got_neither_place_nor_turn_learns_so_and_where_to_look_next():
    text = words("unplaced", "zh", standing=FOURTH)
    assert "没有录取" in text.body and "候补也已排满" in text.body and "其他班次" in text.body
    assert text.action == "看结果和原因" and text.path.startswith("/booking/enrollments/")
    assert "waiting list is full" in body("unplaced", "en") and "other classes" in body("unplaced", "en")


@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        ({"by": "organizer", "held": True}, ("主办方审核", "名额为您留着"), ("The organizer is", "a place is kept")),
        ({"by": "organizer", "held": False}, ("主办方审核", "不保留名额"), ("The organizer is", "no place is kept")),
        (
            {"by": "employer", "held": True},
            ("您单位的工会审核", "名额为您留着"),
            ("employer’s union is", "a place is kept"),
        ),
        (
            {"by": "employer", "held": False, "signs_up": True},
            ("由单位工会统一报名", "在那之前不保留名额"),
            ("employers’ unions sign up", "no place is kept before it does"),
        ),
    ],
)
def test_a_request_says_who_has_it_and_whether_a_place_is_kept(facts, zh, en):
    assert all(phrase in body("submitted", "zh", **facts) for phrase in zh)
    assert all(phrase in body("submitted", "en", **facts) for phrase in en)
    assert ("审核" in words("submitted", "zh", **facts).subject) != facts.get("signs_up", False)


@pytest.mark.parametrize(
    ("kind", "language"), [*product(("confirmed", "waitlisted", "offered", "unplaced"), LANGUAGES)]
)
def test_the_standing_is_said_where_there_is_one(kind: str, language: str):
    assert STANDING[language] in body(kind, language, standing=FOURTH)
    assert not re.search("您排第|you are number", body(kind, language))


def test_who_waits_learns_whether_a_place_comes_by_itself_or_must_be_accepted():
    by_itself, asked = (body("waitlisted", "zh", must_answer=must) for must in (False, True))
    assert "自动递补" in by_itself and "确认" not in by_itself
    assert "自动递补" not in asked and "请在那之前确认，过时不答复就轮到下一位" in asked
    assert "please accept by then" in body("waitlisted", "en", must_answer=True)


def test_a_decision_by_time_speaks_of_no_priority():
    assert "按登记先后" in body("entered", "zh", drawn=False, by_time=True)
    assert "优先" not in body("entered", "zh", drawn=False, by_time=True)
    assert "priority" not in body("entered", "en", drawn=False, by_time=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_by_priority_speaks_of_no_draw(language: str):
    drawn, ranked = (words("entered", language, drawn=drawn, decided_at=UNTIL) for drawn in (True, False))
    assert DEADLINE[language] in drawn.body and DEADLINE[language] in ranked.body
    assert drawn.path.startswith("/booking/draws/") and ranked.path.startswith("/booking/enrollments/")
    assert "9f86d081884c7d65" in drawn.body and "9f86d081884c7d65" not in ranked.body
    assert not re.search("等待摇号|开奖|不比手速|draw", ranked.subject + ranked.body + ranked.action)
    assert re.search("优先条件|by priority", ranked.body)


@pytest.mark.parametrize("kind", ["withdrawn", "expired"])
def test_a_move_that_did_not_come_about_leaves_the_old_place(kind):
    told = body(kind, "zh", instead_of="高新区二班")
    assert "高新区二班”的名额不变" in told and "让出" not in told and "让给" not in told
    assert "名额不变" not in body(kind, "zh")


@pytest.mark.parametrize("kind", ["withdrawn", "expired", "reminded", "cancelled"])
def test_nothing_promises_an_old_place_that_is_gone(kind):
    here, gone = (body(kind, "zh", instead_of="高新区二班", stands=stands) for stands in (True, False))
    assert "高新区二班”的名额不变" in here and "名额不变" not in gone
    assert re.search("高新区二班”的名额.*已经没有了", gone)
    english = body(kind, "en", instead_of="高新区二班", stands=False)
    assert "stays as it is" not in english and re.search("gone", english)


def test_who_loses_a_place_while_a_move_is_proposed_is_led_to_the_answer():
    text = words("cancelled", "zh", proposal=PROPOSAL)
    assert "请在12月29日（周三）18:30前答复：接受，就到“高新区二班”" in text.body and "就没有名额了" in text.body
    assert text.path == f"/booking/enrollments/{PROPOSAL.enrollment_id}" and "目录" not in text.body


def test_a_proposed_move_that_nobody_answered_offers_no_new_enrollment_while_the_old_place_stands():
    paths = [words("expired", "zh", instead_of="二班", stands=stands).action for stands in (True, False)]
    assert paths == ["查看报名", "重新报名"]


def test_a_change_is_told_old_and_new():
    told = body("changed", "zh")
    assert "时间：原 1月25日—2月12日，共 10 天，08:00–17:30 → 现 1月25日—2月19日，共 15 天，08:00–17:30" in told
    assert "地点" not in told and "不用重新报名" in told and "冲突" not in told
    assert "When: was 25 Jan – 12 Feb, 10 days" in body("changed", "en")
    days = body("changed", "zh", dropped=[MONDAY], added=[TUESDAY] * 20)
    assert "不再上课：1月25日（周一）08:00–12:00" in days and "等 20 次" in days
    assert "前取消其中一个；到时没有选的" in body("changed", "zh", overlaps=["舞蹈班"], choose_by=UNTIL)
    assert "收费" not in told
    assert "收费：原 免费 → 现 每期 400 元" in body("changed", "zh", fees_before="免费", fees_now="每期 400 元")
    assert "没有取消任何一个" in body("changed", "zh", overlaps=["舞蹈班"])
    assert "答复的截止时间不变" in body("changed", "zh", instead_of="高新区二班")
