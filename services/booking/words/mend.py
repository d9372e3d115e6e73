"""What a family can do about a condition that is not met, and where."""

from collections.abc import Callable, Iterator
from typing import TypeVar
from urllib.parse import quote
from uuid import UUID

from services.booking.domain.criteria import Verdict
from services.booking.words.contact import whom_to_ask
from services.booking.words.explain import FIELDS, Said, demand
from services.booking.words.situation import Situation

Way = TypeVar("Way")
IN_CARE: Said = ("已报托管班", "In its care")
NO_CARE: Said = ("只有在托管班里的孩子能报", "Only for children in its care")
WITH_CARE: Said = ("和托管班一起报", "Book it with care")


def todo(verdict: Verdict) -> Said | None:
    """What is still to be prepared, in a few words; None when preparing does not help."""
    if verdict.met:
        return None
    if verdict.missing:
        zh, en = FIELDS[verdict.missing]
        return f"补充{zh}", f"add the {en}"
    if verdict.near:
        zh, en = FIELDS[verdict.code]
        return f"核对{zh}", f"check the {en}"
    if verdict.code == "any_of":
        return _first_way(verdict, todo)
    return demand(verdict) if verdict.code in ("agreement", "health", "document") else None


def repair(verdict: Verdict, child_id: UUID, group_id: UUID) -> str | None:
    """The page on which the family can mend it; None when it is met or not the family's to mend."""
    if verdict.met:
        return None
    match verdict.code:
        case "any_of":
            return _first_way(verdict, lambda one: repair(one, child_id, group_id))
        case "agreement":
            return f"/booking/family/consents?group={group_id}"
        case "health":
            return f"/booking/family/consents?group={group_id}&child={child_id}"
        case "document":
            return f"/booking/family/papers?child={child_id}&name={quote(verdict.wanted[0])}"
        case "employer" | "category":
            return "/booking/family/about"
        case "member" | "placed" | "unlucky" | "listed" | "none_of":
            return None
        case _:
            return f"/booking/family/children/{child_id}"


def _first_way(any_of: Verdict, way: Callable[[Verdict], Way | None]) -> Way | None:
    """Of the first alternative whose every gap has a way, the way out of its first gap."""
    for part in any_of.parts:
        ways = [way(verdict) for verdict in part if not verdict.met]
        if all(ways):
            return ways[0]
    return None


def sent_back(seen: Situation) -> Iterator[Said]:
    """Of a request that came back to its family: what it does now."""
    kept_zh, kept_en = ("名额", "place") if seen.row.placed else ("顺序", "turn")
    yield (
        f"补好后点“补好了，交回审核”，{kept_zh}一直为您保留；到时间没有补，就不通过。",
        f"Hand it back once it is mended. Your {kept_en} is kept; what is not mended in time is refused.",
    )
    zh, en = whom_to_ask(seen.row.facts)
    yield f"不清楚要补什么，请联系{zh}。", f"Not sure what is meant? Ask {en}."
