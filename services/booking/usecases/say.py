"""Every answer of admission as a sentence that says what happens next, in Chinese and English."""

from services.booking.domain.requests import Answer
from services.booking.usecases.explain import EN, ZH, Said, explain

SENTENCES: dict[str, Said] = {
    "confirmed": ("已录取:{name},{title}。", "Confirmed: {name}, {title}."),
    "waitlisted": (
        "候补第 {position} 位:{name},{title}。有空位会按顺序自动递补,并通知您。",
        "Waiting list, number {position}: {name}, {title}. Free places go in order, and we tell you.",
    ),
    "entered": (
        "已登记:{name},{title}。时间到后一起决定,不比手速;结果会通知您。",
        "Entered: {name}, {title}. Places are given together later, speed does not matter; we tell you the result.",
    ),
    "offered": (
        "名额为您保留:{name},{title}。请在{until_zh}前确认,逾期名额会让给别的家庭。",
        "A place is kept for you: {name}, {title}. Confirm it before {until_en}, or it goes to another family.",
    ),
    "submitted": (
        "已提交:{name},{title}。审核后通知您结果。",
        "Submitted: {name}, {title}. It will be checked, and we tell you the result.",
    ),
    "full": ("名额和候补都已满。您可以看看其他班次。", "Full, and so is the waiting list. Look at the other groups."),
    "not_eligible": ("不符合条件:{reasons_zh}。", "Not eligible: {reasons_en}."),
    "not_open": ("报名还没有开始,{until_zh}开放。", "Registration opens on {until_en}."),
    "closed": ("报名已截止。", "Registration has closed."),
    "deciding": (
        "这一批报名正在决定中,请稍后再来。",
        "Those who came first are being decided just now. Come back a little later.",
    ),
    "not_together": (
        "这几项不能一起报:请分开报名,或只选允许一起报的班次。",
        "These cannot be asked for as one: book them one by one, or choose groups that allow it.",
    ),
    "already_booked": ("{name}已报过这个班次,不用重复报名。", "{name} is booked here already; no need to book again."),
    "limited": (
        "每个孩子最多报 {at_most} 个,{name}已经报了。要换到这个班次,请先取消原来的。",
        "A child may have {at_most} of these at most, and {name} has. Cancel that one first to change.",
    ),
    "limited_family": (
        "每个家庭最多报 {at_most} 个,您家已经报满。要换到这个班次,请先取消原来的。",
        "A family may have {at_most} of these at most, and yours has. Cancel one first to change.",
    ),
    "overlaps": (
        "与{name}的另一个班次时间冲突:{clash_zh}。先取消那个班次才能报这个。",
        "Overlaps another booking of {name} on {clash_en}. Cancel that one first.",
    ),
    "withdrawn": (
        "已取消:{name},{title}。有家庭候补的,会按顺序递补。",
        "Cancelled: {name}, {title}. Families that wait move up in order.",
    ),
    "offer_over": (
        "确认时间已过,名额已让给下一个家庭。",
        "The time to answer is over; the place went to the next family.",
    ),
    "still_waiting": (
        "这一刻没有空位:可能已被别的家庭确认。您的候补顺序不变。",
        "No place is free at this moment, perhaps another family took it. Your turn in the list stays.",
    ),
    "ended": ("这项报名已经结束。", "This enrollment has ended."),
    "finished": ("班次已结束,不能再取消。", "The group has finished; it cannot be cancelled any more."),
    "frozen": ("名单已冻结,摇号后可以取消。", "The list is frozen; you can cancel after the draw."),
    "cancelled": ("主办方已取消这个班次。", "The organizer has cancelled this group."),
}


def say(decided: Answer, title: str, name: str) -> Said:
    """The sentence for a child's name and a group's title."""
    per_family = decided.limit is not None and decided.limit.per_family
    zh, en = SENTENCES["limited_family" if per_family else decided.result]
    facts = {
        "title": title,
        "name": name,
        "position": decided.position,
        "at_most": decided.limit and decided.limit.at_most,
        **_reasons(decided),
        **_instants(decided),
    }
    return zh.format(**facts), en.format(**facts)


def _reasons(decided: Answer) -> dict[str, str]:
    said = [explain(verdict) for verdict in decided.reasons]
    return {"reasons_zh": ";".join(zh for zh, _ in said), "reasons_en": "; ".join(en for _, en in said)}


def _instants(decided: Answer) -> dict[str, str]:
    until, clash = decided.until, decided.clash
    return {
        "until_zh": ZH.instant(until) if until else "",
        "until_en": EN.instant(until) if until else "",
        "clash_zh": f"{ZH.day(clash.day)} {clash.at:%H:%M}" if clash else "",
        "clash_en": f"{EN.day(clash.day)} at {clash.at:%H:%M}" if clash else "",
    }
