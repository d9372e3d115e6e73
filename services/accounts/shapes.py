"""What the API takes and gives."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.accounts.domain.roles import ALL, FEDERATION, KINDS, LIST, UNION_ROLES
from shared.web.shapes import Input, Output, example

Kind = Annotated[str, Field(json_schema_extra={"enum": list(KINDS)})]
Role = Annotated[str, Field(json_schema_extra={"enum": [*UNION_ROLES, FEDERATION]})]


class PhoneIn(Input):
    """Where to send a code."""

    model_config = example(phone="13800000001")

    phone: str


class CodeIn(Input):
    """A code that was received."""

    model_config = example(request_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e01", code="123456")

    request_id: UUID
    code: str


class SecondFactorIn(Input):
    """A code of the person's authenticator, or a recovery code."""

    model_config = example(code="123456")

    code: str


class UnionIn(Input):
    """A new union, by what it serves."""

    model_config = example(code="gaoxin-lantian", name="蓝天公司工会", kind="employer", parent="gaoxin")

    code: str
    name: str
    kind: Kind
    parent: str | None = None


class ListIn(Input):
    """A new list of people (名单) by its name."""

    model_config = example(name="困难职工")

    name: str


class GrantIn(Input):
    """A role: organizer or teacher of a union; federation of `*`."""

    model_config = example(phone="13800000001", role="organizer", union="gaoxin")

    phone: str
    role: Role
    union: str = ALL


class RevokeIn(Input):
    """A role to take back, by the `phone_key` of its listing."""

    model_config = example(phone_key="9f86d081884c7d65", role="organizer", union="gaoxin")

    phone_key: str
    role: Role
    union: str = ALL


class ConfirmIn(RevokeIn):
    """A role that another officer gave."""


class CodeSent(Output):
    """A code is on its way."""

    model_config = example(request_id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e01", wait_seconds=60)

    request_id: UUID
    wait_seconds: int
    """Until another one may be asked for."""
    code: str | None = None
    """Told here in a demonstration only."""


class SessionOut(Output):
    """The token goes in `Authorization: Bearer …`."""

    model_config = example(token="eyJhbGciOiJFZERTQSJ9.…", expires_at="2027-01-04T09:15:00+08:00")  # noqa: S106 - an example

    token: str
    expires_at: datetime


class HeldRole(Output):
    """A role and the union that it is held for; `*`: all."""

    model_config = example(role="organizer", union="gaoxin")

    role: Role
    union: str


class MeOut(Output):
    """Whoever asks."""

    model_config = example(
        id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e02",
        name="王芳",
        phone="138****0001",
        unions=["gaoxin", "gaoxin-lantian"],
        revision=3,
        roles=[{"role": "organizer", "union": "gaoxin"}],
    )

    id: UUID
    name: str | None
    """None until they say one."""
    phone: str
    """Masked."""
    unions: list[str]
    revision: int
    """Of the unions: it grows with every change."""
    roles: list[HeldRole]


class UnionOut(Output):
    """A union, or a list of people that one keeps."""

    model_config = example(code="gaoxin-lantian", name="蓝天公司工会", kind="employer", parent="gaoxin")

    code: str
    name: str
    kind: Annotated[str, Field(json_schema_extra={"enum": [*KINDS, LIST]})]
    parent: str | None


class UnionOnRoll(UnionOut):
    """… with the length of its roll."""

    model_config = example(code="gaoxin-lantian", name="蓝天公司工会", kind="employer", parent="gaoxin", members=240)

    members: int


class UnionsOut(Output):
    """The unions that somebody manages."""

    unions: list[UnionOnRoll]


class ListOut(Output):
    """The code by which the list's roll is imported."""

    model_config = example(code="gaoxin-list-1")

    code: str


class GrantOut(Output):
    """Who holds a role, since when."""

    model_config = example(phone_key="9f86d081884c7d65", phone="138****0001")

    phone_key: str
    """By which it is taken back."""
    phone: str
    """Masked."""
    role: Role
    at: datetime
    acts_at: datetime
    """From when it counts."""


class WaitingGrant(GrantOut):
    """A role that does not count yet, and the union that it is for; `*`: all."""

    model_config = example(phone_key="9f86d081884c7d65", phone="138****0001", union="gaoxin")

    union: str


class WaitingGrantsOut(Output):
    """Roles that wait for their hour, or for a second officer of the federation."""

    grants: list[WaitingGrant]


class GrantsOut(Output):
    """Everybody who holds a role for a union."""

    grants: list[GrantOut]


class RollOut(Output):
    """What an import did."""

    model_config = example(
        id="019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e03",
        rows=240,
        added=12,
        updated=3,
        unchanged=223,
        problems=2,
        notes=0,
        applied=True,
    )

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

    model_config = example(
        row=7,
        column="手机号",
        kind="phone-missing",
        zh="没有手机号：填写本人 11 位手机号",
        en="No phone. Write 11 digits",
    )

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
