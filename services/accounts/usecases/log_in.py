"""Log in with a code: once, within ten minutes, with five tries."""

import hmac
from uuid import UUID, uuid4

from asyncpg import Record

from services.accounts.domain.limits import TRIES
from services.accounts.office import Office
from services.accounts.store import codes, people, phones
from services.accounts.usecases.ask_code import code_hash
from services.accounts.usecases.logged_in import Asleep, LoggedIn
from services.accounts.usecases.lost_phone import come_by_new
from services.accounts.usecases.revoke_tokens import end_session
from services.accounts.usecases.tell_roles import begin_with_roles
from services.accounts.usecases.wake import open_session, put_to_proof
from services.accounts.words import refusals
from shared.db.pool import Connection, transaction
from shared.errors import BadInput
from shared.kernel.sentence import Sentence


async def log_in(
    office: Office, request_id: UUID, code: str, *, browser: str | None, replaces: str | None = None
) -> LoggedIn | Asleep:
    """Exchange a code for a session; the browser's earlier one, `replaces`, ends, and the browser is known from now on.

    A number that nobody used for long is asked for a proof first.

    Raises BadInput at the field `code`.
    """
    asked = await tried(office, request_id, code)
    async with transaction(office.system.pool) as conn:
        await use(conn, request_id)
        if replaces:
            await end_session(conn, replaces)
        person_id = await _person(office, conn, request_id, asked)
        done: LoggedIn | Asleep = Asleep(request_id)
        if not await put_to_proof(conn, request_id, person_id):
            done = await open_session(office, conn, person_id, browser)
    office.system.committed()
    return done


async def tried(office: Office, request_id: UUID, code: str) -> Record:
    """What a code was sent for, when it is the right one; every try counts. Raises BadInput at the field `code`."""
    async with transaction(office.system.pool) as conn:
        asked = await codes.count_try(conn, request_id)
    if asked is None:
        raise refused(refusals.CODE_GONE)
    if not hmac.compare_digest(asked["code_hash"], code_hash(office, request_id, code)):
        raise refused(_tries_left(TRIES - asked["tries"]))
    return asked


async def use(conn: Connection, request_id: UUID) -> None:
    """A code works once. Raises BadInput at the field `code`."""
    if not await codes.use(conn, request_id):
        raise refused(refusals.CODE_USED)


async def _person(office: Office, conn: Connection, request_id: UUID, asked: Record) -> UUID:
    """Whose phone it is; a person begins with the first log-in."""
    known = await people.find(conn, asked["phone_hash"]) or await come_by_new(conn, asked["phone_hash"])
    if known is not None:
        return known
    new_id = uuid4()
    await phones.given_to_another(conn, asked["phone_hash"])
    sealed = office.vault.seal(office.vault.open(asked["phone_sealed"], request_id), new_id)
    person_id = await people.add(conn, new_id, (asked["phone_hash"], sealed, asked["phone_masked"]))
    await begin_with_roles(conn, person_id)
    return person_id


def _tries_left(left: int) -> Sentence:
    return refusals.CODE_WRONG.of(left=left) if left else refusals.CODE_WRONG_ENOUGH.of(tries=TRIES)


def refused(why: Sentence) -> BadInput:
    """Why a code does not work."""
    return BadInput(*refusals.NOT_LOGGED_IN, code="code-refused", fields={"code": why.both})
