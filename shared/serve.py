"""A system as a process of its own: settings from the environment, a database that is up to date, uvicorn.

python -m services.NAME            answers and works, once its database is up to date; with AIXIN_ROLE web or worker it does one of them
python -m services.NAME migrate    brings the database up to date, as its owner, and ends
"""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from shared.db.migrate import migrate, until_current
from shared.errors import Unusable
from shared.observability import logs, recording
from shared.settings import Settings
from shared.system import System
from shared.terminal import tell
from shared.web.serving import Config
from shared.web.stopping import Stoppable, StoppingServer
from shared.words.terminal import ONE_WORD


def serve(home: Path, build: Callable[[Settings], System]) -> None:
    """Run the system whose folder is `home` until a signal says stop. Settings come from `AIXIN_…`.

    It owns nothing in its database: bringing that up to date is a step of its own, which the others wait for.
    What this version must not use so, a database or a file of settings, ends it with a sentence.
    """
    logs.configure()
    recording.begin(f"aixin-{home.name}")
    if sys.argv[1:] not in ([], ["migrate"]):
        sys.exit(f"{ONE_WORD.line} ({' '.join(sys.argv[1:])})")
    settings, migrations = _settings(), home / "migrations"
    try:
        if "migrate" in sys.argv:
            applied = asyncio.run(migrate(settings.database_url, migrations))
            tell(f"aixin {home.name}: {len(applied)} migrations applied")
        else:
            asyncio.run(until_current(settings.database_url, migrations))
            _run(build(settings), settings)
    except Unusable as sentence:
        sys.exit(str(sentence))


def _run(system: System, settings: Settings) -> None:
    tell(f"aixin {system.name}: {settings.role}, listening on {settings.host}:{settings.port}")
    config = Config(Stoppable(system.app), host=settings.host, port=settings.port, log_config=None)
    StoppingServer(config).run()


def _settings() -> Settings:
    """What the environment says; ends with a sentence for each thing that is wrong."""
    try:
        return Settings()  # the environment gives what is required
    except ValidationError as wrong:
        said = (
            f"{'AIXIN_' + str(error['loc'][0]).upper() + ': ' if error['loc'] else ''}{error['msg']}"
            for error in wrong.errors()
        )
        sys.exit("\n".join(said))
