"""A system as a process of its own: settings from the environment, migrations, uvicorn."""

import asyncio
import sys
from collections.abc import Callable

from pydantic import ValidationError

from shared.db.migrate import OtherVersion, migrate
from shared.observability import logs
from shared.settings import Settings
from shared.system import System
from shared.web.serving import Config
from shared.web.stopping import Stoppable, StoppingServer


def serve(name: str, build: Callable[[Settings], System]) -> None:
    """Migrate the database of the system `name`, then answer until a signal says stop. Settings come from `AIXIN_…`.

    A database that this version must not touch ends it with a sentence.
    """
    logs.configure()
    settings = _settings()
    system = build(settings)
    try:
        applied = asyncio.run(migrate(settings.database_url, system.migrations))
    except OtherVersion as sentence:
        sys.exit(str(sentence))
    print(f"aixin {name}: {len(applied)} migrations applied, listening on {settings.host}:{settings.port}", flush=True)
    config = Config(Stoppable(system.app), grace=20, host=settings.host, port=settings.port, log_config=None)
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
