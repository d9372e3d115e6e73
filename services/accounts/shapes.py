"""What the API takes and gives."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.accounts.domain.roles import ALL, FEDERATION, KINDS, LIST, UNION_ROLES
from shared.web.shapes import Input, Output

Kind = Annotated[str, Field(json_schema_extra={"enum": list(KINDS)})]
Role = Annotated[str, Field(json_schema_extra={"enum": [*UNION_ROLES, FEDERATION]})]


class PhoneIn(Input):
    """Where to send a code."""

    phone: Annotated[str, Field(examples=["13800000001"])]


class CodeIn(Input):
    """A code that was received."""

    request_id: UUID
    code: Annotated[str, Field(examples=["123456"])]


class UnionIn(Input):
    """A new union, by what it serves."""

    code: Annotated[str, Field(examples=["gaoxin-lantian"])]
    name: Annotated[str, Field(examples=["蓝天公司工会"])]
    kind: Kind
    parent: Annotated[str | None, Field(examples=["gaoxin"])] = None


class ListIn(Input):
    """A new list of people (名单) by its name."""

    name: Annotated[str, Field(examples=["困难职工"])]


class GrantIn(Input):
    """A role: organizer or teacher of a union; federation of `*`."""

    phone: Annotated[str, Field(examples=["13800000001"])]
    role: Role
    union: Annotated[str, Field(examples=["gaoxin"])] = ALL


class RevokeIn(Input):
    """A role to take back, by the `phone_key` of its listing."""

    phone_key: str
    role: Role
    union: str = ALL


class CodeSent(Output):
    """A code is on its way."""

    request_id: UUID
    wait_seconds: int
    """Until another one may be asked for."""
    code: str | None = None
    """Told here in a demonstration only."""


class SessionOut(Output):
    """The token goes in `Authorization: Bearer …`."""

    token: str
    expires_at: datetime


class HeldRole(Output):
    """A role and the union that it is held for; `*`: all."""

    role: Role
    union: str


class MeOut(Output):
    """Whoever asks."""

    id: UUID
    name: str
    phone: str
    """Masked."""
    unions: list[str]
    revision: int
    """Of the unions: it grows with every change."""
    roles: list[HeldRole]


class UnionOut(Output):
    """A union, or a list of people that one keeps."""

    code: str
    name: str
    kind: Annotated[str, Field(json_schema_extra={"enum": [*KINDS, LIST]})]
    parent: str | None


class UnionOnRoll(UnionOut):
    """… with the length of its roll."""

    members: int


class UnionsOut(Output):
    """The unions that somebody manages."""

    unions: list[UnionOnRoll]


class ListOut(Output):
    """The code by which the list's roll is imported."""

    code: str


class GrantOut(Output):
    """Who holds a role, since when."""

    phone_key: str
    """By which it is taken back."""
    phone: str
    """Masked."""
    role: Role
    at: datetime


class GrantsOut(Output):
    """Everybody who holds a role for a union."""

    grants: list[GrantOut]


class RollOut(Output):
    """What an import did."""

    id: UUID
    rows: int
    added: int
    updated: int
    unchanged: int
    problems: int
    """Bad rows."""
    notes: int
    applied: bool
    """False: a bad row kept the whole file out."""


class ProblemOut(Output):
    """What is wrong with a row, and how to mend it."""

    row: int
    column: str
    kind: str
    zh: str
    en: str


class ProblemsOut(Output):
    """Bad rows in the order of the file; `next` is the `after` of the following page."""

    count: int
    """Of all of them."""
    problems: list[ProblemOut]
    next: int | None
