"""Whoever changes a published draw is found, and told what was changed; a forger of everything, by a copy kept earlier."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.draw import changes, entrant_of, list_hash, main, remarks, verify
from tests.support.draws import (
    CHESS,
    DANCE,
    DRAW,
    GROUPS,
    PAINTING,
    UNITS,
    as_at,
    drawn,
    drawn_of_version_1,
    remade,
    room,
    seat,
    unit,
)

RIGHT = drawn()


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
    assert verify(as_at("frozen", RIGHT | {"units": units}))
    assert any("处不符" in told for told in verify(RIGHT | {"units": units, "units_hash": list_hash(units)}))
    forged = remade(RIGHT, units=units)
    assert verify(forged) == []
    told = changes(as_at("frozen", RIGHT), forged)
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
def test_other_places_or_pools_do_not_fit_the_result_and_are_said_when_the_result_was_remade(groups):
    assert any("处不符" in told for told in verify(RIGHT | {"groups": groups}))
    forged = remade(RIGHT, groups=groups)
    assert (verify(forged), changes(as_at("frozen", RIGHT), forged)) == ([], [])
    assert any("名额有变动" in told for told in remarks(forged, as_at("frozen", RIGHT)))
    assert remarks(RIGHT, as_at("frozen", RIGHT)) == []


def test_another_secret_number_source_or_time_is_found():
    assert any("秘密数" in told for told in verify(RIGHT | {"secret": "1"}))
    assert any("处不符" in told for told in verify(RIGHT | {"randomness": "3 5 9"}))
    for changed in ({"secret": "1"}, {"source": "别的号码"}, {"frozen_at": "2026-12-28"}, {"bands": ["甲", "乙"]}):
        forged = remade(RIGHT, **changed)
        assert verify(forged) == []
        assert changes(as_at("frozen", RIGHT), forged)
    assert changes(RIGHT, remade(RIGHT, randomness="3 5 9"))
    assert changes(drawn_of_version_1(), RIGHT)


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


def test_without_a_public_number_only_where_everybody_gets_a_first_wish_or_none_was_promised(tmp_path, capsys):
    enough = {group: room(20) for group in GROUPS}
    assert any("没有用公开数字" in told for told in verify(drawn(randomness="")))
    assert verify(drawn(randomness="", groups=enough)) == []
    by_secret_alone = drawn(randomness="", source="")
    assert verify(by_secret_alone) == []
    assert any("没有写明来源" in told for told in verify(drawn(source="")))
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(by_secret_alone), encoding="utf-8")
    assert main([str(file)]) == 0
    assert "! 没有用公开数字" in (said := capsys.readouterr().out)
    assert "知道秘密数的人" in said


def test_a_kept_copy_is_compared_whichever_file_comes_first(tmp_path, capsys):
    files = {"kept": as_at("frozen", RIGHT), "right": RIGHT, "forged": remade(RIGHT, units=LISTS["a better band"])}
    paths = {name: str(tmp_path / name) for name in files}
    for name, document in files.items():
        (tmp_path / name).write_text(json.dumps(document), encoding="utf-8")
    assert [main([paths["right"], paths["kept"]]), main([paths["kept"], paths["right"]])] == [0, 0]
    assert [main([paths["forged"], paths["kept"]]), main([paths["kept"], paths["forged"]])] == [1, 1]
    assert f"{number(3)} 在文件保存之后被改动" in capsys.readouterr().out


MALFORMED = {
    "units.0.band": lambda u: [u[0] | {"band": True}, *u[1:]],
    "units.1.choices.0.0.pool": lambda u: [u[0], u[1] | {"choices": [[seat(1, DANCE, "a\nb")]]}, *u[2:]],
    "units.2": lambda u: [*u[:2], u[2] | {"vip": True}, *u[3:]],
    "没有排序": lambda u: u[::-1],
    "重复的编号": lambda u: [u[0], *u],
    "是空的": lambda u: [u[0] | {"choices": []}, *u[1:]],
    "空的,或": lambda u: [u[0] | {"choices": [[], *u[0]["choices"]]}, *u[1:]],
    "写了两次": lambda u: [u[0] | {"choices": [[seat(1, DANCE), seat(1, DANCE, "骑手")]]}, *u[1:]],
    "优先档": lambda u: [u[0] | {"band": 3}, *u[1:]],
    "班次不存在": lambda u: [u[0] | {"choices": [[seat(1, "0" * 36)]]}, *u[1:]],
    "由它的孩子算出": lambda u: [u[0] | {"choices": [[seat("friend", DANCE)]]}, *u[1:]],
    "孩子登记了两次": lambda u: resorted([*u, unit([seat(1, PAINTING), seat("friend", PAINTING)])]),
}


@pytest.mark.parametrize("told", MALFORMED)
def test_a_list_that_cannot_be_is_named(told):
    for document in (RIGHT, as_at("frozen", RIGHT)):
        assert told in verify(document | {"units": MALFORMED[told](RIGHT["units"])})[0]


def test_groups_that_cannot_be_are_named():
    for groups in (
        {"1": room(1)},
        {DANCE: room(-1)},
        {DANCE: room(1, 骑手=-1)},
        {DANCE: room(1, -1)},
        {DANCE: {"title": "", "places": 1}},
    ):
        assert verify(as_at("entering", RIGHT | {"groups": groups}))


def test_a_group_may_leave_out_that_its_list_has_no_end():
    short = {
        group: {name: value for name, value in told.items() if name != "waiting"} for group, told in GROUPS.items()
    }
    assert verify(drawn(groups=short)) == []
    assert verify(RIGHT | {"groups": short})  # that of chess had one


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(st.data(), JSON, st.sampled_from([drawn, drawn_of_version_1]))
def test_nonsense_is_told_and_never_breaks_it(data, nonsense, held):
    document = held()
    key = data.draw(st.sampled_from(sorted(document)))
    told = verify(document | {key: nonsense})
    unbound = ("group", "draw", "title", "source", "frozen_at", "drawn_at", "bands")
    assert told or key in unbound or nonsense == document[key]
    assert verify(nonsense)
    assert verify({name: value for name, value in document.items() if name != key})
    for name in ("groups", "units", "entrants", "capacity"):
        if name not in document:
            assert verify(document | {name: nonsense}) == []


@given(st.data(), JSON)
def test_nonsense_deep_inside_is_told_and_never_breaks_it(data, nonsense):
    document = json.loads(json.dumps(RIGHT))
    inside, key = document, data.draw(st.sampled_from(["groups", "units", "result"]))
    while isinstance(inside[key], dict | list) and inside[key] and data.draw(st.booleans()):
        inside = inside[key]
        key = data.draw(st.sampled_from(sorted(inside) if isinstance(inside, dict) else range(len(inside))))
    before, inside[key] = inside[key], nonsense
    assert verify(document) or before == nonsense or key == "title"
