"""What people read stands in one room a service: both halves, with the same things to fill in, and none of it elsewhere."""

import importlib
import re
from collections.abc import Iterator

import pytest

from tests.support.sentences import HAN, declared, modules, name, shown, templates

HOMES = {
    "aixin": {
        "demo/families.py",  # made-up names
        "docs.py",  # the frame of a generated page
        "privacy.py",  # … and of another
    },
    "deploy": set(),
    "services/accounts": {
        "demo.py",  # made-up people and unions
        "domain/roll.py",  # how people write that there is no end, and what stands below a table: vocabulary
        "domain/roll_header.py",  # what the columns of a sheet may be called: vocabulary
    },
    "services/booking": {
        "domain/named.py",  # in how many ways a firm says that it is one: vocabulary
        "domain/draw.py",  # a program that parents run by itself: it brings its own words
        "store/groups.py",  # how a statement is called, as an agreement brings its title
    },
    "services/classes": {
        "shapes.py",  # a group as the API's document shows it
        "plan/language/",  # what organizers may type, and what it means: vocabulary
        "plan/told/",  # a plan told back: sentences and nothing else
    },
    "services/notify": set(),
    "shared": {
        "kernel/areas.py",  # what divisions are called by: vocabulary
        "kernel/words.py",  # dates, lengths of time and counts, which sentences are made of
        "events/categories.py",  # what a family may say it is: vocabulary
        "privacy/",  # the register of what is kept of people: a table in both languages by itself
        "settings.py",  # under which name mails are sent
    },
}
"""Each has a room of words; what else in it holds Chinese, and why."""
CHINESE = re.compile(f"[{HAN}]")


def rooms() -> Iterator[str]:
    """Every module of words."""
    for path in modules(*HOMES):
        if "/words/" in name(path) or "/told/" in name(path):
            yield name(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def pairs(module: str) -> Iterator[tuple[str, str, str]]:
    """(entry, 中文, English) of every pair that a module of words lists."""

    def within(entry: str, value: object) -> Iterator[tuple[str, str, str]]:
        match value:
            case (str(zh), str(en)) if CHINESE.search(zh + en):
                yield entry, zh, en
            case dict():
                for key, one in value.items():
                    yield from within(f"{entry}[{key!r}]", one)
            case list() | tuple():
                for number, one in enumerate(value):
                    yield from within(f"{entry}[{number}]", one)

    for entry, value in vars(importlib.import_module(module)).items():
        yield from within(entry, value)


def filled_in(half: str) -> set[str]:
    """What stands in braces; {until_zh} and {until_en} are the same thing."""
    return {re.sub(r"_(zh|en)$", "", field) for field in re.findall(r"\{(\w+)\}", half)}


@pytest.mark.parametrize("module", [*rooms()])
def test_an_entry_has_both_halves(module):
    for entry, zh, en in pairs(module):
        assert CHINESE.search(zh), f"{entry}: {zh!r} is not Chinese"
        assert re.search(r"[a-z]", en), f"{entry}: {en!r} is not English"
        assert filled_in(zh) == filled_in(en), f"{entry}: {zh!r} and {en!r} differ in what is filled in"


@pytest.mark.parametrize(("home", "apart"), HOMES.items(), ids=HOMES)
def test_no_sentence_stands_elsewhere(home, apart):
    apart = tuple(f"{home}/{path}" for path in ("words/", *apart))
    assert not [
        (name(path), line, text)
        for path in modules(home)
        if not name(path).startswith(apart)
        for line, text in shown(path)
        if CHINESE.search(text) and text not in declared(path)
    ]


@pytest.mark.parametrize(("home", "apart"), HOMES.items(), ids=HOMES)
def test_what_stands_apart_still_holds_chinese(home, apart):
    """A reason without its case goes."""
    for path in apart:
        files = [found for found in modules(home) if name(found).startswith(f"{home}/{path}")]
        assert any(CHINESE.search(text) for found in files for _, text in shown(found)), path


def test_what_a_pair_is_filled_in_with():
    assert filled_in("{name}，{until_zh}前") == filled_in("{name} before {until_en}") == {"name", "until"}


def test_no_sentence_of_a_template_lacks_its_half():
    """`t('中文', 'English')`; a particle like 共 may have nothing beside it."""
    half = r"'(?:[^'\\]|\\.)*'"
    assert not [
        (name(path), said[0])
        for path in templates()
        for said in re.finditer(rf"\bt\(({half}), ({half})\)", path.read_text(encoding="utf-8"))
        if len(CHINESE.findall(said[1])) > 4 and not said[2].strip("' ")
    ]
