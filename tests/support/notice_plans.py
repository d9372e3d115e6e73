"""Plans as a notice's clerk needs them: the groups as admission sees them, and what a family brings that forgets nothing."""

from functools import lru_cache
from uuid import uuid4

from services.booking.domain.group import Group
from services.booking.store.groups import to_group
from services.classes.plan.expand import expand
from services.classes.plan.reading import read
from tests.support.plans import PLANS


@lru_cache(maxsize=4)
def planned(plan: str) -> dict[str, tuple[Group, int]]:
    """The plan's groups and their places; read once, they never change."""
    text = plan.encode() if "\n" in plan else (PLANS / f"{plan}.yaml").read_bytes()
    planned = expand(read(text, "plan"))
    return {each.key: (to_group(uuid4(), 1, each.facts), each.facts.capacity) for each in planned}


@lru_cache(maxsize=16)
def brought(plan: str, lacks: frozenset[str]) -> dict[str, frozenset[str]]:
    """Every text of the plan accepted and every paper uploaded, but for these."""
    groups = [group for group, _ in planned(plan).values()]
    texts = {g.agreement.hash for g in groups if g.agreement and "agreement" not in lacks}
    texts |= {g.health.hash for g in groups if g.health and "health" not in lacks}
    papers = {paper.name for g in groups for paper in g.documents}
    return {"consents": frozenset(texts), "documents": frozenset(papers - lacks)}
