"""What an uploaded file is, and what is left of it when it is made anew."""

import io
import random

import pikepdf
import pytest
from PIL import Image

from services.booking import paper_files
from services.booking.paper_files import clean, media_type_of
from shared.apart import Apart, Exhausted, Failed
from shared.errors import BadInput
from tests.support.pictures import (
    JPEG,
    PDF,
    PLACE,
    PNG,
    WEBP,
    pdf,
    pdf_with_traces,
    photo,
    png_of,
    png_with_texts,
    webp_with_exif,
)

KINDS = {"image/jpeg": JPEG, "image/png": PNG, "image/webp": WEBP, "application/pdf": PDF}
WITH_TRACES = {"jpeg": photo(), "png": png_with_texts(), "webp": webp_with_exif(), "pdf": pdf_with_traces()}


def seen(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
    return picture


def saved(mode: str, size: tuple[int, int], format_: str, **how: object) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, format_, **how)
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_known_by_its_bytes_and_keeps_its_kind(kind):
    assert media_type_of(KINDS[kind]) == kind
    assert media_type_of(clean(KINDS[kind])) == kind


@pytest.mark.parametrize(
    "other",
    [b"", b"GIF89a", b"<svg xmlns=", b"<!doctype html>", b"PK\x03\x04", b"MZ", b"RIFF\0\0\0\0WAVE", b"\n%PDF-1.7"],
)
def test_everything_else_is_not_taken(other):
    assert media_type_of(other) is None


@pytest.mark.parametrize("what", WITH_TRACES)
def test_nothing_is_left_of_place_time_device_and_maker(what):
    assert PLACE in WITH_TRACES[what]
    assert PLACE not in clean(WITH_TRACES[what])


@pytest.mark.parametrize(("content", "turned"), [(photo(6, "<"), True), (photo(6, ">"), True), (photo(1), False), (webp_with_exif(), True)])  # fmt: skip
def test_a_picture_is_turned_upright_and_says_nothing_any_more(content, turned):
    before, after = seen(content), seen(clean(content))
    assert after.size == (before.size[::-1] if turned else before.size)
    assert not after.getexif() and not after.info.keys() & {"exif", "xmp", "icc_profile", "comment"}


def test_what_is_seen_stays():
    assert seen(clean(png_with_texts())).tobytes() in (
        seen(PNG).tobytes(),
        seen(PNG).rotate(-90, expand=True).tobytes(),
    )


@pytest.mark.parametrize(
    "content",
    [saved("CMYK", (30, 20), "JPEG"), saved("P", (30, 20), "PNG"), saved("I;16", (30, 20), "PNG"), saved("1", (30, 20), "PNG"), saved("LA", (30, 20), "PNG"), saved("RGB", (30, 20), "JPEG", progressive=True)],
    ids=["cmyk", "palette", "16 bits", "black and white", "transparent grey", "progressive"],
)  # fmt: skip
def test_pictures_of_all_sorts_are_taken(content):
    assert seen(clean(content)).size == (30, 20)


def test_a_photo_of_many_pixels_is_drawn_smaller_and_any_other_refused(monkeypatch):
    monkeypatch.setattr(paper_files, "PIXELS", dict.fromkeys(paper_files.PIXELS, 40_000))
    assert seen(clean(saved("RGB", (150, 200), "JPEG"))).size == (150, 200)
    assert seen(clean(saved("RGB", (300, 200), "JPEG"))).size == (150, 100)
    assert seen(clean(saved("RGB", (1600, 1600), "JPEG"))).size == (200, 200)
    for format_ in ("PNG", "WEBP"):
        with pytest.raises(MemoryError):
            clean(saved("RGB", (300, 200), format_))
        assert seen(clean(saved("RGB", (200, 200), format_))).size == (200, 200)


def test_a_pdf_runs_nothing_brings_nothing_and_keeps_its_seal():
    before = pdf_with_traces()
    with pikepdf.open(io.BytesIO(clean(before))) as after:
        out = io.BytesIO()
        after.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
        assert set(after.Root.keys()) == {"/Type", "/Pages"}
    for active in (b"JavaScript", b"Launch", b"EmbeddedFile", b"calc.exe", b"virus.exe", b"Outline", b"Author"):
        assert (active in before, active in out.getvalue()) == (True, False), active
    assert b"0 0 10 10 re f" in out.getvalue()
    assert b"1 0 0 rg 0 0 9 9 re f" in out.getvalue()
    assert JPEG in out.getvalue()


async def test_a_pdf_with_a_password_says_so():
    with pytest.raises(BadInput, match="has a password"):
        await Apart().run(clean, pdf(password="secret"), paper_files.MEMORY)


HOSTILE = {
    "60,000 by 60,000 in 1 kB": (png_of(60_000, 60_000), Exhausted),
    "a PNG with too little in it": (png_of(4000, 4000), Failed),
    "an empty WebP": (b"RIFF\4\0\0\0WEBP", Failed),
    "half a JPEG": (photo()[: len(JPEG) // 2], Failed),
    "half a PNG": (PNG[:60], Failed),
    "half a WebP": (WEBP[:100], Failed),
    "a PDF without pages": (b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n", Failed),
    "a PDF that only begins": (PDF[:40], Failed),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_what_is_broken_or_bursts_ends_its_reader_alone(what):
    content, end = HOSTILE[what]
    with pytest.raises(Failed) as ended:
        await Apart().run(clean, content, paper_files.MEMORY)
    assert ended.type is end


async def test_the_largest_picture_has_room():
    """A PNG of all its pixels, turned on its side."""
    exif = Image.Exif()
    exif[0x112] = 6
    content = saved("RGBA", (6250, 4000), "PNG", exif=exif)
    assert seen(await Apart().run(clean, content, paper_files.MEMORY)).size == (4000, 6250)


@pytest.mark.parametrize("what", WITH_TRACES)
def test_a_spoiled_file_never_keeps_what_it_should_lose(what):
    chance = random.Random(7)
    for _ in range(200):
        spoiled = bytearray(WITH_TRACES[what])
        for _ in range(3):
            spoiled[chance.randrange(12, len(spoiled))] = chance.randrange(256)
        try:
            assert PLACE not in clean(bytes(spoiled))
        except AssertionError:
            raise
        except Exception:  # apart, whatever it is ends the reader
            continue
