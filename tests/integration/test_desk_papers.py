"""Papers at the desk: taken or seen by an organizer for a family without a smartphone, checked like everybody's, and its family sees by whom."""

import asyncio
import re
from uuid import UUID, uuid4

import pytest

from shared.events.rules import Criterion, Document, GroupRules
from tests.support.booking import TODAY, broken, door, make_families, publish
from tests.support.people import bearer, token_for
from tests.support.pictures import PLACE, PNG, photo
from tests.support.staff import Staff, states, ticket

PAPERS = GroupRules(
    review="organizer",
    documents=[
        Document(name="户口簿", seen=True),
        Document(name="在职证明"),
        Document(name="困难证明", when=Criterion(categories=["hardship"])),
    ],
)
CHILD = {"name": "欧阳小雨", "birth_date": "2018-05-01", "grade": "2"}
FORM = CHILD | {"agreed": ["privacy"], "signed_on": str(TODAY), "way": "desk"}


class AtDesk:
    """An organizer with a guardian, and a child whose papers are asked."""

    def __init__(self, booking, group_id, staff, guardian) -> None:
        self.booking, self.group_id, self.staff, self.guardian = booking, group_id, staff, guardian
        self.ticket, self.child = ticket(booking, staff, guardian), ""

    async def tell(self):
        """The child; the page with its papers."""
        sent = await self.staff.send(f"groups/{self.group_id}/desk", ticket=self.ticket, **FORM)
        assert sent.status_code == 303 and "/desk/papers?" in sent.headers["location"]
        self.child = re.search(r"child=([0-9a-f-]{36})", sent.headers["location"])[1]
        return await self.staff.web.get(sent.headers["location"], headers=self.staff.headers)

    async def bring(self, name, content=b"", *, staff=None, at="", key="", **more):
        """One paper; without content it is only shown."""
        form = {"group": str(self.group_id), "child": self.child, "ticket": at or self.ticket, "name": name}
        form |= {"idempotency_key": key or str(uuid4())} | more | ({} if content else {"seen": "yes"})
        who = staff or self.staff
        files = {"file": ("x.jpg", content)} if content else {"file": ("", b"")}
        return await who.web.post("/booking/console/papers", data=form, files=files, headers=who.headers)

    async def ask(self):
        return await self.staff.send(
            f"groups/{self.group_id}/desk/ask", ticket=self.ticket, child=self.child, way="desk"
        )


@pytest.fixture
async def desk(booking):
    group_id = await publish(booking, rules=PAPERS)
    return AtDesk(booking, group_id, Staff(booking), uuid4())


async def test_a_family_without_a_smartphone_is_booked_with_what_it_brought_and_sees_by_whom(booking, desk):
    page = (await desk.tell()).text
    assert "户口簿" in page and "在职证明" in page and "困难证明" not in page and "欧阳" not in page
    assert page.count("原件已核，不留复印件") == 1, "a copy of the other is asked for"
    assert (await desk.ask()).status_code == 409, "nothing is booked before"
    assert (await desk.bring("户口簿")).status_code == 303
    assert (await desk.bring("在职证明", photo())).status_code == 303
    assert (await desk.ask()).status_code == 303
    assert await states(booking, desk.group_id) == ["pending"]

    family = bearer(token_for(booking.settings.keys_dir, desk.guardian))
    mine = (await door(booking).get("/booking/family/papers", headers=family)).text
    assert "138****0000在窗口看过原件，没有留复印件" in mine and "由138****0000在窗口代收" in mine
    told = (await door(booking).get("/booking/api/v1/papers", headers=family)).json()["papers"]
    assert {(one["name"], one["media_type"], one["taken_by"]) for one in told} == {
        ("户口簿", "", "138****0000"), ("在职证明", "image/jpeg", "138****0000"),
    }  # fmt: skip
    files = {one["name"]: f"/booking/api/v1/papers/{one['id']}" for one in told}
    assert (await door(booking).get(files["户口簿"], headers=family)).status_code == 404
    assert PLACE not in (await door(booking).get(files["在职证明"], headers=family)).content
    (enrollment,) = await booking.pool.fetch("SELECT id FROM enrollment")
    shown = (await door(booking).get(f"/booking/enrollments/{enrollment['id']}", headers=family)).text
    assert "家长到窗口办理；看过原件：户口簿，经办人 138****0000" in shown
    assert not await broken(booking)


