"""An installation with an account for text messages at a stand-in, and accounts on a real socket, which knows the phones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from services.accounts.domain.phone import masked
from services.accounts.store import people
from shared.db.pool import transaction
from shared.settings import Settings
from shared.system import System
from tests.conftest import MakeDatabase
from tests.support.accounts import accounts, office_of
from tests.support.notify import alone, served
from tests.support.providers import aliyun, tencent
from tests.support.providers.serving import Provider, provider

_ALIYUN = f"""
[sms]
provider = "aliyun"
key_id = "{aliyun.KEY_ID}"
secret = "{aliyun.SECRET}"
sign = "{aliyun.SIGN}"
url = "URL"
MORE
[sms.code]
template = "SMS_154950909"
values = {{ code = "code" }}
[sms.notices]
offered = {{ zh = "SMS_154950911", en = "SMS_154950912" }}
cancelled = {{ zh = "SMS_154950913" }}
confirmed = {{ zh = "SMS_154950914" }}
"""
_TENCENT = f"""
[sms]
provider = "tencent"
key_id = "{tencent.KEY_ID}"
secret = "{tencent.SECRET}"
sign = "{tencent.SIGN}"
app = "{tencent.APP}"
url = "URL"
MORE
[sms.code]
template = "1110"
values = {{ 1 = "code", 2 = "minutes" }}
[sms.notices]
offered = {{ zh = "1111", en = "1112" }}
cancelled = {{ zh = "1113" }}
confirmed = {{ zh = "1114" }}
"""


@dataclass
class Texting:
    """What a test needs of it."""

    provider: Provider
    accounts: System
    settings: Settings
    """Of notify."""

    async def somebody(self, phone: str = "") -> tuple[UUID, str]:
        """A person with a phone of their own."""
        office, person = office_of(self.accounts), uuid4()
        phone = phone or f"137{person.int % 10**8:08}"
        async with transaction(self.accounts.pool) as conn:
            sealed = (office.vault.hash(phone), office.vault.seal(phone, person), masked(phone))
            await people.add(conn, person, sealed)
        return person, phone

    def say(self, more: str = "", url: str = "") -> None:
        """What stands in channels.toml."""
        text = _ALIYUN if self.name == "aliyun" else _TENCENT
        file = self.settings.channels_at
        file.write_text(text.replace("URL", url or self.provider.url).replace("MORE", more), encoding="utf-8")

    name: str = "aliyun"


@asynccontextmanager
async def texting(name: str, database: MakeDatabase, keys_dir: Path, folder: Path) -> AsyncIterator[Texting]:
    """While the block runs; `folder` is for keys of its own."""
    own = folder / "keys"
    own.mkdir()
    for file in keys_dir.iterdir():
        (own / file.name).write_bytes(file.read_bytes())
    async with accounts(database, own) as people_system, served(people_system) as url, provider(name) as there:
        settings = (await alone(database, own)).model_copy(update={"accounts_url": url})
        made = Texting(there, people_system, settings, name)
        made.say()
        yield made
