"""Every message has its words in both languages, and no word of a stranger can fake another."""

import email
import re
from datetime import UTC, datetime
from email.policy import default
from itertools import product
from typing import Any
from uuid import uuid4

import pytest

from services.notify import short, texts
from services.notify.channels.letter import Mail
from services.notify.handlers import TELLING, UNTOLD
from services.notify.rendering import FOLDER
from shared.events.enrollment import EnrollmentSuperseded
from shared.events.family import ChildForgotten
from shared.events.registry import EVENTS
from tests.support.messages import ENROLLMENT, ENTRANT, GROUP, params

KINDS = (
    "unverified", "asked-again", "submitted", "sent-back", "to-mend", "refused", "entered", "offered", "reminded", "opened", "expired", "confirmed",
    "waitlisted", "unplaced", "promoted", "withdrawn", "cancelled", "merged", "changed", "overlaps", "doubted", "assured", "first-day", "goes-on",
)  # fmt: skip
PLACES = {"entered": f"/booking/draws/{GROUP}", "expired": f"/booking/groups/{GROUP}"}
LANGUAGES = ("zh", "en")
EVIL = "<script>alert(1)</script>\r\nBcc: x@example.com\n\n原因：假的"


def test_the_words_speak_of_these_kinds():
    assert tuple(texts.PARAMS) == KINDS
    assert {*texts.KINDS.values()} == {*KINDS, *texts.OF_FAMILIES}


def test_every_event_of_an_enrollment_is_told_or_has_a_reason_why_not():
    assert TELLING.keys() == {event for event in EVENTS if event.TOPIC == "enrollment"} - {ChildForgotten}
    assert TELLING.keys() - texts.KINDS.keys() == UNTOLD.keys() == {EnrollmentSuperseded} and all(UNTOLD.values())


