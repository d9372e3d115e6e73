"""Who acts for a child, and how another guardian joins."""

from uuid import UUID

from services.booking.domain.enrollment import State
from services.booking.domain.guardian import Guardian, Guardians
from services.booking.store.enrollments import EnrollmentRow
from shared.kernel.sentence import Sentence as _

CALLED = {
    "mother": _("妈妈", "mother"),
    "father": _("爸爸", "father"),
    "fathers_mother": _("奶奶", "father’s mother"),
    "fathers_father": _("爷爷", "father’s father"),
    "mothers_mother": _("外婆", "mother’s mother"),
    "mothers_father": _("外公", "mother’s father"),
    "other": _("其他家人", "other family"),
}
SOMEBODY = _("家长", "a guardian")
FORMER = _("一位已退出的家长", "a former guardian")
YOU = _("您", "you")


def spoken(guardian: Guardian | None) -> _:
    """妈妈（王芳） · mother (王芳): as the family and those who check its requests read it."""
    if guardian is None:
        return FORMER
    called = CALLED.get(guardian.called)
    if called is None:
        return _(guardian.name, guardian.name) if guardian.name else SOMEBODY
    return _(f"{called.zh}（{guardian.name}）", f"{called.en} ({guardian.name})") if guardian.name else called


UNNAMED = _("{n} 位，没有填称呼", "{n}, not named")
OTHERS = _("另有 {n} 位没有填称呼", "{n} more, not named")


def all_spoken(guardians: Guardians) -> _:
    """妈妈（王芳）、另有 1 位没有填称呼: all of a family; who has not said who they are is counted."""
    told = [spoken(one) for one in guardians.values() if spoken(one) is not SOMEBODY]
    silent = len(guardians) - len(told)
    said = told + [(OTHERS if told else UNNAMED).of(n=silent)] * bool(silent)
    return _("、".join(zh for zh, _en in said), ", ".join(en for _zh, en in said))


BOOKED = _("{by}报名", "asked for by {by}")
ACCEPTED = _("{by}接受", "accepted by {by}")
GAVE_UP = _("{by}取消", "given up by {by}")


def acted(row: EnrollmentRow, guardians: Guardians, me: UUID | None = None) -> list[_]:
    """妈妈（王芳）报名, 您取消: which guardian took which step; what staff proposed is none."""

    def by(person_id: UUID | None) -> _:
        return YOU if me and person_id == me else spoken(guardians.get(person_id) if person_id else None)

    steps = [] if row.replaces else [BOOKED.of(by=by(row.booked_by))]
    if row.moved_by:
        steps.append((GAVE_UP if row.state == State.WITHDRAWN else ACCEPTED).of(by=by(row.moved_by)))
    return steps


CALLED_MISSING = _("请选择您是孩子的什么人。", "Say what you are to the children.")
CALLED_HINT = _("请选择", "Choose one")
TICK = _("请先确认您是孩子的监护人或家人。", "Say first that you are a guardian or family of the children.")
TICK_HINT = _("确认后请勾选", "Tick it if it is so")
TOO_MANY_GUARDIANS = _("一个家庭最多 {most} 位家长。", "A family can have {most} guardians at most.")
GUARDIAN_ALREADY = _("您已经是这些孩子的家长，不用再加入。", "You are a guardian of these children already.")
CODE_GONE = _(
    "这个邀请已经用过或过期了。请对方在“我的孩子—家长”里重新邀请。",
    "This invitation was used, or its time is over. Ask for a new one, from “My children – Guardians”.",
)
OTHER_PHONE = _(
    "这个邀请只给一个手机号。请用收到邀请的手机号登录，再打开链接。",
    "This invitation is to one phone number. Log in with the number that was invited, then open the link again.",
)
SETTLED_ALREADY = _("这个邀请已经处理过了。", "This invitation is settled already.")
ONLY_GUARDIAN = _(
    "这是这些孩子唯一的家长，不能退出。可以先邀请另一位家长；不再需要的，删除孩子即可。",
    "These children have no other guardian. Invite another one first; or delete the children when they are not needed any more.",
)
