"""A plan told back to its organizer, and a group's rules told to families: all of it in Chinese and English."""

from services.classes.plan.language.families import CERTAIN, admitted
from services.classes.plan.told.names import by_name
from services.classes.plan.told.plan import Paragraph, paragraphs, sentences
from services.classes.plan.told.rules import Giving, afterwards, asking, document, kept, limit, priority, way

__all__ = [
    "CERTAIN",
    "Giving",
    "Paragraph",
    "admitted",
    "afterwards",
    "asking",
    "by_name",
    "document",
    "kept",
    "limit",
    "paragraphs",
    "priority",
    "sentences",
    "way",
]
