"""What holds for every draw: places, pools, siblings, wishes; each rule fails for a draw that breaks it."""

import random
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from services.booking.domain import draw
from services.booking.domain.draw import allocate, list_hash, normalised, order
from tests.support.draws import CHESS, DANCE, PAINTING, room, seat, unit

POOL = st.sampled_from([None, "骑手", "双职工"])
TEXT = st.text(min_size=1, max_size=20).filter(normalised)


@st.composite
def cases(draw_from):
    """Units and groups: up to three children together, wishes over three groups, short waiting lists, pools that may keep
    more than there is."""
    groups = {
        group: room(
            draw_from(st.integers(0, 4)),
            draw_from(st.none() | st.integers(0, 4)),
            **draw_from(st.dictionaries(POOL.filter(bool), st.integers(0, 3))),
        )
        for group in (DANCE, PAINTING, CHESS)
    }
    units = []
    for name in range(draw_from(st.integers(0, 9))):
        seats = st.builds(
            seat, st.integers(0, 2).map(lambda n, name=name: f"{name}-{n}"), st.sampled_from([*groups]), POOL
        )
        choice = st.lists(seats, min_size=1, max_size=3, unique_by=lambda s: (s["entrant"], s["group"]))
        choices = draw_from(st.lists(choice, min_size=1, max_size=3))
        units.append(unit(*choices, band=draw_from(st.integers(0, 2))))
    return units, groups


def given_by(groups, earlier):
    """group → pool → places, from what the rows say that earlier units got."""
    places = defaultdict(Counter)
    for one, row in earlier:
        for taken in one["choices"][row["choice"] - 1] if row["choice"] else []:
            places[taken["group"]][taken["pool"]] += 1
    return places


def fits(seats, groups, places):
    """The rule as it was agreed, one seat after another: a place is free, and not one that another pool still keeps."""
    places = defaultdict(Counter, {group: Counter(pools) for group, pools in places.items()})
    for one in seats:
        group, pool = one["group"], one["pool"]
        kept = groups[group]["pools"].items()
        others = sum(max(0, places_kept - places[group][name]) for name, places_kept in kept if name != pool)
        if places[group].total() >= groups[group]["places"] - others:
            return False
        places[group][pool] += 1
    return True


def takes_turns(one, groups, waiting):
    """The rule as it was agreed, seat by seat: who waits in which group now; told is the first turn of the unit."""
    turns = {}
    for seats in one["choices"]:
        longer = waiting.copy()
        for taken in seats:
            longer[taken["group"]] += 1
        limits = {group: groups[group]["waiting"] for group in longer}
        if any(limit is not None and longer[group] > limit for group, limit in limits.items()):
            continue
        turns = {taken["group"]: waiting[taken["group"]] + 1 for taken in seats} | turns
        waiting.update(longer - waiting)
    return turns


def wrongs(units, groups, rows):
    """Every way in which rows are not what units in this order should get."""
    if [(one["unit"], rank) for rank, one in enumerate(units, 1)] != [(row["unit"], row["rank"]) for row in rows]:
        return ["not everybody in this order"]
    found, waiting, together = [], Counter(), list(zip(units, rows, strict=True))
    for at, (one, row) in enumerate(together):
        places = given_by(groups, together[:at])
        got = row["choice"]
        if got and not fits(one["choices"][got - 1], groups, places):
            found.append(f"{at} has places that were taken or kept for others")
        preferred = one["choices"][: got - 1 if got else None]
        if any(fits(seats, groups, places) for seats in preferred):
            found.append(f"{at} could have had a wish that it liked better")
        if row["turns"] != (takes_turns(one, groups, waiting) if got is None else {}):
            found.append(f"{at} does not wait in its turn")
    for group, pools in given_by(groups, together).items():
        places, kept = groups[group]["places"], groups[group]["pools"]
        unused = sum(max(0, keeps - pools[name]) for name, keeps in kept.items())
        if pools.total() + (unused if sum(kept.values()) <= places else 0) > places:
            found.append("more than the places, or into what was kept")
    return found


@given(cases())
def test_places_pools_siblings_and_wishes_in_the_order_given(case):
    assert wrongs(*case, allocate(*case)) == []


@given(cases(), st.randoms())
def test_siblings_may_stand_in_any_order(case, lots):
    """All seats of a wish are had together, so it cannot matter which of them is looked at first."""
    units, groups = case
    mixed = [one | {"choices": [lots.sample(seats, len(seats)) for seats in one["choices"]]} for one in units]
    assert allocate(mixed, groups) == allocate(units, groups)


