"""A plan's file: YAML with places, what is wrong with it in words, and the file written again."""

from services.classes.plan.file.document import Node, parse
from services.classes.plan.file.errors import PlanError, PlanErrors
from services.classes.plan.file.faults import findings
from services.classes.plan.file.writing import write

__all__ = ["Node", "PlanError", "PlanErrors", "findings", "parse", "write"]
