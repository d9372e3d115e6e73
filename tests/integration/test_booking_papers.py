"""Papers: taken by their bytes, kept sealed outside the database, shown to their family, gone when deleted."""

import os
from uuid import UUID, uuid4

import pytest

from services.booking.store import papers as store
from services.booking.usecases import papers
from shared.db.pool import connection
from shared.errors import Conflict, NotFound
from shared.events.rules import Criterion, Document, GroupRules
from tests.support.booking import ask, door, make_families, publish
from tests.support.families import enrolled, group
from tests.support.pictures import JPEG, PDF, PLACE, PNG, pdf, pdf_with_traces, photo, png_of
from tests.support.staff import Staff, say
from tests.support.staff import upload as upload_for


@pytest.fixture
def shelf(tmp_path):
    return tmp_path / "papers"


@pytest.fixture
async def booking(system, shelf):
    async with system("booking", papers=str(shelf)) as running:
        yield running


async def upload(web, family, content=PNG, *, key="", name="困难职工证明", file="照片.exe"):
    form = {"child_id": str(family.child_id), "name": name}
    return await web.post(
        "/booking/api/v1/papers", data=form, files={"file": (file, content)}, headers=family.with_key(key)
    )


async def test_a_paper_is_kept_sealed_and_comes_back(web, family, shelf):
    made = await upload(web, family, photo(), file="x.pdf")
    assert made.status_code == 201
    (listed,) = (await web.get("/booking/api/v1/papers", headers=family.headers)).json()["papers"]
    file = await web.get(f"/booking/api/v1/papers/{made.json()['id']}", headers=family.headers)
    assert (listed["name"], listed["media_type"], listed["size"]) == ("困难职工证明", "image/jpeg", len(file.content))
    assert file.content.startswith(JPEG[:3]) and PLACE not in file.content
    sealed = (shelf / made.json()["id"]).read_bytes()
    assert file.content[20:60] not in sealed and PLACE not in sealed
    assert (
        file.headers["content-disposition"]
        == "inline; filename*=UTF-8''" + "%E5%9B%B0%E9%9A%BE%E8%81%8C%E5%B7%A5%E8%AF%81%E6%98%8E.jpg"
    )
    assert file.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert (file.headers["x-content-type-options"], file.headers["cache-control"]) == ("nosniff", "no-store")


async def test_a_pdf_is_given_out_to_be_saved(web, family):
    made = await upload(web, family, pdf_with_traces())
    file = await web.get(f"/booking/family/papers/{made.json()['id']}", headers=family.headers)
    assert file.headers["content-disposition"].startswith("attachment; ")
    assert file.headers["content-type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-") and b"Launch" not in file.content


async def test_a_pdf_is_given_to_staff_to_be_saved_as_to_its_family(booking):
    group_id = await publish(
        booking,
        rules=GroupRules(
            review="organizer", documents=[Document(name="困难职工证明", when=Criterion(categories=["hardship"]))]
        ),
    )
    family = (await make_families(booking, 1))[0]
    await say(booking, family, categories=["hardship"])
    paper_id = await upload_for(booking, family, "困难职工证明", pdf())
    await ask(booking, [family], group_id)
    organizer = Staff(booking)
    answer = await organizer.read(f"console/papers/{paper_id}")
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["content-security-policy"].startswith("sandbox; ")
    assert "PDF，下载后打开" in (await organizer.read(f"console/review/{group_id}")).text


async def test_a_paper_kept_as_it_came_still_opens(web, family, booking):
    """So they were, before papers were made anew."""
    old = uuid4()
    await booking.app.state.shelf.put(old, photo())
    async with connection(booking.pool) as conn:
        await store.add(
            conn, old, family.child_id, name="证明", media_type="image/jpeg", size=len(photo()), by=family.person_id
        )
    file = await web.get(f"/booking/api/v1/papers/{old}", headers=family.headers)
    assert (file.headers["content-type"], file.content) == ("image/jpeg", photo())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg onload=alert(1)>", "请上传照片"),
        (b"", "请选择文件"),
        (PNG[:60], "文件不完整或已损坏"),
        (b"RIFF\4\0\0\0WEBP", "文件不完整或已损坏"),
        (png_of(60_000, 60_000), "像素太多"),
        (pdf(password="x"), "请去掉密码"),
        (PNG + b"\0" * papers.MAX_SIZE, "不能超过 8 MB"),
    ],
    ids=["a page", "nothing", "half a picture", "an empty picture", "too many pixels", "a lock", "too many bytes"],
)
async def test_what_is_no_paper_is_refused_at_its_field(web, family, shelf, content, said):
    refused = await upload(web, family, content)
    assert refused.status_code == 422
    assert said in refused.json()["fields"]["file"]
    assert os.listdir(shelf) == []


async def test_only_the_upload_may_be_large(web, family):
    largest = PDF + b"%" * (papers.MAX_SIZE - len(PDF))
    assert (await upload(web, family, largest)).status_code == 201
    assert (await upload(web, family, largest + b"%" * 200_000)).status_code == 413
    body = b'{"name": "' + b"x" * 1_100_000 + b'"}'
    assert (await web.post("/booking/api/v1/children", content=body, headers=family.with_key())).status_code == 413


async def test_sent_twice_it_is_there_once(web, family, shelf):
    first, again = await upload(web, family, key="one-upload"), await upload(web, family, key="one-upload")
    assert first.json() == again.json()
    assert os.listdir(shelf) == [first.json()["id"]]
    assert (await upload(web, family, PDF, key="one-upload")).json()["code"] == "idempotency-key-reused"
    assert os.listdir(shelf) == [first.json()["id"]]


