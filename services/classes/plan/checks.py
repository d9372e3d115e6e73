"""How the parts of a plan must fit together. Each check yields every finding; none needs another to have passed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from services.classes.plan.errors import Finding, Path
from services.classes.plan.group_checks import check_group, unused_sources
from services.classes.plan.model import Block, Draft, Group, InterestClass, Session, offers
from services.classes.plan.rules import Level
from services.classes.plan.term_checks import block_days, check_excluded, check_stretch, check_term, term_days_of
from services.classes.plan.wording import closest

MOST_GROUPS = 5_000
Declared = Mapping[str, Collection[str] | None]
"""The names that the file gives to its terms, sites and sessions, faulty or not; None: cannot be known."""
_NAMES = {"terms": "期", "sites": "办班点", "sessions": "托管班"}


def check(plan: Draft, declared: Declared) -> Iterator[Finding]:
    """Everything that does not fit together."""
    for key, term in plan.terms.items():
        yield from check_term(("terms", key), term, plan.season)
    if not plan.sessions and not plan.interest_classes:
        yield Finding(
            (),
            "没有可以报名的班:请写 sessions(托管班)或 interest_classes(兴趣班)。",
            "Nothing can be booked: write sessions or interest_classes.",
        )
    if sum(len(o.sites) * max(1, len(o.terms or ())) * len(o.groups) for _, _, o in offers(plan)) > MOST_GROUPS:
        yield Finding(
            (),
            f"班次超过 {MOST_GROUPS} 个,请把方案拆成几个文件。",
            f"More than {MOST_GROUPS} groups: split the plan into several files.",
        )
        return
    for section, key, offer in offers(plan):
        yield from _offer((section, key), plan, offer, declared)
    yield from unused_sources([
        _levels((section, key), plan, offer, group_key, group)
        for section, key, offer in offers(plan)
        for group_key, group in offer.groups.items()
    ])  # fmt: skip


def _levels(path: Path, plan: Draft, offer: Session | InterestClass, key: str, group: Group) -> list[Level]:
    """Where a group's rules may be said."""
    return [((), plan), (path, offer), ((*path, "groups", key), group)]


def _offer(path: Path, plan: Draft, offer: Session | InterestClass, declared: Declared) -> Iterator[Finding]:
    yield from _references((*path, "sites"), offer.sites, "sites", declared)
    yield from _references((*path, "terms"), offer.terms or (), "terms", declared)
    dates = {key: term_days_of(plan.terms[key]) for key in offer.terms or () if key in plan.terms}
    yield from _overlapping_terms((*path, "terms"), dates)
    if isinstance(offer, InterestClass):
        yield from _own_dates(path, offer, plan.season)
        yield from _inside((*path, "inside"), offer, plan, declared)
        if offer.first and offer.last:
            dates[""] = sorted(set(_every_day(offer.first, offer.last)).difference(offer.excluded))
    if not offer.groups:
        yield Finding(
            (*path, "groups"), "还没有班:请在 groups 下至少写一个。", "There is no group: write at least one."
        )
    for key, group in offer.groups.items():
        yield from check_group(_levels(path, plan, offer, key, group), offer, group, dates)


def _references(path: Path, keys: Sequence[str], section: str, declared: Declared) -> Iterator[Finding]:
    for number, key in enumerate(keys):
        if key in keys[:number]:
            yield Finding((*path, number), f"{key} 写了两次,请删去一个。", f"{key} stands twice: remove one.")
        yield from _reference((*path, number), key, section, declared)


def _reference(path: Path, key: str, section: str, declared: Declared) -> Iterator[Finding]:
    names = declared[section]
    if names is not None and key not in names:
        zh, en = closest(key, names)
        yield Finding(
            path,
            f"{section}({_NAMES[section]})里没有 “{key}”。{zh}请改正,或在 {section} 里补上。",
            f"There is no “{key}” under {section}. {en}Correct it, or add it there.",
        )


def _overlapping_terms(path: Path, dates: Mapping[str, Sequence[date]]) -> Iterator[Finding]:
    for a, b in combinations(dates, 2):
        if shared := set(dates[a]).intersection(dates[b]):
            yield Finding(
                path,
                f"{a} 与 {b} 日期重叠({min(shared)}):同一个班一天只能属于一期,请改正日期,或分成两个班。",
                f"{a} and {b} overlap on {min(shared)}: correct their dates, or make two sessions of it.",
            )


def _own_dates(path: Path, offer: InterestClass, season: str | None) -> Iterator[Finding]:
    if offer.terms and (offer.first or offer.last):
        yield Finding(
            (*path, "terms"),
            "terms 和 from/to 只能写一种:跟着期上课写 terms,单独的日期写 from 和 to。",
            "Write either terms, or from and to for dates of its own.",
        )
    elif not offer.terms and not (offer.first and offer.last):
        yield Finding(
            path,
            "还没有写日期:跟着期上课写 terms: [期],单独的日期写 from 和 to。",
            "Its dates are missing: write terms, or from and to.",
        )
    if offer.first and offer.last:
        yield from check_stretch(path, offer.first, offer.last, season)
        yield from check_excluded((*path, "excluded"), offer.excluded, _every_day(offer.first, offer.last))
    elif offer.excluded:
        yield Finding(
            (*path, "excluded"),
            "这个班跟着期上课,请把不上课的日子写在 terms 里。",
            "This class follows its terms: write the excluded days there.",
        )


def _every_day(first: date, last: date) -> list[date]:
    return block_days(Block.model_construct(first=first, last=last, weekdays=tuple(range(7))))


def _inside(path: Path, offer: InterestClass, plan: Draft, declared: Declared) -> Iterator[Finding]:
    if offer.inside is None:
        return
    yield from _reference(path, offer.inside, "sessions", declared)
    session = plan.sessions.get(offer.inside)
    if session is None or not {*offer.sites, *session.sites} <= set(declared["sites"] or ()):
        return
    for site in offer.sites:
        if site not in session.sites:
            yield Finding(
                path,
                f"托管班 {offer.inside} 不在办班点 {site},请改正 sites 或删去 inside。",
                f"Session {offer.inside} is not held at {site}: correct the sites, or remove inside.",
            )
