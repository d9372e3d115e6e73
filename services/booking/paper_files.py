"""What an uploaded paper is, and the same paper made anew, without what a phone or a program wrote into it.

A phone writes into a photo where it was taken, when, and with what: only what is seen is kept, drawn upright and saved again. Of a PDF the
pages are kept, with what stands on them: not who made it, what it would run, or what is attached. Files come from anybody: `clean` is run
apart (`shared.apart`).
"""

import io
from math import sqrt

from services.booking.words import refusals
from shared.errors import BadInput

MEDIA_TYPES = JPEG, PNG, WEBP, PDF = "image/jpeg", "image/png", "image/webp", "application/pdf"
PIXELS = {JPEG: 25_000_000, PNG: 25_000_000, WEBP: 12_500_000}
"""Of a picture, at most: a long screenshot, a sheet of A4 in 500 dots per inch; WebP takes twice the memory. A JPEG that has more is
drawn smaller from the start."""
MEMORY = 640 * 1024 * 1024
"""Bytes of address space: what drawing and saving so many takes, and the libraries."""
QUALITY = 88
_ROOT = {"/Type", "/Pages", "/OCProperties", "/Lang"}
_PAGE = {
    "/Type", "/Parent", "/Contents", "/Resources", "/Group", "/Rotate", "/UserUnit",
    "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox",
}  # fmt: skip
"""What is kept: what is seen. Everything that runs, is attached or leads elsewhere hangs on other keys."""
_TRACES = {"/Metadata", "/PieceInfo", "/AF"}
"""What programs write beside a picture or a font."""


def media_type_of(content: bytes) -> str | None:
    """One of the four kinds that are taken, or None; the file's name says nothing."""
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    return PDF if content.startswith(b"%PDF-") else None


def clean(content: bytes) -> bytes:
    """The same paper, made anew, in the same format.

    Raises BadInput for a PDF with a password, MemoryError for what is too large to draw; whatever else: it is not what it says.
    """
    media_type = media_type_of(content)
    return _document(content) if media_type == PDF else _picture(content, str(media_type))


def _picture(content: bytes, media_type: str) -> bytes:
    from PIL import Image, ImageOps  # noqa: PLC0415 - only where it is run apart

    Image.MAX_IMAGE_PIXELS = None  # counted here
    most, format_ = PIXELS[media_type], media_type.rpartition("/")[2].upper()
    with Image.open(io.BytesIO(content), formats=[format_]) as picture:
        picture.draft(None, _within(most // 4, *picture.size))
        if picture.width * picture.height > most:
            raise MemoryError  # before it is
        upright = ImageOps.exif_transpose(picture)
    if upright.mode not in ("1", "L", "LA", "RGB", "RGBA"):
        upright = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    upright.info = {}
    out = io.BytesIO()
    upright.save(out, format_, quality=QUALITY)
    return out.getvalue()


def _within(pixels: int, width: int, height: int) -> tuple[int, int]:
    """The largest size of this shape that has so many pixels, but not larger than it is."""
    share = min(1.0, sqrt(pixels / (width * height)))
    return max(1, int(width * share)), max(1, int(height * share))


def _document(content: bytes) -> bytes:
    import pikepdf  # noqa: PLC0415 - only where it is run apart

    try:
        document = pikepdf.open(io.BytesIO(content))
    except pikepdf.PasswordError as locked:
        raise BadInput(*refusals.FILE_LOCKED) from locked
    with document:
        document.generate_appearance_streams()
        document.flatten_annotations()  # what was filled in, stamped or signed stands on the page itself
        for kept, part in ((_ROOT, document.Root), *((_PAGE, page.obj) for page in document.pages)):
            for key in set(part.keys()) - kept:
                del part[key]
        for part in document.objects:
            if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
                for key in _TRACES & set(part.keys()):
                    del part[key]
        del document.docinfo
        out = io.BytesIO()
        document.save(out, encryption=False, deterministic_id=True)
    return out.getvalue()
