"""Who may book a group: conditions, each with a verdict that can be shown to the family before the opening."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from services.booking.domain.criteria import Applicant, Verdict, judge, meets
from services.booking.domain.group import Group, Pool


def verdicts(group: Group, applicant: Applicant) -> list[Verdict]:
    """Every condition of the group, in the order a family reads them, then what the family must bring."""
    counts = _in_time(group, applicant)
    return [
        *(_until(group.join_by, verdict) for verdict in judge(group.who, counts, group.first_day)),
        *_to_bring(group, counts),
    ]


def _in_time(group: Group, applicant: Applicant) -> Applicant:
    """A notice may let people join the union to qualify, until an instant: who joined later counts as no member."""
    if (by := group.join_by) is None:
        return applicant
    return replace(applicant, unions={union: at for union, at in applicant.unions.items() if at is None or at <= by})


def _until(join_by: datetime | None, verdict: Verdict) -> Verdict:
    """The same, with the instant wherever membership is asked for."""
    if join_by is None or not (verdict.parts or verdict.code == "member"):
        return verdict
    parts = tuple(tuple(_until(join_by, one) for one in part) for part in verdict.parts)
    return replace(verdict, parts=parts, join_by=join_by)


def unmet(group: Group, applicant: Applicant) -> list[Verdict]:
    """Who may have a place, as far as it does not hold; papers and statements are not asked for again."""
    counts = _in_time(group, applicant)
    found = (_until(group.join_by, verdict) for verdict in judge(group.who, counts, group.first_day))
    return [verdict for verdict in found if not verdict.met]


def refusals(group: Group, applicant: Applicant) -> list[Verdict]:
    """The conditions that are not met; empty means eligible."""
    return [verdict for verdict in verdicts(group, applicant) if not verdict.met]


def band_of(group: Group, applicant: Applicant) -> int:
    """0 for who comes under the first priority of the group, 1 for the second …; the last for who comes under none."""
    counts = _in_time(group, applicant)
    for band, priority in enumerate(group.priorities):
        if meets(priority.when, counts, group.first_day):
            return band
    return len(group.priorities)


def pools_of(group: Group, applicant: Applicant) -> list[Pool]:
    """The pools of the group that are kept for such a child."""
    counts = _in_time(group, applicant)
    return [pool for pool in group.pools if meets(pool.when, counts, group.first_day)]


def opens_for(group: Group, applicant: Applicant) -> datetime:
    """From when the group may be asked for: earlier for a child that places are kept for, if the pool says so."""
    return min([group.opens_at, *(pool.opens_at for pool in pools_of(group, applicant) if pool.opens_at)])


def _to_bring(group: Group, applicant: Applicant) -> Iterator[Verdict]:
    child = applicant.child
    if group.agreement:
        yield Verdict("agreement", group.agreement.hash in child.consents, (group.agreement.title,))
    if group.health:
        yield Verdict("health", group.health.hash in child.consents, (group.health.title,))
    for paper in group.documents:
        if meets(paper.when, applicant, group.first_day):
            yield Verdict("document", paper.name in child.documents, (paper.name,))
