"""审核台: who sees which request, what is shown of it, and what a yes or a no does."""

from uuid import uuid4

import asyncpg
import pytest

from services.booking.seen import review as seen
from shared.events.rules import Criterion, Document, GroupRules, Pool, Priority
from tests.support.booking import ask, door, make_families, publish, sibling, together
from tests.support.eventually import eventually
from tests.support.held import freeze
from tests.support.staff import Staff, say, states, upload, workers

HARD = Criterion(categories=["hardship"])
CHECKED = GroupRules(review="organizer")
PAPERS = GroupRules(
    review="organizer",
    documents=[Document(name="困难职工证明", when=HARD)],
    priorities=[Priority(name="困难职工", when=HARD)],
    pools=[Pool(name="困难职工", places=1, when=HARD)],
)


async def test_requests_lie_there_in_order_of_arrival_and_many_are_decided_at_once(booking):
    group_id = await publish(booking, capacity=2, rules=CHECKED)
    ids = await ask(booking, await make_families(booking, 3), group_id)
    organizer = Staff(booking)
    (pile,) = (await organizer.read("api/v1/staff/review")).json()["groups"]
    assert (pile["id"], pile["requests"], pile["signs_up"]) == (str(group_id), 3, False)
    assert [request["id"] for request in await organizer.to_review(group_id)] == ids

    done = await organizer.review(group_id, *ids[:2])
    assert done.json() == {"done": ids[:2], "stale": [], "closed": [], "full": [], "over": []}
    assert await states(booking, group_id) == ["confirmed", "confirmed", "waitlisted"]
    assert [request["id"] for request in await organizer.to_review(group_id)] == ids[2:]


async def test_what_is_not_shown_is_counted_and_comes_as_the_first_are_decided(booking, monkeypatch):
    group_id = await publish(booking, rules=CHECKED)
    ids = await ask(booking, await make_families(booking, 5), group_id)
    organizer = Staff(booking)
    assert "还有" not in (await organizer.read(f"console/review/{group_id}")).text
    monkeypatch.setattr(seen, "AT_MOST", 2)
    assert "还有 3 个" in (await organizer.read(f"console/review/{group_id}")).text
    assert (await organizer.read(f"api/v1/staff/review/{group_id}")).json()["more"] is True
    await organizer.review(group_id, *ids[:4])
    page = (await organizer.read(f"console/review/{group_id}")).text
    assert ids[4] in page
    assert "还有" not in page


async def test_a_worker_who_leaves_the_union_leaves_its_desk(booking):
    group_id = await publish(booking, rules=GroupRules(review="employer", documents=[Document(name="户口本")]))
    (worker,) = await workers(booking, 1, "lantian")
    paper_id = await upload(booking, worker, "户口本")
    await ask(booking, [worker], group_id)
    lantian, xinxing = Staff(booking, "lantian"), Staff(booking, "xinxing")
    assert (await lantian.get(f"console/papers/{paper_id}")).status_code == 200
    await booking.pool.execute("UPDATE membership SET unions = '{xinxing}', revision = 2")
    assert (await lantian.get(f"console/review/{group_id}")).status_code == 404
    assert (await lantian.get(f"console/papers/{paper_id}")).status_code == 404
    assert len(await xinxing.to_review(group_id)) == 1


async def test_a_sites_own_union_checks_beside_the_organizer_and_no_other_does(booking):
    rules = GroupRules(
        review="organizer", reviewers=["gaoxin-east"], documents=[Document(name="困难职工证明", when=HARD)]
    )
    group_id = await publish(booking, rules=rules)
    ids = await ask(booking, await make_families(booking, 2), group_id)
    lead, other = Staff(booking, "gaoxin-east"), Staff(booking, "gaoxin-west")
    assert [request["id"] for request in await lead.to_review(group_id)] == ids
    assert (await other.get(f"api/v1/staff/review/{group_id}")).status_code == 404
    assert (await other.review(group_id, *ids)).status_code == 404
    assert (await lead.review(group_id, ids[0])).json()["done"] == ids[:1]
    assert (await Staff(booking).review(group_id, ids[1])).json()["done"] == ids[1:]
    assert (await lead.get(f"console/groups/{group_id}")).status_code == 404  # to check is not to organize


