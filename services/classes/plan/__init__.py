"""The plan (招生方案) as a file: `read` it, `expand` it into groups, say it back as `sentences`, move it in time by `shifted`.

The rooms, each standing on those after it: `reading.py`; `checks` and `told`; `file`, `groups` and `schema.py`; `language`.
Others come in here, but for what pages tell of a group (`told`) and the reference of the language (`schema`).
"""

from services.classes.plan.checks.doubts import doubts
from services.classes.plan.file import PlanError, PlanErrors, write
from services.classes.plan.groups.calendar import dates_told
from services.classes.plan.groups.expand import PlannedGroup, expand
from services.classes.plan.groups.facts import LOT_MINUTES
from services.classes.plan.groups.presentation import Presentation
from services.classes.plan.groups.shifting import shifted
from services.classes.plan.language.amounts import WAYS
from services.classes.plan.language.model import Plan
from services.classes.plan.language.services import service_name
from services.classes.plan.language.texts import TEXTS
from services.classes.plan.language.wording import Pair
from services.classes.plan.reading import read
from services.classes.plan.told import Paragraph, paragraphs, sentences

__all__ = [
    "LOT_MINUTES",
    "TEXTS",
    "WAYS",
    "Pair",
    "Paragraph",
    "Plan",
    "PlanError",
    "PlanErrors",
    "PlannedGroup",
    "Presentation",
    "dates_told",
    "doubts",
    "expand",
    "paragraphs",
    "read",
    "sentences",
    "service_name",
    "shifted",
    "write",
]
