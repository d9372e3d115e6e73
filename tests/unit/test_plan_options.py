"""A class that goes with care alone: what an organizer writes, what is read back, what booking is told."""

import pytest

from services.classes.plan import expand, read, sentences, write
from tests.support.plan_texts import SOUND, changed, errors_of, line_of

OPTION = ("inside: care", "only_with: care")


def groups(*pairs):
    """The groups of the changed plan by their keys."""
    return {one.key: one for one in expand(read(changed(OPTION, *pairs).encode()))}


def read_back(*pairs):
    """What is told of the dance class, in Chinese and English."""
    return next(pair for pair in sentences(read(changed(OPTION, *pairs).encode())) if pair[0].startswith("舞蹈班"))


def test_it_names_the_care_of_its_site_and_term_and_lies_in_its_hours():
    found = groups()
    dance, low, later = (
        found[key].facts for key in ("dance/home/first/dance", "care/home/first/low", "care/home/second/low")
    )
    assert dance.only_with == low.care == "demo-2025-winter/care/home@first" != later.care
    assert dance.inside == low.session and not dance.care and not low.only_with


def test_a_plan_without_options_names_no_care():
    facts = [one.facts for one in expand(read(SOUND.encode()))]
    assert not any(each.care or each.only_with for each in facts)


def test_it_reads_back_as_what_it_is():
    zh, en = read_back()
    assert "只有在托管班里的孩子能报，托管班的名额没有了就一起结束" in zh and "20 个名额" in zh
    assert "only for children in 托管班, and it ends with their care" in en and "20 places" in en


@pytest.mark.parametrize("count", [1, 2])
def test_without_places_of_its_own_it_has_as_many_as_the_care(count):
    pairs = [("dance: {places: 20, who: {ages: 6-9}}", "dance: {who: {ages: 6-9}}")]
    pairs += [("places: 30,", f"places: 30, count: {count},")] if count > 1 else []
    assert groups(*pairs)["dance/home/first/dance"].facts.capacity == 30 * count + 25
    zh, en = read_back(*pairs)
    assert "名额不另限" in zh and "as many places as the care has" in en
    said = sentences(read(changed(OPTION, *pairs).encode()))[-1][0]
    assert f"{(30 * count + 25) * 2} 个名额" in said  # what is had with care is no place more


def test_what_is_said_of_all_places_is_said_of_care():
    rules = (
        "who:\n  members_of",
        "admission: {way: draw, draw_source: 福彩, confirm_within: 24h}\nlimits: {per_child: 1}\nminimum: 15\n"
        "pools: {categories: new_form, places: 3}\nwho:\n  members_of",
    )
    found = groups(rules, ("  closes: 2025-01-05 18:00\n", "  closes: 2025-01-05 18:00\n  sign_up: employer\n"))
    care, dance = (found[key].facts.in_full for key in ("care/home/first/low", "dance/home/first/dance"))
    assert (care.way, care.sign_up, care.confirm_within, len(care.pools)) == ("draw", "employer", 24 * 60, 1)
    assert (dance.way, dance.sign_up, dance.confirm_within, dance.pools) == ("first_come", "parent", None, [])
    assert dance.minimum is None and care.minimum and found["dance/home/first/dance"].facts.limits == []
    assert found["dance/home/first/dance"].facts.members_of == ["gaoxin"]


@pytest.mark.parametrize(
    ("first", "last", "term"),
    [
        ("2025-01-25", "2025-02-08", "first"),
        ("2025-02-12", "2025-02-14", "second"),
        ("2025-01-06", "2025-02-28", "first"),
    ],
)
def test_with_dates_of_its_own_it_goes_with_the_care_of_its_time(first, last, term):
    found = groups(
        ("    terms: [first]\n", f"    from: {first}\n    to: {last}\n"),
        ("[周二 14:00-15:30, Thu 14:00-15:30]", "周三 14:00-15:30"),
    )
    assert found["dance/home/dance"].facts.only_with == f"demo-2025-winter/care/home@{term}"


FAULTS = {
    "no such care": (("only_with: care", "only_with: nursery"), "only_with", "no “nursery”"),
    "two of them": (("only_with: care", "inside: care2\n    only_with: care"), "only_with", "remove inside"),
    "a term without care": (("    terms: [first, second]\n", "    terms: [second]\n"), "only_with", "not held in first"),
    "drawn": (("only_with: care", "only_with: care\n    admission: {way: draw, draw_source: 福彩}"), "admission", "remove this"),
    "reviewed": (("places: 20,", "places: 20, admission: {review: organizer},"), "dance: {places", "remove this"),
    "signed up": (("only_with: care", "only_with: care\n    registration:\n      sign_up: employer"), "sign_up", "remove this"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_makes_no_sense_is_told_at_its_line(fault):
    pair, line, said = FAULTS[fault]
    text = changed(OPTION).replace(*pair)
    found = [error for error in errors_of(text) if said in error.en]
    assert [error.line for error in found] == [line_of(text, line)]


def test_it_is_written_as_it_was_read():
    plan = read(changed(OPTION).encode())
    assert read(write(plan)) == plan
