"""What holds for every draw, and that verify finds every kind of tampering."""

import copy
import json

from hypothesis import assume, given
from hypothesis import strategies as st

from services.booking.domain.draw import commitment, entrant_of, list_hash, order, outcomes, verify
from tests.support.draws import drawn

ENTRANTS = st.sets(st.integers(0, 10**6), max_size=40).map(lambda ns: sorted(entrant_of(str(n)) for n in ns))
MANY = st.sets(st.integers(0, 10**6), min_size=6, max_size=40).map(lambda ns: sorted(entrant_of(str(n)) for n in ns))
TEXT = st.text(min_size=1, max_size=20).filter(lambda text: text.split())
DOCUMENTS = st.builds(drawn, MANY, st.integers(1, 5), TEXT, TEXT)


@given(ENTRANTS, TEXT, TEXT, st.randoms())
def test_the_order_is_a_permutation_that_does_not_know_how_the_list_was_given(entrants, secret, public, lots):
    mixed = lots.sample(entrants, len(entrants))
    assert order(mixed, secret, public) == order(entrants, secret, public)
    assert sorted(order(entrants, secret, public)) == entrants


@given(DOCUMENTS)
def test_a_right_document_is_right_also_after_travelling_as_json(document):
    assert verify(json.loads(json.dumps(document))) == []


@given(st.sets(st.integers(0, 10**6), min_size=20, max_size=40), TEXT, TEXT)
def test_secret_public_number_and_list_each_change_the_order(numbers, secret, public):
    entrants = [entrant_of(str(n)) for n in numbers]
    before = order(entrants, secret, public)
    assert order(entrants, secret + "x", public) != before
    assert order(entrants, secret, public + "x") != before
    assert [e for e in order([*entrants, "f" * 16], secret, public) if e != "f" * 16] != before


@given(DOCUMENTS, st.data())
def test_swapped_ranks_are_found(document, data):
    one, other = data.draw(st.lists(st.integers(0, len(document["result"]) - 1), min_size=2, max_size=2, unique=True))
    rows = document["result"]
    rows[one]["entrant"], rows[other]["entrant"] = rows[other]["entrant"], rows[one]["entrant"]
    assert verify(document)


@given(DOCUMENTS, st.data())
def test_rows_in_another_order_changed_or_dropped_are_found(document, data):
    rows = document["result"]
    at = data.draw(st.integers(0, len(rows) - 1))
    key, value = data.draw(
        st.sampled_from(
            [("outcome", "confirmed"), ("outcome", "waitlisted"), ("position", 1), ("rank", 0), ("more", 1)]
        )
    )
    changed = copy.deepcopy(document)
    changed["result"][at][key] = value
    assume(changed != document)
    assert verify(changed)
    assert verify(document | {"result": rows[:at] + rows[at + 1 :]})
    assert verify(document | {"result": rows[::-1]})


@given(DOCUMENTS, st.data(), st.booleans(), st.booleans())
def test_an_added_or_removed_entrant_is_found_even_with_a_new_hash_or_a_new_result(document, data, rehash, redraw):
    entrants = document["entrants"]
    gone = data.draw(st.sampled_from(entrants))
    for changed in (sorted({*entrants, "f" * 16}), [e for e in entrants if e != gone]):
        told = document | {"entrants": changed}
        if rehash:
            told["entrants_hash"] = list_hash(changed)
        elif redraw:
            told["result"] = outcomes(order(changed, told["secret"], told["randomness"]), told["capacity"])
        assert verify(told)


@given(DOCUMENTS, TEXT)
def test_another_public_number_or_secret_is_found(document, text):
    assume(order(document["entrants"], document["secret"], text) != [r["entrant"] for r in document["result"]])
    assert verify(document | {"randomness": text})
    assert verify(document | {"randomness": ""})
    assume(text != document["secret"])
    assert verify(document | {"secret": text})
    redrawn = outcomes(order(document["entrants"], text, document["randomness"]), document["capacity"])
    assert verify(document | {"secret": text, "result": redrawn})


@given(DOCUMENTS, st.integers(0, 8))
def test_a_wrong_capacity_is_found(document, capacity):
    assume(min(capacity, len(document["entrants"])) != document["capacity"])
    assert verify(document | {"capacity": capacity})


@given(DOCUMENTS, st.data())
def test_a_missing_part_is_found_and_so_is_a_list_that_could_be_read_two_ways(document, data):
    missing = data.draw(st.sampled_from(sorted(document)))
    assert verify({key: value for key, value in document.items() if key != missing})
    two_in_one = ["\n".join(document["entrants"][:2]), *document["entrants"][2:]]
    assert list_hash(two_in_one) == document["entrants_hash"]
    assert verify(document | {"entrants": two_in_one})
    assert verify(document | {"entrants": document["entrants"][::-1]})
    assert verify(document | {"entrants": [document["entrants"][0], *document["entrants"]]})


def test_everybody_waits_without_a_public_number_is_no_draw():
    assert verify(drawn(capacity=3, randomness=""))
    assert verify(drawn(capacity=8, randomness="")) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(st.data(), JSON)
def test_nonsense_is_told_and_never_breaks_it(data, nonsense):
    document = drawn()
    key = data.draw(st.sampled_from(sorted(document)))
    told = verify(document | {key: nonsense})
    assert told or key in ("group", "title", "source", "frozen_at", "drawn_at") or nonsense == document[key]
    assert verify(nonsense)


def test_a_commitment_hides_nothing_but_its_secret():
    assert commitment("a") != commitment("a ")