async def test_what_was_decided_meanwhile_is_said_and_the_rest_is_done(booking):
    group_id = await publish(booking, rules=CHECKED)
    families = await make_families(booking, 3)
    ids = await ask(booking, families, group_id)
    one, other = Staff(booking), Staff(booking)
    await one.review(group_id, ids[0])
    await door(booking).post(f"/booking/api/v1/enrollments/{ids[1]}/withdraw", headers=families[1].with_key())
    done = (await other.review(group_id, *ids, approved=False, reason="不在招收范围内")).json()
    assert (done["done"], done["stale"]) == ([ids[2]], ids[:2])
    assert await states(booking, group_id) == ["confirmed", "withdrawn", "refused"]


async def test_a_decision_sent_twice_is_made_once_and_logged_once(booking):
    group_id = await publish(booking, rules=CHECKED)
    ids = await ask(booking, await make_families(booking, 1), group_id)
    organizer = Staff(booking)
    first, again = [await organizer.review(group_id, *ids, key="key-of-a-form") for _ in range(2)]
    assert first.json() == again.json()
    (row,) = await booking.pool.fetch("SELECT person_id, name, what, enrollment_id FROM staff_decision")
    assert (row["person_id"], row["name"], row["what"]) == (organizer.person_id, "138****0000", "approve")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await booking.pool.execute("DELETE FROM staff_decision")


async def test_a_no_needs_a_reason_which_the_family_reads(booking):
    group_id = await publish(booking, rules=CHECKED)
    families = await make_families(booking, 1)
    ids = await ask(booking, families, group_id)
    organizer = Staff(booking)
    assert (await organizer.review(group_id, *ids, approved=False, reason="  ")).status_code == 422
    assert (await organizer.review(group_id, *ids, approved=False, reason="字" * 201)).status_code == 422
    assert await states(booking, group_id) == ["pending"]
    await organizer.review(group_id, *ids, approved=False, reason="材料看不清楚")
    (row,) = (await door(booking).get("/booking/api/v1/enrollments", headers=families[0].headers)).json()["enrollments"]
    assert (row["state"], row["reason"]) == ("refused", "材料看不清楚")


async def test_brothers_and_sisters_are_one_request(booking):
    group_id = await publish(booking, rules=CHECKED)
    family = (await make_families(booking, 1))[0]
    await together(door(booking), family, [(group_id, family.child_id), (group_id, await sibling(booking, family))])
    organizer = Staff(booking)
    (request,) = await organizer.to_review(group_id)
    assert [child["name"] for child in request["children"]] == ["张小明", "张小红"]
    assert "2 个孩子一起报" in (await organizer.read(f"console/review/{group_id}")).text
    await organizer.review(group_id, request["id"])
    assert await states(booking, group_id) == ["confirmed", "confirmed"]


async def test_what_a_family_claims_stands_beside_every_condition(booking):
    group_id = await publish(booking, rules=PAPERS)
    family = (await make_families(booking, 1))[0]
    await say(booking, family, categories=["hardship", "single_parent"], employers=["济宁港"])
    paper_id = await upload(booking, family, "困难职工证明")
    await upload(booking, family, "户口本")  # this group does not ask for it
    await ask(booking, [family], group_id)
    organizer = Staff(booking)
    (child,) = (await organizer.to_review(group_id))[0]["children"]
    assert (child["priority"], child["pool"]) == ("困难职工", "困难职工")
    assert [paper["id"] for paper in child["papers"]] == [str(paper_id)]
    assert {c["code"]: c["met"] for c in child["conditions"]} == {"grade": True, "document": True}
    page = (await organizer.read(f"console/review/{group_id}")).text
    for shown in ("困难职工家庭、单亲家庭", "济宁港", "优先：困难职工", f"/booking/console/papers/{paper_id}"):
        assert shown in page

    await booking.pool.execute("UPDATE child SET grade = 8")
    await booking.pool.execute("UPDATE document SET removed_at = now()")
    (child,) = (await organizer.to_review(group_id))[0]["children"]
    assert {c["code"]: c["met"] for c in child["conditions"]} == {"grade": False, "document": False}


