"""The plan (招生方案) as a file: `read` it, `expand` it into groups, say it back as `sentences`, move it in time by `shifted`."""

from services.classes.plan.expand import PlannedGroup, expand
from services.classes.plan.file import PlanError, PlanErrors, write
from services.classes.plan.language.model import Plan
from services.classes.plan.presentation import Presentation
from services.classes.plan.reading import read
from services.classes.plan.sentences import sentences
from services.classes.plan.shifting import shifted

__all__ = [
    "Plan",
    "PlanError",
    "PlanErrors",
    "PlannedGroup",
    "Presentation",
    "expand",
    "read",
    "sentences",
    "shifted",
    "write",
]
