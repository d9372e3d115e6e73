"""Whom a family asks about a group, with the number to call where its notice says one."""

from typing import Protocol

from services.booking.words.explain import Said


class Answering(Protocol):
    """What of a group's facts says it."""

    @property
    def site(self) -> str: ...
    @property
    def contact(self) -> str: ...


def whom_to_ask(facts: Answering) -> Said:
    """As part of a sentence: 办班点“高新区活动中心”的主办方（园区工会 0537-1234567）."""
    zh, en = f"办班点“{facts.site}”的主办方", f"the organizer at “{facts.site}”"
    return (f"{zh}（{facts.contact}）", f"{en} ({facts.contact})") if facts.contact else (zh, en)
