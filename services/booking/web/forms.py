"""Forms as browsers send them: text in every field, empty where nothing was typed."""

from pydantic import BaseModel, ConfigDict, ValidationError

from services.booking.api import ChildIn
from services.booking.store.families import ChildRow
from shared.errors import BadInput

_HINTS = {
    "name": "请填写孩子的姓名(最多 60 字) · Write the child's name",
    "birth_date": "请写成 2017-05-01 的样子 · Write it like 2017-05-01",
    "grade": "请选择年级 · Choose the grade",
}


class ChildForm(BaseModel):
    """A child, as typed."""

    model_config = ConfigDict(extra="forbid")

    name: str = ""
    birth_date: str = ""
    grade: str = ""
    idempotency_key: str = ""
    next: str = ""

    @classmethod
    def of(cls, row: ChildRow) -> "ChildForm":
        """The form filled with what is known."""
        grade = "" if row.grade is None else str(row.grade)
        return cls(name=row.name, birth_date=str(row.birth_date or ""), grade=grade)

    @property
    def typed(self) -> dict[str, str]:
        """What the page shows again when something is wrong."""
        return {"name": self.name, "birth_date": self.birth_date, "grade": self.grade}

    def child(self) -> ChildIn:
        """The child meant. Raises BadInput with a sentence at each field that cannot be read."""
        said = {field: text.strip() for field, text in self.typed.items() if text.strip()}
        try:
            return ChildIn.model_validate({"name": "", **said})
        except ValidationError as error:
            bad = BadInput.of(error)
            bad.fields = {field: _HINTS.get(field, sentence) for field, sentence in bad.fields.items()}
            raise bad from error
