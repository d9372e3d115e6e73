"""A group's rules told in Chinese and English: which families, how places are given, what comes after."""

from services.classes.plan.told.conditions import CERTAIN, EN, SEASONS, ZH, admitted, condition
from services.classes.plan.told.rules import (
    Giving,
    afterwards,
    asking,
    document,
    kept,
    limit,
    order,
    papers,
    priority,
    way,
)

__all__ = [
    "CERTAIN",
    "EN",
    "SEASONS",
    "ZH",
    "Giving",
    "admitted",
    "afterwards",
    "asking",
    "condition",
    "document",
    "kept",
    "limit",
    "order",
    "papers",
    "priority",
    "way",
]
