"""Change what a group says: its title, the times of registration, texts for families."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.classes.store.groups import Group, in_json, times
from services.classes.usecases.changing import allowed, keep, own_group, tell_revised
from services.classes.words import refusals
from shared.db.pool import Connection
from shared.errors import BadInput
from shared.events.catalogue import GroupFacts
from shared.kernel.identity import Identity


async def revise(
    conn: Connection, who: Identity, group_id: UUID, facts: Mapping[str, Any], presentation: Mapping[str, Any]
) -> Group:
    """Replace the named fields. Raises NotFound, Conflict when registration has ended, BadInput."""
    group, now = await own_group(conn, who, group_id)
    said = _decided_along(group.facts, group.facts.model_copy(update=dict(facts)))
    fresh = group.saying(said, group.presentation.model_copy(update=dict(presentation)))
    if fresh.facts == group.facts and fresh.presentation == group.presentation:
        return group
    if fresh.facts != group.facts:
        fresh = _with_times(fresh, now)
    if fresh.told != group.told:
        await tell_revised(conn, fresh)
    await keep(conn, fresh, who, "revised", fields=_changed(group, fresh))
    return fresh


def _decided_along(old: GroupFacts, new: GroupFacts) -> GroupFacts:
    """What is decided when registration closes, or some minutes after it opens, moves along with it."""
    rules = new.rules
    if rules.way == "opening_lot" and rules.decide_at:
        rules = rules.model_copy(update={"decide_at": rules.decide_at + (new.opens_at - old.opens_at)})
    elif rules.decide_at == old.closes_at:
        rules = rules.model_copy(update={"decide_at": new.closes_at})
    if rules.minimum and rules.minimum.decide_at == old.closes_at:
        minimum = rules.minimum.model_copy(update={"decide_at": new.closes_at})
        rules = rules.model_copy(update={"minimum": minimum})
    return new.model_copy(update={"rules": rules})


def _with_times(group: Group, now: datetime) -> Group:
    if group.facts.opens_at >= group.facts.closes_at:
        said = refusals.CLOSES_BEFORE_IT_OPENS
        raise BadInput(*said, fields={"closes_at": said.both})
    with allowed():
        return replace(group, life=group.life.advance(now).revise(times(group.facts), now).advance(now))


def _changed(old: Group, new: Group) -> list[str]:
    """The fields that were changed, not what moved along."""
    before, after = in_json(old.facts, old.presentation), in_json(new.facts, new.presentation)
    changed = [name for part in after for name in after[part] if before[part][name] != after[part][name]]
    return [name for name in changed if name != "rules"]
