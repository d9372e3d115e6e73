"""Where uploaded papers lie: each sealed for its row, in a folder or in an S3-compatible store, never in the database."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import structlog
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, S3Store

from shared.crypto import Vault
from shared.errors import Unavailable
from shared.settings import Settings

AWAY = (BaseError, OSError)
"""What obstore raises when the store does not answer, or refuses us; a missing object is NotFoundError, one of them."""
_log = structlog.get_logger()


class Gone(Exception):
    """The store has no such object."""


class Shelf:
    """Papers by the id of their row."""

    def __init__(self, settings: Settings, vault: Vault) -> None:
        self._settings, self._vault = settings, vault
        self._opened: ObjectStore | None = None

    async def put(self, paper_id: UUID, content: bytes) -> None:
        """Seal and keep it. Raises Unavailable."""
        sealed = self._vault.seal_bytes(content, paper_id)
        try:
            await self._store.put_async(str(paper_id), sealed, use_multipart=False)
        except AWAY as away:
            raise _away(away) from away

    async def get(self, paper_id: UUID) -> bytes:
        """What was put there. Raises Gone, SealBroken when it was tampered with, Unavailable."""
        try:
            found = await self._store.get_async(str(paper_id))
            sealed = await found.bytes_async()
        except (NotFoundError, FileNotFoundError) as gone:
            raise Gone from gone
        except AWAY as away:
            raise _away(away) from away
        return self._vault.open_bytes(bytes(sealed), paper_id)

    async def remove(self, *paper_ids: UUID) -> None:
        """Take objects away, whether they are there or not. Raises Unavailable."""
        for paper_id in paper_ids:
            try:
                await self._store.delete_async(str(paper_id))
            except (NotFoundError, FileNotFoundError):
                continue
            except AWAY as away:
                raise _away(away) from away

    async def all(self) -> AsyncIterator[dict[UUID, datetime]]:
        """Everything there, by portions: ids and when they were put. What has another name is not ours. Raises Unavailable."""
        try:
            async for portion in self._store.list(chunk_size=1000):
                yield {id_: meta["last_modified"] for meta in portion if (id_ := _uuid(meta["path"]))}
        except AWAY as away:  # the sweeper asks, and its trouble is told by whoever supervises it
            raise Unavailable from away

    @property
    def _store(self) -> ObjectStore:
        """Opened when it is first needed: a store that is away must not keep booking from starting."""
        if self._opened is None:
            self._opened = _open(self._settings)
        return self._opened


def _open(settings: Settings) -> ObjectStore:
    at = urlsplit(settings.papers_at)
    if at.scheme != "s3":
        folder = Path(settings.papers_at)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(folder)
    more: dict[str, Any] = {"endpoint": settings.papers_s3_endpoint} if settings.papers_s3_endpoint else {}
    if settings.papers_s3_key_id:
        secret = settings.papers_s3_secret.get_secret_value()
        more |= {"access_key_id": settings.papers_s3_key_id, "secret_access_key": secret}
    return S3Store(
        at.netloc,
        prefix=at.path.strip("/") or None,
        region=settings.papers_s3_region,
        virtual_hosted_style_request=settings.papers_s3_host,
        client_options={
            "allow_http": settings.papers_s3_endpoint.startswith("http://"),
            "timeout": timedelta(seconds=20),
        },
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=25)},
        **more,
    )


def _away(error: Exception) -> Unavailable:
    """Families are told to try again; whoever runs this reads why."""
    _log.warning("paper store away", error=str(error).partition("\n")[0][:300])
    return Unavailable()


def _uuid(path: str) -> UUID | None:
    try:
        return UUID(path)
    except ValueError:
        return None
