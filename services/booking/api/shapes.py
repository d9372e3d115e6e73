"""What the API answers, where several operations say it."""

from uuid import UUID

from shared.web.shapes import Output


class Named(Output):
    """Something with an id and a name."""

    id: UUID
    name: str


class Titled(Output):
    """Something with an id and a title."""

    id: UUID
    title: str


class ConditionMet(Output):
    """A condition of a group, and whether a child meets it."""

    code: str
    met: bool
    zh: str
    en: str
