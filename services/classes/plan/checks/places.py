"""Where and when groups take place, and with how many places: whether the names exist and the numbers are there."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from services.classes.plan.groups.choices import Choice, held, places, sites_of, terms_of
from services.classes.plan.language.findings import Finding, Path
from services.classes.plan.language.model import OTHERS, Draft, Group, Offer
from services.classes.plan.language.wording import closest

Declared = Mapping[str, Collection[str] | None]
"""The names that the file gives to its terms, sites and sessions, faulty or not; None: cannot be known."""
NAMES = {"terms": "期", "sites": "办班点", "sessions": "托管班"}


def references(path: Path, keys: Sequence[str], section: str, declared: Declared) -> Iterator[Finding]:
    """Each name exists, and stands once."""
    for number, key in enumerate(keys):
        if key in keys[:number]:
            yield Finding((*path, number), f"{key} 写了两次，请删去一个。", f"{key} stands twice: remove one.")
        yield from reference((*path, number), key, section, declared)


def reference(path: Path, key: str, section: str, declared: Declared) -> Iterator[Finding]:
    """The name exists."""
    names = declared[section]
    if names is not None and key not in names:
        zh, en = closest(key, names)
        if key in ("all", "全部", "所有"):
            zh, en = f"要全部就不写 {section}。", f"For all of them leave {section} out. "
        yield Finding(
            path,
            f"{section}（{NAMES[section]}）里没有 “{key}”。{zh}请改正，或在 {section} 里补上。",
            f"There is no “{key}” under {section}. {en}Correct it, or add it there.",
        )


def check_sites(plan: Draft, declared: Declared) -> Iterator[Finding]:
    """The terms of each site exist; numbered sites take no other's key."""
    for key, site in plan.sites.items():
        yield from references(("sites", key, "terms"), site.terms or (), "terms", declared)
    for key, alike in places(plan).items():
        if taken := next((place.key for place in alike if place.key != key and place.key in plan.sites), None):
            yield Finding(
                ("sites", key, "count"),
                f"按 count 编号后会有 {taken}，而 sites 里已经有 {taken}：请换一个名称。",
                f"count numbers them {taken}, but there is a site {taken}: choose another key.",
            )


def check_places(path: Path, plan: Draft, offer: Offer, declared: Declared) -> Iterator[Finding]:
    """The sites and terms that groups name are those of their session or class."""
    sites = sites_of(plan, offer)
    terms = [term for term in terms_of(plan, offer) if term]
    sound = all(declared[section] is not None for section in ("sites", "terms"))
    for key, group in offer.groups.items():
        here = (*path, "groups", key)
        for section, names in (("sites", sites), ("terms", terms)):
            yield from references((*here, section), getattr(group, section) or (), section, declared)
            for number, name in enumerate(getattr(group, section) or ()):
                if name in (declared[section] or ()) and name not in names and name in getattr(plan, section):
                    yield _elsewhere((*here, section, number), name, names)
        if sound and isinstance(group.places, dict):
            yield from _mapping(
                (*here, "places"), group.places, {*(declared["sites"] or ()), *(declared["terms"] or ())}
            )
        if not _anywhere(plan, offer, group):
            yield Finding(
                here,
                "这个班在任何一期、任何一个办班点都不开：请检查它和办班点的 sites、terms。",
                "This group takes place in no term at no site: check its sites and terms, and the sites' terms.",
                lacks=("terms", "sites"),
            )


def _elsewhere(path: Path, name: str, names: Sequence[str]) -> Finding:
    return Finding(
        path,
        f"“{name}” 不属于这个托管班或兴趣班，可以写：{'、'.join(names)}；或在它的 sites、terms 里补上。",
        f"“{name}” is none of this session or class. What can stand here: {', '.join(names)}; or add it there.",
    )


def _mapping(path: Path, said: Mapping[str, object], names: Collection[str]) -> Iterator[Finding]:
    for key, inner in said.items():
        if key not in names and key != OTHERS:
            zh, en = closest(key, names)
            yield Finding(
                (*path, key),
                f"没有办班点或期 “{key}”。{zh}这里写办班点或期的键和名额，其余的写 {OTHERS}: 30。",
                f"There is no site or term “{key}”. {en}Write the keys of sites or terms here, and {OTHERS}: 30 for the rest.",
            )
        if isinstance(inner, dict):
            yield from _mapping((*path, key), inner, names)


def _anywhere(plan: Draft, offer: Offer, group: Group) -> bool:
    """Whether it takes place at all; True when that cannot be told."""
    known = [
        place for each in places(plan).values() for place in each[:1] if place.declared in (offer.sites or plan.sites)
    ]
    terms = terms_of(plan, offer)
    if not known or not (set(group.sites or ()) | set(group.terms or ())) <= {*plan.sites, *plan.terms}:
        return True
    return any(held(group, place, term) for place in known for term in terms)


def check_capacity(choice: Choice) -> Iterator[Finding]:
    """Somebody says how many places there are."""
    if choice.capacity is None and choice.place.key:
        where = " ".join(part for part in (choice.place.declared, choice.term) if part)
        partly = isinstance(choice.group.places, dict)
        yield Finding(
            (*choice.levels[-1][0], "places"),
            f"没有写 {where} 的名额：请在 places 里补上，或用 {OTHERS}: 30 写其余的；不在那里开的，用 sites 或 terms 写明在哪里、哪一期开。"
            if partly
            else "没有写名额：请写 places: 30，或在办班点里写 places。",
            f"places says nothing of {where}: add it, or {OTHERS}: 30 for the rest; a group that is not held there says so by sites or terms."
            if partly
            else "places is missing: write places: 30, or say them at the site.",
        )
