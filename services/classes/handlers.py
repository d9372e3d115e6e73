"""What classes hears, and what it does then."""

from services.classes.usecases.learn_places import learn_places
from shared.events.accounts import UnionChanged
from shared.events.enrollment import PlacesChanged
from shared.messaging.handler import Handlers, Many
from shared.messaging.unions import learn_unions

HANDLERS: Handlers = {PlacesChanged: Many(learn_places), UnionChanged: Many(learn_unions)}
"""The catalogue's live numbers; how unions stand."""
