"""Programs of unions: real HTTPS servers on loopback under a certificate of our own, which remember what they were told."""

import asyncio
import hmac
import json
import ssl
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

HOST = "hr.example.com"
"""The name on the certificate, beside 127.0.0.1."""
_DAY = timedelta(days=1)


@cache
def _papers() -> tuple[bytes, bytes]:
    """The authority's certificate, and key and certificate of the server, in PEM."""
    name, own = (x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, called)]) for called in ("ours", HOST))
    now = datetime.now(UTC)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    first = x509.CertificateBuilder(name, name, keys[0].public_key(), 1, now - _DAY, now + _DAY)
    usage = x509.KeyUsage(True, False, False, False, False, True, True, False, False)
    authority = first.add_extension(x509.BasicConstraints(True, None), True).add_extension(usage, True).add_extension(
        x509.SubjectKeyIdentifier.from_public_key(keys[0].public_key()), False
    ).sign(keys[0], SHA256())  # fmt: skip
    names = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.IPAddress(ip_address("127.0.0.1"))])
    second = x509.CertificateBuilder(name, own, keys[1].public_key(), 2, now - _DAY, now + _DAY)
    server = second.add_extension(names, False).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(keys[0].public_key()), False
    ).sign(keys[0], SHA256())  # fmt: skip
    key = keys[1].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return authority.public_bytes(Encoding.PEM), key + server.public_bytes(Encoding.PEM)


def authority() -> bytes:
    """Whoever trusts this certificate trusts the programs here."""
    return _papers()[0]


def certificate() -> bytes:
    """Key and certificate of a program."""
    return _papers()[1]


def trusting() -> ssl.SSLContext:
    """A client's trust, in the programs here alone."""
    return ssl.create_default_context(cadata=authority().decode())


def _serving() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        pem = Path(folder) / "server.pem"
        pem.write_bytes(_papers()[1])
        context.load_cert_chain(pem)
    return context


@dataclass(frozen=True)
class Told:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    name: str | None
    """By which the connection was asked for (SNI)."""

    @property
    def said(self) -> dict[str, Any]:
        """The body, read."""
        read: dict[str, Any] = json.loads(self.body)
        return read

    def signed_with(self, secret: str) -> bool:
        """As a program checks it, by the words of Standard Webhooks."""
        signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        mac = b64encode(hmac.digest(b64decode(secret.removeprefix("whsec_")), signed, "sha256")).decode()
        return f"v1,{mac}" in self.headers["webhook-signature"].split(" ")


@dataclass
class Program:
    """A program that answers, as it is told to."""

    port: int = 0
    told: list[Told] = field(default_factory=list)
    knocked: int = 0
    """Connections that were opened."""
    answer: Callable[[Told], bytes] = lambda _: b"204 No Content\r\n\r\n"
    """What follows `HTTP/1.1 `; empty: nothing is ever answered."""
    name: str | None = None

    @property
    def url(self) -> str:
        """On loopback, by its number."""
        return f"https://127.0.0.1:{self.port}/told"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        self.knocked += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            told = Told(head[0].split(" ")[1], headers, body, self.name)
            self.told.append(told)
            answer = self.answer(told)
            if not answer:
                await reader.read()  # until the other side gives up
            writer.write(b"HTTP/1.1 " + answer)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def program(**how: Any) -> AsyncIterator[Program]:
    """A program while the block runs."""
    one, context = Program(**how), _serving()

    def named(_: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> None:
        one.name = name

    context.sni_callback = named  # type: ignore[assignment]
    server = await asyncio.start_server(one.serve, "127.0.0.1", one.port, ssl=context)
    one.port = server.sockets[0].getsockname()[1]
    try:
        yield one
    finally:
        server.close()
