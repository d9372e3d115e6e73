"""Log in because another service vouches for one: who is bound to the name they have there is in; anybody else shows once, by a code, which phone is theirs.

What is known between going there and coming back is sealed in cookies of the browser that went: nobody else can come back for it.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import orjson
import structlog

from services.accounts.domain.limits import ELSEWHERE_LIFE
from services.accounts.office import Office
from services.accounts.store import bindings
from services.accounts.usecases.logged_in import LoggedIn
from services.accounts.usecases.revoke_tokens import end_session
from services.accounts.usecases.wake import begin_session
from services.accounts.words import refusals
from shared.crypto import SealBroken
from shared.db.pool import transaction
from shared.errors import Conflict, NotFound, Refusal, Unavailable
from shared.kernel.clock import machine_clock
from shared.kernel.sending import Away
from shared.providers.identity import Errand, IdentityProvider, NotVouched

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Browser:
    """The one that comes back."""

    name: str | None
    """By which it is known again."""
    errand: str
    """What it was given to keep when it went."""
    session: str | None
    """Its earlier log-in, which ends."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody the service knows and we do not: bound to whoever logs in next with this browser, if they want."""

    sealed: str


class ElsewhereAway(Unavailable):
    """The other service does not answer now."""

    def __init__(self) -> None:
        Refusal.__init__(self, *refusals.ELSEWHERE_AWAY, retry_after=60)


async def go(office: Office, service: str, back: str, next: str) -> tuple[str, str]:
    """Where the browser goes, and what it keeps meanwhile. Raises NotFound, Conflict, ElsewhereAway."""
    errand = Errand()
    try:
        address = await provider(office, service).going(errand, back)
    except (Away, NotVouched) as trouble:
        raise _told(service, trouble) from None
    return address, _sealed(office, "errand", service, errand.state, errand.nonce, errand.verifier, next)


async def come(
    office: Office, service: str, back: str, said: Mapping[str, str], browser: Browser
) -> tuple[LoggedIn | Arrival, str]:
    """Who came back, and where they wanted to go; `said`: what stood in the address. Raises NotFound, Conflict, ElsewhereAway."""
    there, kept = provider(office, service), _opened(office, "errand", browser.errand)
    if len(kept) != 5 or kept[0] != service or not _same(kept[1], said.get("state", "")):
        raise Conflict(*refusals.ELSEWHERE_AGAIN)
    try:
        subject = await there.coming(said, Errand(*kept[1:4]), back)
    except (Away, NotVouched) as trouble:
        raise _told(service, trouble) from None
    async with transaction(office.system.pool) as conn:
        person_id = await bindings.person_of(conn, service, subject_hash(office, service, subject))
        if person_id is None:
            return Arrival(_sealed(office, "arrival", service, subject)), kept[4]
        if browser.session:
            await end_session(conn, browser.session)
        done = await begin_session(office, conn, person_id, browser.name)
    office.system.committed()
    return done, kept[4]


def vouching(office: Office, arrival: str) -> IdentityProvider | None:
    """Which service knows whoever has this browser, as far as we do not know them."""
    kept = _opened(office, "arrival", arrival)
    return office.elsewhere.get(kept[0]) if kept else None


async def bind(office: Office, person_id: UUID, arrival: str) -> None:
    """Whoever came with this arrival has shown that they are the person."""
    kept = _opened(office, "arrival", arrival)
    if len(kept) == 2 and kept[0] in office.elsewhere:
        service, subject = kept
        async with transaction(office.system.pool) as conn:
            known = (subject_hash(office, service, subject), office.vault.seal(subject, person_id))
            await bindings.bind(conn, person_id, service, known)


async def unbind(office: Office, person_id: UUID, service: str) -> None:
    """From now on the service vouches for them no more, and nothing is sent to them there."""
    async with transaction(office.system.pool) as conn:
        await bindings.unbind(conn, person_id, service)


def provider(office: Office, service: str) -> IdentityProvider:
    """Who vouches by this name. Raises NotFound."""
    if service not in office.elsewhere:
        raise NotFound(*refusals.ELSEWHERE_NONE)
    return office.elsewhere[service]


def subject_hash(office: Office, service: str, subject: str) -> bytes:
    """Keyed, and of one service: what two call alike are two."""
    return office.vault.hash(f"binding:{service}:{subject}")


def _same(state: str, said: str) -> bool:
    return hmac.compare_digest(state.encode(), said.encode())


def _told(service: str, trouble: Away | NotVouched) -> Refusal:
    log.warning("elsewhere.refused", service=service, why=str(trouble))
    if isinstance(trouble, Away):
        return ElsewhereAway()
    return Conflict(*refusals.ELSEWHERE_REFUSED)


def _sealed(office: Office, what: str, *words: str) -> str:
    until = machine_clock() + ELSEWHERE_LIFE
    return office.vault.seal_bytes(orjson.dumps([until.timestamp(), *words]), what).hex()


def _opened(office: Office, what: str, sealed: str) -> list[str]:
    """What was sealed; nothing when it was not, or is too old."""
    try:
        until, *words = orjson.loads(office.vault.open_bytes(bytes.fromhex(sealed), what))
    except (SealBroken, ValueError):
        return []
    return words if machine_clock().timestamp() < until else []