@pytest.mark.parametrize(("kind", "language"), [*product(KINDS, LANGUAGES)])
def test_every_kind_says_whom_what_and_where_to_go_on(kind: str, language: str):
    text = texts.text(kind, language, params())
    assert "张*明" in text.subject and "高新区一班" in text.body
    assert text.path == PLACES.get(kind, f"/booking/enrollments/{ENROLLMENT}")
    assert not re.search(r"[{}]|None|\n{3}", text.subject + text.body)
    if kind in ("confirmed", "promoted", "offered", "opened"):
        assert "08:00" in text.body and "水杯" in text.body and "同济路" in text.body
    if language == "en":
        assert not re.search(
            "[\u4e00-\u9fff]",
            re.sub(
                "张\\*明|高新区一班|高新区活动中心|旧活动中心|同济路 8 号|水杯、被子|台风停课",
                "",
                text.subject + text.body,
            ),
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_deleted_child_it_is_said_in_words_that_nothing_is_known(language: str):
    text = texts.text("refused", language, params(child_name="*", reason="*"))
    assert "*" not in text.subject + text.about + text.body
    child, reason = {"zh": ("您的孩子", "已随孩子的信息删除"), "en": ("your child", "deleted with what was kept")}[
        language
    ]
    assert text.about == f"{child} · 高新区一班" and child in text.subject and reason in text.body


@pytest.mark.parametrize("kind", [*KINDS, *texts.OF_FAMILIES, texts.ROLE_CHANGED, texts.CONFIRM_ADDRESS])
def test_every_kind_is_a_folder_of_four_files_and_two_where_it_is_told_in_a_line(kind: str):
    files = {f.name for f in (FOLDER / kind).iterdir()}
    parts = ("subject", "body", *(["sms"] if kind in short.kinds() else []))
    assert files == {f"{part}.{language}.txt" for part in parts for language in LANGUAGES}


@pytest.mark.parametrize("reason", ["", "抚养权判给母亲"])
def test_of_a_guardian_who_left_nobody_is_named_and_the_reason_is_said(reason: str):
    event = {
        "family_id": str(uuid4()),
        "person_id": str(uuid4()),
        "at": "2027-01-01T00:00:00Z",
        "called": "father",
        "reason": reason,
    }
    zh, en = (texts.text("guardian-left", language, event) for language in LANGUAGES)
    assert "爸爸" in zh.body and reason in zh.body and ("主办工会已把" in zh.body) == bool(reason)
    assert "(father)" in en.body and zh.path == en.path == "/booking/family/guardians"
    assert event["person_id"] not in zh.body + en.body and len(zh.paragraphs) == len(en.paragraphs) == 3


def test_of_whoever_would_join_a_family_nobody_is_named_and_the_button_leads_to_the_invitation():
    event = {"family_id": str(uuid4()), "invitation_id": str(uuid4()), "at": "2027-01-01T00:00:00Z", "called": "father"}
    zh, en = (texts.text("guardian-asks", language, event) for language in LANGUAGES)
    assert "（爸爸）" in zh.body and "(father)" in en.body and "确认之前，对方看不到孩子" in zh.body
    assert zh.path == en.path == f"/booking/family/invitations/{event['invitation_id']}"
    assert len(zh.paragraphs) == len(en.paragraphs) == 3


@pytest.mark.parametrize("held", [True, False])
def test_of_a_check_before_the_opening_it_is_said_how_it_came_out_and_what_to_do(held: bool):
    event = params(opens_at="2027-01-08T01:00:00Z", held=held, reason="" if held else "在职证明看不清楚")
    zh, en = (texts.text("checked", language, event) for language in LANGUAGES)
    assert "张*明" in zh.subject and "1月8日" in zh.body and zh.child == "张*明" and zh.path == "/booking/family"
    assert ("在职证明看不清楚" in zh.body) == ("再点一次" in zh.body) == (not held)
    assert zh.paragraphs[1][0].startswith("接下来") and len(zh.paragraphs) == len(en.paragraphs) == 3
    gone = texts.text("checked", "zh", event | {"child_name": "*", "reason": "*"})
    assert "您的孩子" in gone.subject and "*" not in gone.body


@pytest.mark.parametrize("named", [True, False])
def test_a_teacher_reads_of_which_group_and_where_to_look(named: bool):
    event = {"class_id": str(GROUP), "at": "2027-01-08T01:00:00Z", "title": "一班", "site": "文化宫", "named": named}
    zh, en = (texts.text("teacher", language, event) for language in LANGUAGES)
    assert ("您是" in zh.subject) == named and "一班" in en.subject
    assert zh.path == (f"/booking/console/groups/{GROUP}" if named else "/booking/")
    assert zh.paragraphs[1][0].startswith("接下来") and len(zh.paragraphs) == len(en.paragraphs) == 3


@pytest.mark.parametrize("what", ["given", "waits", "taken", "reset"])
def test_what_became_of_a_role_is_said(what: str):
    of = "" if what == "reset" else "高新区园区工会"
    event = {
        "what": "given" if what == "waits" else what,
        "role": "" if what == "reset" else "organizer",
        "union": "gaoxin" if of else None,
        "of": of,
        "acts_at": "2027-01-19T01:00:00Z" if what == "waits" else None,
        "at": "2027-01-18T01:00:00Z",
    }
    zh, en = (texts.text(texts.ROLE_CHANGED, language, event) for language in LANGUAGES)
    said = {"given": "您现在是", "waits": "1月19日", "taken": "您不再是", "reset": "已被重置"}[what]
    assert said in zh.body and of in zh.body and of in en.body and of in zh.about
    assert ("组织者" in zh.body) == (what != "reset")
    assert zh.paragraphs[1][0].startswith("接下来") and len(zh.paragraphs) == len(en.paragraphs) == 3


def test_what_happens_next_is_said():
    assert "有空位会按顺序自动递补，并通知您" in texts.text("waitlisted", "zh", params()).body
    assert "第 3 位" in texts.text("waitlisted", "zh", params()).subject
    assert "取消" in texts.text("confirmed", "zh", params()).body
    assert "台风停课" in texts.text("cancelled", "zh", params()).body
    assert "候补" in texts.text("withdrawn", "zh", params(waited=True)).subject
    assert "名额已经让出" in texts.text("withdrawn", "zh", params()).body


def test_who_waits_for_a_draw_learns_the_number_and_that_speed_does_not_matter():
    entered = texts.text("entered", "zh", params())
    assert ENTRANT in entered.body and "不比手速" in entered.body and "登记还不是录取" in entered.body
    assert ENTRANT in texts.text("entered", "en", params()).body


@pytest.mark.parametrize("more", [{}, {"waited": True}, {"instead_of": "二班"}, {"consent": "协议"}])
def test_who_gave_a_place_up_reads_you_and_the_other_guardian_who_it_was(more: dict[str, Any]):
    one, other = uuid4(), uuid4()
    event = params(given_up_by=str(one), **more)
    for language, you, they in (("zh", "您", "孩子的另一位家长"), ("en", "You", "The child’s other guardian")):
        mine, theirs = (texts.text("withdrawn", language, event, reader) for reader in (one, other))
        assert mine.body.startswith(you) and theirs.body.startswith(they)
        assert they not in mine.body and str(one) not in theirs.body
    assert texts.text("withdrawn", "zh", params(**more), one).body.startswith("您")  # of a time when it was not told


def test_words_that_follow_a_draw_do_not_speak_of_speed():
    """A place, a turn or a withdrawal reads right whether it came by a draw or by order of arrival."""
    for kind, more in (("confirmed", {}), ("waitlisted", {}), ("withdrawn", {"waited": True})):
        text = texts.text(kind, "zh", params(**more))
        assert not re.search("先到|抢到|报名成功", text.subject + text.body)
    out = texts.text("withdrawn", "zh", params(waited=True))
    assert "登记" in out.subject and "摇号" in out.body


def test_a_message_of_an_older_version_still_reads():
    old = params()
    del old["waited"], old["group"]["bring"]
    assert "报名" in texts.text("withdrawn", "zh", old).subject
    assert "请带" not in texts.text("confirmed", "zh", old).body


@pytest.mark.parametrize(("kind", "language"), [*product(KINDS, LANGUAGES)])
def test_words_of_strangers_stay_words(kind: str, language: str):
    text = texts.text(
        kind, language, params(child_name=EVIL, reason=EVIL, group={"title": EVIL, "site": EVIL, "bring": EVIL})
    )
    wire = Mail(uuid4(), "wang@example.com", datetime.now(UTC), language, text).wire(
        "爱心 <no@example.com>", "https://a.cn"
    )
    mail = email.message_from_bytes(wire, policy=default)
    html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "\n" not in text.subject and mail["bcc"] is None and mail["to"] == "wang@example.com"
    assert "<script" not in html and "&lt;script&gt;" in html
    assert not any(line.startswith(("Bcc", "原因：假的")) for line in text.body.splitlines())


def test_a_mail_is_known_by_its_delivery():
    text, one = texts.text("confirmed", "zh", params()), uuid4()
    sent = Mail(one, "wang@example.com", datetime.now(UTC), "zh", text)
    mail = email.message_from_bytes(sent.wire("爱心托管 <no@example.com>", "https://a.cn/"), policy=default)
    assert mail["message-id"] == f"<{one}@example.com>" and mail["from"] == "爱心托管 <no@example.com>"
    plain = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert f"https://a.cn/booking/enrollments/{ENROLLMENT}" in plain and "https://a.cn/notify/preferences" in plain
    assert sent.wire("a <a@b.cn>", "x").count(b"Message-ID") == 1
