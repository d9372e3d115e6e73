"""Whether the dates of a term, or of a class with its own dates, make sense."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import combinations

from services.classes.plan.groups.calendar import stretch_days, term_days
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.model import Block, Term
from services.classes.words import plan_checks as wrong

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
            *wrong.TERM_WITHOUT_DAYS,
        )


def check_stretch(path: Path, first: date, last: date, season: str | None) -> Iterator[Finding]:
    """From a day to a later one, both near the season."""
    if last < first:
        yield Finding(
            (*path, "to"),
            *wrong.TERM_REVERSED.of(last=last, first=first),
        )
    elif (last - first).days > LONGEST:
        yield Finding(
            (*path, "to"),
            *wrong.TERM_TOO_LONG.of(first=first, last=last),
        )
    for end, day in (("from", first), ("to", last)):
        yield from _far((*path, end), day, season)


def check_excluded(path: Path, excluded: Sequence[date], days: Collection[date]) -> Iterator[Finding]:
    """Each excluded day is one of the days, and stands once."""
    for number, day in enumerate(excluded):
        if day in excluded[:number]:
            yield Finding((*path, number), *wrong.DAY_TWICE.of(day=day))
        elif days and day not in days:
            yield Finding(
                (*path, number),
                *wrong.EXCLUDED_NEEDLESS.of(day=day),
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
            *wrong.BLOCK_WITHOUT_WEEKDAYS.of(first=block.first, last=block.last),
        )


def _overlaps(path: Path, blocks: Sequence[Block]) -> Iterator[Finding]:
    for (i, earlier), (j, later) in combinations(enumerate(blocks), 2):
        if shared := set(block_days(earlier)).intersection(block_days(later)):
            yield Finding(
                (*path, j),
                *wrong.BLOCKS_OVERLAP.of(later=j + 1, earlier=i + 1, day=min(shared)),
            )


def _make_up_days(path: Path, extra: Sequence[date], days: Collection[date], season: str | None) -> Iterator[Finding]:
    for number, day in enumerate(extra):
        if day in days or day in extra[:number]:
            yield Finding(
                (*path, number),
                *wrong.MAKE_UP_DAY_NEEDLESS.of(day=day),
            )
        yield from _far((*path, number), day, season)


def _far(path: Path, day: date, season: str | None) -> Iterator[Finding]:
    if season and abs(day.year - int(season[:4])) > 1:
        yield Finding(path, *wrong.DAY_FAR_AWAY.of(day=day, season=season))
