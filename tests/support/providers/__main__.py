"""One stand-in as a process: `python -m tests.support.providers NAME [--port N] [--ledger FILE] [--pem FILE]`, the last for one that is called by https."""

import argparse
import asyncio
import socket
from pathlib import Path

import uvicorn

from tests.support.providers.serving import NAMES

if __name__ == "__main__":
    words = argparse.ArgumentParser()
    words.add_argument("name", choices=NAMES)
    words.add_argument("--port", type=int, default=0)
    words.add_argument("--ledger", type=Path)
    words.add_argument("--pem", type=Path)
    told = words.parse_args()
    with socket.create_server(("127.0.0.1", told.port)) as listener:
        print(listener.getsockname()[1], flush=True)
        app = NAMES[told.name](told.ledger).app()
        config = uvicorn.Config(app, log_level="critical", lifespan="off", ssl_certfile=told.pem)
        asyncio.run(uvicorn.Server(config).serve([listener]))
