"""Whether a group's places can be given as the plan says: when it is decided, what is kept for whom, how few are too few."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from services.classes.plan.groups.choices import Choice
from services.classes.plan.groups.facts import LOT_MINUTES, counted_at, decided_at
from services.classes.plan.groups.rules import DRAWS, TOGETHER, said_at
from services.classes.plan.language.conditions import Pool
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.times import write_instant
from services.classes.plan.language.wording import Pair


def check_admission(choice: Choice, days: Sequence[date]) -> Iterator[Finding]:
    """Every finding of one group that meets on these days."""
    first = days[0] if days else None
    yield from _draw(choice)
    yield from _lot(choice)
    yield from _decision(choice, first)
    yield from _waiting(choice)
    yield from _pools(choice, days)
    yield from _minimum(choice, first)
    yield from _limits(choice)


def _draw(choice: Choice) -> Iterator[Finding]:
    said = choice.rules.admission
    if said.way in DRAWS and not said.draw_source:
        yield Finding(
            said_at(choice.levels, "admission", "way")[:-1],
            "摇号要先公布公开数字的来源，请补上 draw_source，例如 draw_source: 报名截止后第一期中国福利彩票 3D 开奖号码。",
            "A draw needs draw_source, the public number that will decide it, for example of a lottery drawn after closing.",
            lacks=("draw_source", "terms", "sites"),
        )


def _lot(choice: Choice) -> Iterator[Finding]:
    """Who is signed up by a union is in no hurry at the opening."""
    if choice.rules.admission.way == "opening_lot" and choice.rules.registration.sign_up == "employer":
        yield Finding(
            said_at(choice.levels, "admission", "way"),
            "由单位工会统一报名的，家长不用抢，开放后几分钟的摇号轮不到他们：请写 way: draw（截止后摇号）、ranked 或 first_come。",
            "Employers' unions sign up, in the order in which they come to it: a lot for the first minutes has no use. Write way: draw, ranked or first_come.",
        )


def _decision(choice: Choice, first: date | None) -> Iterator[Finding]:
    """Everyone is decided while registration is open or when it closes, and before the first day."""
    said, window = choice.rules.admission, choice.rules.registration
    at = decided_at(choice.rules)
    if at is None or window.opens is None or window.closes is None:
        return
    key = {"opening_lot": "lot_minutes"}.get(said.way or "", "decide_at")
    path = said_at(choice.levels, "admission", key)
    path = path if len(path) > 1 else said_at(choice.levels, "admission", "way")
    if said.way == "opening_lot" and at >= window.closes:
        minutes = said.lot_minutes or LOT_MINUTES
        yield Finding(
            path,
            f"开放后 {minutes} 分钟才摇号排序，而报名 {write_instant(window.closes)} 就截止：请改短 lot_minutes 或推迟截止。",
            f"The lot comes {minutes} minutes after the opening, but registration closes at {write_instant(window.closes)}: correct one of them.",
        )
    elif at <= window.opens:
        yield Finding(
            path,
            f"统一录取时间（{write_instant(at)}）不晚于报名开放（{write_instant(window.opens)}），请改正。",
            f"It is decided at {write_instant(at)}, not after registration opens ({write_instant(window.opens)}): correct it.",
        )
    elif at > window.closes and said.review in (None, "none"):
        yield Finding(path, *_too_late(at, window.closes, drawn=said.way in DRAWS))
    if said.way in TOGETHER and first and at.date() >= first and not window.late:
        yield Finding(
            said_at(choice.levels, *(("admission", "decide_at") if said.decide_at else ("registration", "closes"))),
            f"摇号或统一录取在 {write_instant(at)}，而第一天是 {first}：请让报名在那之前截止。",
            f"Places are drawn or decided at {write_instant(at)}, but the first day is {first}: close registration before it.",
        )


def _too_late(at: datetime, closes: datetime, *, drawn: bool) -> Pair:
    """Nobody checks requests, and yet it is decided after the closing."""
    if drawn:
        return (
            f"摇号的名单在报名截止（{write_instant(closes)}）时就定下，{write_instant(at)} 已经晚了：请删去 decide_at，"
            "哪天、怎样摇号写在 draw_source 里；截止后还要审核的，请写 review。",
            f"The list of a draw stands when registration closes ({write_instant(closes)}), not at {write_instant(at)}: remove decide_at, and say "
            "in draw_source on which day and how it is drawn; if requests are still checked after the closing, write review.",
        )
    return (
        f"统一录取时间（{write_instant(at)}）晚于报名截止（{write_instant(closes)}）：不写 decide_at 就在截止时录取；截止后还要审核的，请写 review。",
        f"It is decided at {write_instant(at)}, after registration closes ({write_instant(closes)}): without decide_at it is "
        "decided at the closing; if requests are still checked then, write review.",
    )


def _waiting(choice: Choice) -> Iterator[Finding]:
    said = choice.rules.admission
    if said.waiting_order == "priority" and not said.priorities:
        yield Finding(
            said_at(choice.levels, "admission", "waiting_order"),
            "候补按优先顺序，请写 priorities，例如 priorities: [hardship, 双职工家庭]。",
            "The waiting list goes by priority: write priorities, like [hardship, dual_earner].",
            lacks=("priorities",),
        )


def _pools(choice: Choice, days: Sequence[date]) -> Iterator[Finding]:
    pools, capacity = choice.rules.pools or (), choice.capacity
    path = said_at(choice.levels, "pools")
    for number, pool in enumerate(pools):
        yield from _pool((*path, number), pool, choice, days)
    kept = sum(pool.places.of(capacity or 0) for pool in pools)
    if capacity and kept > capacity:
        yield Finding(
            path,
            f"留出的名额共 {kept} 个，超过 {capacity} 个名额，请减少。",
            f"{kept} places are kept, more than the {capacity} there are: keep fewer.",
        )


def _pool(path: Path, pool: Pool, choice: Choice, days: Sequence[date]) -> Iterator[Finding]:
    capacity = choice.capacity
    if capacity and pool.places.of(capacity) == 0:
        yield Finding(
            (*path, "places"),
            f"{capacity} 个名额的 {pool.places.percent}% 取整后是 0，请写成个数。",
            f"{pool.places.percent}% of {capacity} places, rounded down, is 0: write a number.",
        )
    yield from _opens((*path, "opens"), pool, choice)
    yield from _until((*path, "until"), pool, choice, days)


def _opens(path: Path, pool: Pool, choice: Choice) -> Iterator[Finding]:
    """Earlier than for all; and to some use: who is drawn has no more of an earlier day."""
    window = choice.rules.registration
    if pool.opens and choice.rules.admission.way in (*DRAWS, "opening_lot"):
        yield Finding(
            path,
            "摇号不分先后，提前报名没有用处：请删去 opens，名额照样留着；要提前当场录取，给他们单独写一个班（way: first_come，自己的 registration）。",
            "In a draw an earlier request counts no more than a later one: remove opens, the places are kept anyway; to give them at once make "
            "a group of their own with way: first_come and its own registration.",
        )
    elif pool.opens and window.opens and pool.opens >= window.opens:
        yield Finding(
            path,
            f"提前开放({write_instant(pool.opens)})应早于报名开放({write_instant(window.opens)})，请改正或删去。",
            f"These families book early from {write_instant(pool.opens)}, but all may from {write_instant(window.opens)}: correct it, or remove it.",
        )


def _until(path: Path, pool: Pool, choice: Choice, days: Sequence[date]) -> Iterator[Finding]:
    """Longer than until places are first given, and not for ever."""
    decided, begins = decided_at(choice.rules), pool.opens or choice.rules.registration.opens
    if pool.until and decided and pool.until <= decided:
        yield Finding(
            path,
            f"保留到 {write_instant(pool.until)}，而统一录取在 {write_instant(decided)}：录取时一个也没有留下。请写更晚的 until，或删去它（一直保留）。",
            f"Kept until {write_instant(pool.until)}, but places are given at {write_instant(decided)}: none would be kept. "
            "Write a later until, or remove it to keep them always.",
        )
    elif pool.until and begins and pool.until <= begins:
        yield Finding(
            path,
            f"保留到 {write_instant(pool.until)}，那时报名还没有开始({write_instant(begins)})，请改正。",
            f"Kept until {write_instant(pool.until)}, but booking begins at {write_instant(begins)}: correct it.",
        )
    if pool.until and days and pool.until.date() > days[-1]:
        yield Finding(
            path,
            f"保留到 {write_instant(pool.until)}，晚于最后一天({days[-1]})，请改正；一直保留就删去这一行。",
            f"Kept until {write_instant(pool.until)}, after the last day ({days[-1]}): correct it; to keep them always remove the line.",
        )


def _minimum(choice: Choice, first: date | None) -> Iterator[Finding]:
    said, window, capacity = choice.rules.minimum, choice.rules.registration, choice.capacity
    if not said or not said.children:
        return
    path = said_at(choice.levels, "minimum")
    if capacity and said.children > capacity:
        yield Finding(
            path,
            f"最少 {said.children} 人才开班，而名额只有 {capacity} 个，请改正。",
            f"At least {said.children} children are needed, but there are {capacity} places: correct one of them.",
        )
    at = said.decide_at or counted_at(choice.rules)
    if said.decide_at and window.opens and said.decide_at <= window.opens:
        yield Finding(
            (*path, "decide_at"),
            f"决定时间（{write_instant(said.decide_at)}）不晚于报名开放（{write_instant(window.opens)}），请改正。",
            f"It is decided at {write_instant(said.decide_at)}, before registration opens ({write_instant(window.opens)}): correct it.",
        )
    if at and first and at >= _start(first, at):
        yield Finding(
            (*path, "decide_at") if said.decide_at else path,
            f"是否开班在 {write_instant(at)} 决定，而第一天是 {first}：请写更早的 decide_at。",
            f"Whether it takes place is decided at {write_instant(at)}, but the first day is {first}: write an earlier decide_at.",
        )


def _start(first: date, at: datetime) -> datetime:
    """Midnight after the first day's beginning: a decision in its early morning still counts as before it."""
    return datetime.combine(first, datetime.min.time(), at.tzinfo) + timedelta(hours=8)


def _limits(choice: Choice) -> Iterator[Finding]:
    for path, level in choice.levels:
        if level.limits and level.limits.per_child and level.per_child:
            yield Finding(
                (*path, "per_child"),
                "per_child 写了两次（另一处在 limits 里），请删去一个。",
                "per_child stands twice, here and under limits: remove one.",
            )