async def test_a_paper_is_seen_while_its_request_lies_there_and_every_reading_is_kept(booking):
    group_id = await publish(booking, rules=PAPERS)
    family = (await make_families(booking, 1))[0]
    await say(booking, family, categories=["hardship"])
    paper_id, other_id = await upload(booking, family, "困难职工证明"), await upload(booking, family, "户口本")
    organizer, address = Staff(booking), f"console/papers/{paper_id}"
    assert (await organizer.get(address)).status_code == 404  # nothing is asked yet
    ids = await ask(booking, [family], group_id)
    assert (await organizer.get(f"console/papers/{other_id}")).status_code == 404  # this group does not ask for it
    assert (await organizer.read(f"{address}/beside")).text.count(str(paper_id)) == 2
    assert not await booking.pool.fetch("SELECT * FROM paper_reading")

    answer = await organizer.read(address)
    assert answer.headers["content-type"] == "image/png"
    rules = answer.headers["content-security-policy"]
    assert rules == "sandbox; default-src 'none'; frame-ancestors 'self'"
    assert answer.headers["cache-control"] == "no-store"
    (row,) = await booking.pool.fetch("SELECT person_id, document_id, child_id, enrollment_id FROM paper_reading")
    assert tuple(row) == (organizer.person_id, paper_id, family.child_id, type(paper_id)(ids[0]))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await booking.pool.execute("UPDATE paper_reading SET person_id = document_id")

    await organizer.review(group_id, *ids)
    assert (await organizer.get(address)).status_code == 404  # decided: nothing to be checked any more
    assert await booking.pool.fetchval("SELECT count(*) FROM paper_reading") == 1


# -- employers ---------------------------------------------------------------------------------------------------------


async def test_an_employers_union_sees_its_own_workers_and_nobody_else(booking):
    group_id = await publish(booking, rules=GroupRules(review="employer"))
    ours = await ask(booking, await workers(booking, 2, "lantian", "gaoxin"), group_id)
    theirs = await ask(booking, await workers(booking, 1, "xinxing"), group_id)
    lantian, park, federation = Staff(booking, "lantian"), Staff(booking), Staff(booking, ("federation", "*"))
    assert [request["id"] for request in await lantian.to_review(group_id)] == ours
    assert [
        request["id"] for request in await park.to_review(group_id)
    ] == ours  # above lantian, not because the group is its own
    assert [request["id"] for request in await federation.to_review(group_id)] == [*ours, *theirs]
    assert (await lantian.get(f"console/groups/{group_id}")).status_code == 404
    refused = await lantian.review(group_id, ours[0], *theirs)
    assert refused.status_code == 404
    assert await states(booking, group_id) == ["pending"] * 3


@pytest.mark.parametrize("rules", [GroupRules(review="employer"), GroupRules(sign_up="employer")])
async def test_a_family_of_no_union_is_checked_by_the_groups_own(booking, rules):
    group_id = await publish(booking, rules=rules)
    (none,), (listed,), (worker,) = [await make_families(booking, 1) for _ in range(3)]
    for family, unions in ((listed, ["gaoxin:建档困难职工"]), (worker, ["lijiang"])):
        await booking.pool.execute("INSERT INTO membership VALUES ($1, $2, 1)", family.person_id, unions)
    ids = await ask(booking, [none, listed, worker], group_id)
    assert [request["id"] for request in await Staff(booking).to_review(group_id)] == ids[:2]
    assert [request["id"] for request in await Staff(booking, "lijiang").to_review(group_id)] == ids[2:]
    assert (await Staff(booking).review(group_id, *ids[:2])).json()["done"] == ids[:2]
    assert (await Staff(booking, "gaoxin-east").get(f"api/v1/staff/review/{group_id}")).status_code == 404


async def test_the_employers_union_signs_up_in_the_order_that_it_is_shown(booking):
    group_id = await publish(booking, capacity=1, rules=GroupRules(sign_up="employer"))
    ids = await ask(booking, await workers(booking, 2, "lantian"), group_id)
    lantian = Staff(booking, "lantian")
    page = (await lantian.read(f"console/review/{group_id}")).text
    for shown in ("代表单位报名", "预计第 1 个名额", "预计候补第 1 位"):
        assert shown in page
    done = await lantian.send(f"review/{group_id}", chosen=ids, verdict="approve")
    assert done.headers["location"].endswith("?said=approve&done=2")
    assert await states(booking, group_id) == ["confirmed", "waitlisted"]
    assert "都处理完了" in (await lantian.read(f"console/review/{group_id}")).text


