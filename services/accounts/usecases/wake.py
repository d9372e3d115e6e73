"""A number that nobody used for long is perhaps another person's by now.

Whoever has its code is nobody yet: booking asks them for the name and birth date of a child, and gives them the answer that makes them the
person here. Or they say that the number is new to them, and begin anew; who had it is parked, and their union gives them another one.
"""

from uuid import UUID, uuid4

from services.accounts.office import Office
from services.accounts.store import asleep, codes, people, phones, sessions
from services.accounts.usecases.ask_code import asker_hash
from services.accounts.usecases.issue_token import issue_token
from services.accounts.usecases.logged_in import LoggedIn
from services.accounts.usecases.revoke_tokens import change_access
from services.accounts.usecases.tell_memberships import tell_memberships
from services.accounts.words import refusals
from shared.db.clock import clock
from shared.db.pool import Connection, transaction
from shared.errors import Conflict
from shared.events.accounts import NumberAsleep
from shared.messaging import outbox


async def put_to_proof(conn: Connection, request_id: UUID, person_id: UUID) -> bool:
    """Whether this log-in has to prove itself first; booking is told what to answer with."""
    since = await asleep.since(conn, person_id)
    if since is None:
        return False
    answer, now = await asleep.ask(conn, request_id, person_id), await clock(conn)
    told = NumberAsleep(
        person_id=person_id, revision=int(now.timestamp()), request_id=request_id, since=since, answer=answer
    )
    await outbox.put(conn, told)
    return True


async def wake(office: Office, request_id: UUID, answer: UUID, *, browser: str | None) -> LoggedIn:
    """They named a child: a session of the person. Raises Conflict when it is too long ago, or was used."""
    async with transaction(office.system.pool) as conn:
        person_id = await asleep.wake(conn, request_id, answer)
        if person_id is None:
            raise Conflict(*refusals.PROOF_OVER)
        done = await open_session(office, conn, person_id, browser)
    office.system.committed()
    return done


async def begin_anew(office: Office, request_id: UUID, *, browser: str | None) -> LoggedIn:
    """The number is new to whoever has it: they are another person from now on. Raises Conflict as `wake`."""
    async with transaction(office.system.pool) as conn:
        former_id = await asleep.leave(conn, request_id)
        if former_id is None:
            raise Conflict(*refusals.PROOF_OVER)
        await change_access(conn, former_id)  # from here on the person's row is ours
        former, sealed = await people.get(conn, former_id), await people.sealed_phone(conn, former_id)
        if former is None or sealed is None:
            raise Conflict(*refusals.PROOF_OVER)
        await sessions.end_all(conn, former_id)
        await asleep.park(conn, former_id, former["phone_hash"])
        nowhere = (office.vault.hash(f"parked {former_id} {request_id}"), sealed, former["phone_masked"])
        await phones.move(conn, former_id, former["phone_hash"], nowhere)
        await tell_memberships(conn, [former_id])
        await phones.given_to_another(conn, former["phone_hash"])
        new_id = uuid4()
        phone = (
            former["phone_hash"],
            office.vault.seal(office.vault.open(sealed, former_id), new_id),
            former["phone_masked"],
        )
        done = await open_session(office, conn, await people.add(conn, new_id, phone), browser)
    office.system.committed()
    return done


async def open_session(office: Office, conn: Connection, person_id: UUID, browser: str | None) -> LoggedIn:
    """A session of the person, whose phone this is, in a browser that is known from now on."""
    await asleep.see(conn, person_id)
    return await begin_session(office, conn, person_id, browser)


async def begin_session(office: Office, conn: Connection, person_id: UUID, browser: str | None) -> LoggedIn:
    """A session of the person, whoever vouches for them: it says nothing of whose their number is by now."""
    if browser:
        await codes.know(conn, person_id, asker_hash(office, browser))
    session = await sessions.begin(conn, person_id)
    return LoggedIn(session, await issue_token(office, conn, person_id, sessions.id_of(session)))
