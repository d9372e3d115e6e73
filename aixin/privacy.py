"""docs/privacy.md: what is kept of people, and what the law asks, each point with what holds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.kernel.sentence import Sentence
from shared.privacy.entry import Holdings, Personal
from shared.privacy.everywhere import EVERYWHERE
from shared.privacy.register import CHOSEN, HOLDINGS
from shared.settings import Settings

_HEAD = """# 隐私 What is kept of people

Made from `shared/privacy/` by `make docs`; do not edit. A column of a database that is named there neither as personal nor as nobody's fails the
build: [test_personal_columns.py](../tests/integration/test_personal_columns.py). Weaknesses are told as [SECURITY.md](../SECURITY.md) says.

Which system keeps what: a child's data are [booking](../services/booking/README.md)'s alone; what another system hears of a child is an id and
a masked name ([0008](decisions/0008-a-childs-name-at-home.md)).
"""
_TABLE = "\n## {title}\n\n| 什么 what | 为什么 why | 谁能看到 who sees it | 多久 how long | 列 columns |\n|---|---|---|---|---|\n"
_DAYS = {name: Settings.model_fields[name].default for name in CHOSEN}
_LAW = "\n## 法律 The law, and the test that holds it\n\n| | | |\n|---|---|---|\n"


@dataclass(frozen=True, slots=True)
class Duty:
    """A point of the law, and the tests by which it is kept; none yet where there is still work."""

    law: str
    asks: Sentence
    tests: Sequence[str]


DUTIES = (
    Duty(
        "个人信息保护法 6、19",
        Sentence("只收需要的，只留需要的时间", "Only what is needed, only as long as it is needed"),
        ("tests/integration/test_personal_columns.py", "tests/integration/test_booking_let_go.py"),
    ),
    Duty(
        "个人信息保护法 28—30",
        Sentence(
            "健康等敏感信息：单独说明，加密，只给必须知道的人",
            "Health and the like: told of apart, encrypted, for those alone who must know",
        ),
        ("tests/integration/test_booking_health.py", "tests/integration/test_booking_consents.py"),
    ),
    Duty(
        "个人信息保护法 29、31 · 儿童个人信息网络保护规定 9、10",
        Sentence(
            "监护人单独同意，不预先勾选，可以拒绝和撤回",
            "A guardian agrees apart, nothing ticked beforehand, and may refuse and take it back",
        ),
        ("tests/integration/test_booking_privacy.py", "tests/integration/test_booking_taken_back.py"),
    ),
    Duty(
        "个人信息保护法 45、46",
        Sentence("查阅、复制、更正", "To see, to copy and to correct"),
        ("tests/integration/test_booking_family_pages.py", "tests/integration/test_copied.py"),
    ),
    Duty(
        "个人信息保护法 47 · 儿童个人信息网络保护规定 20",
        Sentence("删除就是删除", "Deleted is gone"),
        (
            "tests/integration/test_booking_wiped.py",
            "tests/integration/test_booking_papers.py",
            "tests/integration/test_account_closed.py",
            "tests/integration/test_unnamed.py",
        ),
    ),
    Duty(
        "个人信息保护法 51 · 儿童个人信息网络保护规定 13",
        Sentence("加密存储", "Kept encrypted"),
        ("tests/unit/test_web_vault.py", "tests/integration/test_booking_shelf.py"),
    ),
    Duty(
        "儿童个人信息网络保护规定 15 · 未成年人网络保护条例 36",
        Sentence(
            "工作人员看孩子的信息要有权限，每次都记下来",
            "Staff need a right to read a child’s data, and each reading is kept",
        ),
        ("tests/integration/test_booking_health.py", "tests/integration/test_access.py"),
    ),
    Duty(
        "个人信息保护法 57",
        Sentence(
            "泄露时立即查明涉及谁、怎么联系", "After a leak it is known at once who is hit, and how to reach them"
        ),
        ("tests/integration/test_breach.py",),
    ),
    Duty(
        "个人信息保护法 6 · 未成年人网络保护条例 32",
        Sentence("系统之间只传编号和打码的姓名", "Between the systems go ids and masked names alone"),
        ("tests/contract/test_events_tell_ids.py",),
    ),
)


def render() -> dict[Path, str]:
    """The page, by its path below the repository's root."""
    sections = [(f"{name}", holdings) for name, holdings in HOLDINGS.items()] + [
        ("各系统都有 in each of the four", EVERYWHERE)
    ]
    return {
        Path("docs/privacy.md"): _HEAD
        + "".join(_section(*one) for one in sections)
        + _LAW
        + "".join(map(_duty, DUTIES))
    }


def _section(title: str, holdings: Holdings) -> str:
    return _TABLE.format(title=title) + "".join(map(_row, holdings.personal))


def _row(entry: Personal) -> str:
    said = [f"{one.zh}<br>{one.en}" for one in (entry.what, entry.why, entry.seen_by, entry.kept.of(**_DAYS))]
    columns = "<br>".join(f"`{table}`: {names.replace(' ', ', ')}" for table, names in entry.columns.items())
    return f"| {' | '.join([*said, columns])} |\n"


def _duty(duty: Duty) -> str:
    tests = " · ".join(f"[{Path(test).name}](../{test})" for test in duty.tests)
    return f"| {duty.law} | {duty.asks.zh}<br>{duty.asks.en} | {tests} |\n"
