"""A plan's rules as the facts that booking keeps: `GroupRules` of shared/events/rules.py."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from services.classes.plan.groups.rules import TOGETHER, Held
from services.classes.plan.language.admission import Agreement, Minimum
from services.classes.plan.language.amounts import REVIEWERS
from services.classes.plan.language.conditions import Condition, Criterion, Document, Pool, Priority, empty
from services.classes.plan.language.families import in_a_word
from shared.events import rules as facts
from shared.events.catalogue import FLAT

LOT_MINUTES = 10


def group_rules(said: Held, places: int = 0, scope: str = "") -> facts.GroupRules:
    """Everything about giving the places of a group; `scope`: what it is decided together with."""
    admission = said.admission
    return facts.GroupRules(
        who=criterion(said.who, without=FLAT),
        way=admission.way or "first_come",
        decide_at=decided_at(said),
        priorities=[_priority(each) for each in admission.priorities or ()],
        waiting_order=admission.waiting_order or "arrival",
        pools=[_pool(each, places) for each in said.pools or ()],
        together=scope,
        wishes=(admission.wishes or 1) if scope else 1,
        sign_up=said.registration.sign_up or "parent",
        **_checking(admission.review),
        confirm_within=admission.confirm_within or None,
        answer_within=admission.answer_within or None,
        all_at_once=admission.all_at_once or 0,
        documents=[_document(each) for each in said.documents or ()],
        agreement=_agreement(said.agreement) if said.agreement else None,
        health=(said.who.health or "") if said.who.health_statement else "",
        minimum=_minimum(said.minimum, said),
        publicity=bool(admission.publicity),
        retention=facts.Retention(health=said.retention.health, enrollment=said.retention.enrollment),
        choose_within=said.choose_within or None,
    )


def _checking(by: str | None) -> dict[str, Any]:
    """Who checks requests: nobody, the organizer, employers' unions; or the organizer and the union of this code."""
    if by in (None, "none"):
        return {}
    return {"review": by} if by in REVIEWERS else {"review": "organizer", "reviewers": [by]}


def decided_at(said: Held) -> datetime | None:
    """When all who asked are decided at once; None: each as it comes."""
    admission, window = said.admission, said.registration
    if admission.way == "opening_lot":
        return window.opens and window.opens + timedelta(minutes=admission.lot_minutes or LOT_MINUTES)
    return (admission.decide_at or window.closes) if admission.way in TOGETHER else None


def counted_at(said: Held) -> datetime | None:
    """When a minimum that names no instant is counted: nobody can ask any more, and all who asked together are decided."""
    return max(filter(None, (decided_at(said), said.registration.closes)), default=None)


def _values(said: Condition, without: tuple[str, ...] = ()) -> dict[str, Any]:
    names = facts.Condition.model_fields.keys() - set(without)
    return {name: value for name in names if (value := getattr(said, name)) is not None}


def criterion(said: Criterion, without: tuple[str, ...] = ()) -> facts.Criterion:
    return facts.Criterion(
        **_values(said, without),
        any_of=[facts.Condition(**_values(each)) for each in said.any_of or ()],
        none_of=[facts.Condition(**_values(each)) for each in said.none_of or ()],
    )


def _priority(said: Priority) -> facts.Priority:
    return facts.Priority(name=named(said), when=criterion(said))


def _pool(said: Pool, capacity: int) -> facts.Pool:
    return facts.Pool(
        name=named(said),
        places=said.places.of(capacity),
        when=criterion(said),
        opens_at=said.opens,
        until=said.until,
    )


def named(said: Priority | Pool) -> str:
    """Its name, else its condition in words."""
    return said.name or in_a_word(criterion(said))


def _document(said: Document) -> facts.Document:
    when = facts.Criterion() if empty(said) else criterion(said)
    return facts.Document(name=said.name, when=when, seen=bool(said.seen))


def _agreement(said: Agreement) -> facts.Agreement:
    version = said.version or hashlib.sha256(said.text.encode()).hexdigest()[:8]
    return facts.Agreement(title=said.title, version=version, text=said.text)


def _minimum(said: Minimum | None, held: Held) -> facts.Minimum | None:
    decide_at = said and (said.decide_at or counted_at(held))
    if not said or not said.children or not decide_at:
        return None
    return facts.Minimum(
        children=said.children,
        decide_at=decide_at,
        otherwise=said.otherwise or "cancel",
        grace=said.grace or 0,
        over=said.over or "group",
    )