async def test_of_workers_decided_together_the_first_signed_up_goes_first(booking):
    rules = GroupRules(sign_up="employer", way="ranked")
    group_id = await publish(booking, capacity=1, rules=rules)
    ids = await ask(booking, await workers(booking, 2, "lantian"), group_id)
    await Staff(booking, "lantian").review(group_id, ids[1])
    await Staff(booking, "lantian").review(group_id, ids[0])
    await freeze(booking, group_id)
    assert await states(booking, group_id) == ["waitlisted", "confirmed"]


async def test_what_nobody_signed_up_ends_at_the_closing(booking):
    group_id = await publish(booking, rules=GroupRules(sign_up="employer"))
    ids = await ask(booking, await workers(booking, 1, "lantian"), group_id)
    opened = await booking.pool.fetchval("SELECT opens_at FROM class_group")
    await publish(booking, group_id, 2, closes_at=opened, rules=GroupRules(sign_up="employer"))
    booking.committed()

    async def ended():
        return await states(booking, group_id) == ["refused"]

    await eventually(ended)
    assert (await Staff(booking, "lantian").review(group_id, *ids)).json()["stale"] == ids
    assert not await booking.pool.fetch("SELECT * FROM staff_decision")


async def test_what_an_employer_signed_up_goes_on_to_the_organizers_desk(booking):
    group_id = await publish(booking, rules=GroupRules(sign_up="employer", review="organizer"))
    ids = await ask(booking, await workers(booking, 1, "lantian"), group_id)
    lantian, organizer = Staff(booking, "lantian"), Staff(booking)
    assert await organizer.to_review(group_id) == []
    await lantian.review(group_id, *ids)
    assert await states(booking, group_id) == ["pending"]
    assert (await lantian.review(group_id, *ids)).json()["stale"] == ids
    await organizer.review(group_id, *ids)
    assert await states(booking, group_id) == ["confirmed"]


# -- the page ----------------------------------------------------------------------------------------------------------


async def test_the_page_keeps_what_was_ticked_when_the_reason_is_missing(booking):
    group_id = await publish(booking, rules=CHECKED)
    ids = await ask(booking, await make_families(booking, 2), group_id)
    organizer = Staff(booking)
    page = await organizer.send(f"review/{group_id}", chosen=[ids[1]], verdict="refuse")
    assert page.status_code == 422
    assert f'value="{ids[1]}" checked' in page.text
    assert f'value="{ids[0]}" checked' not in page.text
    assert 'aria-invalid="true"' in page.text
    assert (await organizer.send(f"review/{group_id}", verdict="approve")).status_code == 422  # nothing ticked
    everyone = (await organizer.read(f"console/review/{group_id}?all=1")).text
    assert everyone.count(" checked") == 2


async def test_the_page_says_what_became_of_each(booking):
    group_id = await publish(booking, rules=CHECKED)
    ids = await ask(booking, await make_families(booking, 2), group_id)
    organizer = Staff(booking)
    await organizer.review(group_id, ids[0])
    done = await organizer.send(f"review/{group_id}", chosen=ids, verdict="approve")
    assert done.status_code == 303
    page = (await organizer.web.get(done.headers["location"], headers=organizer.headers)).text
    assert "已通过 1 份" in page
    assert "1 份已由别人处理或家长已取消，没有改动" in page


async def test_an_id_from_nowhere_decides_nothing(booking):
    group_id, elsewhere = await publish(booking, rules=CHECKED), await publish(booking, rules=CHECKED, session="else")
    families = await make_families(booking, 1)
    ids = await ask(booking, families, group_id)
    organizer = Staff(booking)
    assert (await organizer.review(group_id, *ids, uuid4())).status_code == 404
    assert (await organizer.review(elsewhere, *ids)).status_code == 404
    assert (await organizer.send(f"review/{group_id}", chosen=["1 OR 1"], verdict="approve")).status_code == 422
    assert await states(booking, group_id) == ["pending"]
