"""A plan's file: YAML with places, what is wrong with it in words, and the file written again."""

from services.classes.plan.file.document import Node, parse
from services.classes.plan.file.errors import MOST_ERRORS, PlanError, PlanErrors
from services.classes.plan.file.faults import faults
from services.classes.plan.file.writing import write

__all__ = ["MOST_ERRORS", "Node", "PlanError", "PlanErrors", "faults", "parse", "write"]
