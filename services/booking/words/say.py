"""Every answer of admission as a sentence that says what happens next, in Chinese and English."""

from services.booking.domain.enrollment import State
from services.booking.domain.group import Group
from services.booking.domain.requests import Ruling
from services.booking.words.explain import Said, explain
from shared.kernel.words import EN, ZH

SENTENCES: dict[str, Said] = {
    "confirmed": ("已录取：{name}，{title}。", "Confirmed: {name}, {title}."),
    "offered": (
        "名额为您保留：{name}，{title}。请在{until_zh}前确认，逾期名额会让给别的家庭。",
        "A place is kept for you: {name}, {title}. Confirm it before {until_en}, or it goes to another family.",
    ),
    "submitted": (
        "已提交：{name}，{title}。名额为您保留，审核后通知您结果。",
        "Submitted: {name}, {title}. A place is kept while it is being checked, and we tell you the result.",
    ),
    "asked": (
        "已提交给单位工会：{name}，{title}。由单位工会统一报名，在那之前不保留名额；结果会通知您。",
        "With your employer's union: {name}, {title}. It signs up for its workers; no place is kept before. We tell you the result.",
    ),
    "unverified": (
        "报名已收到，待主办工会核实：{name}，{title}。另一位家长已为同名、同出生日期的孩子报了名；先后顺序为您保留，核实后通知您结果。是您家的孩子？请那位家长在“我的孩子—家长”里邀请您加入，就能一起办理，不用再报。",
        "Received, the organizer has to look: {name}, {title}. Another parent asked before for a child of the same name and birth date; "
        "your turn is kept, and we tell you the result. Is it your own child? Have that parent invite you under “My children – Guardians”: then you act together.",
    ),
    "waitlisted": (
        "候补{position_zh}：{name}，{title}。有空位会按顺序自动递补，并通知您。",
        "Waiting list, {position_en}: {name}, {title}. Free places go in order, and we tell you.",
    ),
    "waitlisted_to_answer": (
        "候补{position_zh}：{name}，{title}。有空位会按顺序通知您，并为您保留一段时间，请及时接受。",
        "Waiting list, {position_en}: {name}, {title}. Free places are offered in order: accept yours in time.",
    ),
    "waitlisted_each": (
        "几个志愿都已候补：{name}，{title}。哪个先有空位就录取哪个，其余自动取消；结果会通知您。",
        "Waiting for each wish: {name}, {title}. The first that has a place is yours, the others end; we tell you.",
    ),
    "entered": (
        "已登记：{name}，{title}。{decide_zh}之后摇号，不比手速；结果会通知您。",
        "Entered: {name}, {title}. Places are drawn after {decide_en}, speed does not matter; we tell you the result.",
    ),
    "entered_if_needed": (
        "已登记：{name}，{title}。{decide_zh}统一录取：名额够就都录取，不够才摇号，不比手速；结果会通知您。",
        "Entered: {name}, {title}. At {decide_en} everybody has a place if there are enough, else they are drawn; speed does not matter; "
        "we tell you the result.",
    ),
    "entered_ranked": (
        "已登记：{name}，{title}。{decide_zh}按优先顺序一起录取；结果会通知您。",
        "Entered: {name}, {title}. Places are given together at {decide_en}, in order of priority; we tell you the result.",
    ),
    "entered_by_time": (
        "已登记：{name}，{title}。{decide_zh}按报名先后一起录取；结果会通知您。",
        "Entered: {name}, {title}. Places are given together at {decide_en}, in order of arrival; we tell you the result.",
    ),
    "full": ("名额和候补都已满。您可以看看其他班次。", "Full, and so is the waiting list. Look at the other groups."),
    "full_no_list": (
        "名额已满，{title}不设候补。有人退出时可以再来报，也可以看看其他班次。",
        "Full, and {title} has no waiting list. Come back in case a place is given up, or look at the other groups.",
    ),
    "not_eligible": ("{name}不符合{title}的条件：{reasons_zh}。", "{name} is not eligible for {title}: {reasons_en}."),
    "not_open": ("{title}的报名还没有开始，{until_zh}开放。", "Registration for {title} opens on {until_en}."),
    "closed": ("{title}的报名已截止。", "Registration for {title} has closed."),
    "cancelled": ("主办方已取消{title}。", "The organizer has cancelled {title}."),
    "deciding": (
        "{title}正在统一录取，请稍后再来。",
        "The places of {title} are being given just now. Come back a little later.",
    ),
    "not_together": (
        "这几项不能一起报：请分开报名，或只选允许一起报的班次。",
        "These cannot be asked for as one: book them one by one, or choose groups that allow it.",
    ),
    "already_booked": (
        "{name}已报过{title}，不用重复报名。",
        "{name} is booked in {title} already; no need to book again.",
    ),
    "already_in_decision": (
        "{name}在这批统一录取里已经报了名，每个孩子只报一次。要改志愿，请先取消原来的，再一次报齐。",
        "{name} takes part in this common decision already, and a child asks once. Cancel that request to change its wishes.",
    ),
    "limited": (
        "每个孩子最多报 {at_most} 个，{name}已经报满。要换成{title}，请先取消原来的。",
        "A child may have {at_most} of these at most, and {name} has. Cancel that one first to change to {title}.",
    ),
    "limited_family": (
        "每个家庭最多报 {at_most} 个，您家已经报满。要换成{title}，请先取消原来的。",
        "A family may have {at_most} of these at most, and yours has. Cancel one first to change to {title}.",
    ),
    "limited_itself": (
        "最多报 {at_most} 个，这次一起报的超过了。请少选一个。",
        "{at_most} of these at most: ask for fewer at once.",
    ),
    "overlaps": (
        "{title}与{name}的另一个班次时间冲突：{clash_zh}。先取消那个班次才能报这个。",
        "{title} overlaps another booking of {name} on {clash_en}. Cancel that one first.",
    ),
    "overlaps_itself": (
        "一起报的两个班次时间冲突：{clash_zh}。{name}只能去一个，请换一个时间不冲突的。",
        "Two of what you ask for at once overlap on {clash_en}. {name} can be in one only: choose another.",
    ),
    "no_care": (
        "只有托管班里的孩子能报{title}：请先给{name}报托管班，或者报托管班时一起勾选。",
        "{title} is only for children in its care: book {name} into the care first, or tick it when you book the care.",
    ),
    "withdrawn": (
        "已取消：{name}，{title}。有家庭候补的，会按顺序递补。",
        "Cancelled: {name}, {title}. Families that wait move up in order.",
    ),
    "offer_over": (
        "确认时间已过，名额已让给下一个家庭。",
        "The time to answer is over; the place went to the next family.",
    ),
    "offer_over_move": (
        "答复时间已过，调班不再进行；{name}原来的名额不变。",
        "The time to answer is over and nothing was moved; {name} keeps the old place.",
    ),
    "still_waiting": (
        "这一刻没有空位：可能已被别的家庭确认。您的候补顺序不变。",
        "No place is free at this moment, perhaps another family took it. Your turn in the list stays.",
    ),
    "nothing_to_accept": (
        "现在不需要您确认：{name}，{title}。有结果会通知您。",
        "There is nothing to accept now: {name}, {title}. We tell you the result.",
    ),
    "ended": ("这项报名已经结束。", "This enrollment has ended."),
    "finished": ("班次已结束，不能再取消。", "The group has finished; it cannot be cancelled any more."),
    "frozen": (
        "名单已定，正在统一录取，结果出来后才能取消。",
        "The list stands while the places are being given; you can cancel after the result.",
    ),
}


