"""Whoever changes a published draw is found, and told what was changed; a forger of everything, by a copy kept earlier."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.draw import ENTERING, FROZEN, changes, entrant_of, list_hash, main, verify
from tests.support.draws import (
    CHESS,
    DANCE,
    DRAW,
    GROUPS,
    PAINTING,
    UNITS,
    as_at,
    drawn,
    remade,
    room,
    seat,
    unit,
)

RIGHT = drawn()


@pytest.fixture
def said(tmp_path, capsys):
    """`said(document, …)`: what the program answers to these files, and what it prints."""

    def run(*documents):
        files = [tmp_path / f"{n}.json" for n, _ in enumerate(documents)]
        for file, document in zip(files, documents, strict=True):
            file.write_text(json.dumps(document), encoding="utf-8")
        return main([str(file) for file in files]), capsys.readouterr().out

    return run


def number(child):
    """Of a unit of one child."""
    return entrant_of(DRAW, str(child))


def with_unit(child, **changed):
    """The list with something of the unit of this child changed."""
    return [one | changed if one["unit"] == number(child) else one for one in RIGHT["units"]]


def without_siblings():
    return [one for one in RIGHT["units"] if len({s["entrant"] for s in one["choices"][0]}) == 1]


def resorted(units):
    return sorted(units, key=lambda one: one["unit"])


LISTS = {
    "a unit is added": resorted([*RIGHT["units"], unit([seat("friend", DANCE)])]),
    "a unit is taken out": [one for one in RIGHT["units"] if one["unit"] != number(3)],
    "a unit is exchanged": resorted([unit([seat("friend", DANCE)]), *(u for u in UNITS if u["unit"] != number(3))]),
    "a better band": with_unit(3, band=0),
    "the wishes turned round": with_unit(3, choices=[[seat(3, CHESS)], [seat(3, DANCE)]]),
    "a wish more": with_unit("e", choices=[[seat("e", DANCE, "骑手")], [seat("e", CHESS)]]),
    "a wish less": with_unit(3, choices=[[seat(3, DANCE)]]),
    "into a pool": with_unit(3, choices=[[seat(3, DANCE, "骑手")], [seat(3, CHESS)]]),
    "out of a pool": with_unit("e", choices=[[seat("e", DANCE)]]),
    "a sibling left behind": resorted([*without_siblings(), unit([seat("b", DANCE)], band=1)]),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_changed_list_is_found_by_its_hash_by_the_result_and_by_a_kept_copy(name):
    units = LISTS[name]
    assert any("名单与它的指纹不符" in told for told in verify(RIGHT | {"units": units}))
    assert verify(as_at(FROZEN, RIGHT | {"units": units}))
    assert any("处不符" in told for told in verify(RIGHT | {"units": units, "units_hash": list_hash(units)}))
    forged = remade(RIGHT, units=units)
    assert verify(forged) == []
    told = changes(as_at(FROZEN, RIGHT), forged)
    apart = {one["unit"] for one in units if one not in RIGHT["units"]} | {
        one["unit"] for one in RIGHT["units"] if one not in units
    }
    assert any("units_hash" in one for one in told)
    assert all(any(unit in one for one in told) for unit in apart)


@pytest.mark.parametrize(
    "groups",
    [
        GROUPS | {DANCE: room(4, 骑手=1)},
        GROUPS | {DANCE: room(2, 骑手=1)},
        GROUPS | {DANCE: room(3)},
        GROUPS | {DANCE: room(3, 骑手=2)},
        GROUPS | {CHESS: room(2, waiting=2)},
        GROUPS | {CHESS: room(1, waiting=1)},
    ],
)
def test_other_places_or_pools_do_not_fit_the_result_and_are_found_when_the_result_was_remade(said, groups):
    assert any("处不符" in told for told in verify(RIGHT | {"groups": groups}))
    forged = remade(RIGHT, groups=groups)
    assert verify(forged) == []
    assert any("名额在冻结之后被改动" in told for told in changes(as_at(FROZEN, RIGHT), forged))
    assert (
        "! 文件保存之后，班次或名额有变动" in said(forged, as_at(ENTERING, RIGHT))[1]
    )  # before the list stood they may
    assert "!" not in said(RIGHT, as_at(FROZEN, RIGHT))[1]


def test_a_group_that_is_called_off_after_the_freeze_is_said_and_no_fraud(said):
    gone = remade(RIGHT, groups=GROUPS | {DANCE: room(0, waiting=0)})
    assert (verify(gone), changes(as_at(FROZEN, RIGHT), gone)) == ([], [])
    assert "! 文件保存之后，班次或名额有变动" in said(gone, as_at(FROZEN, RIGHT))[1]


def test_another_secret_number_source_or_time_is_found():
    assert any("秘密数" in told for told in verify(RIGHT | {"secret": "1"}))
    assert any("处不符" in told for told in verify(RIGHT | {"randomness": "3 5 9"}))
    for changed in ({"secret": "1"}, {"source": "别的号码"}, {"frozen_at": "2026-12-28"}, {"bands": ["甲", "乙"]}):
        forged = remade(RIGHT, **changed)
        assert verify(forged) == []
        assert changes(as_at(FROZEN, RIGHT), forged)
    assert changes(RIGHT, remade(RIGHT, randomness="3 5 9"))


@given(st.data())
def test_rows_changed_swapped_or_dropped_are_found(data):
    rows = copy.deepcopy(RIGHT["result"])
    at = data.draw(st.integers(0, len(rows) - 1))
    other = data.draw(st.integers(0, len(rows) - 1).filter(lambda n: n != at))
    changed = {"unit": "f" * 16, "rank": 0, "choice": 3, "turns": {DANCE: 9}, "more": 1}
    key = data.draw(st.sampled_from(sorted(changed)))
    swapped = copy.deepcopy(rows)
    swapped[at]["unit"], swapped[other]["unit"] = rows[other]["unit"], rows[at]["unit"]
    altered = [*rows[:at], rows[at] | {key: changed[key]}, *rows[at + 1 :]]
    for result in (swapped, altered, rows[:at] + rows[at + 1 :], [*rows, rows[at]], rows[::-1], []):
        assert any("处不符" in told for told in verify(RIGHT | {"result": result}))


def test_without_a_public_number_only_where_everybody_gets_a_first_wish_or_none_was_promised(said):
    enough = {group: room(20) for group in GROUPS}
    assert any("没有用公开数字" in told for told in verify(drawn(randomness="")))
    assert verify(drawn(randomness="", groups=enough)) == []
    by_secret_alone = drawn(randomness="", source="")
    assert verify(by_secret_alone) == []
    assert any("没有写明来源" in told for told in verify(drawn(source="")))
    code, told = said(by_secret_alone)
    assert (code, told.count("! 没有用公开数字"), told.count("! 知道秘密数的人")) == (0, 1, 1)
    assert "! 知道秘密数的人" not in said(drawn(randomness="", groups=enough))[1]


def test_a_kept_copy_is_compared_whichever_file_comes_first(said):
    kept, forged = as_at(FROZEN, RIGHT), remade(RIGHT, units=LISTS["a better band"])
    assert [said(RIGHT, kept)[0], said(kept, RIGHT)[0]] == [0, 0]
    for files in [(forged, kept), (kept, forged)]:
        code, told = said(*files)
        assert (code, f"{number(3)} 在文件保存之后被改动" in told) == (1, True)


MALFORMED = [
    ("缺少“units”", lambda u: [u[0] | {"band": True}, *u[1:]]),
    ("缺少“units”", lambda u: [u[0] | {"band": -1}, *u[1:]]),
    ("缺少“units”", lambda u: [u[0], u[1] | {"choices": [[seat(1, DANCE, "a\nb")]]}, *u[2:]]),
    ("缺少“units”", lambda u: [*u[:2], u[2] | {"vip": True}, *u[3:]]),
    ("没有排序", lambda u: u[::-1]),
    ("重复的编号", lambda u: [u[0], *u]),
    ("是空的", lambda u: [u[0] | {"choices": []}, *u[1:]]),
    ("空的，或", lambda u: [u[0] | {"choices": [[], *u[0]["choices"]]}, *u[1:]]),
    ("写了两次", lambda u: [u[0] | {"choices": [[seat(1, DANCE), seat(1, DANCE, "骑手")]]}, *u[1:]]),
    ("优先档", lambda u: [u[0] | {"band": 3}, *u[1:]]),
    ("班次不存在", lambda u: [u[0] | {"choices": [[seat(1, "0" * 36)]]}, *u[1:]]),
    ("由它的孩子算出", lambda u: [u[0] | {"choices": [[seat("friend", DANCE)]]}, *u[1:]]),
    ("孩子登记了两次", lambda u: resorted([*u, unit([seat(1, PAINTING), seat("friend", PAINTING)])])),
]


@pytest.mark.parametrize(("told", "mistake"), MALFORMED)
def test_a_list_that_cannot_be_is_named(told, mistake):
    for document in (RIGHT, as_at(FROZEN, RIGHT)):
        (only,) = verify(document | {"units": mistake(RIGHT["units"])})
        assert told in only


@pytest.mark.parametrize("version", [0, 2, True, 1.0, "1", None])
def test_another_version_is_none_that_can_be_read(version):
    assert "版" in verify(RIGHT | {"draw_version": version})[0]


def test_groups_that_cannot_be_are_named():
    for groups in (
        {"1": room(1)},
        {DANCE: room(-1)},
        {DANCE: room(1, 骑手=-1)},
        {DANCE: room(1, -1)},
        {DANCE: {"title": "", "places": 1, "pools": {}}},
    ):
        assert verify(as_at(ENTERING, RIGHT | {"groups": groups}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(st.data(), JSON)
def test_nonsense_is_told_and_never_breaks_it(data, nonsense):
    key = data.draw(st.sampled_from(sorted(RIGHT)))
    unbound = ("draw", "title", "source", "frozen_at", "drawn_at", "bands")
    assert verify(RIGHT | {key: nonsense}) or key in unbound or nonsense == RIGHT[key]
    assert verify(nonsense)
    assert verify({name: value for name, value in RIGHT.items() if name != key})


@given(st.data(), JSON)
def test_nonsense_deep_inside_is_told_and_never_breaks_it(data, nonsense):
    document = json.loads(json.dumps(RIGHT))
    inside, key = document, data.draw(st.sampled_from(["groups", "units", "result"]))
    while isinstance(inside[key], dict | list) and inside[key] and data.draw(st.booleans()):
        inside = inside[key]
        key = data.draw(st.sampled_from(sorted(inside) if isinstance(inside, dict) else range(len(inside))))
    before, inside[key] = inside[key], nonsense
    assert verify(document) or before == nonsense or key == "title"