async def test_whoever_checks_reads_who_saw_the_original_and_opens_the_copy_leaving_a_row(booking, desk):
    await desk.tell()
    await desk.bring("户口簿")
    await desk.bring("在职证明", PNG)
    await desk.ask()
    checker = Staff(booking)
    page = (await checker.read(f"console/review/{desk.group_id}")).text
    assert "户口簿：原件已核，没有留复印件" in page and "由138****0000在窗口收" in page
    (request,) = await checker.to_review(desk.group_id)
    papers = {paper["name"]: paper for paper in request["children"][0]["papers"]}
    assert (papers["户口簿"]["seen"], papers["在职证明"]["seen"]) == (True, False)
    assert (await checker.get(f"console/papers/{papers['户口簿']['id']}")).status_code == 404
    assert (await checker.get(f"console/papers/{papers['在职证明']['id']}")).status_code == 200
    read = await booking.pool.fetch("SELECT document_id, person_id FROM paper_reading")
    assert [tuple(row) for row in read] == [(UUID(papers["在职证明"]["id"]), checker.person_id)]
    await checker.review(desk.group_id, request["id"])
    assert await states(booking, desk.group_id) == ["confirmed"]


async def test_what_must_be_copied_is_not_waved_through_nor_what_nobody_asks(booking, desk):
    await desk.tell()
    waved = await desk.bring("在职证明")
    assert waved.status_code == 409 and "要求留这份材料的复印件" in waved.text
    assert (await desk.bring("学区证明", PNG)).status_code == 404
    broken_file = await desk.bring("在职证明", PNG[:60])
    assert broken_file.status_code == 422 and "文件不完整或已损坏" in broken_file.text
    assert await booking.pool.fetchval("SELECT count(*) FROM document") == 0


async def test_nobody_brings_papers_of_another_union_for_another_family_or_an_own_child(booking, desk):
    await desk.tell()
    other = Staff(booking, "mazhang")
    assert (await desk.bring("户口簿", staff=other, at=ticket(booking, other, desk.guardian))).status_code == 404
    somebody = ticket(booking, desk.staff, uuid4())
    assert (await desk.bring("户口簿", at=somebody)).status_code == 404
    (mine,) = await make_families(booking, 1)
    own = AtDesk(booking, desk.group_id, Staff(booking, person_id=mine.person_id), mine.person_id)
    own.child = str(mine.child_id)
    assert (await own.bring("户口簿")).status_code == 403
    assert await booking.pool.fetchval("SELECT count(*) FROM document") == 0


async def test_shown_twice_at_once_it_was_seen_once(booking, desk):
    await desk.tell()
    both = await asyncio.gather(desk.bring("户口簿"), desk.bring("户口簿"))
    assert [answer.status_code for answer in both] == [303, 303]
    assert await booking.pool.fetchval("SELECT count(*) FROM document") == 1


async def test_programs_do_the_same(booking, desk):
    at, group_id = desk.ticket, desk.group_id
    said = {"ticket": at, "child": CHILD | {"grade": 2}, "agreed": ["privacy"], "signed_on": str(TODAY)}
    prepared = await desk.staff.post(f"groups/{group_id}/desk/children", said)
    assert prepared.status_code == 201, prepared.text
    child = prepared.json()["child_id"]
    assert prepared.json()["papers"] == [
        {"name": "户口簿", "seen": True, "there": False}, {"name": "在职证明", "seen": False, "there": False},
    ]  # fmt: skip
    want = {"ticket": at, "child_id": child}
    early = await desk.staff.post(f"groups/{group_id}/desk", want)
    assert early.status_code == 409 and "还没有上传" in early.json()["detail"]
    brought = want | {"group_id": str(group_id)}
    for name, file in (("户口簿", {}), ("在职证明", {"file": ("x", PNG)})):
        headers = desk.staff.headers | {"idempotency-key": str(uuid4())}
        taken = await desk.staff.web.post(
            "/booking/api/v1/staff/papers", data=brought | {"name": name}, files=file, headers=headers
        )
        assert taken.status_code == 201, taken.text
    booked = await desk.staff.post(f"groups/{group_id}/desk", want | {"way": "school"})
    assert (booked.status_code, booked.json()["result"]) == (201, "submitted")
    assert (await desk.staff.post(f"groups/{group_id}/desk", want | {"way": "by magic"})).status_code == 422
