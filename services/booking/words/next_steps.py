"""What happens next with an enrollment, and what its family can do: sentences by state and by the rules of its group."""

from collections.abc import Callable, Iterator

from services.booking.domain.enrollment import State
from services.booking.domain.offers import open_to_all
from services.booking.words import ended
from services.booking.words.contact import whom_to_ask
from services.booking.words.exchange import exchanged
from services.booking.words.explain import Said
from services.booking.words.mend import sent_back
from services.booking.words.situation import Situation
from shared.kernel.clock import ZONE
from shared.kernel.words import EN, ZH


def next_steps(seen: Situation) -> list[Said]:
    """In the order a family reads them; empty when all is settled. Of a group that is over nothing is promised any more."""
    if seen.row.live and seen.row.state != State.CONFIRMED and seen.now.astimezone(ZONE).date() > seen.group.last_day:
        return [("班次已经结束，不再录取和递补。", "The group is over: no place is given any more.")]
    said = sent_back(seen) if seen.row.sent_back else _BY_STATE[seen.row.state](seen)
    return [*said, *exchanged(seen)]


# -- something to answer -----------------------------------------------------------------------------------------------


def _offered(seen: Situation) -> Iterator[Said]:
    if seen.moving and seen.keeps:
        yield (
            "在您答复之前，原来的名额不变；不同意或不答复，也不变。",
            "The old place stays as it is until you answer, and also if you decline or do not answer.",
        )
        return
    if seen.over:
        yield (
            "确认时间已过，名额正在让给下一个家庭。",
            "The time to answer is over; the place is going to the next family.",
        )
        return
    if seen.moving:
        yield from ended.old_place_gone(seen)
        yield (
            "接受就到这个班；不接受或过时不答复，就没有名额了。",
            "Accept, and the place here is yours; decline or do not answer in time, and there is no place any more.",
        )
        return
    if seen.with_it:
        yield from _as_one(seen)
    yield "到时间没有接受，名额会让给下一个家庭。", "Without an answer in time the place goes to the next family."


def _as_one(seen: Situation) -> Iterator[Said]:
    zh, en = _names(seen)
    yield (
        f"{zh}的名额是一起留的：接受就是一起接受。",
        f"The places of {en} are kept as one: accept one and you accept all.",
    )


def _names(seen: Situation) -> Said:
    """The children that go together; or, of one child, the groups."""
    rows = (seen.row, *seen.with_it)
    names = list(dict.fromkeys(r.child_name for r in rows))
    if len(names) == 1:
        names = [r.facts.title for r in rows]
    return "、".join(names), ", ".join(names)


# -- waiting -----------------------------------------------------------------------------------------------------------


def _waitlisted(seen: Situation) -> Iterator[Said]:
    group = seen.group
    if open_to_all(group, seen.now):
        yield (
            "临近开班，空出的名额对所有候补家庭开放：谁先接受，就是谁的。",
            "The start is near: a free place is open to all who wait, and goes to the first who accepts it.",
        )
    else:
        yield from _turns(seen)
    if group.only_with and not (seen.care and seen.care.placed):
        yield (
            "这个班只随托管班：先要有托管班的名额，之后有空位才录取；在那之前，空位先给已经在托管班里的孩子。",
            "It goes with care alone: the place in care comes first; until then free places here go to children who are in care.",
        )
    if not seen.row.cleared:
        yield "有空位时，还要通过审核。", "When a place is free, the request must still be checked."
    if group.waiting_by_priority:
        yield (
            "候补先看优先条件：后来的优先家庭可能排到您前面。",
            "Priority comes first in this list: families with priority may still come before you.",
        )
    if seen.with_it:
        zh, en = _names(seen)
        yield (
            f"{zh}要一起有空位才录取；只空出一个时，会先给后面的家庭。",
            f"{en} get places together or not at all: a single free place goes to the next family.",
        )
    if seen.wishes:
        yield (
            "几个志愿都在候补：哪个先有空位就录取哪个，其余自动取消。",
            "You wait for each of your wishes: the first that has a place is yours, and the others end.",
        )
    yield "候补不等于录取，请同时留好别的安排。", "A turn in the list is not a place yet: keep another plan as well."


