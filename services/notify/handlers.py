"""What notify hears, and what it does then: each event of an enrollment is told, or has a reason why not; and whom to forget."""

from collections.abc import Mapping

from services.notify.texts import KINDS
from services.notify.usecases.forget import UNNAME, forget_child, forget_person, unname
from services.notify.usecases.tell import tell
from shared.events.accounts import AccountClosed
from shared.events.enrollment import ChildForgotten, EnrollmentSuperseded
from shared.events.envelope import Event
from shared.messaging.handler import Handlers, Independent
from shared.messaging.timers import TimerHandler

UNTOLD: Mapping[type[Event], str] = {
    EnrollmentSuperseded: "the message about the place that took its turn tells it",
}
"""Events that are settled and told to nobody, and why."""
TELLING: Handlers = dict.fromkeys([*KINDS, *UNTOLD], Independent(tell))
"""What befalls families: a draw settles thousands at once."""
HANDLERS: Handlers = {**TELLING, AccountClosed: forget_person, ChildForgotten: forget_child}
TIMERS: Mapping[str, TimerHandler] = {UNNAME: unname}
