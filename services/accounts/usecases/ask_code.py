"""Ask for a log-in code. Nobody learns here whether a phone is known."""

import re
import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

from services.accounts.domain.limits import CODE_LIFE, wait_before_sending
from services.accounts.domain.phone import masked, normal
from services.accounts.office import Office
from services.accounts.store import codes
from services.accounts.words import refusals
from shared.db.pool import connection, transaction
from shared.errors import BadInput, Conflict, TooMany
from shared.kernel.words import EN, ZH

WAIT_SECONDS = 60
_DEMO_PHONES = re.compile(r"13[89]0{2}\d{6}")
"""Made-up people of the demonstration; only they may ask without limits, and only where codes are told."""


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """A code is on its way. `code` is there for whom it may be told to."""

    request_id: UUID
    wait_seconds: int
    code: str | None


def checked_phone(text: str) -> str:
    """Eleven digits. Raises BadInput at the field `phone`."""
    phone = normal(text)
    if phone is None:
        raise BadInput(*refusals.PHONE_WRONG, fields={"phone": refusals.PHONE_HINT.both})
    return phone


async def ask_code(office: Office, phone_text: str, *, tell: bool) -> CodeAsked:
    """Keep a new code for the phone and send it; `tell` it too, in a demonstration. Raises BadInput, TooMany."""
    phone, request_id = checked_phone(phone_text), uuid4()
    code = f"{secrets.randbelow(1_000_000):06}"
    phone_hash, sealed = office.vault.hash(phone), office.vault.seal(phone, request_id)
    unlimited = tell and _DEMO_PHONES.fullmatch(phone)
    async with transaction(office.system.pool) as conn:
        wait = wait_before_sending(await codes.ages_in_turn(conn, phone_hash))
        if wait and not unlimited:
            raise _too_often(wait)
        await codes.add(conn, request_id, (phone_hash, sealed, masked(phone)), code_hash(office, request_id, code))
    await office.channel.send_code(phone, code)
    return CodeAsked(request_id, WAIT_SECONDS, code if tell else None)


async def ask_again(office: Office, request_id: UUID, *, tell: bool) -> CodeAsked:
    """Another code for the phone of an earlier request. Raises Conflict when that is too long ago, TooMany."""
    async with connection(office.system.pool) as conn:
        earlier = await codes.asked(conn, request_id)
    if earlier is None:
        raise Conflict(*refusals.PHONE_AGAIN, code="code-request-gone")
    return await ask_code(office, office.vault.open(earlier["phone_sealed"], request_id), tell=tell)


def code_hash(office: Office, request_id: UUID, code: str) -> bytes:
    """Keyed and bound to its request: a stolen table does not give the codes."""
    return office.vault.hash(f"{request_id}:{code}")


def _too_often(wait: int) -> TooMany:
    said = refusals.CODE_TOO_OFTEN.of(
        wait=(ZH.seconds(wait), EN.seconds(wait)), good_for=(ZH.duration(CODE_LIFE), EN.duration(CODE_LIFE))
    )
    return TooMany(*said, code="code-too-often", retry_after=wait)