async def test_a_child_has_twenty_at_most(web, family, booking, shelf):
    async with connection(booking.pool) as conn:
        for _ in range(papers.MAX_PAPERS):
            await store.add(
                conn, uuid4(), family.child_id, name="证明", media_type="image/png", size=1, by=family.person_id
            )
    refused = await upload(web, family)
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert os.listdir(shelf) == []


async def test_another_familys_paper_looks_like_none(web, family, booking, shelf):
    (other,) = await make_families(booking, 1)
    paper = (await upload(web, family)).json()["id"]
    for path in (
        f"/booking/api/v1/papers/{paper}",
        f"/booking/family/papers/{paper}",
        f"/booking/api/v1/papers/{uuid4()}",
    ):
        assert (await web.get(path, headers=other.headers)).status_code == 404
    assert (await web.delete(f"/booking/api/v1/papers/{paper}", headers=other.with_key())).status_code == 404
    assert (await upload(web, other.__class__(other.person_id, family.child_id, other.headers))).status_code == 404
    assert os.listdir(shelf) == [paper]
    assert (await web.get("/booking/api/v1/papers", headers=other.headers)).json()["papers"] == []
    assert (await web.get(f"/booking/api/v1/papers/{paper}")).status_code == 401


async def test_a_deleted_paper_is_gone_from_the_shelf_too(web, family, booking, shelf):
    paper = (await upload(web, family)).json()["id"]
    key = family.with_key()
    assert (await web.delete(f"/booking/api/v1/papers/{paper}", headers=key)).status_code == 200
    assert (await web.delete(f"/booking/api/v1/papers/{paper}", headers=key)).status_code == 200
    assert os.listdir(shelf) == []
    async with connection(booking.pool) as conn:
        with pytest.raises(NotFound):
            await papers.read_paper(booking.app.state.shelf, conn, UUID(paper))


async def test_a_paper_that_a_booking_needs_stays_until_there_is_a_newer_one(web, family, booking):
    rules = GroupRules(documents=[Document(name="困难职工证明", when=Criterion())])
    async with connection(booking.pool) as conn:
        await enrolled(conn, family.child_id, await group(conn, rules=rules), "pending")
    paper = (await upload(web, family)).json()["id"]
    refused = await web.delete(f"/booking/api/v1/papers/{paper}", headers=family.with_key())
    assert refused.status_code == 409
    assert "可以先上传新的一份" in refused.json()["detail"]
    await upload(web, family, PDF)
    assert (await web.delete(f"/booking/api/v1/papers/{paper}", headers=family.with_key())).status_code == 200


async def test_a_tampered_or_lost_object_is_told_as_such(web, family, booking, shelf):
    spoiled, lost = (await upload(web, family)).json()["id"], (await upload(web, family, PDF)).json()["id"]
    sealed = bytearray((shelf / spoiled).read_bytes())
    sealed[-1] ^= 1
    (shelf / spoiled).write_bytes(bytes(sealed))
    (shelf / lost).unlink()
    for paper in (spoiled, lost):
        refused = await web.get(f"/booking/api/v1/papers/{paper}", headers=family.headers)
        assert (refused.status_code, refused.json()["code"]) == (409, "paper-spoiled")
    async with connection(booking.pool) as conn:
        with pytest.raises(Conflict, match="lost or damaged"):
            await papers.read_paper(booking.app.state.shelf, conn, UUID(spoiled))


async def test_one_papers_object_does_not_pass_for_anothers(web, family, shelf):
    mine, other = (await upload(web, family)).json()["id"], (await upload(web, family, PDF)).json()["id"]
    (shelf / other).replace(shelf / mine)
    assert (await web.get(f"/booking/api/v1/papers/{mine}", headers=family.headers)).json()["code"] == "paper-spoiled"


async def test_what_no_row_names_is_swept_a_day_later(web, family, booking, shelf):
    kept, removed = (await upload(web, family)).json()["id"], (await upload(web, family, PDF)).json()["id"]
    fresh, old = str(uuid4()), str(uuid4())
    for name in (fresh, old, "notes.txt"):
        (shelf / name).write_bytes(b"x")
    os.utime(shelf / old, (1_700_000_000, 1_700_000_000))
    os.utime(shelf / "notes.txt", (1_700_000_000, 1_700_000_000))
    await booking.pool.execute("UPDATE document SET removed_at = now() WHERE id = $1", UUID(removed))
    assert await papers.sweep(booking, booking.app.state.shelf) == 2
    assert sorted(os.listdir(shelf)) == sorted([kept, fresh, "notes.txt"])


async def test_a_removed_childs_papers_go_with_it(web, family, booking, shelf):
    await upload(web, family)
    assert (
        await web.delete(f"/booking/api/v1/children/{family.child_id}", headers=family.with_key())
    ).status_code == 200
    assert (await web.get("/booking/api/v1/papers", headers=family.headers)).json()["papers"] == []
    assert await papers.sweep(booking, booking.app.state.shelf) == 1
    assert os.listdir(shelf) == []


async def test_a_store_that_is_away_is_told_and_keeps_nothing_half(system, tmp_path):
    (tmp_path / "file").write_text("no folder")
    async with system("booking", papers=str(tmp_path / "file" / "papers")) as booking:
        (someone,) = await make_families(booking, 1)
        refused = await upload(door(booking), someone)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
        assert await booking.pool.fetchval("SELECT count(*) FROM document") == 0
