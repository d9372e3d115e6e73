"""What an uploaded file is, by its bytes; and the same picture without what the phone wrote into it.

A phone writes into a photo where it was taken, and when, with what. JPEG, PNG and WebP are rows of labelled pieces: those that
do not draw the picture are left out, but the way to hold it (Exif orientation) stays, or it would lie on its side.
"""

import re
import struct
from collections.abc import Iterator

MEDIA_TYPES = JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"


class BrokenPicture(ValueError):
    """It begins like a picture but is none."""


def media_type_of(content: bytes) -> str | None:
    """One of the four kinds that are taken, or None; the file's name says nothing."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return PDF if content.startswith(b"%PDF-") else None


def without_traces(content: bytes, media_type: str) -> bytes:
    """The picture without place, time, device, thumbnail or comment; a PDF as it is. Raises BrokenPicture."""
    clean = {JPEG: _jpeg, PNG: _png, WEBP: _webp}.get(media_type)
    try:
        return clean(content) if clean else content
    except (struct.error, IndexError) as error:
        raise BrokenPicture from error


# -- JPEG: segments of FF, a marker, a length; after SOS the picture itself, in which FF is followed by 00 or D0–D7 -----

_SOI, _EOI, _SOS, _APP1 = 0xD8, 0xD9, 0xDA, 0xE1
_KEPT_APPS = {0xE0, 0xE2, 0xEE}
"""JFIF, the colour profile, and Adobe's note on colours."""
_DROPPED = ({*range(0xE0, 0xF0)} - _KEPT_APPS) | {0xFE}
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")


def _jpeg(content: bytes) -> bytes:
    kept, at, orientation = [content[:2]], 2, 1
    while True:
        while content[at] == 0xFF and content[at + 1] == 0xFF:
            at += 1
        if content[at] != 0xFF:
            raise BrokenPicture
        marker = content[at + 1]
        if marker == _EOI:  # what follows (a film, a second picture) is not this picture
            kept.append(b"\xff\xd9")
            break
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == _SOS:
            found = _NEXT_MARKER.search(content, end)
            if found is None:
                raise BrokenPicture
            end = found.start()
        if marker == _APP1 and orientation == 1:
            orientation = _orientation(content[at + 4 : end])
        if marker not in _DROPPED and not _is_second_picture(marker, content[at + 4 : end]):
            kept.append(content[at:end])
        at = end
    if orientation != 1:
        kept.insert(1, _exif(orientation))
    return b"".join(kept)


def _is_second_picture(marker: int, body: bytes) -> bool:
    """The index of further pictures after the end."""
    return marker == 0xE2 and body.startswith(b"MPF\0")


def _orientation(app1: bytes) -> int:
    """1 (upright) to 8, as the first Exif directory says."""
    if not app1.startswith(b"Exif\0\0"):
        return 1
    tiff = app1[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    (start,) = struct.unpack_from(order + "I", tiff, 4)
    if start + 2 > len(tiff):
        return 1
    (count,) = struct.unpack_from(order + "H", tiff, start)
    for n in range(min(count, (len(tiff) - start - 2) // 12)):
        tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, start + 2 + 12 * n)
        if tag == 0x0112:
            return value if 1 <= value <= 8 else 1
    return 1


def _exif(orientation: int) -> bytes:
    """A segment that says the orientation and nothing else."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


# -- PNG: chunks of a length, a name, a body, a check sum; WebP: chunks of a name, a length, a body padded to even -----

_PNG_DROPPED = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
_WEBP_DROPPED = {b"EXIF", b"XMP "}
_WEBP_FLAGS = 0b00001100
"""Of VP8X: there is Exif, there is XMP."""


def _png(content: bytes) -> bytes:
    kept, at = [content[:8]], 8
    while True:
        (length,) = struct.unpack_from(">I", content, at)
        name, end = content[at + 4 : at + 8], at + 12 + length
        if end > len(content):
            raise BrokenPicture
        if name not in _PNG_DROPPED:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end


def _webp(content: bytes) -> bytes:
    kept = [chunk for name, chunk in _webp_chunks(content) if name not in _WEBP_DROPPED]
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _webp_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, size = 12, 8 + struct.unpack_from("<I", content, 4)[0]
    if size > len(content):
        raise BrokenPicture
    while at < size:
        (length,) = struct.unpack_from("<I", content, at + 4)
        name, end = content[at : at + 4], at + 8 + length + length % 2
        if end > len(content):
            raise BrokenPicture
        chunk = content[at:end]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_FLAGS]) + chunk[9:]
        yield name, chunk
        at = end
