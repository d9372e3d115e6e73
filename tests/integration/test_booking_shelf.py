"""The paper store, on a folder and on an S3-compatible server."""

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

from services.booking.store.shelf import Gone, Shelf
from shared.crypto import SealBroken, Vault
from shared.errors import Unavailable
from shared.settings import Settings

CONTENT = os.urandom(200_000)


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """Address of an S3 that forgets everything at the end, with a bucket `papers`."""
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], stderr=subprocess.PIPE, text=True
    )
    try:
        said = (re.search(r"Running on (http://[\d.]+:\d+)", line) for line in server.stderr)
        url = next(found[1] for found in said if found)
        signed = {"authorization": "AWS4-HMAC-SHA256 Credential=id/20260101/us-east-1/s3/aws4_request"}
        urlopen(Request(f"{url}/papers", method="PUT", headers=signed)).close()
        yield url
    finally:
        server.terminate()
        server.communicate(timeout=10)


@pytest.fixture
def keys(tmp_path):
    (tmp_path / "booking.secret").write_text(secrets.token_hex(32))
    return tmp_path


def a_shelf(keys, **at):
    return Shelf(Settings(database_url="", keys_dir=keys, **at), Vault(keys, "booking"))


@pytest.fixture(params=["folder", "s3"])
def shelf(request, keys, tmp_path):
    if request.param == "folder":
        return a_shelf(keys, papers=str(tmp_path / "papers"))
    url = request.getfixturevalue("s3")
    return a_shelf(
        keys, papers=f"s3://papers/{uuid4()}", papers_s3_endpoint=url, papers_s3_key_id="id", papers_s3_secret="secret"
    )


async def names(shelf):
    return {id_ async for portion in shelf.all() for id_ in portion}


async def test_a_paper_is_put_read_listed_and_taken_away(shelf):
    mine, other = uuid4(), uuid4()
    await shelf.put(mine, CONTENT)
    await shelf.put(other, b"x")
    assert await shelf.get(mine) == CONTENT
    assert await names(shelf) == {mine, other}
    await shelf.remove(mine, uuid4())
    assert await names(shelf) == {other}
    with pytest.raises(Gone):
        await shelf.get(mine)


async def test_an_empty_store_lists_nothing(shelf):
    assert await names(shelf) == set()


async def test_what_lies_there_is_sealed_for_its_row(shelf, s3, keys):
    one, other = uuid4(), uuid4()
    await shelf.put(one, CONTENT)
    raw = bytes(await (await shelf._store.get_async(str(one))).bytes_async())
    assert CONTENT[:32] not in raw
    await shelf._store.put_async(str(other), raw)
    with pytest.raises(SealBroken):
        await shelf.get(other)


async def test_a_store_that_refuses_us_is_away_not_gone(keys, s3):
    nowhere = a_shelf(
        keys, papers="s3://no-such-bucket", papers_s3_endpoint=s3, papers_s3_key_id="i", papers_s3_secret="s"
    )
    with pytest.raises(Unavailable):
        await nowhere.put(uuid4(), b"x")


async def test_by_default_papers_lie_beside_the_keys(tmp_path):
    assert Settings(database_url="", keys_dir=tmp_path / "keys").papers_at == str(tmp_path / "papers")


async def test_the_bucket_can_be_in_the_host(keys):
    asked = []

    class Recorder(BaseHTTPRequestHandler):
        def do_PUT(self):
            asked.append(self.path)
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("etag", '"1"')
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Recorder) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        shelf = a_shelf(
            keys, papers="s3://papers/aixin", papers_s3_endpoint=url, papers_s3_key_id="i", papers_s3_secret="s",
            papers_s3_host=True,
        )  # fmt: skip
        paper = uuid4()
        await shelf.put(paper, b"x")
        server.shutdown()
    assert asked == [f"/aixin/{paper}"]
