"""`make up` compresses pages, and leaves alone what is short, packed already, or must not be held back."""

import gzip

import pytest

from aixin.serve import compressing

PAGE = "一个班" * 2000


async def answered(content_type: str, body: bytes, *, accepts: bytes = b"gzip") -> tuple[dict[bytes, bytes], bytes]:
    """What goes out of an answer."""
    sent: list[dict] = []

    async def origin(scope, receive, send):
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", content_type.encode())]}
        )
        await send({"type": "http.response.body", "body": body})

    async def send(message):
        sent.append(message)

    await compressing(origin)({"type": "http", "headers": [(b"accept-encoding", accepts)]}, None, send)
    return dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent)


async def test_a_page_is_compressed_and_says_so():
    headers, body = await answered("text/html; charset=utf-8", PAGE.encode())
    assert headers[b"content-encoding"] == b"gzip" and headers[b"vary"] == b"Accept-Encoding"
    assert gzip.decompress(body).decode() == PAGE and len(body) < 1000
    headers, body = await answered("text/html", PAGE.encode(), accepts=b"identity")
    assert b"content-encoding" not in headers and body.decode() == PAGE


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}" * 400),
        ("text/event-stream", PAGE.encode()),
        ("image/jpeg", PAGE.encode()),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", PAGE.encode()),
    ],
)
async def test_what_is_short_packed_or_a_stream_goes_as_it_is(content_type, body):
    assert await answered(content_type, body) == ({b"content-type": content_type.encode()}, body)