def _turns(seen: Situation) -> Iterator[Said]:
    """How a freed place comes to those who wait."""
    group = seen.group
    if group.answer_within:
        zh, en = ZH.duration(group.answer_within), EN.duration(group.answer_within)
        yield (
            f"轮到您时会通知您，并为您保留名额：一般 {zh}内接受，临近开班会短一些；过时不接受，就轮到下一家。",
            f"When it is your turn we tell you and keep the place: accept within {en}, or less near the start; else it goes on.",
        )
    elif group.confirm_within:
        zh, en = ZH.duration(group.confirm_within), EN.duration(group.confirm_within)
        yield (
            f"轮到您时会通知您，并为您保留名额：请在 {zh}内确认，过时就轮到下一家。",
            f"When it is your turn we tell you and keep the place: confirm it within {en}, else it goes on.",
        )
    else:
        yield "有空位会按顺序自动递补，并通知您。", "Free places go in order by themselves, and we tell you."
    if group.all_at_once:
        at = group.starts_at - group.all_at_once
        yield (
            f"{ZH.instant(at)}起（临近开班），空出的名额对所有候补家庭开放：谁先接受，就是谁的。",
            f"From {EN.instant(at)} on, near the start, a free place is open to all who wait: the first to accept has it.",
        )


def _entered(seen: Situation) -> Iterator[Said]:
    group, at = seen.group, seen.group.decide_at
    zh, en = (ZH.instant(at), EN.instant(at)) if at else ("截止后", "after closing")
    if seen.ledger.frozen:
        yield (
            "名单已定，正在等结果；这时不能退出。",
            "The list stands and the result is on its way; nobody can leave it now.",
        )
    elif group.drawn:
        yield f"{zh}截止，之后摇号，不比手速。", f"It closes at {en}; then places are drawn, and speed does not matter."
    else:
        order_zh, order_en = ("优先顺序", "priority") if group.priorities else ("报名先后", "arrival")
        yield f"{zh}按{order_zh}一起录取。", f"Places are given together at {en}, in order of {order_en}."
    if not seen.row.cleared:
        zh, en = _checker(seen)
        if seen.ledger.frozen:
            yield (
                f"{zh}还在审核您的申请，都审核完就出结果。",
                f"{en.capitalize()} still checks your request; then the result is out.",
            )
        else:
            yield f"在那之前，{zh}会审核您的申请。", f"Before that, {en} checks your request."
    yield "登记不等于录取，结果会通知您。", "To be entered is not a place yet; we tell you the result."


def _pending(seen: Situation) -> Iterator[Said]:
    zh, en = _checker(seen)
    yield (
        f"名额已为您保留。{zh}审核后通知您结果，您不用再做什么。",
        f"A place is kept for you while {en} checks the request; we tell you the result.",
    )
    if seen.group.confirm_within:
        yield "审核通过后，还要请您确认一次。", "Once it is accepted, we ask you to confirm the place."


def _checker(seen: Situation) -> Said:
    if seen.group.review == "employer":
        return "单位工会", "your employer's union"
    return ("办班点", "the site") if seen.group.reviewers else ("主办方", "the organizer")


def _asked(seen: Situation) -> Iterator[Said]:
    yield (
        "申请已交给您单位的工会，由单位工会统一报名；在那之前不保留名额。",
        "Your employer's union has the request and signs up for its workers; no place is kept before it does.",
    )
    at = seen.group.closes_at
    yield (
        f"单位工会要在{ZH.instant(at)}前报上来，您可以提醒一下。",
        f"It must sign up before {EN.instant(at)}: remind it.",
    )


def _unverified(seen: Situation) -> Iterator[Said]:
    yield (
        "另一位家长已为同名、同出生日期的孩子报了名，由主办工会看是不是同一个孩子；核实前不占名额，先后顺序为您保留。",
        "Another parent asked before for a child of the same name and birth date. The organizer looks whether it is the same child; "
        "no place is kept meanwhile, but your turn is.",
    )
    at = seen.group.decide_at
    if at and not seen.ledger.settled:
        yield (
            f"{ZH.instant(at)}前没有核实的，不参加统一录取，之后有空位再安排。",
            f"What is not verified before {EN.instant(at)} has no part in the common decision and gets what is free later.",
        )
    zh, en = whom_to_ask(seen.row.facts)
    yield (
        f"家里另一位家长已经报过的，请取消这一份，并请那位家长在“我的孩子—家长”里邀请您加入；很久没有结果，请联系{zh}。",
        f"If another parent of the child booked already, cancel this one and have them invite you under “My children – Guardians”; no answer for long? Ask {en}.",
    )


_BY_STATE: dict[State, Callable[[Situation], Iterator[Said]]] = {
    State.UNVERIFIED: _unverified,
    State.ASKED: _asked,
    State.ENTERED: _entered,
    State.WAITLISTED: _waitlisted,
    State.PENDING: _pending,
    State.OFFERED: _offered,
    State.CONFIRMED: lambda _: iter(()),
    State.WITHDRAWN: ended.withdrawn,
    State.CANCELLED: ended.cancelled,
    State.REFUSED: ended.refused,
    State.EXPIRED: ended.expired,
    State.UNPLACED: ended.unplaced,
    State.SUPERSEDED: ended.superseded,
}
