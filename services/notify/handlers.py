"""What notify hears, and what it does then: each event of an enrollment is told, or has a reason why not; and whom to forget."""

from collections.abc import Mapping

from services.notify.texts import KINDS
from services.notify.usecases.forget import UNNAME, forget_child, forget_person, unname
from services.notify.usecases.tell import tell_person
from services.notify.usecases.tell_programs import tell_everybody, tell_programs
from shared.events.accounts import AccountClosed, RoleChanged, UnionChanged
from shared.events.capacity import PlacesChanged
from shared.events.enrollment import EnrollmentSuperseded
from shared.events.envelope import Event
from shared.events.family import ChildForgotten
from shared.messaging.handler import Handlers, Independent, Many
from shared.messaging.timers import TimerHandler
from shared.messaging.unions import learn_unions

UNTOLD: Mapping[type[Event], str] = {
    EnrollmentSuperseded: "the message about the place that took its turn tells it",
}
"""Events that are settled and told to no family, and why."""
TELLING: Handlers = dict.fromkeys([*KINDS, *UNTOLD], Independent(tell_everybody))
"""What befalls families: a draw settles thousands at once."""
HANDLERS: Handlers = {
    **TELLING,
    PlacesChanged: Independent(tell_programs),
    UnionChanged: Many(learn_unions),
    RoleChanged: tell_person,
    AccountClosed: forget_person,
    ChildForgotten: forget_child,
}
TIMERS: Mapping[str, TimerHandler] = {UNNAME: unname}
