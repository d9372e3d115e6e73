"""Small real pictures, as a browser painted them, and what a phone would write into them; papers as PDF."""

import io
import struct
import zlib
from base64 import b64decode

import pikepdf
from pikepdf import Dictionary, Name, Pdf

JPEG = b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAIABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAABP/EABgRAAIDAAAAAAAAAAAAAAAAAAAFQoHB/9oADAMBAAIRAxEAPwCBCBiqdaPZRvD/2Q=="
)
PNG = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAABAAAAAICAIAAAB/FOjAAAAAI0lEQVR4nOzLsQ0AAAjDsID4/2V4oAPd6zXKLFqhS2PK8HEAAAD//3F1eMwAAAAGSURBVAMABQgCEk4g2S4AAAAASUVORK5CYII="
)
WEBP = b64decode(
    "UklGRhwCAABXRUJQVlA4WAoAAAAgAAAADwAABwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggLgAAAHABAJ0BKhAACAAEAGgloAJ0AUAAAP7u5H+XMfQr//E2dPfVg/+hJj3/+JiyAAA="
)
PLACE = b"GPSLatitude 35.4147"
"""A canary: where the photo was taken."""


def exif(orientation: int = 6, order: str = "<") -> bytes:
    """A TIFF block with an orientation, and a place behind it."""
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(
        order + "IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0
    )
    return head + PLACE


def photo(orientation: int = 6, order: str = "<") -> bytes:
    """The JPEG as a phone saves it: Exif, XMP and a comment in front, a film behind."""
    pieces = [
        (0xE1, b"Exif\0\0" + exif(orientation, order)),
        (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE),
        (0xFE, PLACE),
    ]
    segments = b"".join(bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body for marker, body in pieces)
    return JPEG[:2] + segments + JPEG[2:] + b"ftypmp42" + PLACE


def png_with_texts() -> bytes:
    """The PNG with a text and an Exif chunk before its end."""
    chunks = [(b"tEXt", b"Comment\0" + PLACE), (b"eXIf", exif())]
    packed = (struct.pack(">I", len(b)) + n + b + struct.pack(">I", zlib.crc32(n + b)) for n, b in chunks)
    return PNG[:-12] + b"".join(packed) + PNG[-12:]


def webp_with_exif() -> bytes:
    """The WebP with an Exif chunk, said in its header."""
    chunk = b"EXIF" + struct.pack("<I", len(exif())) + exif() + b"\0" * (len(exif()) % 2)
    body = WEBP[8:20] + bytes([WEBP[20] | 0b1000]) + WEBP[21:] + chunk
    return b"RIFF" + struct.pack("<I", len(body)) + body


def pdf(password: str = "", **root: pikepdf.Object) -> bytes:
    """A page of a PDF on which 在职证明 could stand; more of what hangs on its root."""
    with Pdf.new() as document:
        page = document.add_blank_page(page_size=(200, 100))
        page.Contents = document.make_stream(b"0 0 10 10 re f")
        for key, value in root.items():
            document.Root[f"/{key}"] = value
        out = io.BytesIO()
        document.save(out, encryption=pikepdf.Encryption(user=password, owner=password) if password else False)
    return out.getvalue()


def pdf_with_traces() -> bytes:
    """… that runs a script, starts a program, calls a page of somebody's, brings a file, and says where it was made; with a seal."""
    script = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    launch = Dictionary(S=Name.Launch, F="calc.exe")
    with Pdf.open(io.BytesIO(pdf(OpenAction=script, AA=Dictionary(WC=script)))) as document:
        seal = document.make_stream(b"1 0 0 rg 0 0 9 9 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
        page = document.pages[0]
        page.AA = Dictionary(O=launch)
        page.PieceInfo = Dictionary(Editor=Dictionary(Private=PLACE.decode()))
        page.Annots = document.make_indirect(
            [
                Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=launch),
                Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[9, 9, 18, 18], F=4, AP=Dictionary(N=seal)),
            ]
        )
        photo_ = document.make_stream(
            JPEG, Type=Name.XObject, Subtype=Name.Image, Width=16, Height=8, BitsPerComponent=8
        )
        photo_.stream_dict.Filter, photo_.ColorSpace = Name.DCTDecode, Name.DeviceRGB
        photo_.Metadata = document.make_stream(PLACE, Type=Name.Metadata, Subtype=Name.XML)
        page.Resources = Dictionary(XObject=Dictionary(Photo=photo_))
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("x", action=launch))
        document.attachments["virus.exe"] = b"MZ" + PLACE
        document.docinfo["/Author"] = PLACE.decode()
        out = io.BytesIO()
        document.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


PDF = pdf()


def png_of(width: int, height: int) -> bytes:
    """A PNG of about 1 kB that says how large it is, and has nearly nothing of it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(1_000_000))), (b"IEND", b"")]
    return PNG[:8] + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
