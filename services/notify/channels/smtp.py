"""Mail by SMTP. 250 after DATA means accepted, not delivered; 4xx may pass, 5xx is for good.

What a server says is not kept but for its codes: it likes to repeat the address.
"""

import asyncio
import re
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientRefused, SMTPResponseException

from shared.kernel.sending import Accepted, Away, Doubtful, Outcome, Refused

CLOSING = 421
"""The server goes away; that says nothing about the mail."""


class Smtp:
    """A connection to the mail server, opened when needed; one mail at a time."""

    def __init__(self, url: str, sender: str, deadline: float) -> None:
        """`url` is smtp://user:password@host:port or smtps://…; a mail may take `deadline` seconds in all."""
        self._url, self._sender, self._deadline = urlsplit(url), sender, deadline
        self._client: SMTP | None = None

    async def send(self, to: str, content: bytes) -> Outcome:
        """Hand over a mail. Raises Away."""
        on_its_way = False
        try:
            async with asyncio.timeout(self._deadline):
                client = await self._connected()
                await client.mail(self._sender)
                await client.rcpt(to)
                on_its_way = True
                answer = await client.data(content)
                return Accepted(answer.message[:200])
        except (SMTPRecipientRefused, SMTPDataError) as answer:
            self.close()
            if answer.code == CLOSING:
                raise Away(codes(answer)) from answer
            return Refused(codes(answer), "transient" if answer.code < 500 else "user")
        except (SMTPException, OSError, TimeoutError) as broken:
            self.close()
            if on_its_way:
                return Doubtful("no answer after the mail was sent")
            raise Away(codes(broken)) from broken
        except asyncio.CancelledError:
            self.close()
            raise

    def close(self) -> None:
        """Drop the connection; the next mail opens another."""
        client, self._client = self._client, None
        if client:
            client.close()

    async def _connected(self) -> SMTP:
        if self._client is None:
            url, secure = self._url, self._url.scheme == "smtps"
            client = SMTP(
                hostname=url.hostname,
                port=url.port or (465 if secure else 587),
                username=unquote(url.username) if url.username else None,
                password=unquote(url.password) if url.password else None,
                use_tls=secure,
                timeout=self._deadline,
            )
            await client.connect()
            self._client = client
        return self._client


def codes(trouble: Exception) -> str:
    """`550 5.1.1` of an answer, else the kind of the trouble."""
    if not isinstance(trouble, SMTPResponseException):
        return type(trouble).__name__
    enhanced = re.match(r"[245]\.\d{1,3}\.\d{1,3}\b", trouble.message)
    return f"{trouble.code} {enhanced[0]}" if enhanced else str(trouble.code)
