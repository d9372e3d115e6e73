"""Forms as browsers send them: text in every field, empty where nothing was typed."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError

from services.booking.domain.contact import Contact
from services.booking.shapes import AboutIn, ChildIn, ContactIn
from services.booking.store.families import About, ChildRow
from services.booking.store.guardians import Chosen
from services.booking.usecases.sign import Ticked
from services.booking.words.refusals import CHILD_FIRST, CHILD_HINTS, CHOOSE_AREA, CHOOSE_AREA_HINT, CONTACT_HINTS
from shared.errors import BadInput, NotFound
from shared.kernel.areas import read

_FIELDS = ("name", "birth_date", "grade", "school", "school_area", "home_area")
Meant = TypeVar("Meant", bound=BaseModel)


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    idempotency_key: str = ""
    next: str = ""
    family: str = ""
    """Which of the guardian's families is meant; `own`: theirs from its beginning; empty: the nearest."""

    @property
    def chosen_family(self) -> Chosen:
        """As the use cases take it. Raises NotFound for what is none."""
        if self.family in ("", "own"):
            return "own" if self.family else None
        try:
            return UUID(self.family)
        except ValueError as made_up:
            raise NotFound from made_up


class ChildForm(_Form):
    """A child, as typed."""

    name: str = ""
    birth_date: str = ""
    grade: str = ""
    school: str = ""
    school_area: str = ""
    home_area: str = ""
    chosen: list[str] = []
    """The areas that were picked from a choice: what was picked stands, even if it is what was typed."""

    @classmethod
    def of(cls, row: ChildRow) -> "ChildForm":
        """The form filled with what is known."""
        said = {field: getattr(row, field) for field in _FIELDS}
        return cls(**{field: "" if value is None else str(value) for field, value in said.items()})

    @property
    def typed(self) -> dict[str, str]:
        """What the page shows again when something is wrong."""
        return {field: getattr(self, field) for field in _FIELDS}

    @property
    def choices(self) -> dict[str, list[str]]:
        """By field the areas that are called what was typed, where there are several."""
        typed = {field: getattr(self, field) for field in ("school_area", "home_area") if field not in self.chosen}
        meant = {field: [area.name for area in read(text)] for field, text in typed.items()}
        return {field: names for field, names in meant.items() if len(names) > 1}

    def child(self) -> ChildIn:
        """The child meant. Raises BadInput with a sentence at each field that cannot be read, or can be read in several ways."""
        meant = _meant(
            ChildIn, {"name": ""} | {field: text.strip() for field, text in self.typed.items() if text.strip()}
        )
        if self.choices:
            raise BadInput(*CHOOSE_AREA, fields=dict.fromkeys(self.choices, CHOOSE_AREA_HINT.both))
        return meant


class DeskForm(ChildForm):
    """A child that is booked at the desk, with what was signed on paper."""

    ticket: str = ""
    way: str = "desk"
    signed_on: str = ""
    agreed: list[str] = []
    health: str = ""
    health_none: str = ""
    categories: list[str] = []
    employers: list[str] = []

    def day(self) -> date | None:
        """Of the signature, as far as one was typed."""
        try:
            return date.fromisoformat(self.signed_on)
        except ValueError:
            return None

    @property
    def of_family(self) -> "AboutForm":
        """What the family says of itself."""
        return AboutForm(categories=self.categories, employers=self.employers)


class AboutForm(_Form):
    """What a family says of itself, as ticked and typed."""

    categories: list[str] = []
    employers: list[str] = []
    """One each; or several, one a line."""

    @classmethod
    def of(cls, said: About, family_id: UUID | None = None) -> "AboutForm":
        """The form filled with what was said before, of one of the guardian's families."""
        return cls(categories=list(said.categories), employers=list(said.employers), family=str(family_id or ""))

    @property
    def named(self) -> list[str]:
        """Those that were written, and room for more: two guardians, up to four employers."""
        named = [line.strip() for text in self.employers for line in text.splitlines() if line.strip()]
        return named + [""] * max(2 - len(named), min(1, 4 - len(named)))

    def about(self) -> AboutIn:
        """What is meant. Raises BadInput."""
        return _meant(AboutIn, {"categories": self.categories, "employers": [name for name in self.named if name]})


class EnrollForm(_Form):
    """Whom to book, and what is accepted with it."""

    child_id: list[str] = []
    together: str = ""
    exchange: str = ""
    """A child and what it gives up for this, once it has it."""
    signs: bool = False
    """The page showed the group's texts."""
    agreement: str = ""
    health: str = ""
    healthy: list[str] = []
    option: list[str] = []
    """A child and what it wants with the care, each."""

    def seats(self, group_id: UUID) -> list[tuple[UUID, UUID]]:
        """The group for each child that was chosen, then what was ticked for it. Raises BadInput."""
        children = chosen(self.child_id or [""])
        ticked = [chosen(text.split(".", 1)) for text in self.option]
        beside = [(pair[1], pair[0]) for pair in ticked if len(pair) == 2 and pair[0] in children]
        return [*((group_id, child_id) for child_id in children), *beside]

    @property
    def exchanged(self) -> list[UUID]:
        """The child and the enrollment that it gives up; none where nothing is exchanged."""
        return chosen(self.exchange.split(".", 1)) if self.exchange else []

    def ticked(self, group_id: UUID) -> Ticked:
        """What was accepted."""
        return Ticked(group_id, chosen(self.child_id), self.agreement, self.health, chosen(self.healthy))


def chosen(texts: Sequence[str]) -> list[UUID]:
    """The children chosen. Raises BadInput."""
    try:
        return [UUID(text) for text in texts]
    except ValueError as error:
        raise BadInput(*CHILD_FIRST) from error


class ContactForm(_Form):
    """Whom to call, as typed."""

    name: str = ""
    phone: str = ""

    @classmethod
    def of(cls, told: Contact | None) -> "ContactForm":
        """The form filled with what was told before."""
        return cls(name=told.name, phone=told.phone) if told else cls()

    def contact(self) -> Contact:
        """What is meant. Raises BadInput with a sentence at each field."""
        return _meant(ContactIn, {"name": self.name.strip(), "phone": self.phone.strip()}).contact()


def _meant(kind: type[Meant], said: dict[str, Any]) -> Meant:
    try:
        return kind.model_validate(said)
    except ValidationError as error:
        bad = BadInput.of(error)
        hints = CONTACT_HINTS if kind is ContactIn else CHILD_HINTS
        names = {field.partition(".")[0]: sentence for field, sentence in bad.fields.items()}
        bad.fields = {name: hints[name].both if name in hints else sentence for name, sentence in names.items()}
        raise bad from error
