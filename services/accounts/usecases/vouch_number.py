"""A union says that a number which was not used for long is still its member's: they log in without another proof."""

from services.accounts.domain.phone import normal
from services.accounts.office import Office
from services.accounts.store import asleep, people, roll, union_changes, unions
from services.accounts.usecases.manage_unions import managed_or_404
from services.accounts.words import refusals
from shared.db.pool import Connection
from shared.errors import BadInput, Conflict
from shared.kernel.identity import Identity


async def vouch_number(
    office: Office, conn: Connection, who: Identity, union: str, *, phone_text: str, reason: str
) -> None:
    """Kept with who said so, and why. Raises NotFound, BadInput, Conflict for a number that is not on the roll, and for one's own."""
    managed_or_404(who, union, await unions.every(conn))
    phone, why = normal(phone_text), reason.strip()
    wrong = {} if phone else {"vouched": refusals.PHONE_HINT.both}
    if not 2 <= len(why) <= 200:
        wrong["grounds"] = refusals.REASON_HINT.both
    if phone is None or wrong:
        raise BadInput(*refusals.PHONE_LOST_WRONG, fields=wrong)
    phone_hash = office.vault.hash(phone)
    person_id = await people.find(conn, phone_hash)
    if person_id is None or not await roll.has(conn, union, phone_hash):
        raise Conflict(*refusals.NOT_ON_THIS_ROLL)
    if person_id == who.person_id:
        raise Conflict(*refusals.PHONE_OF_ONESELF)
    await asleep.vouch(conn, person_id)
    await union_changes.keep(conn, who, union, "vouch", why)
