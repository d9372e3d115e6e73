"""A program of a union, with Python's own library alone: it subscribes, checks what it is told, and reads what it missed.

    python client.py subscribe gaoxin https://hr.example.com/aixin enrollment.confirmed places.changed
    python client.py listen 8443 server.pem
    python client.py replay 2027-01-04T09:00:00+08:00

What it knows comes from the environment: AIXIN_URL, where families reach the installation; AIXIN_TOKEN, an organizer's, to subscribe;
AIXIN_SECRET (whsec_…), to listen; AIXIN_KEY (aixin_…), to replay. Where it has got to stands in the file `cursor`.
Each event is printed as a line, once, however often it comes.
"""

import hmac
import json
import os
import ssl
import sys
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

CURSOR = Path("cursor")
TOLERANCE = 5 * 60
"""Seconds between the other side's clock and ours: what is older may be somebody's who listened."""
LARGEST = 64 * 1024
seen: set[str] = set()
"""Ids of events; a program that lasts keeps them where it keeps what it does with them."""


def genuine(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Whether the union's installation said this, lately: https://www.standardwebhooks.com"""
    event_id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not at.isdecimal() or abs(now - int(at)) > TOLERANCE:
        return False
    key = b64decode(secret.removeprefix("whsec_"))
    ours = "v1," + b64encode(hmac.digest(key, f"{event_id}.{at}.".encode() + body, "sha256")).decode()
    theirs = headers.get("webhook-signature", "").split()  # two of them for a day after the secret was renewed
    return any(hmac.compare_digest(ours.encode(), one.encode()) for one in theirs)


def take(event_id: str, event: Mapping[str, Any]) -> None:
    """Do something with an event, once: it may come again, and in another order."""
    if event_id not in seen:
        seen.add(event_id)
        print(json.dumps({"id": event_id, "type": event["type"], **event["data"]}, ensure_ascii=False), flush=True)


class Told(BaseHTTPRequestHandler):
    """Takes what is posted, and answers at once: whatever takes long is done later."""

    timeout = 10

    def do_POST(self) -> None:
        """204: taken; 400: not from whom it should be; anything else, and it comes again."""
        body = self.rfile.read(min(int(self.headers.get("content-length", 0)), LARGEST))
        if genuine(os.environ["AIXIN_SECRET"], dict(self.headers.items()), body, time.time()):
            take(self.headers["webhook-id"], json.loads(body))
            self.send_response(204)
        else:
            self.send_response(400)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """To where errors go: events alone are printed."""
        print(format % args, file=sys.stderr)


def listen(port: int, certificate: str) -> None:
    """Wait for events; `certificate` holds key and certificate, unless something before it speaks https."""
    server = ThreadingHTTPServer(("", port), Told)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    print("listening", file=sys.stderr, flush=True)
    server.serve_forever()


def ask(path: str, token: str = "", body: object = None) -> dict[str, Any]:
    """One request to the installation."""
    headers = {"content-type": "application/json", "idempotency-key": str(uuid4())}
    data = None if body is None else json.dumps(body).encode()
    request = Request(os.environ["AIXIN_URL"].rstrip("/") + path, data, headers)  # noqa: S310 - where its owner says
    if token:
        request.add_header("authorization", f"Bearer {token}")
    with urlopen(request, timeout=30) as answer:  # noqa: S310
        told: dict[str, Any] = json.load(answer)
        return told


def subscribe(union: str, url: str, kinds: list[str]) -> str:
    """Have events sent to an address; the secret, which is told this once."""
    wanted = {"url": url, "kinds": kinds}
    return str(ask(f"/notify/api/v1/unions/{union}/webhooks", os.environ["AIXIN_TOKEN"], wanted)["secret"])


def missed(since: str) -> Iterator[dict[str, Any]]:
    """Everything that happened since a moment, or (if it ran before) since it last read."""
    token = ask("/accounts/api/v1/programs", body={"key": os.environ["AIXIN_KEY"]})["token"]
    asked = {"after": CURSOR.read_text()} if CURSOR.exists() else {"since": since}
    more = True
    while more:
        part = ask("/notify/api/v1/events?" + urlencode(asked), token)
        yield from part["events"]
        asked, more = {"after": part["cursor"]}, part["more"]
        CURSOR.write_text(part["cursor"])  # behind what was taken: whoever dies before reads it once more


def main(command: str, *words: str) -> None:
    """As it stands above."""
    match command:
        case "subscribe":
            print(subscribe(words[0], words[1], list(words[2:])))
        case "listen":
            listen(int(words[0]), words[1] if len(words) > 1 else "")
        case "replay":
            for event in missed(words[0]):
                take(event["id"], event)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["help"]))
