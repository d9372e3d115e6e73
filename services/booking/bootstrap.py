"""Where booking is wired."""

from functools import partial
from pathlib import Path

from services.booking import api
from services.booking.files import papers_of
from services.booking.handlers import handlers, timers
from services.booking.store import asleep, unreached
from services.booking.store.copied import COPYING
from services.booking.store.shelf import Shelf
from services.booking.usecases.after_restore import after_restore
from services.booking.usecases.announce import keep_announcing
from services.booking.usecases.desk import Desk
from services.booking.usecases.forget_again import forget_again
from services.booking.usecases.identity import identify_all
from services.booking.usecases.let_go import keep_letting_go
from services.booking.usecases.papers import keep_sweeping
from services.booking.usecases.read_ahead import keep_reading_ahead
from services.booking.usecases.retell import retell
from services.booking.web import (
    broadcasts,
    choose,
    console,
    contact,
    corrections,
    day,
    draws,
    early_checks,
    exports,
    family,
    finding,
    firms,
    guardians,
    health,
    merge,
    moves,
    number,
    prepared,
    privacy,
    records,
    results,
    review,
    routes,
    teachers,
    waiting,
    wishes,
)
from services.booking.web import (
    desk as desk_page,
)
from services.booking.web import (
    desk_papers as desk_papers_page,
)
from services.booking.web import (
    unreached as unreached_page,
)
from shared.crypto import Vault
from shared.events.family import ChildForgotten
from shared.settings import Settings
from shared.system import System
from shared.web import copies


def build(settings: Settings) -> System:
    """The system of bookings."""
    desk, vault = Desk(settings.family_requests), Vault(settings.keys_dir, "booking")
    shelf = Shelf(settings, vault)
    system = System(
        "booking",
        settings,
        home=Path(__file__).parent,
        routers=[
            *api.ROUTERS,
            routes.router, number.router, guardians.router, family.router, firms.router, privacy.router, contact.router, records.router, prepared.router, choose.router, results.router, draws.router,
            wishes.router, draws.console, day.router, console.router, exports.router, finding.router, review.router,
            desk_page.router, desk_papers_page.router, health.router,
            waiting.router, moves.router, merge.router, broadcasts.router, teachers.router, early_checks.router,
            unreached_page.router, corrections.router,
            copies.router("booking", COPYING, papers_of),
        ],
        handlers=handlers(desk.book),
        timers=timers(desk.book),
        after_restore=after_restore,
        copying=COPYING,
        forgets={ChildForgotten: partial(forget_again, book=desk.book)},
        retell=retell,
        prunes={"asleep": asleep.PRUNE, "number_tried": asleep.PRUNE_TRIED, "unreached": unreached.PRUNE},
        preparing=[partial(identify_all, vault=vault)],
        answering={"desk": desk.run, "reading-ahead": partial(keep_reading_ahead, book=desk.book)},
        workers={"announcer": keep_announcing, "letting-go": keep_letting_go, "sweeper": partial(keep_sweeping, shelf=shelf)},
        uploads=(
            "/booking/family/papers", "/booking/api/v1/papers", "/booking/console/papers", "/booking/api/v1/staff/papers",
        ),
    )  # fmt: skip
    system.app.state.desk, system.app.state.vault, system.app.state.shelf = desk, vault, shelf
    return system
