"""A published list, looked through: by page, by child, by number, and how it came out."""

from services.booking.domain.draw import entrant_of
from services.booking.domain.published import PAGE, Published
from tests.support.draws import CHESS, DANCE, DRAW, PAINTING, city, drawn

RIGHT = drawn()
FROZEN, HELD = Published(RIGHT["units"], None), Published(RIGHT["units"], RIGHT["result"])


def child(name):
    return entrant_of(DRAW, name)


def test_it_is_read_by_number_and_once_it_was_held_by_rank():
    assert [line.number for line in FROZEN.page()] == sorted(unit["unit"] for unit in RIGHT["units"])
    assert [line.number for line in HELD.page()] == [row["unit"] for row in RIGHT["result"]]
    assert {line.outcome for line in FROZEN.page()} == {"entered"}
    assert HELD.outcomes == {"confirmed": 5, "waitlisted": 4}
    assert Published([], []).page() == []


def test_every_unit_stands_on_one_page():
    units, _ = city(700, 9, 3)
    listed = Published(units, None)
    pages = [listed.page(n) for n in range(1, listed.pages + 1)]
    assert [len(page) for page in pages[:-1]] == [PAGE] * (listed.pages - 1)
    assert [line.unit for page in pages for line in page] == units
    assert listed.page(listed.pages + 1) == []
    assert (Published([], None).pages, Published(units[:PAGE], None).pages) == (1, 1)


def test_a_family_finds_its_units_by_its_children_and_anybody_by_the_beginning_of_a_number():
    siblings = FROZEN.of([child("c")])
    assert siblings == FROZEN.of([child("b"), child("c")]) == FROZEN.named(child("c")[:9])
    assert siblings[0].children == sorted([child("b"), child("c")])
    assert FROZEN.of([child("nobody")]) == FROZEN.named("x") == []
    assert [line.number for line in FROZEN.named(child("e"))] == [child("e")]
    assert FROZEN.named("") == FROZEN.page()


def test_what_is_counted():
    assert (len(FROZEN), FROZEN.children) == (9, 10)
    assert FROZEN.bands == {0: 4, 1: 5}
    assert FROZEN.asked == {DANCE: 9, PAINTING: 4, CHESS: 7}


def test_turns_are_told_in_the_order_of_the_wishes():
    (line,) = HELD.of([child("b")])
    assert line.turns == [(DANCE, 2), (PAINTING, 1), (CHESS, 2)]
