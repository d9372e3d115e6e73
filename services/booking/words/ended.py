"""What is said of an enrollment that has ended: why, and what its family can do now."""

from collections.abc import Iterator

from services.booking.domain.enrollment import State
from services.booking.words.contact import whom_to_ask
from services.booking.words.exchange import merged
from services.booking.words.explain import Said
from services.booking.words.situation import Situation
from shared.kernel.words import EN, ZH


def old_place_gone(seen: Situation) -> Iterator[Said]:
    """Of a move that was proposed: the place that it would have replaced ended otherwise meanwhile."""
    old = seen.instead_of
    if old is None or old.live or old.state == State.SUPERSEDED:
        return
    if old.state == State.CANCELLED:
        yield "原来的班已取消，那里的名额没有了。", "The old group was called off; the place there is gone."
    else:
        yield "原来的名额之前已经没有了。", "The old place had gone before."


def refused(seen: Situation) -> Iterator[Said]:
    """Somebody said no."""
    if seen.may_ask_again:
        yield (
            f"如果是材料的问题，补齐后在{ZH.until(seen.group.closes_at)}前可以重新报名。",
            f"If a paper was missing or wrong, put it right and ask again before {EN.until(seen.group.closes_at)}.",
        )
    zh, en = whom_to_ask(seen.row.facts)
    yield f"觉得弄错了，请联系{zh}。", f"If it is a mistake, ask {en}."


def expired(seen: Situation) -> Iterator[Said]:
    """Nobody answered in time."""
    if seen.keeps:
        yield "调班不再进行，原来的名额不变。", "Nothing was moved; the old place stays as it is."
        return
    yield "没有在时间内确认，名额已让出。", "There was no answer in time; the place went to the next family."
    yield from old_place_gone(seen)
    yield from _again(seen)


def _again(seen: Situation) -> Iterator[Said]:
    if seen.may_ask_again:
        yield (
            "还想要的话可以重新报名：有名额就录取，没有就排到候补的末尾。",
            "You can ask again: you get a place if there is one, else the last turn in the waiting list.",
        )


def unplaced(seen: Situation) -> Iterator[Said]:
    """A common decision gave nothing."""
    yield (
        "这次没有录取，候补也已排满。可以看看其他还有名额的班次；这个班有家庭退出时，目录里会显示可以再报。",
        "There was no place this time, and the waiting list is full. Look at the groups that have places left; "
        "when families leave this one, the catalogue shows that it can be booked again.",
    )


def superseded(seen: Situation) -> Iterator[Said]:
    """Another wish was granted, or a move accepted."""
    title = seen.by_name
    if seen.by is None:
        yield from merged(seen)
    elif seen.by.replaces == seen.row.id:
        yield f"您已同意调班，名额换到{title}。", f"You accepted the move: the place is in {title} now."
    else:
        yield (
            f"您的另一个志愿有结果了：{title}。这一个自动取消。",
            f"Another of your wishes was granted: {title}. This one ended.",
        )


def withdrawn(seen: Situation) -> Iterator[Said]:
    """The family gave it up."""
    if seen.keeps:
        yield "您没有同意调班，原来的名额不变。", "You declined the move; the old place stays as it is."
        return
    yield "您已取消，原来的位置不能恢复。", "You cancelled it; the old turn cannot be had back."
    yield from old_place_gone(seen)
    yield from _again(seen)


def cancelled(seen: Situation) -> Iterator[Said]:
    """The organizer ended it."""
    if seen.keeps:
        yield (
            "这个班取消了，调班的建议随之结束；原来的名额不变。",
            "This group was called off, and with it the proposal to move; the old place stays as it is.",
        )
        return
    zh, en = whom_to_ask(seen.row.facts)
    yield f"主办方取消了这项报名；有疑问请联系{zh}。", f"The organizer ended it; if something is unclear, ask {en}."
    if seen.proposal:
        yield (
            f"调班的建议还在：接受就到{seen.proposal.facts.title}，不接受则没有名额。",
            f"A move is still proposed: accept it for a place in {seen.proposal.facts.title}; without it there is none.",
        )
