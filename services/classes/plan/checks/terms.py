"""Whether the dates of a term, or of a class with its own dates, make sense."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import combinations

from services.classes.plan.groups.calendar import stretch_days, term_days
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.model import Block, Term

LONGEST = 370
"""Days from the first to the last day of a block."""


def check_term(path: Path, term: Term, season: str | None) -> Iterator[Finding]:
    """Every finding of one term."""
    for number, block in enumerate(term.blocks):
        yield from _block((*path, "blocks", number), block, season)
    yield from _overlaps((*path, "blocks"), term.blocks)
    days = {day for block in term.blocks for day in block_days(block)}
    if not all(map(block_days, term.blocks)):
        return  # whether a day is one of its days can be told when all blocks make sense
    yield from check_excluded((*path, "excluded"), term.excluded, days)
    yield from _make_up_days((*path, "make_up_days"), term.make_up_days, days.difference(term.excluded), season)
    if not days.difference(term.excluded) and not term.make_up_days:
        yield Finding(
            (*path, "excluded"),
            "这一期的每一天都被排除了，请检查日期。",
            "Every day of this term is excluded: check the dates.",
        )


def check_stretch(path: Path, first: date, last: date, season: str | None) -> Iterator[Finding]:
    """From a day to a later one, both near the season."""
    if last < first:
        yield Finding(
            (*path, "to"),
            f"结束日期 {last} 早于开始日期 {first}，请检查年月日。",
            f"It ends on {last}, before it starts on {first}: check the dates.",
        )
    elif (last - first).days > LONGEST:
        yield Finding(
            (*path, "to"),
            f"{first} 到 {last} 超过一年，请检查年份。",
            f"{first} to {last} is more than a year: check the year.",
        )
    for end, day in (("from", first), ("to", last)):
        yield from _far((*path, end), day, season)


def check_excluded(path: Path, excluded: Sequence[date], days: Collection[date]) -> Iterator[Finding]:
    """Each excluded day is one of the days, and stands once."""
    for number, day in enumerate(excluded):
        if day in excluded[:number]:
            yield Finding((*path, number), f"{day} 写了两次，请删去一个。", f"{day} stands twice: remove one.")
        elif days and day not in days:
            yield Finding(
                (*path, number),
                f"{day} 本来就不上课，不用排除；请改正日期或删去。",
                f"{day} is no day of it anyway: correct the date, or remove it.",
            )


def block_days(block: Block) -> list[date]:
    """The days of a block; none when it is absurdly long."""
    return list(stretch_days(block)) if (block.last - block.first).days <= LONGEST else []


def term_days_of(term: Term) -> list[date]:
    """The days of a term; none when a block makes no sense."""
    sound = all(map(block_days, term.blocks))
    return term_days(term.blocks, term.excluded, term.make_up_days) if sound else []


def _block(path: Path, block: Block, season: str | None) -> Iterator[Finding]:
    yield from check_stretch(path, block.first, block.last, season)
    if 0 <= (block.last - block.first).days <= LONGEST and not block_days(block):
        yield Finding(
            (*path, "weekdays"),
            f"{block.first} 到 {block.last} 之间没有这样的星期，请检查日期或星期。",
            f"No such weekday falls between {block.first} and {block.last}: check dates and weekdays.",
        )


def _overlaps(path: Path, blocks: Sequence[Block]) -> Iterator[Finding]:
    for (i, earlier), (j, later) in combinations(enumerate(blocks), 2):
        if shared := set(block_days(earlier)).intersection(block_days(later)):
            yield Finding(
                (*path, j),
                f"第 {j + 1} 段与第 {i + 1} 段日期重叠（{min(shared)}），请改正其中一段。",
                f"Block {j + 1} overlaps block {i + 1} on {min(shared)}: correct one of them.",
            )


def _make_up_days(path: Path, extra: Sequence[date], days: Collection[date], season: str | None) -> Iterator[Finding]:
    for number, day in enumerate(extra):
        if day in days or day in extra[:number]:
            yield Finding(
                (*path, number),
                f"{day} 本来就上课，不用再写成补班日，请删去。",
                f"{day} takes place anyway: remove it from the make-up days.",
            )
        yield from _far((*path, number), day, season)


def _far(path: Path, day: date, season: str | None) -> Iterator[Finding]:
    if season and abs(day.year - int(season[:4])) > 1:
        yield Finding(path, f"{day} 离 {season} 太远，请检查年份。", f"{day} is far from {season}: check the year.")
