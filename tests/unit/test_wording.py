"""Lengths of time, counts and positions are said one way everywhere: as `Words` says them."""

import re
from datetime import timedelta

import pytest

from shared.kernel.words import EN, ZH
from tests.support.sentences import modules, name, shown, templates

OWN_COUNTING = re.compile(
    r"(\{\}|\}\}|%[sd]) ?(秒|分钟|小时|天|(second|minute|hour|day)s?\b)"
    r"|第 ?(\{\}|\{\{[^}]*\}\}|%[sd]) ?位|\b[Nn](umber|o\.) (\{\}|\{\{)"
    r"""|["']s["'] (if \w|\*)"""
)
OWN_ARITHMETIC = re.compile(r"// ?60\b|/ ?60\b|% ?60\b|\b1440\b|\b24 \* 60\b")


@pytest.mark.parametrize(
    ("minutes", "zh", "en"),
    [
        (0.5, "30 秒", "30 seconds"),
        (1, "1 分钟", "1 minute"),
        (1.75, "105 秒", "105 seconds"),
        (2.1, "3 分钟", "3 minutes"),
        (30, "30 分钟", "30 minutes"),
        (60, "1 小时", "1 hour"),
        (90, "90 分钟", "90 minutes"),
        (120, "2 小时", "2 hours"),
        (24 * 60, "24 小时", "24 hours"),
        (36 * 60, "36 小时", "36 hours"),
        (48 * 60, "48 小时", "48 hours"),
        (50 * 60, "50 小时", "50 hours"),
        (72 * 60, "3 天", "3 days"),
        (60 * 24 * 60, "60 天", "60 days"),
    ],
)
def test_a_length_of_time_has_one_wording(minutes, zh, en):
    length = timedelta(minutes=minutes)
    assert (ZH.duration(length), EN.duration(length)) == (zh, en)


def test_a_count_has_its_plural_in_english():
    assert [EN.plural(n, "child") for n in (0, 1, 2)] == ["0 children", "1 child", "2 children"]
    assert (ZH.count(1, "个班次", "group"), EN.count(1, "个班次", "group")) == ("1 个班次", "1 group")
    assert (ZH.total_days(20), EN.total_days(20), EN.total_days(1)) == ("共 20 天", "20 days", "1 day")


def test_a_position_has_one_wording():
    assert (ZH.position(3), EN.position(3)) == ("第 3 位", "no. 3")


def test_nobody_counts_on_their_own():
    assert not [
        (name(path), line, text)
        for path in [*templates(), *modules("services")]
        for line, text in shown(path)
        if OWN_COUNTING.search(text)
    ]


def test_nobody_reckons_hours_and_days_on_their_own():
    """The plan language, which writes 48h for what it reads, is a notation and no sentence."""
    assert not [
        (name(path), number, line)
        for path in [*templates(), *modules("services")]
        if "/language/" not in name(path)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if OWN_ARITHMETIC.search(line)
    ]
