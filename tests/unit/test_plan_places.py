"""Where and when groups take place, with how many places: one number, or by site and term; alike ones are counted, not copied."""

import time

import pytest

from services.classes.plan import expand, read, sentences, write
from tests.support.plan_texts import changed, errors_of, line_of

TWO_SITES = ("sites:\n", "sites:\n  gym: {name: 体育馆, address: 海川路}\n")
BOTH = ("name: 托管班\n    sites: [home]\n", "name: 托管班\n")


def places_of(*pairs):
    """The places of each care group by its key."""
    return {
        g.key: g.facts.capacity
        for g in expand(read(changed(TWO_SITES, BOTH, *pairs).encode()))
        if g.key.startswith("care/")
    }


def test_silence_means_every_site_and_every_term():
    text = changed(TWO_SITES, BOTH, ("    terms: [first, second]\n", ""))
    assert len([g for g in expand(read(text.encode())) if g.key.startswith("care/")]) == 8


def test_places_by_site_by_term_and_by_both():
    by_site = places_of(("places: 30", "places: {gym: 35, home: 20}"))
    assert {key: n for key, n in by_site.items() if key.endswith("low")} == {
        "care/gym/first/low": 35, "care/home/first/low": 20, "care/gym/second/low": 35, "care/home/second/low": 20,
    }  # fmt: skip
    by_term = places_of(("places: 30", "places: {first: 35, others: 20}"))
    assert (by_term["care/gym/first/low"], by_term["care/home/second/low"]) == (35, 20)
    by_both = places_of(("places: 30", "places: {gym: {first: 10, second: 11}, others: 12}"))
    assert [by_both[f"care/{where}/low"] for where in ("gym/first", "gym/second", "home/first")] == [10, 11, 12]


def test_a_group_may_be_held_at_one_site_or_in_one_term():
    assert {
        key for key in places_of(("places: 30", "places: 30, sites: gym, terms: second")) if key.endswith("low")
    } == {"care/gym/second/low"}
    held = places_of(("{name: 体育馆, address: 海川路}", "{name: 体育馆, terms: second}"))
    assert "care/gym/first/low" not in held and "care/gym/second/low" in held


OVERLAPPING = ("from: 2025-02-12", "from: 2025-02-11")


def test_sites_may_have_dates_of_their_own():
    """Two terms that overlap, each at another site: nobody is in both at once."""
    own = (", address: 崇文大道 1 号}", ", terms: first}"), (", address: 海川路}", ", terms: second}")
    assert errors_of(changed(TWO_SITES, BOTH, OVERLAPPING, *own)) == []
    assert [e.en[:24] for e in errors_of(changed(TWO_SITES, BOTH, OVERLAPPING, own[0]))] == ["first and second overlap"]


def test_a_sentence_says_of_which_site_and_term_a_number_is():
    def said(*pairs):
        return "".join(zh for zh, _ in sentences(read(changed(TWO_SITES, *pairs).encode())) if "低年级班" in zh)

    assert "；first、second各 30 个名额；" in said()
    assert "；first、second各 30 个名额（每个办班点）；" in said(BOTH)
    assert "；first 30 个名额；" in said(("places: 30", "places: 30, terms: first"))
    only_second = BOTH, (", address: 海川路}", ", terms: second}")
    assert "在体育馆；每天 08:00–17:30；含学习辅导、午餐、午休；second 30 个名额；" in said(*only_second)


def test_a_site_says_the_places_of_groups_that_say_none():
    said = places_of(
        ("{name: 体育馆, address: 海川路}", "{places: 35}"),
        ("places: 30, ", ""),
        ("{name: 职工之家, address: 崇文大道 1 号}", "{places: 18}"),
    )
    assert (said["care/gym/first/low"], said["care/home/first/low"], said["care/gym/first/high"]) == (35, 18, 25)


def test_a_site_may_be_its_address_or_its_name_alone():
    text = changed(("{name: 职工之家, address: 崇文大道 1 号}", "崇文大道 1 号"))
    facts = expand(read(text.encode()))[0].facts
    assert (facts.site, facts.address) == ("home", "崇文大道 1 号")
    facts = expand(read(changed((", address: 崇文大道 1 号", "")).encode()))[0].facts
    assert (facts.site, facts.address) == ("职工之家", "职工之家")


def test_parallel_groups_and_sites_alike_are_numbered():
    text = changed(
        ("places: 30", "places: 30, count: 3"),
        ("{name: 职工之家, address: 崇文大道 1 号}", "{name: 职工之家, count: 2}"),
    )
    groups = {g.key: g.facts for g in expand(read(text.encode()))}
    assert groups["care/home-2/first/low/3"].title == "first · 低年级班（3）"
    assert groups["care/home-2/first/low/3"].site == "职工之家2"
    assert len([key for key in groups if "/low/" in key]) == 2 * 2 * 3
    assert groups["dance/home-2/first/dance"].inside == groups["care/home-2/first/low/1"].session


