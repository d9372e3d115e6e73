"""Whether a group's places can be given as the plan says: when it is decided, what is kept for whom, how few are too few."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from services.classes.plan.groups.choices import Choice
from services.classes.plan.groups.facts import LOT_MINUTES, counted_at, decided_at
from services.classes.plan.groups.rules import DRAWS, TOGETHER, said_at
from services.classes.plan.language.conditions import Pool
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.times import end_of, write_deadline, write_instant
from services.classes.plan.language.wording import Pair
from services.classes.words import plan_admission as wrong
from shared.kernel.words import EN, ZH


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
            *wrong.DRAW_WITHOUT_SOURCE,
            lacks=("draw_source", "terms", "sites"),
        )


def _lot(choice: Choice) -> Iterator[Finding]:
    """Who is signed up by a union is in no hurry at the opening."""
    if choice.rules.admission.way == "opening_lot" and choice.rules.registration.sign_up == "employer":
        yield Finding(
            said_at(choice.levels, "admission", "way"),
            *wrong.LOT_FOR_EMPLOYERS,
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
        wait = timedelta(minutes=said.lot_minutes or LOT_MINUTES)
        yield Finding(
            path,
            *wrong.LOT_AFTER_CLOSING.of(
                closes=write_deadline(window.closes), wait=(ZH.duration(wait), EN.duration(wait))
            ),
        )
    elif at <= window.opens:
        yield Finding(
            path,
            *wrong.DECIDED_BEFORE_OPENING.of(at=write_instant(at), opens=write_instant(window.opens)),
        )
    elif at > window.closes and said.review in (None, "none"):
        yield Finding(path, *_too_late(at, window.closes, drawn=said.way in DRAWS))
    if said.way in TOGETHER and first and at > end_of(first - timedelta(days=1)) and not window.late:
        yield Finding(
            said_at(choice.levels, *(("admission", "decide_at") if said.decide_at else ("registration", "closes"))),
            *wrong.DECIDED_AFTER_START.of(at=write_instant(at), first=first),
        )


def _too_late(at: datetime, closes: datetime, *, drawn: bool) -> Pair:
    """Nobody checks requests, and yet it is decided after the closing."""
    if drawn:
        return wrong.DRAWN_AFTER_CLOSING.of(closes=write_deadline(closes), at=write_instant(at))
    return wrong.DECIDED_AFTER_CLOSING.of(at=write_instant(at), closes=write_deadline(closes))


def _waiting(choice: Choice) -> Iterator[Finding]:
    said = choice.rules.admission
    if said.waiting_order == "priority" and not said.priorities:
        yield Finding(
            said_at(choice.levels, "admission", "waiting_order"),
            *wrong.WAITING_WITHOUT_PRIORITIES,
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
            *wrong.POOLS_TOO_LARGE.of(kept=kept, capacity=capacity),
        )


def _pool(path: Path, pool: Pool, choice: Choice, days: Sequence[date]) -> Iterator[Finding]:
    capacity = choice.capacity
    if capacity and pool.places.of(capacity) == 0:
        yield Finding(
            (*path, "places"),
            *wrong.POOL_OF_NONE.of(capacity=capacity, percent=pool.places.percent),
        )
    yield from _opens((*path, "opens"), pool, choice)
    yield from _until((*path, "until"), pool, choice, days)


def _opens(path: Path, pool: Pool, choice: Choice) -> Iterator[Finding]:
    """Earlier than for all; and to some use: who is drawn has no more of an earlier day."""
    window = choice.rules.registration
    if pool.opens and choice.rules.admission.way in (*DRAWS, "opening_lot"):
        yield Finding(
            path,
            *wrong.POOL_EARLY_IN_A_DRAW,
        )
    elif pool.opens and window.opens and pool.opens >= window.opens:
        yield Finding(
            path,
            *wrong.POOL_NOT_EARLY.of(early=write_instant(pool.opens), opens=write_instant(window.opens)),
        )


def _until(path: Path, pool: Pool, choice: Choice, days: Sequence[date]) -> Iterator[Finding]:
    """Longer than until places are first given, and not for ever."""
    decided, begins = decided_at(choice.rules), pool.opens or choice.rules.registration.opens
    if pool.until and decided and pool.until <= decided:
        yield Finding(
            path,
            *wrong.POOL_ENDS_BEFORE_DECISION.of(until=write_instant(pool.until), decided=write_instant(decided)),
        )
    elif pool.until and begins and pool.until <= begins:
        yield Finding(
            path,
            *wrong.POOL_ENDS_BEFORE_OPENING.of(until=write_instant(pool.until), begins=write_instant(begins)),
        )
    if pool.until and days and pool.until > end_of(days[-1]):
        yield Finding(
            path,
            *wrong.POOL_ENDS_AFTER_LAST_DAY.of(until=write_instant(pool.until), last=days[-1]),
        )


def _minimum(choice: Choice, first: date | None) -> Iterator[Finding]:
    said, window, capacity = choice.rules.minimum, choice.rules.registration, choice.capacity
    if not said or not said.children:
        return
    path = said_at(choice.levels, "minimum")
    if said.over in (None, "group") and capacity and said.children > capacity:
        yield Finding(
            path,
            *wrong.MINIMUM_ABOVE_PLACES.of(children=said.children, capacity=capacity),
        )
    if said.grace and said.otherwise not in (None, "cancel"):
        yield Finding((*path, "grace"), *wrong.GRACE_WITHOUT_CANCEL)
    at = said.decide_at or counted_at(choice.rules)
    if said.decide_at and window.opens and said.decide_at <= window.opens:
        yield Finding(
            (*path, "decide_at"),
            *wrong.MINIMUM_BEFORE_OPENING.of(
                decide_at=write_instant(said.decide_at), opens=write_instant(window.opens)
            ),
        )
    at = at and at + timedelta(minutes=said.grace or 0)
    if at and first and at >= _start(first, at):
        yield Finding(
            (*path, "decide_at") if said.decide_at else path,
            *wrong.MINIMUM_AFTER_START.of(at=write_instant(at), first=first),
        )


def _start(first: date, at: datetime) -> datetime:
    """Midnight after the first day's beginning: a decision in its early morning still counts as before it."""
    return datetime.combine(first, datetime.min.time(), at.tzinfo) + timedelta(hours=8)


def _limits(choice: Choice) -> Iterator[Finding]:
    for path, level in choice.levels:
        if level.limits and level.limits.per_child and level.per_child:
            yield Finding(
                (*path, "per_child"),
                *wrong.PER_CHILD_TWICE,
            )
