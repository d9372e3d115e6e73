"""Uploaded files as they are given out again, to their family and to whoever checks a request."""

from urllib.parse import quote

from fastapi.responses import Response

from services.booking.paper_files import JPEG, PDF, PNG, WEBP

_ENDINGS = {JPEG: "jpg", PNG: "png", WEBP: "webp", PDF: "pdf"}


def as_file(content: bytes, media_type: str, name: str) -> Response:
    """A paper as a browser may show it: whatever is inside, it can neither run nor call anybody."""
    ending = _ENDINGS[media_type]
    how = "attachment" if media_type == PDF else "inline"  # no browser shows a PDF in a sandbox
    headers = {
        "content-disposition": f"{how}; filename*=UTF-8''{quote(f'{name}.{ending}', safe='')}",
        "content-security-policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)