SOURCE = Path(draw.__file__).read_text(encoding="utf-8")
MUTANTS = {
    "one too many": ("min(room[None], 0) <= 0", "min(room[None], 0) < 0"),
    "pools count for nobody": ('seat["pool"] if room.get(seat["pool"], 0) > 0 else None', "None"),
    "a pool is all that its families get": ('if room.get(seat["pool"], 0) > 0', 'if seat["pool"] in room'),
    "what is kept is open as well": (' - sum(of["pools"].values())', ""),
    "pools keep more than there is": ("min(room[None], 0) <= 0", "0 <= 0"),
    "a wish that failed keeps its seats": ('dict(left[seat["group"]])', 'left[seat["group"]]'),
    "nothing is ever taken": ("left.update(rooms)", "pass"),
    "some of the siblings": ("return False\n        room", "continue\n        room"),
    "the last wish first": ('enumerate(unit["choices"], 1) if', 'reversed(list(enumerate(unit["choices"], 1))) if'),
    "only the first wish": ('enumerate(unit["choices"], 1) if', 'enumerate(unit["choices"][:1], 1) if'),
    "the last first": ("unit in enumerate(ordered, 1)", "unit in enumerate([*ordered][::-1], 1)"),
    "whoever has a place waits too": ("if got is None else {}", "if True else {}"),
    "a turn in the first wish only": ('_turns(unit["choices"],', '_turns(unit["choices"][:1],'),
    "a turn for each unit": ("waiting[group] += count", "waiting[group] += 1"),
    "the last child's turn": ("turns.setdefault(group, waiting[group] + 1)", "turns[group] = waiting[group] + count"),
    "the last wish's turn": ("turns.setdefault(group, waiting[group] + 1)", "turns[group] = waiting[group] + 1"),
    "lists without an end": ('float("inf") if of["waiting"] is None', 'float("inf") if True'),
    "one too many in a list": ("waiting[group] + count <= limits", "waiting[group] + count - 1 <= limits"),
    "some of the siblings in a list": ("waiting[group] + count <= limits", "waiting[group] + 1 <= limits"),
    "a wish that waits in part": (
        "if all(waiting[group] + count <= limits[group] for group, count in more.items()):",
        "if any(waiting[group] + count <= limits[group] for group, count in more.items()):",
    ),
}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_draw_that_breaks_a_rule_is_found(name):
    """The negative control of the test before: each of these mistakes shows in some small draw."""
    right, mistaken = MUTANTS[name]
    assert SOURCE.count(right) == 1
    mutant = {"__name__": "mutant"}
    exec(compile(SOURCE.replace(right, mistaken), "mutant", "exec"), mutant)
    many = settings(max_examples=3000, database=None, phases=[Phase.generate])
    assert find(
        cases(),
        lambda case: wrongs(*case, mutant["allocate"](*case)) != [],
        settings=many,
        random=random.Random(1),
    )


@given(cases(), TEXT, TEXT, st.randoms())
def test_the_order_goes_by_band_and_does_not_know_how_the_list_was_given(case, secret, public, lots):
    units, _ = case
    ordered = order(units, secret, public)
    assert order(lots.sample(units, len(units)), secret, public) == ordered
    assert [one["band"] for one in ordered] == sorted(one["band"] for one in units)
    assert sorted(ordered, key=units.index) == units


@given(st.sets(st.integers(0, 10**6), min_size=20, max_size=40), TEXT, TEXT)
def test_secret_public_number_and_list_each_change_the_order(numbers, secret, public):
    units = [unit([seat(n, DANCE)]) for n in numbers]
    before = order(units, secret, public)
    assert order(units, secret + "x", public) != before
    assert order(units, secret, public + "x") != before
    late = unit([seat("late", DANCE)])
    assert [one for one in order([*units, late], secret, public) if one != late] != before


@given(cases().filter(lambda case: case[0]), st.data())
def test_whatever_of_the_list_decides_changes_its_hash(case, data):
    units, _ = case
    at = data.draw(st.integers(0, len(units) - 1))
    one = units[at]
    first = one["choices"][0][0]
    others = one["choices"][1:]
    changed = [
        one | {"unit": "0" * 16},
        one | {"band": one["band"] + 1},
        one | {"choices": [*one["choices"], [seat("more", DANCE)]]},
        one | {"choices": [[*one["choices"][0], seat("more", DANCE)], *others]},
        *(
            one | {"choices": [[first | {key: value}, *one["choices"][0][1:]], *others]}
            for key, value in (("pool", "新就业形态"), ("entrant", "0" * 16), ("group", "f" * 36))
        ),
    ]
    turned = [*others, one["choices"][0]]
    if [sorted(map(str, seats)) for seats in turned] != [sorted(map(str, seats)) for seats in one["choices"]]:
        changed.append(one | {"choices": turned})
    lists = [units[:at] + units[at + 1 :], *([*units[:at], other, *units[at + 1 :]] for other in changed)]
    assert list_hash(units) not in map(list_hash, lists)
    assert list_hash(units) == list_hash(units[::-1])


def shares(order_of, draws=2_000, size=100, places=30):
    """How often each tenth of the sorted numbers got a place, in standard deviations from its fair share."""
    units = sorted((unit([seat(n, DANCE)], [seat(n, CHESS)]) for n in range(size)), key=lambda one: one["unit"])
    tenth = {one["unit"]: place * 10 // size for place, one in enumerate(units)}
    groups = {DANCE: room(places - 10, 骑手=0), CHESS: room(10)}
    won = Counter(
        tenth[row["unit"]] for n in range(draws) for row in allocate(order_of(units, n), groups) if row["choice"]
    )
    each, share = size // 10, places / size
    # places that a tenth gets in one draw: hypergeometric, as lots drawn without putting back
    variance = each * share * (1 - share) * (size - each) / (size - 1)
    return [(won[t] - draws * each * share) / (draws * variance) ** 0.5 for t in range(10)]


def test_every_tenth_of_the_numbers_gets_its_share():
    """In feriennet 71–77 % of the tenth with the lowest ids got nothing, year after year, and of the top three tenths 0 %."""
    assert max(map(abs, shares(lambda units, n: order(units, f"secret {n}", "3 5 8")))) < 4


def test_a_draw_whose_ties_an_id_decides_would_be_found():
    def few_lots(units, n):
        lots = random.Random(n)
        return sorted(units, key=lambda one: (lots.randrange(20), one["unit"]))

    assert max(map(abs, shares(few_lots))) > 4
