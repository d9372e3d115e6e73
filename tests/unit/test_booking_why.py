"""Why a family stands where it stands: the rule that was in force, and nothing that is not so."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from services.booking.domain.criteria import Criterion
from services.booking.domain.enrollment import PLACED, State
from services.booking.domain.group import Pool, Priority
from services.booking.domain.requests import Standing
from services.booking.words.why import why
from tests.support.admission import CLOSES, OPEN, OPENS, group

FOURTH = Standing(4, 9, 3)
PRIORITIES = (Priority("困难职工家庭", Criterion()), Priority("双职工家庭", Criterion()))
RIDERS = Pool("新就业形态", 16, Criterion(), until=CLOSES)


@dataclass
class One:
    """An enrollment, as far as reasons go."""

    state: State = State.WAITLISTED
    created_at: datetime = OPEN
    standing: Standing | None = None
    band: int = 0
    pool: str | None = None

    @property
    def placed(self) -> bool:
        return self.state in PLACED


def zh(one: One, now: datetime = OPEN, **rules) -> str:
    told = why(group(**rules), one, now)
    assert all(z.endswith("。") and e.endswith(".") for z, e in told)
    assert not re.search(
        "[\u4e00-\u9fff]|None", re.sub("困难职工家庭|双职工家庭|新就业形态", "", " ".join(e for _, e in told))
    )
    return "".join(z for z, _ in told)


@pytest.mark.parametrize(
    ("rules", "said", "unsaid"),
    [
        ({}, "先到先得", "统一|摇号"),
        ({"sign_up": "employer"}, "由单位工会统一报名", "先到先得"),
        ({"way": "ranked", "decide_at": CLOSES}, "7月1日（周二）23:59统一录取：按报名先后给名额", "优先|摇号|手速"),
        (
            {"way": "ranked", "decide_at": CLOSES, "priorities": PRIORITIES},
            "先看优先条件，同一档再按报名先后",
            "摇号|手速",
        ),
        ({"way": "draw", "decide_at": CLOSES}, "公开摇号，不比手速", "优先|先到先得"),
        ({"way": "draw", "decide_at": CLOSES, "priorities": PRIORITIES}, "先看优先条件，同一档再摇号", "先到先得"),
        ({"way": "draw_if_oversubscribed", "decide_at": CLOSES}, "名额够就全部录取，不够才公开摇号", "先到先得"),
        ({"way": "opening_lot", "decide_at": CLOSES}, "随机排先后，不比手速", "先到先得"),
    ],
)
def test_the_rule_is_the_one_of_the_notice(rules, said, unsaid):
    told = zh(One(state=State.ENTERED, band=9), **rules)
    assert said in told and not re.search(unsaid, told.replace("排在优先家庭之后", ""))


def test_who_came_after_the_common_decision_was_not_part_of_it():
    rules = {"way": "draw", "decide_at": OPENS + timedelta(hours=1)}
    assert "之后报名的" in zh(One(created_at=OPENS + timedelta(hours=2)), **rules)
    assert "之后报名的" not in zh(One(created_at=OPENS, standing=FOURTH), **rules)


def test_the_standing_is_told_for_the_group_alone_and_for_groups_decided_together():
    assert "排第 4 位，共 9 人报 3 个名额" in zh(One(standing=FOURTH), way="draw", decide_at=CLOSES)
    assert "几个班一起共 9 份报名，这个班 3 个名额" in zh(
        One(standing=FOURTH), way="draw", decide_at=CLOSES, together="p/care"
    )


def test_priority_is_told_only_where_it_counted():
    first, none = One(State.ENTERED, band=0), One(State.UNPLACED, band=2)
    ranked = {"way": "ranked", "decide_at": CLOSES, "priorities": PRIORITIES}
    assert "第 1 优先：困难职工家庭" in zh(first, **ranked)
    assert "排在优先家庭之后（困难职工家庭、双职工家庭）" in zh(none, **ranked)
    # A waiting list by arrival forgets the band: nobody there is told to be of the first priority.
    assert "您家属于" not in zh(One(State.WAITLISTED, band=0), **ranked)
    assert "第 2 优先：双职工家庭" in zh(One(State.WAITLISTED, band=1), **ranked, waiting_by_priority=True)
    assert "候补的最前面" in zh(One(State.WAITLISTED, band=-1), **ranked, waiting_by_priority=True)


def test_a_pool_is_told_to_its_families_and_as_long_as_it_is_kept_to_the_others():
    assert "用的是为“新就业形态”保留的 16 个名额" in zh(One(State.CONFIRMED, pool="新就业形态"), pools=(RIDERS,))
    assert "您家可以用为“新就业形态”保留的 16 个名额" in zh(One(pool="新就业形态"), pools=(RIDERS,))
    assert "7月1日（周二）23:59起剩余的给所有家庭" in zh(One(), pools=(RIDERS,))
    assert "新就业形态" not in zh(One(), now=CLOSES, pools=(RIDERS,))
    assert "新就业形态" not in zh(One(State.CONFIRMED), pools=(RIDERS,))
