"""Keys of a union's programs: issued by who gave a second factor, exchanged for tokens of fifteen minutes, revoked at once."""

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import jwt

from services.accounts.domain.roles import LIST, managed
from services.accounts.domain.scopes import LONGEST_DAYS, MOST, NAME, known
from services.accounts.office import Office
from services.accounts.store import api_keys, unions
from services.accounts.store.api_keys import ApiKey, NewKey
from services.accounts.usecases.issue_token import Token
from services.accounts.usecases.manage_unions import managed_or_404
from services.accounts.words import refusals
from shared.crypto import Vault
from shared.db.pool import Connection, transaction
from shared.errors import BadInput, Conflict, KeyRefused, NotFound, SecondFactorMissing
from shared.events.revocation import SessionEnded
from shared.kernel.clock import machine_clock
from shared.kernel.identity import BY_KEY, TOKEN_LIFE, Identity
from shared.messaging import outbox
from shared.tokens import ALGORITHM, claims_of

PREFIX = "aixin_"


@dataclass(frozen=True, slots=True)
class KeyWanted:
    """What a program is to be allowed, and for how many days."""

    name: str
    scopes: Sequence[str]
    days: int


async def keys_of(conn: Connection, who: Identity, union: str) -> list[ApiKey]:
    """A union's keys. Raises NotFound."""
    managed_or_404(who, union, await unions.every(conn))
    return await api_keys.of_union(conn, union)


async def issue_key(conn: Connection, vault: Vault, who: Identity, union: str, *, wanted: KeyWanted) -> UUID:
    """A new key of the union. Raises NotFound, SecondFactorMissing, BadInput, Conflict."""
    await _may_issue(conn, who, union)
    _check(wanted)
    if await api_keys.counted(conn, union) >= MOST:
        raise Conflict(*refusals.KEYS_ENOUGH.of(most=MOST))
    key_id, life = uuid4(), timedelta(days=wanted.days)
    hashed, scopes = _hash(key_text(vault, key_id)), list(dict.fromkeys(wanted.scopes))
    await api_keys.add(conn, NewKey(key_id, union, wanted.name, scopes, hashed, who.person_id, who.name, life))
    return key_id


async def shown_key(conn: Connection, vault: Vault, who: Identity, union: str, *, key_id: UUID) -> str:
    """A key that was just issued, or was by the same request: to whoever may issue one now. Raises NotFound, SecondFactorMissing."""
    await _may_issue(conn, who, union)
    return key_text(vault, key_id)


async def _may_issue(conn: Connection, who: Identity, union: str) -> None:
    if managed_or_404(who, union, await unions.every(conn)).kind == LIST:
        raise NotFound
    if "otp" not in who.methods:
        raise SecondFactorMissing


def key_text(vault: Vault, key_id: UUID) -> str:
    """The key itself, 256 bits that nobody without ours can say of its id: so it is shown again to whoever sends the same request
    again, and stands nowhere.
    """
    return PREFIX + urlsafe_b64encode(key_id.bytes + vault.hash(f"api key {key_id}")).decode()


async def revoke_key(conn: Connection, who: Identity, key_id: UUID) -> str:
    """It, and every token that is out for it; of which union it was. Raises NotFound."""
    key = await api_keys.one(conn, key_id)
    if key is None or key.union_code not in managed(who.roles, await unions.every(conn)):
        raise NotFound(*refusals.NO_KEY)
    if await api_keys.revoke(conn, key_id, who.person_id):
        await outbox.put(conn, SessionEnded(session_id=key_id))
    return key.union_code


async def revoke_every_key(conn: Connection) -> None:
    """Whatever was revoked since a backup was taken is not known any more: so none holds."""
    await outbox.put(conn, *(SessionEnded(session_id=key_id) for key_id in await api_keys.revoke_all(conn)))


async def exchange(office: Office, text: str) -> Token:
    """A token that says what the key allows, for fifteen minutes or until the key ends. Raises KeyRefused."""
    async with transaction(office.system.pool) as conn:
        key = await api_keys.use(conn, _hash(text))
        if key is None:
            raise KeyRefused
        now = machine_clock().timestamp()
        identity = Identity(
            person_id=key.id,
            name=key.name,
            unions=(),
            revision=0,
            roles=frozenset((scope, key.union_code) for scope in key.scopes),
            expires=float(int(min(now + TOKEN_LIFE.total_seconds(), key.expires_at.timestamp()))),
            session_id=key.id,
            methods=(BY_KEY,),
        )
        key_id, signing = office.signing_key
        signed = jwt.encode(claims_of(identity, now), signing, algorithm=ALGORITHM, headers={"kid": key_id})
    return Token(signed, identity)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _check(wanted: KeyWanted) -> None:
    wrong = {}
    if len(wanted.name) not in NAME or not wanted.name.isprintable():
        wrong["name"] = refusals.KEY_NAME_HINT.both
    if not known(wanted.scopes):
        wrong["scopes"] = refusals.KEY_SCOPES_HINT.both
    if not 1 <= wanted.days <= LONGEST_DAYS:
        wrong["days"] = refusals.KEY_DAYS_HINT.of(most=LONGEST_DAYS).both
    if wrong:
        raise BadInput(*refusals.KEY_WRONG, fields=wrong)
