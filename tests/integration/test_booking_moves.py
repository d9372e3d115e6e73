"""Too few children: a place in another group is proposed, every family answers for itself, nobody loses a place by it."""

from datetime import UTC, datetime, time, timedelta

from shared.events.catalogue import Meeting
from shared.kernel.clock import ZONE
from tests.support.booking import DAYS, book, door, make_families, publish
from tests.support.staff import Staff, states


def later(weeks):
    return [Meeting(date=day + timedelta(weeks=weeks), start=time(9), end=time(17)) for day in DAYS]


async def small_group(booking, children=3):
    """A group with so many confirmed children, and one of five places at the same hours."""
    here = await publish(booking, session="here")
    there = await publish(booking, title="二班", session="there", capacity=5)
    families = await make_families(booking, children)
    for family in families:
        await book(door(booking), family, here)
    return here, there, families


def proposal(there, until=None, reason="报名人数不足"):
    until = until or datetime.now(UTC) + timedelta(days=2)
    return {"to_group_id": str(there), "until": until.isoformat(), "reason": reason}


async def answers(booking, here):
    """The states of what was proposed."""
    told = (await Staff(booking).read(f"api/v1/staff/groups/{here}/moves")).json()
    return [move["state"] for move in told["proposed"]]


async def test_every_family_answers_for_itself(booking):
    here, there, families = await small_group(booking)
    organizer = Staff(booking)
    done = await organizer.post(f"groups/{here}/moves", proposal(there))
    assert (done.status_code, done.json()) == (201, {"proposed": 3})
    rows = await booking.pool.fetch("SELECT id, child_id FROM enrollment WHERE group_id = $1", there)
    offers = {row["child_id"]: row["id"] for row in rows}
    for family, answer in zip(families[:2], ("accept", "withdraw"), strict=True):
        path = f"/booking/api/v1/enrollments/{offers[family.child_id]}/{answer}"
        assert (await door(booking).post(path, headers=family.with_key())).status_code == 200
    assert sorted(await answers(booking, here)) == ["confirmed", "offered", "withdrawn"]
    assert sorted(await states(booking, here)) == ["confirmed", "confirmed", "superseded"]
    page = (await organizer.read(f"console/groups/{here}/move")).text
    for shown in ("已同意", "不同意", "未答复", "data-until"):
        assert shown in page
    (kept,) = await booking.pool.fetch("SELECT what, reason FROM staff_decision")
    assert tuple(kept) == ("propose_move", "报名人数不足")


async def test_only_groups_of_the_same_union_with_room_are_offered_and_it_is_said_how_many_fit(booking):
    here, _, families = await small_group(booking)
    full = await publish(booking, title="满班", session="full", capacity=1)
    await book(door(booking), (await make_families(booking, 1))[0], full)
    await publish(booking, title="别的工会", session="other", union="mazhang")
    busy = await publish(booking, title="撞课班", session="busy", meetings=later(2))
    await book(door(booking), families[0], busy)
    clashing = await publish(booking, title="与撞课班同时", session="clash", meetings=later(2))
    told = (await Staff(booking).read(f"api/v1/staff/groups/{here}/moves")).json()
    found = {group["title"]: (group["free"], group["fit"]) for group in told["destinations"]}
    assert found == {"二班": (5, 3), "与撞课班同时": (30, 2), "撞课班": (29, 2)}
    done = await Staff(booking).post(f"groups/{here}/moves", proposal(clashing))
    assert done.json() == {"proposed": 2}


async def test_what_cannot_be_proposed_is_said_at_its_field(booking):
    here, there, _ = await small_group(booking)
    organizer, address = Staff(booking), f"groups/{here}/move"
    good = {
        "to_group_id": str(there),
        "until": f"{datetime.now(ZONE) + timedelta(days=2):%Y-%m-%dT%H:%M}",
        "reason": "人数不足",
    }
    for wrong in (
        {"until": "明天"},
        {"until": "2020-01-01T10:00"},
        {"until": "2030-01-01T10:00"},
        {"reason": " "},
        {"to_group_id": ""},
    ):
        refused = await organizer.send(address, **(good | wrong))
        assert refused.status_code == 422, wrong
        assert "is-wrong" in refused.text or 'class="wrong"' in refused.text
        assert str(there) in refused.text
    assert await answers(booking, here) == []
    assert (await organizer.send(address, **good)).status_code == 303
    assert await answers(booking, here) == ["offered"] * 3


async def test_another_unions_group_is_no_place_to_move_to(booking):
    here, _, _ = await small_group(booking)
    elsewhere = await publish(booking, session="other", union="mazhang")
    assert (await Staff(booking).post(f"groups/{here}/moves", proposal(elsewhere))).status_code == 404
    both = Staff(booking, "gaoxin", "mazhang")
    assert (await both.post(f"groups/{here}/moves", proposal(elsewhere))).status_code == 404
    assert (await both.post(f"groups/{here}/moves", proposal(here))).status_code == 404


async def test_a_proposal_that_nobody_can_get_is_refused(booking):
    here, there, _ = await small_group(booking)
    assert (await Staff(booking).post(f"groups/{here}/moves", proposal(there))).status_code == 201
    again = await Staff(booking).post(f"groups/{here}/moves", proposal(there))
    assert again.status_code == 409
    assert len(await booking.pool.fetch("SELECT * FROM staff_decision")) == 1
