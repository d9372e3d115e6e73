"""What classes hears, and what it does then."""

from services.classes.usecases.close_merged import close_merged
from services.classes.usecases.close_small import close_small
from services.classes.usecases.learn_places import learn_places
from shared.events.accounts import UnionChanged
from shared.events.capacity import GroupMerged, MinimumMissed, PlacesChanged
from shared.messaging.handler import Alone, Handlers, Many
from shared.messaging.unions import learn_unions

HANDLERS: Handlers = {
    PlacesChanged: Many(learn_places),
    GroupMerged: Alone(close_merged),
    MinimumMissed: Alone(close_small),
    UnionChanged: Many(learn_unions),
}
"""The catalogue's live numbers; classes that became one with another, or have too few children; how unions stand."""
