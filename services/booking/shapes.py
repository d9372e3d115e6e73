"""What a family tells, as it must be: forms on pages and bodies at the JSON door come down to these."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from services.booking.domain.contact import Contact, phone_of
from services.booking.usecases.consents import Given, Health
from services.booking.usecases.family import ChildTold
from shared.web.shapes import ONE_LINE, BirthDate, Input, example

Name = Annotated[str, StringConstraints(min_length=1, max_length=60), ONE_LINE]
Place = Annotated[str, StringConstraints(max_length=60), ONE_LINE]
Called = Literal[
    "mother", "father", "fathers_mother", "fathers_father", "mothers_mother", "mothers_father", "other",
]  # fmt: skip
"""`CALLED` of domain/guardian.py, for the document to name."""
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


def _phone(text: str) -> str:
    if (phone := phone_of(text)) is None:
        raise ValueError("no phone number of China's")
    return phone


class ChildIn(Input):
    """A child as its family describes it; what is not known may be left out until a group asks for it."""

    model_config = example(
        name="张小明",
        birth_date="2018-05-06",
        grade=2,
        school="高新区第一小学",
        school_area="高新区",
        home_area="高新区",
    )

    name: Name
    birth_date: BirthDate | None = None
    grade: Annotated[int, Field(ge=-3, le=10)] | None = None
    """1–9, or 0, -1, -2 for 大班, 中班, 小班; -3 in no kindergarten yet, 10 beyond grade 9; in the present school year."""
    school: Place = ""
    school_area: Place = ""
    """The district or city of the school."""
    home_area: Place = ""
    """District and street."""

    def told(self) -> ChildTold:
        """As the use cases take it."""
        return ChildTold(**self.model_dump())


class AboutIn(Input):
    """What a family says of itself as a whole."""

    model_config = example(categories=["hardship"], employers=["济宁蓝天电子有限公司"])

    categories: Annotated[list[Name], Field(max_length=30, default_factory=list)]
    """hardship, single_parent, new_form … or a notice's own words."""
    employers: Annotated[list[Name], Field(max_length=4, default_factory=list)]
    """Of the guardians, by full name."""


class CalledIn(Input):
    """What a guardian is to the children."""

    model_config = example(called="mother")

    called: Called


class AcceptIn(Input):
    """Somebody would act for these children."""

    model_config = example(called="father", agreed=True)

    called: Called
    agreed: Literal[True]
    """They are a guardian or family of the children, and agree that their data are kept as the consent says."""
    ticket: Annotated[str, StringConstraints(max_length=2000)] = ""
    """Of accounts (its `getTicket`), for an invitation to one phone."""


class JoinIn(Input):
    """Two records are of one child; it cannot be undone."""

    model_config = example(other_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e06", agreed=True)

    other_id: UUID
    """The record that becomes a part of the other one."""
    agreed: Literal[True]
    """A guardian saw both names, and knows that it is for good."""


class InviteIn(Input):
    """How another guardian is invited."""

    model_config = example(to_phone=False)

    to_phone: bool = False
    """To one phone alone, which accounts is told next (its `nameInvitedPhone`); such an invitation stands for a day."""


class SettleIn(Input):
    """Whether whoever accepted an invitation is the one who was meant."""

    model_config = example(joins=True)

    joins: bool


class ContactIn(Input):
    """Whom to call while the children are in care."""

    model_config = example(name="王芳（妈妈）", phone="13812345678")

    name: Annotated[str, StringConstraints(min_length=1, max_length=40), ONE_LINE]
    phone: Annotated[str, StringConstraints(max_length=30), AfterValidator(_phone)]
    """A mobile of 11 digits, or a land line with its area code."""

    def contact(self) -> Contact:
        """As the use cases take it."""
        return Contact(self.name, self.phone)


class PaperIn(BaseModel):
    """What paper a file is, and whose."""

    child_id: UUID
    name: Name


class ConsentIn(Input):
    """What a guardian accepts; `hash` is of the text that was shown."""

    model_config = example(
        group_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e04",
        kind="health",
        hash="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        child_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e05",
        note="对花生过敏",
    )

    group_id: UUID
    kind: Literal["agreement", "health"]
    hash: str
    child_id: UUID | None = None
    """Of whom the health statement speaks."""
    none: bool = False
    """Nothing of what the health statement lists is true."""
    note: Note = ""
    """What the organizer should know of the child's health."""

    def given(self) -> Given:
        """As the use cases take it."""
        return Given(self.group_id, self.kind, self.hash, self.child_id, Health(self.none, self.note))
