"""Phones, limits, the tree of unions: values in, values out."""

from datetime import timedelta

import pytest

from services.accounts.domain.asker import network_of, tells_apart
from services.accounts.domain.limits import OF_A_BROWSER, wait_before_sending
from services.accounts.domain.phone import masked, normal
from services.accounts.domain.roles import (
    Union,
    ancestors,
    apart,
    in_order,
    leaves,
    list_of,
    managed,
    manages,
    may_grant,
)

UNIONS = {
    u.code: u
    for u in (
        Union("jining", "济宁市总工会", "region", None),
        Union("gaoxin", "高新区工会", "park", "jining"),
        Union("lantian", "蓝天电子工会", "employer", "gaoxin"),
        Union("lijiang", "丽江市总工会", "region", None),
    )
}


@pytest.mark.parametrize(
    "text",
    [
        "13800000001",
        " 138 0000 0001 ",
        "+86 138-0000-0001",
        "8613800000001",
        "13800000001",
        "13800000001.0",
        "'13800000001",
        "0086 13800000001",
    ],
)
def test_a_phone_is_read_however_it_is_typed(text: str) -> None:
    assert normal(text) == "13800000001"


@pytest.mark.parametrize(
    "text", ["", "1380000000", "138000000011", "23800000001", "12800000001", "电话", "1380000000a", "X13800000001"]
)
def test_what_is_no_mobile_number_is_none(text: str) -> None:
    assert normal(text) is None


def test_a_masked_phone_keeps_seven_digits() -> None:
    assert masked("13800000001") == "138****0001"


@pytest.mark.parametrize(
    ("minutes_ago", "wait"),
    [
        ([], 0),
        ([0.5], 30),
        ([1], 0),
        ([2, 4, 6, 8, 10], 50 * 60),
        ([2, 4, 6, 8, 61], 0),
        ([70 + n for n in range(10)], 24 * 3600 - 79 * 60),
    ],
)
def test_codes_are_sent_once_a_minute_five_an_hour_ten_a_day(minutes_ago: list[float], wait: int) -> None:
    filling = [
        timedelta(minutes=minutes_ago[count - 1]) if len(minutes_ago) >= count else None for count, _ in OF_A_BROWSER
    ]
    assert wait_before_sending(OF_A_BROWSER, filling) == wait


@pytest.mark.parametrize(
    ("host", "network", "apart"),
    [
        ("1.2.3.4", "1.2.3.4", True),
        ("2400:3200:1:2:3:4:5:6", "2400:3200:1:2::", True),
        ("127.0.0.1", "127.0.0.1", False),
        ("192.168.1.5", "192.168.1.5", False),
        ("100.64.3.4", "100.64.3.4", False),  # of a provider, for thousands
        ("testclient", "", False),
    ],
)
def test_an_address_counts_as_far_as_it_tells_people_apart(host: str, network: str, apart: bool) -> None:
    assert (network_of(host), tells_apart(network_of(host))) == (network, apart)


def test_a_role_reaches_down_the_tree_and_not_up() -> None:
    organizer = [("organizer", "gaoxin")]
    assert set(managed(organizer, UNIONS)) == {"gaoxin", "lantian"}
    assert not manages(organizer, "jining", UNIONS)
    assert set(managed([("federation", "*")], UNIONS)) == set(UNIONS)
    assert not managed([("teacher", "gaoxin")], UNIONS)


@pytest.mark.parametrize(
    ("held", "role", "union", "may"),
    [
        (("organizer", "gaoxin"), "organizer", "lantian", True),
        (("organizer", "gaoxin"), "teacher", "gaoxin", True),
        (("organizer", "gaoxin"), "organizer", "jining", False),
        (("organizer", "gaoxin"), "federation", "*", False),
        (("organizer", "gaoxin"), "king", "gaoxin", False),
        (("teacher", "gaoxin"), "teacher", "gaoxin", False),
        (("federation", "*"), "federation", "*", True),
    ],
)
def test_nobody_gives_a_role_above_the_own(held: tuple[str, str], role: str, union: str, may: bool) -> None:
    assert may_grant([held], role, union, UNIONS) is may


def test_the_tree_is_shown_from_the_top_and_a_membership_by_its_leaf() -> None:
    assert [(depth, u.code) for depth, u in in_order(UNIONS)] == [
        (0, "jining"),
        (1, "gaoxin"),
        (2, "lantian"),
        (0, "lijiang"),
    ]
    assert ancestors("lantian", UNIONS) == ["lantian", "gaoxin", "jining"]
    assert leaves(["gaoxin", "jining", "lantian"], UNIONS) == ["lantian"]
    assert leaves(["lantian", "gone"], UNIONS) == ["lantian"]


def test_a_tree_that_bites_its_tail_or_lost_its_root_ends_where_it_is_known() -> None:
    ring = {code: Union(code, code, "park", above) for code, above in (("a", "b"), ("b", "a"), ("c", "gone"))}
    assert ancestors("a", ring) == ["a", "b"]
    assert ancestors("c", ring) == ["c"]
    assert ancestors("gone", ring) == []
    assert [(depth, u.code) for depth, u in in_order(ring)] == [(0, "c")]


def test_a_list_is_a_unions_own_and_nobody_holds_a_role_in_it() -> None:
    twins = [list_of(union, "困难家庭") for union in ("gaoxin", "lijiang")]
    assert [(it.kind, it.name, it.parent) for it in twins] == [
        ("list", "困难家庭", union) for union in ("gaoxin", "lijiang")
    ]
    assert twins[0].code != twins[1].code
    unions = UNIONS | {it.code: it for it in twins}
    assert set(managed([("organizer", "gaoxin")], unions)) == {"gaoxin", "lantian", twins[0].code}
    for held in (("federation", "*"), ("organizer", "gaoxin")):
        assert not may_grant([held], "organizer", twins[0].code, unions)
    assert apart(unions) == (UNIONS, {it.code: it for it in twins})


def test_one_role_that_reaches_is_enough() -> None:
    held = [("teacher", "gaoxin"), ("organizer", "gaoxin")]
    assert manages(held, "lantian", UNIONS) and may_grant(held, "teacher", "lantian", UNIONS)
    assert not may_grant([("organizer", "gaoxin")], "teacher", "gone", UNIONS)
