"""An installation with a 服务号 at a stand-in, accounts on a real socket that knows who is bound, and families that follow."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from services.accounts.domain.phone import masked
from services.accounts.store import bindings, people
from services.accounts.usecases.log_in_elsewhere import subject_hash
from shared.db.pool import transaction
from shared.settings import Settings
from shared.system import System
from tests.conftest import MakeDatabase
from tests.support.accounts import accounts, office_of
from tests.support.notify import alone, served
from tests.support.providers import wechat
from tests.support.providers.serving import Provider, provider

ACCOUNT = f"""
[wechat]
app_id = "{wechat.APP_ID}"
secret = "{wechat.SECRET}"
push_token = "{wechat.PUSH_TOKEN}"
url = "URL"
open_url = "URL"
"""
NOTICES = """
[wechat.notices.offered]
template = "offered-1"
fields = { thing1 = "group", time2 = "until", thing3 = "what" }
[wechat.notices.confirmed]
template = "confirmed-1"
fields = { thing1 = "group", thing4 = "site", phrase5 = "state" }
[wechat.notices.cancelled]
template = "cancelled-1"
fields = { thing1 = "group", date3 = "begins", phrase2 = "state" }
"""


@dataclass
class Following:
    """What a test needs of it."""

    provider: Provider
    accounts: System
    settings: Settings
    """Of notify."""

    async def somebody(self) -> tuple[UUID, str]:
        """A person whose openid we know."""
        office, person = office_of(self.accounts), uuid4()
        phone, openid = f"137{person.int % 10**8:08}", f"o{person.hex[:27]}"
        async with transaction(self.accounts.pool) as conn:
            await people.add(conn, person, (office.vault.hash(phone), office.vault.seal(phone, person), masked(phone)))
            known = (subject_hash(office, "wechat", openid), office.vault.seal(openid, person))
            await bindings.bind(conn, person, "wechat", known)
        return person, openid

    def say(self, text: str = ACCOUNT + NOTICES) -> None:
        """What stands in channels.toml."""
        self.settings.channels_at.write_text(text.replace("URL", self.provider.url), encoding="utf-8")


@asynccontextmanager
async def following(
    database: MakeDatabase, keys_dir: Path, folder: Path, *, by: str = "wechat", text: str = ACCOUNT + NOTICES
) -> AsyncIterator[Following]:
    """While the block runs; `folder` is for keys of its own. Or by another provider, with what stands in channels.toml of it."""
    own = folder / "keys"
    own.mkdir()
    for file in keys_dir.iterdir():
        (own / file.name).write_bytes(file.read_bytes())
    async with accounts(database, own) as people_system, served(people_system) as url, provider(by) as there:
        settings = (await alone(database, own)).model_copy(update={"accounts_url": url})
        made = Following(there, people_system, settings)
        made.say(text)
        yield made
