"""What classes hears, and what it does then."""

from services.classes.usecases.learn_places import learn_places
from shared.events.enrollment import PlacesChanged
from shared.messaging.handler import Handlers, Many

HANDLERS: Handlers = {PlacesChanged: Many(learn_places)}
"""The catalogue's live numbers."""
