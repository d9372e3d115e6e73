"""A plan that says all there is to say of giving places: written, moved to another year, and said back."""

from datetime import datetime

from services.classes.plan import expand, read, sentences, shifted, write
from shared.kernel.clock import ZONE
from tests.support.plan_texts import changed

WHO = "who:\n  members_of: gaoxin\n"
EVERYTHING = (
    WHO,
    WHO
    + """  health: 没有传染病
  health_statement: yes
  any_of: [{grades: 1-3}, {ages: 6-9}]
  none_of: [{placed_in: 2024-winter}]
admission:
  way: ranked
  decide_at: 2025-01-04 12:00
  priorities: [hardship, {name: 甲厂职工, employers: [甲厂]}]
  waiting_order: priority
  review: organizer
  confirm_within: 48h
  answer_within: 12h
  all_at_once: 1d
  publicity: yes
pools: [{places: 30%, categories: new_form, opens: 2025-01-02 09:00, until: 2025-01-05 09:00}]
limits: {per_child: 2, per_family: 3, per_term: 1, per_season: 2}
documents: [健康证明]
agreement: {title: 协议, text: 正文}
minimum: {children: 5, decide_at: 2025-01-10 12:00, otherwise: move}
retention: {health: 14 days, enrollment: 90 days}
choose_within: 5天
waiting_list: 20
refund: 不退
""",
)


def test_everything_is_written_and_moved_like_the_rest():
    plan = read(changed(EVERYTHING).encode())
    assert read(write(plan)) == plan
    moved = shifted(plan, datetime(2026, 3, 1, 9, tzinfo=ZONE), "x")
    assert read(write(moved)) == moved
    wait = datetime(2026, 3, 1, 9, tzinfo=ZONE) - datetime(2025, 1, 3, 9, tzinfo=ZONE)
    for old, new in zip(expand(plan), expand(moved), strict=True):
        assert new.facts.rules.decide_at - old.facts.rules.decide_at == wait
        assert new.facts.rules.pools[0].opens_at - old.facts.rules.pools[0].opens_at == wait
        assert new.facts.rules.minimum.decide_at < datetime.combine(
            new.facts.meetings[0].date, new.facts.meetings[0].start, ZONE
        )


def test_everything_is_said_back_in_both_languages():
    said = sentences(read(changed(EVERYTHING).encode()))
    common_zh, common_en = next(pair for pair in said if pair[0].startswith("全部班次"))
    for part in (
        "符合其一：一年级—三年级/6—9 岁", "不招：2024年寒假录取过", "报名前作健康声明", "主办方审核通过后才能录取", "上传材料：健康证明",
        "阅读并同意《协议》", "1月4日（周六）12:00 前报名的按优先顺序统一录取", "之后先到先得，报满后候补 20 名，按优先顺序递补",
        "优先顺序：1 困难职工家庭，2 甲厂职工（甲厂职工的子女），其余在后", "录取后须在 48 小时内确认", "须在 12 小时内答复", "开班前 24 小时内的空位同时通知",
        "健康情况和材料在托管结束后最多保存 14 天", "孩子的信息在托管结束后最多保存 90 天",
        "结果公示", "不足 5 人的，由主办方征得家长同意后调到", "每个孩子在全部班次里最多报 2 个", "每个家庭在全部班次里最多报 3 个",
        "家长在 5 天内选一个；到时没有选的由主办方联系", "每期最多报 1 个", "本季在本工会最多报 2 个", "退费：不退",
    ):  # fmt: skip
        assert part in common_zh, part
    for part in (
        "by priority, then by time",
        "1 worker's family in hardship",
        "within 48 hours",
        "the result is published",
    ):
        assert part in common_en, part
    low = next(zh for zh, _ in said if zh.startswith("托管班 · 低年级班"))
    assert (
        "留 9 个名额给新就业形态劳动者家庭，1月2日（周四）09:00 起提前报名，留到 1月5日（周日）09:00，余下的面向所有人"
        in low
    )


def test_a_minimum_that_acts_by_itself_says_so_and_any_other_does_not():
    said = "minimum: {children: 5, decide_at: 2025-01-10 12:00%s}\n"
    grace = sentences(read(changed((WHO, WHO + said % ", grace: 两天")).encode()))
    alone = sentences(read(changed((WHO, WHO + said % "")).encode()))
    assert any(
        "不足 5 人的，通知每个家庭，再等 48 小时，仍不足的自动取消；主办方可以提前决定取消或照常开班" in zh
        for zh, _ in grace
    )
    assert any("不足 5 人的，由主办方决定取消" in zh and "自动" not in zh for zh, _ in alone)
