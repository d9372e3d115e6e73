"""What an organizer is told about a faulty plan: every error, its line, what to do."""

import pytest

from services.classes.plan import read
from tests.support.plan_texts import RICH, SOUND, changed, errors_of, line_of

# (what is changed, into what, a part of the line that is named (None: the new text), a part of the sentence)
FAULTS = {
    "unknown key": ("title: 寒假", "titel: 寒假", None, "Did you mean title?"),
    "unknown key in a group": ("places: 30", "place: 30", None, "Did you mean places?"),
    "Chinese key": ("places: 30", "名额: 30", None, "Write places"),
    "nothing missing is forgotten": ("issuer: 高新区园区工会\n", "", "plan:", "issuer is missing"),
    "key without value": ("issuer: 高新区园区工会", "issuer:", None, "issuer is missing"),
    "bad plan code": ("plan: demo-2025-winter", "plan: 寒假 班", None, "small letters"),
    "bad season": ("season: 2025-winter", "season: 2025-wintr", None, "2025-summer"),
    "no such day": ("to: 2025-01-24", "to: 2025-01-34", None, "no day 2025-01-34"),
    "a date in words": ("to: 2025-01-24", "to: 1月24日", None, "no date"),
    "end before start": ("to: 2025-01-24", "to: 2025-01-10", None, "before it starts"),
    "far year": ("to: 2025-01-24", "to: 2052-01-24", None, "check the year"),
    "overlapping blocks": ("from: 2025-02-05", "from: 2025-01-24", None, "overlaps block 1 on 2025-01-24"),
    "overlapping terms": ("from: 2025-02-12", "from: 2025-02-11", "terms: [first, second]", "overlap on 2025-02-11"),
    "weekday outside its block": ("from: 2025-02-12, to: 2025-02-14", "from: 2025-02-15, to: 2025-02-16", None, "No such weekday"),
    "bad weekday": ("weekdays: Mon-Fri", "weekdays: Mo-Fri", None, "no weekday"),
    "weekdays backwards": ("weekdays: Mon-Fri", "weekdays: Fri-Mon", None, "backwards"),
    "excluded day outside": ("excluded: [2025-01-22]", "excluded: [2025-01-25]", None, "no day of it anyway"),
    "excluded twice": ("excluded: [2025-01-22]", "excluded: [2025-01-22, 2025-01-22]", None, "stands twice"),
    "make-up day is a day": ("make_up_days: [2025-02-08]", "make_up_days: [2025-02-07]", None, "takes place anyway"),
    "every day excluded": ("weekdays: Mon-Fri}\n      - {from: 2025-02-05, to: 2025-02-11, weekdays: Mon-Fri}\n    excluded: [2025-01-22]\n    make_up_days: [2025-02-08]", "weekdays: Wed}\n    excluded: [2025-01-22]", "excluded:", "Every day"),
    "unknown site": ("sites: [home]", "sites: [hone]", None, "Did you mean home?"),
    "unknown term": ("terms: [first, second]", "terms: [first, secnd]", None, "Did you mean second?"),
    "term twice": ("terms: [first, second]", "terms: [first, first]", None, "stands twice"),
    "unknown session": ("inside: care", "inside: cure", None, "Did you mean care?"),
    "session at another site": ("inside: care\n    sites: [home]", "inside: care\n    sites: [gym]", "sites: [gym]", "no “gym”"),
    "0 places": ("places: 30", "places: 0", None, "0 places"),
    "places in words": ("places: 30", "places: 三十", None, "whole number"),
    "grades reversed": ("grades: 1-3", "grades: 3-1", None, "reversed"),
    "grades unreadable": ("grades: 1-3", "grades: 一二年级", None, "not understood"),
    "ages reversed": ("ages: 6-9", "ages: 9-6", None, "reversed"),
    "ages too high": ("ages: 6-9", "ages: 6-99", None, "not understood"),
    "age day without ages": ("ages: 6-9", "age_on: 2025-01-01", None, "needs ages"),
    "closing before opening": ("closes: 2025-01-05 18:00", "closes: 2025-01-02 18:00", None, "before it opens"),
    "closing after the end": ("closes: 2025-01-05 18:00", "closes: 2025-03-05 18:00", None, "The last day is"),
    "opening after the first day": ("opens: 2025-01-03 09:00\n  closes: 2025-01-05", "opens: 2025-01-21 09:00\n  closes: 2025-01-22", "opens:", "The first day is"),
    "opening in another year": ("opens: 2025-01-03", "opens: 2023-01-03", None, "check the year"),
    "an instant without time": ("opens: 2025-01-03 09:00", "opens: 2025-01-03", None, "needs a date and a time"),
    "25 o'clock": ("closes: 2025-01-05 18:00", "closes: 2025-01-05 25:00", None, "00:00 to 23:59"),
    "no opening": ("  opens: 2025-01-03 09:00\n", "", "registration:", "lacks opens"),
    "nobody may book": ("who:\n  members_of: gaoxin\n", "", "plan:", "Who may book?"),
    "members and everybody": ("members_of: gaoxin", "members_of: gaoxin\n  open_to: all", "open_to", "either"),
    "open to whom": ("members_of: gaoxin", "open_to: some", None, "Only “all”"),
    "join after closing": ("members_of: gaoxin", "members_of: gaoxin\n  join_by: 2025-01-06 12:00", "join_by", "registration closes"),
    "join what": ("members_of: gaoxin", "open_to: all\n  join_by: 2025-01-04 12:00", "join_by", "only with members_of"),
    "hours reversed": ("hours: 08:00-17:30", "hours: 17:30-08:00", None, "ends before it starts"),
    "hours unreadable": ("hours: 08:00-17:30", "hours: all day", None, "no stretch of time"),
    "no hours": ("    hours: 08:00-17:30\n", "", "care:", "hours is missing"),
    "misspelt service": ("nap]", "napp]", None, "Did you mean nap?"),
    "lesson on no day of the term": ("Thu 14:00-15:30", "Sun 14:00-15:30", None, "Sun never falls"),
    "overlapping lessons": ("Thu 14:00-15:30", "周二 15:00-16:00", None, "overlaps 14:00-15:30"),
    "lesson unreadable": ("Thu 14:00-15:30", "Thursday", None, "no lesson time"),
    "no timetable": ("    timetable: [周二 14:00-15:30, Thu 14:00-15:30]\n", "", "dance:", "timetable is missing"),
    "no dates of a class": ("    terms: [first]\n", "", "dance:", "dates are missing"),
    "two kinds of dates": ("    terms: [first]\n", "    terms: [first]\n    from: 2025-01-20\n    to: 2025-01-24\n", "terms: [first]\n", "either"),
    "holidays in the wrong place": ("    terms: [first]\n", "    terms: [first]\n    excluded: [2025-01-21]\n", "excluded: [2025-01-21]", "follows its terms"),
    "no group": ("    groups:\n      dance: {places: 20, who: {ages: 6-9}}\n", "    groups: {}\n", "groups: {}", "at least one"),
    "no such way": ("who:\n  members", "admission: {way: lottery}\nwho:\n  members", "admission", "no way “lottery”"),
    "misspelt way": ("who:\n  members", "admission: {way: drew, draw_source: 福彩}\nwho:\n  members", "admission", "Did you mean draw?"),
    "a draw by nothing": ("{places: 20, who: {ages: 6-9}}", "{places: 20, admission: {way: draw}}", None, "A draw needs draw_source"),
    "a draw by nothing, in the plan": ("who:\n  members", "admission:\n  way: draw_if_oversubscribed\nwho:\n  members", "admission:", "A draw needs draw_source"),
    "a number for no draw": ("who:\n  members", "admission:\n  draw_source: 福彩\nwho:\n  members", "draw_source", "no group is drawn by it"),
    "a number for no draw of the class": ("inside: care", "inside: care\n    admission: {way: first_come, draw_source: 福彩}", "admission", "no group is drawn by it"),
    "a draw after the first day": ("closes: 2025-01-05 18:00\nwho:", "closes: 2025-01-20 09:00\nadmission: {way: draw, draw_source: 福彩}\nwho:", "closes: 2025-01-20", "close registration before it"),
    "a list for a mapping": ("  home: {name: 职工之家, address: 崇文大道 1 号}", "  - home", "sites:", "key: value"),
    "a mapping for a value": ("grades: 1-3", "grades: {from: 1}", None, "Write one value"),
    "a waiting list in words": ("who:\n", "waiting_list: some\nwho:\n", "waiting_list", "unlimited"),
    "no child of this grade has this age": ("grades: 1-3", "grades: 1-3, ages: 3-4", None, "No child has both these ages and these grades"),
    "born too early for the next grade": ("grades: 1-3", "rising_grades: 1-3, born: 2010-01-01..2011-12-31", None, "these rising_grades"),
    "a key of somewhere else": ("address: 崇文大道 1 号", "hours: 08:00-17:30", None, "belongs under sessions"),
    "a text cut by its comma": ("who: {grades: 1-3}", "who: {grades: 1-3, health: 没有传染病,能自理}", None, "cut in two by its comma"),
    "a full-width colon in braces": ("{name: 职工之家, address: 崇文大道 1 号}", "{name：职工之家, address: 崇文大道 1 号}", None, "a full-width one"),
    "a list in full-width brackets": ("who:\n  members", "admission: {way: ranked, priorities: 【困难职工、单亲】}\nwho:\n  members", "admission", "plain brackets and commas: [困难职工, 单亲]"),
    "several categories as one": ("members_of: gaoxin", "categories: 困难职工、单亲", None, "as a list, with plain brackets and commas: [困难职工, 单亲]"),
    "a draw decided later": ("who:\n  members", "admission: {way: draw, draw_source: 福彩, decide_at: 2025-01-07 12:00}\nwho:\n  members", "admission", "The list of a draw stands"),
    "a key with spaces": ("  second:\n", "  second term:\n", None, "no spaces"),
    "a long name": ("name: 托管班", "name: " + "长" * 61, None, "at most 60"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_at_its_line(old, new, where, said):
    text = changed((old, new))
    found = [e for e in errors_of(text) if said in e.en]
    assert found, [str(e) for e in errors_of(text)]
    assert line_of(text, where or new) in {e.line for e in found}
    assert all(e.zh and e.zh != e.en for e in found)


def test_one_fault_is_one_message():
    """But for faults that really are two: a misspelt required key is also missing, a misspelt name not found."""
    double = {"unknown key", "unknown key in a group", "Chinese key", "a key with spaces"}
    said_once = {name: fault for name, fault in FAULTS.items() if name not in double}
    counts = {name: len(errors_of(changed(fault[:2]))) for name, fault in said_once.items()}
    assert {name: count for name, count in counts.items() if count != 1} == {}


def test_all_faults_are_told_at_once():
    text = changed(
        ("places: 30", "places: 0"),
        ("to: 2025-01-24", "to: 2025-01-10"),
        ("grades: 4-6", "grades: 6-4"),
        ("inside: care", "inside: cure"),
        ("union: gaoxin", "union: gaoxin\ncolour: red"),
        ("Thu 14:00-15:30", "周二 15:00-16:00"),
        ("sites:\n  home", "sites:\n  home: {address: x}\n  home"),
    )
    said = " ".join(e.en for e in errors_of(text))
    for part in (
        "0 places",
        "before it starts",
        "reversed",
        "Did you mean care",
        "colour",
        "overlaps",
        "remove one of them",
    ):
        assert part in said
    assert [e.line for e in errors_of(text)] == sorted(e.line for e in errors_of(text))


def test_a_class_inside_a_session_is_at_its_site():
    text = changed(
        ("sites:\n", "sites:\n  gym: {address: 海川路}\n"),
        ("inside: care\n    sites: [home]", "inside: care\n    sites: [gym]"),
    )
    assert [(e.line, "not held at gym" in e.en) for e in errors_of(text)] == [(line_of(text, "inside:"), True)]


def test_the_sound_plan_is_sound():
    assert errors_of(SOUND) == errors_of(RICH) == []


@pytest.mark.parametrize("data, line, said", [
    (b"", 1, "empty"),
    (b"# nothing yet\n", 1, "empty"),
    (b"- a\n- b\n", 1, "key: value"),
    (b"plan", 1, "key: value"),
    (b"plan: x\nterms:\n\tfirst: 1\n", 3, "tab"),
    ("plan\uff1ax\nunion: y\n".encode(), 1, "full-width colon"),
    (b"plan:x\nunion: y\n", 1, "space is missing"),
    (b"plan: [a\nunion: b\n", 2, "brackets"),
    (b'plan: "a\nunion: b\n', 1, "quotation mark"),
    (b"title: a: b\n", 1, "Two"),
    (b"title: @a\n", 1, "quotes"),
    (b"plan: a\n  union: b\n", 2, "indented"),
    (b"plan: !!python/name:os.system x\n", 1, "Tags"),
    (b"plan: *a\n", 1, "refers"),
    (b"plan: &a [*a]\n", 1, "refers"),
    (b"plan: a\n---\nplan: b\n", 2, "One file"),
    (b"plan: \x07\n", 1, "control"),
    (b'plan: "\\0"\n', 1, "control"),
    (b'plan: "\\ud800"\n', 1, "control"),
    (b"? {a: b}\n: c\n", 1, "single word"),
    (b"a: " + b"[" * 40 + b"]" * 40, 1, "deeply"),
    (b"{" * 5000, 1, ""),
    (b"x" * 1_000_001, 1, "too large"),
    (b"plan: a\n" + SOUND.encode("gbk"), 4, "GBK"),
    (SOUND.encode("utf-16"), 1, "UTF-16"),
    (b"\xff\x81 \x80", 1, "UTF-8"),
])  # fmt: skip
def test_what_is_no_plan_at_all(data, line, said):
    errors = errors_of(data)
    assert said in errors[0].en
    assert errors[0].line == line


def test_aliases_are_bounded():
    bomb = "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
        f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)
    )
    assert "Too much" in errors_of(bomb)[0].en


def test_thousands_of_errors_are_cut_short():
    errors = errors_of("\n".join(f"key{n}: 1" for n in range(1000)))
    assert len(errors) == 201
    assert "more follow" in errors[-1].en


def test_a_child_may_be_a_year_older_or_younger_than_its_class():
    """In January 2025 grade 1 to 3 are born from September 2015 to August 2018."""
    for born in ("2013-01-01..2014-09-01", "2019-08-31..2022-01-01"):
        assert errors_of(changed(("grades: 1-3", f"grades: 1-3, born: {born}"))) == []
    for born in ("2013-01-01..2014-08-31", "2019-09-01..2022-01-01"):
        assert len(errors_of(changed(("grades: 1-3", f"grades: 1-3, born: {born}")))) == 1


def test_weekdays_may_be_a_list():
    as_text, as_list = ("weekdays: Mon-Fri", "weekdays: 周一、周三"), ("weekdays: Mon-Fri", "weekdays: [周一, Wed]")
    assert read(changed(as_list).encode()) == read(changed(as_text).encode())


def test_aliases_save_typing():
    text = changed(
        ("services: [study, lunch, nap]", "services: &s [study, lunch, nap]"),
        ("places: 25", "places: 25, services: *s"),
    )
    assert errors_of(text) == []
