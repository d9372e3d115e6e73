"""Every route of staff says what it shows of people."""

from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest
from fastapi.routing import APIRoute

from shared.db.readings import What
from shared.errors import Forbidden, Uncertain
from shared.events.registry import SYSTEMS
from shared.privacy.register import HOLDINGS
from shared.settings import Settings
from shared.web.contract import refusals_of

OWN_ACTS = {"change", "importing", "publishing"}
"""What organizers themselves did."""
OF_PEOPLE = [
    name for name in SYSTEMS if {table for entry in HOLDINGS[name].personal for table in entry.columns} - OWN_ACTS
]
"""Systems that keep something of others."""


def of_staff(name: str, keys_dir: Path) -> list[APIRoute]:
    """The routes for which a role is needed, or may open more."""
    settings = Settings(database_url="postgresql://nowhere/nothing", keys_dir=keys_dir)
    app = import_module(f"services.{name}.bootstrap").build(settings).app
    routes = [route for route in app.routes if isinstance(route, APIRoute)]
    return [route for route in routes if refusals_of(route) & {Forbidden, Uncertain}]


@pytest.mark.parametrize("name", OF_PEOPLE)
def test_every_route_of_staff_says_what_it_shows_of_people(name: str, keys_dir: Path) -> None:
    silent = [route.path for route in of_staff(name, keys_dir) if not hasattr(route.endpoint, "shows")]
    assert not silent, "say it by @shows, and keep that it was read"


def test_there_are_such_routes(keys_dir: Path) -> None:
    """Else the test above would pass by looking nowhere."""
    told = {what for name in OF_PEOPLE for route in of_staff(name, keys_dir) for what in route.endpoint.shows}
    assert told == {"paper", "health", *get_args(What)}
