"""Whether the parts of a plan fit together: each check yields every finding, none needs another to have passed."""

from services.classes.plan.checks.places import Declared
from services.classes.plan.checks.whole import check

__all__ = ["Declared", "check"]
