"""Every field of every message keeps the provider's rules, whatever is filled in: what would be cut or refused there is not sent."""

import json
import re
from itertools import product

import pytest

from services.notify import fields, texts
from services.notify.words.brief import BRIEF
from shared.errors import Unusable
from shared.events.docs import samples
from shared.providers.wechat_account import FieldTemplate
from tests.support.messages import params
from tests.support.stack import ROOT

LANGUAGES = ("zh", "en")
HAN = re.compile(r"[\u4e00-\u9fff]{1,5}")
INSTANT = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日 \d{2}:\d{2}")
RULES = {
    "thing": re.compile(r"[^\n]{1,20}"),
    "phrase": HAN,
    "time": INSTANT,
    "date": INSTANT,
}
"""As the providers write them."""
LONG = {
    "title": "高新区第二实验小学三至六年级篮球与书法综合班\n第二行",
    "site": "高新区科创中心职工文体活动中心三楼东区多功能厅",
}
CASES = [
    (kind, language, f"{type_}1", value)
    for kind, language in product(sorted(BRIEF), LANGUAGES)
    for type_, values in fields.FITS.items()
    for value in sorted(values)
]


def facts(kind: str) -> dict[str, object]:
    left = params(group=LONG)
    if kind in texts.OF_FAMILIES:
        return dict(json.loads(samples(ROOT, texts.OF_FAMILIES[kind])[-1].read_text(encoding="utf-8")))
    if kind == texts.WEBHOOK_OFF:
        return {"webhook_id": left["group_id"], "host": "bureau.gaoxin.example", "reason": "gone"}
    if kind == texts.ROLE_CHANGED:
        return {
            "what": "given",
            "role": "teacher",
            "union": "gaoxin",
            "of": "高新区",
            "acts_at": None,
            "at": left["at"],
        }
    return left


@pytest.mark.parametrize(("kind", "language", "field", "value"), CASES)
def test_what_a_field_shows_keeps_its_rules_or_it_is_no_start(kind, language, field, value):
    template = FieldTemplate(template="t", fields={field: value})
    try:
        fields.check(kind, template)
    except Unusable:
        return
    told = texts.text(kind, language, facts(kind))
    shown = fields.filled(template, kind, language, facts(kind), told)[field]
    assert RULES[field[:-1]].fullmatch(shown), shown
    assert "张" not in shown, "no child is named"


def test_every_kind_can_say_what_and_how_things_stand():
    for kind in BRIEF:
        fields.check(kind, FieldTemplate(template="t", fields={"thing1": "what", "phrase2": "state"}))
        assert HAN.fullmatch(BRIEF[kind][0])


def test_every_kind_that_people_are_told_has_its_line():
    """A new kind is told here too: services/notify/words/brief.py."""
    assert set(BRIEF) == set(texts.EVERY_KIND)


@pytest.mark.parametrize("kind", ["offered", "reminded", "opened", "sent-back"])
def test_what_must_be_answered_can_say_until_when(kind):
    fields.check(kind, FieldTemplate(template="t", fields={"time1": "until", "date2": "begins"}))
