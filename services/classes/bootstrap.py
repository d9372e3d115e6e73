"""Where classes is wired."""

from pathlib import Path

from services.classes import api, demo
from services.classes.handlers import HANDLERS
from services.classes.usecases.advance import advance
from services.classes.usecases.changing import ADVANCE
from services.classes.web import catalogue
from shared.settings import Settings
from shared.system import System


def build(settings: Settings) -> System:
    """The system of classes."""
    return System(
        "classes",
        settings,
        home=Path(__file__).parent,
        routers=[api.router, catalogue.router],
        handlers=HANDLERS,
        timers={ADVANCE: advance},
        workers=[demo.seed] if settings.demo else [],
    )
