"""Two changes in a row are told as one: from what was before the first to what is after the second."""

from services.notify.domain.folding import RUNS_ON, SETTLES, as_one, settled_by
from services.notify.texts import EVERY_KIND, PARAMS

CARD = {
    "title": "一班",
    "site": "甲",
    "address": "",
    "bring": "",
    "first_day": "2027-01-25",
    "last_day": "2027-02-19",
    "start": "08:00",
    "end": "17:00",
    "days": 15,
}
MONDAY, TUESDAY = {"date": "2027-01-25"}, {"date": "2027-01-26"}


def change(*what, before=None, now=None, **more):
    return {"changed": list(what), "before": CARD | (before or {}), "group": CARD | (now or {}), **more}


def test_both_are_told():
    one = as_one(
        change("where", now={"site": "乙"}), change("when", before={"site": "乙"}, now={"site": "乙", "start": "09:00"})
    )
    assert (
        one["changed"] == ["where", "when"]
        and one["before"] == CARD
        and one["group"] == CARD | {"site": "乙", "start": "09:00"}
    )


def test_what_is_again_as_it_was_is_no_change():
    one = as_one(
        change("where", "title", now={"site": "乙", "title": "二班"}),
        change("where", before={"site": "乙", "title": "二班"}, now={"title": "二班"}),
    )
    assert one["changed"] == ["title"]


def test_where_nothing_is_left_the_later_one_stands_for_itself():
    later = change("where", before={"site": "乙"})
    assert as_one(change("where", now={"site": "乙"}), later) == later


def test_a_meeting_that_went_and_came_back_is_in_neither():
    one = as_one(
        change("when", now={"days": 14}, dropped=[MONDAY, TUESDAY]),
        change("when", before={"days": 14}, now={"days": 13}, added=[MONDAY]),
    )
    assert one["dropped"] == [TUESDAY] and one["added"] == []


def test_what_it_cost_before_the_first_is_told():
    first = change("bring", now={"bring": "水杯"}, fees_before="0", fees_now="100")
    assert [
        as_one(first, change("title", now={"title": "二班", "bring": "水杯"}, fees_before=b, fees_now=n))["fees_now"]
        for b, n in (("100", "400"), (None, None))
    ] == ["400", "100"]
    decided = change("decided", decided_before="a", decided_at="b")
    one = as_one(decided, change("decided", decided_before="b", decided_at="c"))
    assert (one["decided_before"], one["decided_at"]) == ("a", "c")


def test_the_rules_speak_of_kinds_of_enrollments():
    said = {*SETTLES, *RUNS_ON, *(kind for rules in (SETTLES, RUNS_ON) for kinds in rules.values() for kind in kinds)}
    assert said <= set(PARAMS) <= set(EVERY_KIND)


def test_what_runs_on_is_sent_whatever_else_is_told():
    """Only an end settles the time to mend, and that of a class in doubt."""
    ends = {"withdrawn", "cancelled", "refused", "expired", "unplaced", "merged"}
    settling = {
        kind: {later for later in PARAMS if kind in settled_by(later, PARAMS)} for kind in ("sent-back", "doubted")
    }
    assert settling["doubted"] == ends | {"doubted", "assured", "unverified"}
    assert settling["sent-back"] == ends | {
        "offered",
        "opened",
        "confirmed",
        "promoted",
        "to-mend",
        "sent-back",
        "unverified",
    }
