"""Uploaded files as they are given out again, to their family and to whoever checks a request."""

from collections.abc import AsyncIterator
from urllib.parse import quote
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response

from services.booking.paper_files import JPEG, PDF, PNG, WEBP
from services.booking.store import papers as store
from services.booking.usecases.papers import content_of
from shared.db.pool import connection
from shared.errors import Conflict

_ENDINGS = {JPEG: "jpg", PNG: "png", WEBP: "webp", PDF: "pdf"}


def as_file(content: bytes, media_type: str, name: str, *, framed: bool = False) -> Response:
    """A paper as a browser may show it, `framed`: in a page of our own, too; whatever is inside, it can neither run nor call anybody."""
    ending = _ENDINGS[media_type]
    how = "attachment" if media_type == PDF else "inline"  # no browser shows a PDF in a sandbox
    within = "'self'" if framed else "'none'"
    headers = {
        "content-disposition": f"{how}; filename*=UTF-8''{quote(f'{name}.{ending}', safe='')}",
        "content-security-policy": f"sandbox; default-src 'none'; frame-ancestors {within}",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


async def papers_of(request: Request, person_id: UUID) -> AsyncIterator[tuple[str, bytes]]:
    """Every paper of the person's family, for the copy they take; instead of a spoiled one, what is to be done about it."""
    async with connection(request.app.state.system.pool) as conn:
        kept = await store.of_person(conn, person_id)
    for paper in kept:
        if paper.seen:
            continue
        path = f"papers/{paper.id}"
        try:
            yield f"{path}.{_ENDINGS[paper.media_type]}", await content_of(request.app.state.shelf, paper)
        except Conflict as spoiled:
            yield f"{path}.txt", f"{spoiled.zh} {spoiled.en}".encode()
