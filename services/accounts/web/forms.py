"""What forms may send; anything else is refused."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Form(BaseModel):
    """A form: unknown fields are refused, emptiness is judged by the use case, which knows what to say."""

    model_config = ConfigDict(extra="forbid")


class PhoneForm(Form):
    """Ask for a code."""

    phone: str = ""
    next: str = ""


class NextForm(Form):
    """Ask for a code again."""

    next: str = ""


class CodeForm(Form):
    """Log in; `bind`: whether the service that vouched may do so again."""

    code: str = ""
    next: str = ""
    bind: str = ""


class CloseForm(Form):
    """Close the account."""

    code: str = ""


class SecondFactorForm(Form):
    """A code of the authenticator."""

    code: str = ""
    next: str = ""


class ResetForm(Form):
    """Somebody's second factor taken away; `phone_key` is the hash the page shows them by."""

    phone_key: str = ""
    reason: str = ""
    idempotency_key: str = ""


class NothingForm(Form):
    """A button."""


class NameForm(Form):
    """What to be called."""

    name: str = ""


class UnionForm(Form):
    """A new union."""

    code: str = ""
    name: str = ""
    kind: str = ""
    parent: str = ""
    idempotency_key: str = ""


class ListForm(Form):
    """A new list."""

    name: str = ""
    idempotency_key: str = ""


class RoleForm(Form):
    """A role for a phone."""

    phone: str = ""
    role: str = ""
    idempotency_key: str = ""


class RevokeForm(Form):
    """A role, or a place on the roll, taken back; `phone_key` is the hash the page shows it by."""

    phone_key: str = ""
    role: str = ""
    idempotency_key: str = ""


class GuardianForm(Form):
    """Who comes to the desk."""

    phone: str = ""
    name: str = ""
    whom: Literal["guardian", "teacher"] = "guardian"


class SoughtForm(Form):
    """A family that is looked for."""

    sought: str = Field("", max_length=60)


class WaitingForm(RevokeForm):
    """A role of any union, confirmed or taken back."""

    union: str = ""


class TwoCodesForm(Form):
    """The phone becomes another one."""

    old_code: str = ""
    new_code: str = ""


class LostForm(Form):
    """A member's lost phone, and the one they have now."""

    old: str = Field("", max_length=20)
    new: str = Field("", max_length=20)
    reason: str = ""
    idempotency_key: str = ""


class VouchForm(Form):
    """A number that is still its member's."""

    vouched: str = Field("", max_length=20)
    grounds: str = ""
    idempotency_key: str = ""


class InvitedForm(Form):
    """To which phone an invitation is; `code` is booking's."""

    phone: str = Field("", max_length=20)
    code: str = Field("", max_length=60)
    idempotency_key: str = ""


class KeyForm(Form):
    """A button that is pressed once."""

    idempotency_key: str = ""


class RenameUnionForm(Form):
    """Another name for a union."""

    new_name: str = ""
    idempotency_key: str = ""


class MergeForm(Form):
    """A union becomes a part of another one."""

    into: str = ""
    idempotency_key: str = ""


class CloseUnionForm(Form):
    """A union is closed."""

    why: str = ""
    idempotency_key: str = ""


class ApiKeyForm(Form):
    """A key for a union's program."""

    name: str = ""
    scopes: list[str] = []
    days: str = "180"
    idempotency_key: str = ""


class RevokeKeyForm(Form):
    """A key that is to be good no longer."""

    key_id: UUID
    idempotency_key: str = ""
