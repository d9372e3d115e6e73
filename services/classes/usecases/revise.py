"""Change what a group says: its title, the times of registration, texts for families."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.classes.store.groups import Group, in_json, times
from services.classes.usecases.changing import allowed, keep, own_group, tell_revised
from shared.db.pool import Connection
from shared.errors import BadInput
from shared.web.auth import Identity


async def revise(
    conn: Connection, who: Identity, group_id: UUID, facts: Mapping[str, Any], presentation: Mapping[str, Any]
) -> Group:
    """Replace the named fields. Raises NotFound, Conflict when registration has ended, BadInput."""
    group, now = await own_group(conn, who, group_id)
    fresh = group.saying(
        group.facts.model_copy(update=dict(facts)), group.presentation.model_copy(update=dict(presentation))
    )
    if fresh.facts == group.facts and fresh.presentation == group.presentation:
        return group
    if fresh.facts != group.facts:
        fresh = _with_times(fresh, now)
        await tell_revised(conn, fresh)
    await keep(conn, fresh, who, "revised", fields=_changed(group, fresh))
    return fresh


def _with_times(group: Group, now: datetime) -> Group:
    if group.facts.opens_at >= group.facts.closes_at:
        sentence = ("报名截止应晚于报名开始。", "Registration must end after it begins.")
        raise BadInput(*sentence, fields={"closes_at": " · ".join(sentence)})
    with allowed():
        return replace(group, life=group.life.advance(now).revise(times(group.facts), now).advance(now))


def _changed(old: Group, new: Group) -> list[str]:
    before, after = in_json(old.facts, old.presentation), in_json(new.facts, new.presentation)
    return [name for part in after for name in after[part] if before[part][name] != after[part][name]]
