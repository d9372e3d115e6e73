"""A server in a process of its own, with few files: `python -m tests.support.serving_process FILES BOUNDS`; prints its port."""

import json
import resource
import socket
import sys

import uvloop

from shared.web.serving import Bounds, Config
from shared.web.stopping import StoppingServer

HUGE = b"x" * 20_000_000


async def app(scope, receive, send):
    """`/` says hello, `/huge` more than anybody's buffers hold; a POST says how many bytes it got."""
    got, more = 0, scope["method"] == "POST"
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        got, more = got + len(message["body"]), message["more_body"]
    body = HUGE if scope["path"] == "/huge" else str(got).encode() if got else b"hello"
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


async def main(bounds):
    """Until it is killed."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        config = Config(app, bounds=bounds, lifespan="off", log_level="error")
        print(listener.getsockname()[1], config.most, resource.getrlimit(resource.RLIMIT_NOFILE)[0], flush=True)
        await StoppingServer(config).serve([listener])


if __name__ == "__main__":
    files, given = int(sys.argv[1]), json.loads(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_NOFILE, (files // 2, files))
    uvloop.run(main(Bounds(**given)))
