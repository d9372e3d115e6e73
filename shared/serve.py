"""A system as a process of its own: settings from the environment, migrations, uvicorn."""

import asyncio
import sys
from collections.abc import Callable

import uvicorn

from shared.db.migrate import OtherVersion, migrate
from shared.observability import logs
from shared.settings import Settings
from shared.system import System
from shared.web.stopping import Stoppable, StoppingServer


def serve(name: str, build: Callable[[Settings], System]) -> None:
    """Migrate the database of the system `name`, then answer until a signal says stop. Settings come from `AIXIN_…`.

    A database that this version must not touch ends it with a sentence.
    """
    logs.configure()
    settings = Settings()  # the environment gives what is required
    system = build(settings)
    try:
        applied = asyncio.run(migrate(settings.database_url, system.migrations))
    except OtherVersion as sentence:
        sys.exit(str(sentence))
    print(f"aixin {name}: {len(applied)} migrations applied, listening on {settings.host}:{settings.port}", flush=True)
    config = uvicorn.Config(
        Stoppable(system.app),
        host=settings.host,
        port=settings.port,
        http="httptools",
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=20,
    )
    StoppingServer(config).run()
