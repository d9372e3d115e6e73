"""What an uploaded file is, and what is taken out of it."""

import random
import struct

import pytest

from services.booking.domain.pictures import BrokenPicture, media_type_of, without_traces
from tests.support.pictures import JPEG, PDF, PLACE, PNG, WEBP, photo, png_with_texts, webp_with_exif

KINDS = {"image/jpeg": JPEG, "image/png": PNG, "image/webp": WEBP, "application/pdf": PDF}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_known_by_its_bytes(kind):
    assert media_type_of(KINDS[kind]) == kind
    assert without_traces(KINDS[kind], kind) == KINDS[kind]


@pytest.mark.parametrize(
    "other",
    [b"", b"GIF89a", b"<svg xmlns=", b"<!doctype html>", b"PK\x03\x04", b"MZ", b"RIFF\0\0\0\0WAVE", b"\n%PDF-1.7"],
)
def test_everything_else_is_not_taken(other):
    assert media_type_of(other) is None


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photo_loses_where_it_was_taken_but_not_which_side_is_up(order):
    clean = without_traces(photo(orientation=6, order=order), "image/jpeg")
    assert PLACE not in clean
    assert clean[:2] == b"\xff\xd8"
    assert clean[2:4] == b"\xff\xe1"
    assert struct.unpack_from(">HHIHH", clean, 22) == (0x0112, 3, 1, 6, 0)
    assert clean[2 + 2 + struct.unpack_from(">H", clean, 4)[0] :] == JPEG[2:]


def test_an_upright_photo_says_nothing_any_more():
    assert without_traces(photo(orientation=1), "image/jpeg") == JPEG


def test_the_texts_of_png_and_webp_go_too():
    assert without_traces(png_with_texts(), "image/png") == PNG
    assert without_traces(webp_with_exif(), "image/webp") == WEBP


@pytest.mark.parametrize(
    ("kind", "content"), [("image/jpeg", photo()), ("image/png", png_with_texts()), ("image/webp", webp_with_exif())]
)
def test_a_broken_picture_is_refused_and_never_breaks_us(kind, content):
    end = len(content) - (len(PLACE) + 8 if kind == "image/jpeg" else 0)
    for cut in range(12, end):
        with pytest.raises(BrokenPicture):
            without_traces(content[:cut], kind)
    chance = random.Random(7)
    for _ in range(3000):
        spoiled = bytearray(content)
        for _ in range(3):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        try:
            without_traces(bytes(spoiled), kind)
        except BrokenPicture:
            continue
