"""What is wrong with a file as YAML and what to do, in Chinese and English."""

import re

from services.classes.plan.file.errors import PlanError
from services.classes.plan.language.wording import Pair
from services.classes.words import plan_file as wrong

_BEGINNINGS = {
    b"PK\x03\x04": wrong.OFFICE,
    b"\xd0\xcf\x11\xe0": wrong.OFFICE,
    b"%PDF": wrong.PDF,
    b"{\\rtf": wrong.OFFICE,
    b"\x89PNG": wrong.PICTURE,
    b"\xff\xd8\xff": wrong.PICTURE,
    b"PK\x05\x06": wrong.PACKED,
    b"Rar!": wrong.PACKED,
    b"7z\xbc\xaf": wrong.PACKED,
    b"\x1f\x8b": wrong.PACKED,
    b"MIME-Version:": wrong.PAGE,
}
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|meta|body|table|\?xml)", re.IGNORECASE)


def kind_of_file(data: bytes) -> Pair | None:
    """What it is when it is no text at all, by how it begins."""
    if _PAGE.match(data):
        return wrong.PAGE.zh, wrong.PAGE.en
    return next(((kind.zh, kind.en) for beginning, kind in _BEGINNINGS.items() if data.startswith(beginning)), None)


def too_large(size: int) -> Pair:
    """The file has more bytes than allowed."""
    return wrong.FILE_TOO_LARGE.of(size=f"{size / 1000000:.1f}")


def encoding(data: bytes) -> Pair:
    """The file is not UTF-8, but perhaps what Chinese Windows writes."""
    found = "UTF-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "GBK"
    try:
        data.decode(found)
    except UnicodeDecodeError:
        return wrong.FILE_NO_UTF8
    return wrong.FILE_OTHER_ENCODING.of(found=found)


def duplicate(key: str, line: int) -> Pair:
    """The same key stands twice in one mapping."""
    return wrong.KEY_TWICE_IN_FILE.of(key=key, line=line)


def syntax(text: str, line: int, column: int, problem: str) -> PlanError:
    """What a YAML parser could not read, told by what usually causes it."""
    lines = text.splitlines() or [""]
    for number in (line, line - 1):
        here = lines[number - 1] if 0 < number <= len(lines) else ""
        if re.match(r" *\t", here):
            return PlanError(number, 1, "", *wrong.TAB)
        if re.match(r"\s*(- )?[\w-]+\uff1a", here):
            return PlanError(number, here.index("\uff1a") + 1, "", *wrong.WIDE_COLON)
        if re.match(r"\s*(- )?[a-z_]+:[^\s/]", here):
            return PlanError(number, here.index(":") + 2, "", *wrong.NO_SPACE)
    if "quoted" in problem:
        return PlanError(line, column, "", *wrong.QUOTE)
    if "',' or" in problem or "flow" in problem or "node content" in problem:
        return PlanError(line, column, "", *wrong.BRACKET)
    if "cannot start" in problem or "expected alphabetic" in problem:
        return PlanError(line, column, "", *wrong.SIGN)
    here = lines[line - 1] if line <= len(lines) else ""
    two = "mapping values" in problem and len(re.findall(r":(?=\s|$)", here)) > 1
    return PlanError(line, column, "", *(wrong.TWO_COLONS if two else wrong.INDENT))
