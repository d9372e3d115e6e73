"""Excel files as nobody saves them: made by hand, small, with what they say about themselves left to the test."""

import io
import zipfile
from collections.abc import Mapping

_TYPES = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_TYPES}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_TYPES}/relationships"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_TYPES}/relationships"><Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
ROLL = {"A1": "姓名", "B1": "手机号", "A2": "王芳", "B2": "13800000001"}


def sheet(cells: Mapping[str, str], dimension: str = "A1:B2") -> bytes:
    """An .xlsx with these cells, in the order given; `dimension`: how large it says it is."""
    said = "".join(_cell(place, text) for place, text in cells.items())
    data = f'<worksheet xmlns="{_MAIN}"><dimension ref="{dimension}"/><sheetData>{said}</sheetData></worksheet>'
    return packed(_PARTS | {"xl/worksheets/sheet1.xml": data})


def packed(parts: Mapping[str, str]) -> bytes:
    """A zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return out.getvalue()


def of_another_version(content: bytes, version: int = 99) -> bytes:
    """A zip whose parts need another version of unzip."""
    entry = b"PK\x01\x02"
    return content.replace(entry + content[content.index(entry) + 4 :][:4], entry + bytes((20, 0, version, 0)))


def _cell(place: str, text: str) -> str:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return f'<row r="{row}"><c r="{place}" t="inlineStr"><is><t>{text}</t></is></c></row>'