def test_a_day_may_have_a_break():
    plan = read(changed(("hours: 08:00-17:30", "hours: [09:00-11:30, 14:30-16:30]")).encode())
    group = next(g for g in expand(plan) if g.key.startswith("care/"))
    first = [(m.start.isoformat("minutes"), m.end.isoformat("minutes")) for m in group.facts.meetings[:2]]
    assert first == [("09:00", "11:30"), ("14:30", "16:30")]
    assert len(group.presentation.more_hours) == 1
    assert any("每天 09:00–11:30、14:30–16:30" in zh for zh, _ in sentences(plan))
    assert read(write(plan)) == plan


def test_rules_of_a_term_a_site_a_class_and_a_group():
    """The later in this row counts."""
    text = changed(
        ("  second:\n", "  second:\n    registration: {opens: 2025-01-06 09:00, closes: 2025-01-08 09:00}\n"),
        ("address: 崇文大道 1 号}", "address: x, fees: site, who: {home_areas: [洸河街道]}}"),
        ("inside: care\n", "inside: care\n    fees: class\n"),
        ("places: 25", "places: 25, fees: group"),
    )
    groups = {g.key: g for g in expand(read(text.encode()))}
    assert {key: g.presentation.fees for key, g in groups.items()} == {
        "care/home/first/low": "site", "care/home/first/high": "group", "care/home/second/low": "site",
        "care/home/second/high": "group", "dance/home/first/dance": "class",
    }  # fmt: skip
    assert {g.facts.opens_at.day for key, g in groups.items() if "second" in key} == {6}
    assert groups["care/home/first/low"].facts.rules.who.home_areas == ["洸河街道"]
    assert groups["care/home/first/low"].facts.members_of == ["gaoxin"]


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ("places: 30", "places: {gym: 30}", "gym: 30", "places says nothing of home first"),
        ("places: 30", "places: {gim: 30, others: 20}", "gim", "Did you mean gym?"),
        ("places: 30", "places: {gym: 0, home: 3}", "gym: 0", "0 places"),
        ("places: 30, ", "", "low:", "places is missing"),
        ("places: 30", "places: 30, sites: [gim]", "gim", "Did you mean gym?"),
        ("places: 30", "places: 30, terms: [third]", "third", "no “third” under terms"),
        (
            "inside: care\n    sites: [home]\n    terms: [first]",
            "sites: [home]\n    terms: [first]\n    count: 2",
            "count: 2",
            "unknown",
        ),
        ("places: 20,", "places: 20, sites: [gym],", "gym],", "none of this session or class"),
        ("{name: 体育馆, address: 海川路}", "{name: 体育馆, terms: [third]}", "third", "no “third” under terms"),
        (
            "  gym: {name: 体育馆, address: 海川路}",
            "  gym: {count: 2}\n  gym-2: {name: x}",
            "count",
            "there is a site gym-2",
        ),
        ("hours: 08:00-17:30", "hours: [08:00-12:00, 11:00-17:00]", "hours", "overlaps 08:00-12:00"),
        ("inside: care\n    sites: [home]", "inside: care\n    sites: all", "all", "leave sites out"),
        ("  second:\n", "  second:\n    fees: x\n", "fees: x", "counts for no group"),
    ],
)
def test_what_cannot_take_place_is_told_at_its_line(old, new, where, said):
    more = [] if said != "counts for no group" else [("name: 托管班\n", "name: 托管班\n    fees: y\n")]
    text = changed(TWO_SITES, (BOTH[0], "name: 托管班\n    sites: [gym, home]\n"), (old, new), *more)
    found = [e for e in errors_of(text) if said in e.en]
    assert found, [str(e) for e in errors_of(text)]
    assert line_of(text, where) in {e.line for e in found}


def test_hundreds_of_sites_are_read_at_once():
    """340 sites with an area each, two terms, two groups: no copies, and nobody waits for it."""
    sites = "\n".join(
        f"  site-{n}: {{name: 第{n}办班点, address: 路{n}号, places: {n % 30 + 20}, who: {{home_areas: [街道{n}]}}}}"
        for n in range(340)
    )
    text = changed(
        ("  home: {name: 职工之家, address: 崇文大道 1 号}", sites),
        ("    sites: [home]\n", ""),
        ("    sites: [home]\n", ""),
        ("places: 30, ", ""),
    )
    began = time.process_time()
    plan = read(text.encode())
    groups = expand(plan)
    said = sentences(plan)
    took = time.process_time() - began
    assert len(groups) == 340 * 5
    assert groups[0].facts.rules.who.home_areas == ["街道0"]
    assert len(said) > 340
    assert took < 15, took


def test_a_few_thousand_groups_at_most():
    assert any(
        "More than 5000" in e.en
        for e in errors_of(
            changed(
                ("{name: 职工之家, address: 崇文大道 1 号}", "{count: 999}"), ("places: 30", "places: 30, count: 9")
            )
        )
    )
