"""Ask for a log-in code. Nobody learns here whether a phone is known."""

import re
import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

from prometheus_client import Counter

from services.accounts.domain.asker import Asker, tells_apart
from services.accounts.domain.limits import CODE_LIFE, OF_A_BROWSER, OF_STRANGERS, wait_before_sending
from services.accounts.domain.phone import masked, normal
from services.accounts.office import Office
from services.accounts.store import codes
from services.accounts.store.codes import AskedBy
from services.accounts.words import refusals
from shared.db.pool import Connection, connection, transaction
from shared.errors import BadInput, Conflict, TooMany
from shared.kernel.sentence import Sentence
from shared.kernel.words import EN, ZH

WAIT_SECONDS = 60
_DEMO_PHONES = re.compile(r"13[89]0{2}\d{6}")
"""Made-up people of the demonstration; only they may ask without limits, and only where codes are told."""
_CODES = Counter(
    "aixin_accounts_codes",
    "Log-in codes asked for: `sent`, or refused by the limits of a `browser`, …, or of `all`",
    ["outcome"],
)


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


async def ask_code(office: Office, phone_text: str, asker: Asker, *, tell: bool) -> CodeAsked:
    """Keep a new code for the phone and send it; `tell` it too, in a demonstration. Raises BadInput, TooMany."""
    phone, request_id = checked_phone(phone_text), uuid4()
    code = f"{secrets.randbelow(1_000_000):06}"
    phone_hash, sealed = office.vault.hash(phone), office.vault.seal(phone, request_id)
    unlimited = bool(tell and _DEMO_PHONES.fullmatch(phone))
    async with transaction(office.system.pool) as conn:
        by = await _asked_by(office, conn, phone_hash, asker)
        if not unlimited:
            await _within_limits(conn, phone_hash, by)
        await codes.add(conn, request_id, (phone_hash, sealed, masked(phone)), code_hash(office, request_id, code), by)
    _CODES.labels("sent").inc()
    await office.channel.send_code(phone, code)
    return CodeAsked(request_id, WAIT_SECONDS, code if tell else None)


async def ask_again(office: Office, request_id: UUID, asker: Asker, *, tell: bool) -> CodeAsked:
    """Another code for the phone of an earlier request. Raises Conflict when that is too long ago, TooMany."""
    async with connection(office.system.pool) as conn:
        earlier = await codes.asked(conn, request_id)
    if earlier is None:
        raise Conflict(*refusals.PHONE_AGAIN, code="code-request-gone")
    return await ask_code(office, office.vault.open(earlier["phone_sealed"], request_id), asker, tell=tell)


async def _asked_by(office: Office, conn: Connection, phone_hash: bytes, asker: Asker) -> AskedBy:
    name = asker_hash(office, asker.name)
    known = asker.browser is not None and await codes.knows(conn, phone_hash, name)
    return AskedBy(name, asker_hash(office, asker.address) if tells_apart(asker.address) else None, known)


async def _within_limits(conn: Connection, phone_hash: bytes, by: AskedBy) -> None:
    """Whoever comes back with a browser of theirs is counted alone; all others as well with those who look like them. Raises TooMany."""
    await codes.take_turn(conn, phone_hash)
    wait = wait_before_sending(OF_A_BROWSER, await codes.ages(conn, "browser", OF_A_BROWSER, phone_hash, by.asker))
    if wait:
        raise _too_often(refusals.CODE_TOO_OFTEN, "browser", wait)
    if by.known:
        return
    alike = [("phone", [phone_hash], refusals.CODES_TO_PHONE), ("all", [], refusals.CODES_AT_ALL)]
    if by.address:
        await codes.take_turn(conn, by.address)
        alike.insert(0, ("address", [by.address], refusals.CODES_FROM_HERE))
    for what, key, said in alike:
        limits = OF_STRANGERS[what]
        if wait := wait_before_sending(limits, await codes.ages(conn, what, limits, *key)):
            raise _too_often(said, what, wait)


def asker_hash(office: Office, name: str) -> bytes:
    """Keyed: what a browser keeps, and an address, are not to be read in the table."""
    return office.vault.hash(f"asker:{name}")


def code_hash(office: Office, request_id: UUID, code: str) -> bytes:
    """Keyed and bound to its request: a stolen table does not give the codes."""
    return office.vault.hash(f"{request_id}:{code}")


def _too_often(why: Sentence, what: str, wait: int) -> TooMany:
    _CODES.labels(what).inc()
    words = {"wait": (ZH.seconds(wait), EN.seconds(wait)), "good_for": (ZH.duration(CODE_LIFE), EN.duration(CODE_LIFE))}
    return TooMany(*why.of(**words), code="code-too-often", retry_after=wait)
