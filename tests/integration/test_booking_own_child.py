"""Nobody decides on their own child: it lies on their desk for somebody else, at pages and API, whatever the role."""

import pytest

from shared.events.rules import Document, GroupRules
from tests.support.booking import book, door, make_families, publish, sibling, together
from tests.support.staff import FEDERATION, Staff, states, upload, workers

CHECKED = GroupRules(review="organizer")
BY_EMPLOYER = GroupRules(review="employer")
SIGNED_UP = GroupRules(sign_up="employer")
SAID = "这是您自己的孩子，请由其他人审核"


@pytest.fixture
async def booking(system):
    async with system("booking") as running:
        yield running


async def asked(booking, rules, **more):
    """An own child's request and a stranger's: the group, the guardian, both enrollments."""
    group_id = await publish(booking, rules=rules, **more)
    own, other = await workers(booking, 2, "gaoxin", "lantian")
    ids = [(await book(door(booking), family, group_id))["enrollment_id"] for family in (own, other)]
    return group_id, own, ids


@pytest.mark.parametrize("rules", [CHECKED, BY_EMPLOYER, SIGNED_UP], ids=["organizer", "employer", "signs up"])
@pytest.mark.parametrize("role", ["gaoxin", FEDERATION], ids=["organizer", "federation"])
async def test_who_checks_cannot_decide_on_an_own_child(booking, rules, role):
    group_id, own, (mine, other) = await asked(booking, rules)
    parent, colleague = Staff(booking, role, person_id=own.person_id), Staff(booking)
    before = await states(booking, group_id)
    for approved in (True, False):
        refused = await parent.review(group_id, other, mine, approved=approved, reason="不在招收范围内")
        assert refused.status_code == 403
        assert SAID in refused.text
        assert "the federation" in refused.text
    assert await states(booking, group_id) == before
    assert not await booking.pool.fetch("SELECT * FROM staff_decision")

    assert (await parent.review(group_id, other)).json()["done"] == [other]
    assert (await colleague.review(group_id, mine)).json()["done"] == [mine]


async def test_the_federation_checks_for_the_one_organizer_of_a_union(booking):
    group_id, own, (mine, _) = await asked(booking, CHECKED)
    assert (await Staff(booking, person_id=own.person_id).review(group_id, mine)).status_code == 403
    assert (await Staff(booking, FEDERATION).review(group_id, mine)).json()["done"] == [mine]


async def test_the_union_above_signs_up_the_child_of_an_employers_only_organizer(booking):
    group_id, own, (mine, _) = await asked(booking, SIGNED_UP)
    assert (await Staff(booking, "lantian", person_id=own.person_id).review(group_id, mine)).status_code == 403
    assert (await Staff(booking, "gaoxin").review(group_id, mine)).json()["done"] == [mine]


async def test_the_desk_shows_it_apart_and_says_who_decides(booking):
    group_id, own, (mine, other) = await asked(booking, CHECKED)
    parent = Staff(booking, person_id=own.person_id)
    (pile,) = (await parent.read("api/v1/staff/review")).json()["groups"]
    assert (pile["requests"], pile["children"], pile["own"]) == (1, 1, 1)
    seen = (await parent.read(f"api/v1/staff/review/{group_id}")).json()
    assert [request["id"] for request in seen["requests"]] == [other]
    assert [(request["id"], SAID in request["zh"]) for request in seen["own"]] == [(mine, True)]
    assert "您自己的孩子 1 份" in (await parent.read("console/review")).text
    page = (await parent.read(f"console/review/{group_id}?all=1")).text
    assert page.count(SAID) == 1
    assert (page.count('name="chosen"'), f'value="{other}"' in page) == (1, True)

    await Staff(booking).review(group_id, other)
    page = (await parent.read(f"console/review/{group_id}")).text
    assert SAID in page
    assert 'name="verdict"' not in page  # nothing is left to decide
    forced = await parent.send(f"review/{group_id}", chosen=[mine], verdict="approve")
    assert (forced.status_code, SAID in forced.text) == (403, True)
    assert await states(booking, group_id) == ["pending", "confirmed"]

    others = (await Staff(booking).read(f"api/v1/staff/review/{group_id}")).json()
    assert ([request["id"] for request in others["requests"]], others["own"]) == ([mine], [])


async def test_a_brother_or_sister_is_an_own_child_too(booking):
    group_id = await publish(booking, rules=CHECKED)
    (family,) = await make_families(booking, 1)
    pair = await together(
        door(booking), family, [(group_id, family.child_id), (group_id, await sibling(booking, family))]
    )
    younger = pair["together"][0]["enrollment_id"]
    assert (await Staff(booking, person_id=family.person_id).review(group_id, younger)).status_code == 403
    assert await states(booking, group_id) == ["pending", "pending"]


async def test_another_guardian_of_the_child_may_not_decide_either(booking):
    group_id, own, (mine, _) = await asked(booking, CHECKED)
    father = Staff(booking)
    await booking.pool.execute(
        "INSERT INTO guardian (person_id, family_id) SELECT $1, family_id FROM child WHERE id = $2",
        father.person_id, own.child_id,
    )  # fmt: skip
    assert (await father.review(group_id, mine)).status_code == 403


@pytest.mark.parametrize("role", ["gaoxin", FEDERATION], ids=["organizer", "federation"])
async def test_nobody_puts_an_own_child_first(booking, role):
    group_id, own, (mine, other) = await asked(booking, GroupRules(), capacity=0)
    parent = Staff(booking, role, person_id=own.person_id)
    body = {"enrollment_id": mine, "reason": "特殊困难"}
    refused = await parent.post(f"groups/{group_id}/waiting/first", body)
    assert (refused.status_code, SAID in refused.text) == (403, True)
    page = (await parent.read(f"console/groups/{group_id}/waiting")).text
    assert (page.count(SAID), f'value="{mine}"' in page, f'value="{other}"' in page) == (1, False, True)
    sent = await parent.send(f"groups/{group_id}/waiting", enrollment_id=mine, reason="特殊困难")
    assert (sent.status_code, SAID in sent.text) == (403, True)
    assert not await booking.pool.fetch("SELECT * FROM staff_decision")
    assert (await Staff(booking).post(f"groups/{group_id}/waiting/first", body)).status_code == 200
    assert (await Staff(booking).read(f"api/v1/staff/groups/{group_id}/waiting")).json()["log"]


async def test_papers_of_an_own_child_are_not_opened_as_staff(booking):
    group_id = await publish(booking, rules=GroupRules(review="organizer", documents=[Document(name="户口本")]))
    (family,) = await make_families(booking, 1)
    paper_id = await upload(booking, family, "户口本")
    await book(door(booking), family, group_id)
    assert (await Staff(booking, person_id=family.person_id).get(f"console/papers/{paper_id}")).status_code == 404
    assert not await booking.pool.fetch("SELECT * FROM paper_reading")
    assert (await Staff(booking).get(f"console/papers/{paper_id}")).status_code == 200
