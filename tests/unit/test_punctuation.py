"""What people read in Chinese has Chinese punctuation: full-width ，：；？！（）, in dates too: 7月7日（周一）09:00."""

import re
from datetime import date

import pytest

from shared.kernel.words import ZH
from tests.support.sentences import HAN, ROOT, modules, name, shown, templates

NARROW = re.compile(
    rf"[{HAN}》”」）][,;:?!](?![ /'\"]|$)"  # 报名,截止; a list of Chinese words in English has a space: 工会, 工号
    rf"|[\w%}})][,;:?!](?=[{HAN}])"  # {{name}},截止
    rf"|[{HAN}》”」）}}]\(|\([{HAN}]|[{HAN}]\)|\)[{HAN}]|[「」]"  # “…” is how we quote
)
SIGN = re.compile(rf"\bt\('([^'{HAN}]*[,;:?!()][^'{HAN}]*)'")
"""The Chinese half of `t('，', ', ')` when no word of it is Chinese: what stands around it is."""
CHINESE = re.compile(f"[{HAN}]")
PATTERN = re.compile(r"\(\?|\\d|\(\[")
"""A regular expression, which nobody reads."""
PLANS = [*sorted((ROOT / "examples/plans").glob("*.yaml")), ROOT / "aixin/demo/acts.yaml", ROOT / "docs/plan.zh.md"]


def narrow(path) -> list[tuple[int, str]]:
    """(line, text) of every half-width sign in Chinese."""
    return [
        (line, text)
        for line, text in shown(path)
        if CHINESE.search(text) and NARROW.search(text) and not PATTERN.search(text)
    ]


@pytest.mark.parametrize("path", templates(), ids=name)
def test_a_page_and_a_message(path):
    assert not narrow(path)


@pytest.mark.parametrize("path", templates(), ids=name)
def test_a_sign_between_two_pieces_of_a_page(path):
    assert not SIGN.findall(path.read_text())


@pytest.mark.parametrize("path", PLANS, ids=name)
def test_a_plan_as_we_write_it(path):
    assert not narrow(path)


def test_everything_else():
    assert not {name(path): found for path in modules("services", "shared", "aixin") if (found := narrow(path))}


def test_a_date():
    assert ZH.day(date(2025, 7, 7)) == "7月7日（周一）"


@pytest.mark.parametrize(
    "text",
    ["报名,请看", "{}:请看", "班(东)", "找{}(1)", "(东)", "真的?是", "《书》,是", "“书”:是", "100%;其余", "「班」"],
)
def test_what_is_narrow(text):
    assert NARROW.search(text)


@pytest.mark.parametrize(
    "text", ["columns 姓名, 工号", "姓名 (name)", "“书”, which", "键: 值", "报名 · enroll (soon)", "09:00，到"]
)
def test_what_is_not(text):
    assert not NARROW.search(text)
