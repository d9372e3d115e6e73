"""What classes hears, and what it does then."""

from services.classes.usecases.learn_places import learn_places
from shared.db.pool import Connection
from shared.events.enrollment import PlacesChanged
from shared.events.envelope import Envelope
from shared.messaging.handler import Handlers


async def on_places_changed(conn: Connection, event: PlacesChanged, _: Envelope) -> None:
    """The catalogue's live numbers."""
    await learn_places(conn, event)


HANDLERS: Handlers = {PlacesChanged: on_places_changed}
