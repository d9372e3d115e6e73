"""The look, checked by machine: contrast, weight, no foreign address, htmx as it was published."""

import base64
import gzip
import hashlib
import re

import pytest

from shared.web.pages import STATIC, asset, safe_next

CSS = (STATIC / "aixin.css").read_text()


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", block))


LIGHT = tokens(CSS[: CSS.index("@media (prefers-color-scheme: dark)")])
DARK = LIGHT | tokens(CSS[CSS.index("@media (prefers-color-scheme: dark)") : CSS.index("* { box-sizing")])

PAIRS = [
    *((text, ground) for text in ("ink", "soft", "link") for ground in ("paper", "card", "sunk")),
    *((state, f"{state}-tint") for state in ("green", "amber", "blue", "grey", "red")),
    *((state, "card") for state in ("green", "amber", "blue", "grey", "red")),
    *(("ink", f"{state}-tint") for state in ("green", "amber", "blue", "grey", "red")),
    *(("ink", fill) for fill in ("fill", "fill-few", "fill-full")),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_words_can_be_read(scheme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(scheme[text], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(scheme: dict[str, str]) -> None:
    assert contrast(scheme["control"], scheme["card"]) >= 3


def test_what_a_first_page_weighs() -> None:
    sizes = {file.name: file.stat().st_size for file in STATIC.iterdir()}
    assert sizes["aixin.css"] <= 20 * 1024
    assert sizes["aixin.js"] <= 5 * 1024
    assert sizes["clock.js"] <= 2.5 * 1024
    assert sum(sizes[name] for name in ("aixin.css", "aixin.js", "clock.js", "htmx.min.js", "icon.svg")) <= 90 * 1024


def test_a_page_can_be_read_in_two_seconds_on_slow_3g() -> None:
    """400 kbit/s and 400 ms: a connection, the page (5 KB), then the look beside the scripts, as the edge compresses them."""
    sizes = {
        name: len(gzip.compress((STATIC / name).read_bytes(), 5))
        for name in ("aixin.css", "aixin.js", "clock.js", "htmx.min.js")
    }
    assert 3 * 0.4 + (5 * 1024 + sum(sizes.values())) / 50_000 < 2


def test_htmx_is_what_was_published() -> None:
    digest = hashlib.sha384((STATIC / "htmx.min.js").read_bytes()).digest()
    assert (STATIC / "htmx.sha384").read_text().strip() == f"sha384-{base64.b64encode(digest).decode()}"


def test_nothing_comes_from_elsewhere_and_old_engines_can_follow() -> None:
    assert "http" not in CSS
    assert "@import" not in CSS
    assert ":has(" not in CSS
    for line in [line for name in ("aixin.js", "clock.js") for line in (STATIC / name).read_text().splitlines()]:
        assert not re.search(r"\?\?|\?\.\w|=>|https?:", line), line


def test_an_address_changes_with_the_content() -> None:
    assert re.fullmatch(r"/static/aixin\.css\?v=[0-9a-f]{12}", asset("aixin.css"))


@pytest.mark.parametrize(
    "target",
    ["", None, "http://evil.example", "//evil.example", "/\\evil.example", "/a\\b", "/a\nb", "x", "javascript:x"],
)
def test_a_way_on_that_leaves_the_site_is_not_taken(target: str | None) -> None:
    assert safe_next(target, "/home") == "/home"


def test_a_way_on_inside_is_taken() -> None:
    assert safe_next("/classes/?grade=2#x") == "/classes/?grade=2#x"
