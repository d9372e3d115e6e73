"""The second factor of whoever holds a role: enrolled once, asked for at each log-in; taken away by somebody else when the phone is lost."""

import secrets
from dataclasses import dataclass
from uuid import UUID

import pyotp

from services.accounts.domain.limits import RECOVERY_CODES, STEP_SECONDS, TRIES, TRIES_REST
from services.accounts.domain.roles import may_grant
from services.accounts.office import Office
from services.accounts.store import people, second_factors, sessions, unions
from services.accounts.store.role_changes import RoleChange
from services.accounts.usecases.issue_token import Token, issue_token
from services.accounts.usecases.revoke_tokens import change_access
from services.accounts.usecases.tell_roles import tell_role
from services.accounts.words import refusals
from shared.db.pool import Connection, transaction
from shared.errors import BadInput, Conflict, Forbidden, NotFound, NotSignedIn, TooMany
from shared.kernel.clock import machine_clock
from shared.kernel.identity import Identity
from shared.kernel.sentence import Sentence

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""None is taken for another."""
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Secret:
    """What an authenticator is given."""

    text: str
    uri: str
    """The same as an `otpauth:` address, for a QR code."""


async def begin(office: Office, who: Identity) -> None:
    """A new secret, to be proven by its first code. Raises Conflict when one is enrolled."""
    sealed = office.vault.seal(pyotp.random_base32(), who.person_id)
    async with transaction(office.system.pool) as conn:
        if not await second_factors.begin(conn, who.person_id, sealed):
            raise Conflict(*refusals.SECOND_FACTOR_THERE)


async def to_prove(office: Office, conn: Connection, who: Identity) -> Secret | None:
    """The secret that was begun and is not proven yet."""
    if (sealed := await second_factors.unproven(conn, who.person_id)) is None:
        return None
    secret = office.vault.open(sealed, who.person_id)
    return Secret(secret, pyotp.TOTP(secret, name=who.name, issuer=refusals.AUTHENTICATOR_OF.zh).provisioning_uri())


async def enroll(office: Office, who: Identity, code: str) -> tuple[Token, list[str]]:
    """Prove the secret by a code; this log-in counts as proven, others are asked. The recovery codes are shown once. Raises BadInput, TooMany, Conflict."""
    step = await _right_step(office, who.person_id, code, enrolled=False)
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    async with transaction(office.system.pool) as conn:
        if step is None or not await second_factors.take(conn, who.person_id, step):
            raise _refused(refusals.SECOND_CODE_USED)
        await second_factors.keep_codes(conn, who.person_id, [_hash(office, who.person_id, one) for one in codes])
        await change_access(conn, who.person_id)
        token = await _proven(office, conn, who)
    office.system.committed()
    return token, [f"{one[:5]}-{one[5:]}" for one in codes]


async def prove(office: Office, who: Identity, code: str) -> Token:
    """A code of the authenticator, or a recovery code: the roles count in this log-in from now on. Raises BadInput, TooMany."""
    step = await _right_step(office, who.person_id, code, enrolled=True)
    async with transaction(office.system.pool) as conn:
        if step is None:
            if not await second_factors.use_code(conn, who.person_id, _hash(office, who.person_id, _plain(code))):
                raise _refused(refusals.SECOND_CODE_WRONG)
            await second_factors.pardon(conn, who.person_id)
        elif not await second_factors.take(conn, who.person_id, step):
            raise _refused(refusals.SECOND_CODE_USED)
        token = await _proven(office, conn, who)
    office.system.committed()
    return token


async def reset(conn: Connection, who: Identity, phone_hash: bytes, union: str, reason: str) -> None:
    """Take the second factor of somebody who holds a role for the union away; who did and why is kept, and told to its owner.

    Raises BadInput, NotFound; Forbidden for one's own and for whose roles are not this person's to give.
    """
    reason, every = _checked(reason), await unions.every(conn)
    person_id = await people.find(conn, phone_hash)
    roles = await unions.roles_of(conn, phone_hash)
    if person_id is None or not any(of == union for _, of in roles):
        raise NotFound
    if person_id == who.person_id or not all(may_grant(who.roles, role, of, every) for role, of in roles):
        raise Forbidden(*refusals.RESET_NOT_YOURS)
    if not await second_factors.enrolled(conn, person_id):
        raise Conflict(*refusals.NO_SECOND_FACTOR)
    await _take_away(conn, person_id, (who.person_id, who.name), reason)


async def reset_at_server(conn: Connection, phone_hash: bytes, reason: str) -> None:
    """The same by whoever runs the server, who needs no role, for whoever has one enrolled. Raises BadInput, Conflict."""
    reason = _checked(reason)
    person_id = await people.find(conn, phone_hash)
    if person_id is None or not await second_factors.enrolled(conn, person_id):
        raise Conflict(*refusals.NO_SECOND_FACTOR_OF)
    await _take_away(conn, person_id, (None, refusals.AT_SERVER.both), reason)


def _checked(reason: str) -> str:
    if not 2 <= len(reason := reason.strip()) <= LONGEST_REASON:
        raise BadInput(*refusals.RESET_WITHOUT_REASON, fields={"reason": refusals.RESET_REASON_HINT.both})
    return reason


async def _take_away(conn: Connection, person_id: UUID, by: tuple[UUID | None, str], reason: str) -> None:
    """With its log-ins: whoever has the phone now is out, too."""
    await second_factors.forget(conn, person_id)
    await second_factors.log_reset(conn, person_id, by, reason)
    await sessions.end_all(conn, person_id)
    await change_access(conn, person_id)
    if person := await people.get(conn, person_id):
        await tell_role(conn, RoleChange((person["phone_hash"], person["phone_masked"]), "reset", by=by))


async def _right_step(office: Office, person_id: UUID, code: str, *, enrolled: bool) -> int | None:
    """The half minute of a right code; None for what is no code of an authenticator. A wrong one is counted, also when all else fails."""
    async with transaction(office.system.pool) as conn:
        if not enrolled and await second_factors.enrolled(conn, person_id):
            raise Conflict(*refusals.SECOND_FACTOR_THERE)
        if not await (second_factors.enrolled if enrolled else second_factors.unproven)(conn, person_id):
            raise Conflict(*refusals.NO_SECOND_FACTOR)
        tried = await second_factors.count_try(conn, person_id, TRIES_REST)
    if tried is None:
        raise TooMany(*refusals.SECOND_TRIES_OVER, retry_after=int(TRIES_REST.total_seconds()))
    plain = _plain(code)
    if not (plain.isascii() and plain.isdigit() and len(plain) == 6):
        if enrolled and len(plain) == 10:
            return None
        raise _refused(refusals.SECOND_CODE_HINT)
    totp = pyotp.TOTP(office.vault.open(tried["secret_sealed"], person_id))
    now = int(machine_clock().timestamp())
    for step in (now // STEP_SECONDS + apart for apart in (0, -1, 1)):
        if pyotp.utils.strings_equal(plain, totp.generate_otp(step)):
            return step
    raise _refused(refusals.SECOND_CODE_LEFT.of(left=TRIES - tried["tries"]))


async def _proven(office: Office, conn: Connection, who: Identity) -> Token:
    if who.session_id is None or not await sessions.prove(conn, who.person_id, who.session_id):
        raise NotSignedIn
    return await issue_token(office, conn, who.person_id, who.session_id)


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _hash(office: Office, person_id: UUID, code: str) -> bytes:
    return office.vault.hash(f"recovery {person_id} {code}")


def _refused(why: Sentence) -> BadInput:
    return BadInput(*refusals.SECOND_FACTOR_WRONG, code="code-refused", fields={"code": why.both})
