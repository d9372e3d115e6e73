"""Where booking is wired."""

from pathlib import Path

from services.booking import api
from services.booking.handlers import handlers, timers
from services.booking.usecases.announce import keep_announcing
from services.booking.usecases.desk import Desk
from services.booking.web import console, draws, routes, wishes
from shared.settings import Settings
from shared.system import System


def build(settings: Settings) -> System:
    """The system of bookings."""
    desk = Desk()
    system = System(
        "booking",
        settings,
        home=Path(__file__).parent,
        routers=[api.router, routes.router, wishes.router, draws.router, draws.desk, console.router],
        handlers=handlers(desk.book),
        timers=timers(desk.book),
        workers=[desk.run, keep_announcing],
    )
    system.app.state.desk = desk
    return system
