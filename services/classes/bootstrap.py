"""Where classes is wired."""

from pathlib import Path

from services.classes import api, demo
from services.classes.handlers import HANDLERS
from services.classes.reader import Reader
from services.classes.store.copied import COPYING
from services.classes.usecases.advance import advance
from services.classes.usecases.after_restore import after_restore
from services.classes.usecases.changing import ADVANCE
from services.classes.usecases.import_in_turns import IMPORT, go_on_importing
from services.classes.usecases.publish import PUBLISH, go_on_publishing
from services.classes.usecases.retell import retell
from services.classes.web import catalogue, console, exports, new_group, plans, totals, writing
from shared.settings import Settings
from shared.system import System
from shared.web import copies


def build(settings: Settings) -> System:
    """The system of classes."""
    system = System(
        "classes",
        settings,
        home=Path(__file__).parent,
        # new_group before console: /groups/new is not a group's id
        routers=[
            api.router,
            catalogue.router,
            plans.router,
            writing.router,
            exports.router,
            totals.router,
            new_group.router,
            console.router,
            copies.router("classes", COPYING),
        ],
        handlers=HANDLERS,
        timers={ADVANCE: advance, IMPORT: go_on_importing, PUBLISH: go_on_publishing},
        after_restore=after_restore,
        copying=COPYING,
        retell=retell,
        at_start={"demo": demo.seed} if settings.demo else {},
        uploads=("/classes/console/import", "/classes/api/v1/plans"),
    )
    system.app.state.reader = Reader(system.apart)
    return system
