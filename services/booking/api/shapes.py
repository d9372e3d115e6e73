"""What the API answers, where several operations say it."""

from uuid import UUID

from shared.web.shapes import Output, example


class Named(Output):
    """Something with an id and a name."""

    model_config = example(name="张小明")

    id: UUID
    name: str


class Titled(Output):
    """Something with an id and a title."""

    model_config = example(title="一至三年级班")

    id: UUID
    title: str


class ConditionMet(Output):
    """A condition of a group, and whether a child meets it."""

    model_config = example(code="grade", met=True, zh="年级：一至三年级", en="Grades 1 to 3")

    code: str
    met: bool
    zh: str
    en: str