BESIDE: dict[str, Said] = {
    "confirmed": ("{title}也已录取。", "A place in {title}, too."),
    "offered": ("{title}也有名额，请一起确认。", "A place in {title} is kept, too: confirm it."),
    "waitlisted": ("{title}在候补。", "{title}: on the waiting list."),
    "unverified": ("{title}待主办工会核实。", "{title}: the organizer has to look."),
    "full": ("{title}没有报上：名额和候补都已满。", "No place in {title}: it is full, and so is its waiting list."),
}
"""Of an option that was asked for with its care."""


def say_beside(ruling: Ruling, title: str) -> Said:
    """What became of an option, behind the sentence about the care."""
    zh, en = BESIDE[ruling.result]
    return zh.format(title=title), en.format(title=title)


def say(ruling: Ruling, group: Group, name: str, title: str) -> Said:
    """The sentence for the group that the answer is about, the children's names and the title of what they asked for."""
    zh, en = SENTENCES[_sentence(ruling, group)]
    facts = {
        "title": title,
        "name": name,
        "at_most": ruling.limit and ruling.limit.at_most,
        **_reasons(ruling),
        **_instants(ruling, group),
    }
    return zh.format(**facts), en.format(**facts)


def _sentence(ruling: Ruling, group: Group) -> str:
    """Which of the sentences; most results have one."""
    enrollment = ruling.enrollment
    match ruling.result:
        case "submitted" if enrollment and enrollment.state == State.ASKED:
            return "asked"
        case "waitlisted" if any(enrollment and e.choice != enrollment.choice for e in ruling.others):
            return "waitlisted_each"
        case "waitlisted" if group.answer_within or group.confirm_within:
            return "waitlisted_to_answer"
        case "entered":
            ranked = "entered_ranked" if group.priorities else "entered_by_time"
            return {"draw_if_oversubscribed": "entered_if_needed", "ranked": ranked}.get(group.way, "entered")
        case "full" if group.waiting_limit == 0:
            return "full_no_list"
        case "already_booked" if enrollment and ruling.seat and enrollment.group_id != ruling.seat.group_id:
            return "already_in_decision"
        case "limited" if ruling.limit and not ruling.limit.enrollments:
            return "limited_itself"
        case "limited" if ruling.limit and ruling.limit.per_family:
            return "limited_family"
        case "overlaps" if ruling.clash and ruling.clash.enrollment is None:
            return "overlaps_itself"
        case "offer_over" if enrollment and enrollment.replaces:
            return "offer_over_move"
        case "still_waiting" if enrollment and enrollment.state != State.WAITLISTED:
            return "nothing_to_accept"
        case result:
            return result


def _reasons(ruling: Ruling) -> dict[str, str]:
    said = [explain(verdict) for verdict in ruling.reasons]
    return {"reasons_zh": "；".join(zh for zh, _ in said), "reasons_en": "; ".join(en for _, en in said)}


def _instants(ruling: Ruling, group: Group) -> dict[str, str]:
    until, clash, decide, position = ruling.until, ruling.clash, group.decide_at, ruling.position
    return {
        "position_zh": ZH.position(position) if position else "",
        "position_en": EN.position(position) if position else "",
        "until_zh": ZH.instant(until) if until else "",
        "until_en": EN.instant(until) if until else "",
        "decide_zh": ZH.instant(decide) if decide else "",
        "decide_en": EN.instant(decide) if decide else "",
        "clash_zh": f"{ZH.day(clash.day)}{clash.at:%H:%M}" if clash else "",
        "clash_en": f"{EN.day(clash.day)} at {clash.at:%H:%M}" if clash else "",
    }
