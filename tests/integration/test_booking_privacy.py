"""Nothing of a child is kept before its guardian has agreed to it apart; and taken back, all of it goes."""

from uuid import uuid4

import pytest

from services.booking.usecases import privacy
from services.booking.words.privacy import VERSION
from tests.support.booking import book, publish
from tests.support.parents import agree, parent
from tests.support.people import bearer, token_for

CHILD = {"name": "李小雨", "birth_date": "2018-05-01", "grade": "2"}
PRIVACY = "/booking/family/privacy"


@pytest.fixture
def guardian(booking) -> dict[str, str]:
    """The headers of somebody who has just logged in for the first time."""
    return bearer(token_for(booking.settings.keys_dir, uuid4()))


def form(**fields):
    return {"idempotency_key": str(uuid4())} | fields


async def test_no_child_is_kept_before(booking, web, guardian):
    by_page = await web.post("/booking/family/children", data=form(**CHILD), headers=guardian)
    key = {"idempotency-key": str(uuid4())}
    by_program = await web.post("/booking/api/v1/children", json={"name": "李小雨"}, headers=guardian | key)
    assert (by_page.status_code, by_program.status_code, by_program.json()["code"]) == (409, 409, "consent-first")
    assert await booking.pool.fetchval("SELECT count(*) FROM child") == 0


async def test_the_page_comes_first_unticked_and_can_be_refused(booking, web, guardian):
    for path in ("/booking/family", "/booking/family/children/new?next=/booking/"):
        page = (await web.get(path, headers=guardian)).text
        assert 'name="agreed" value="yes" required' in page
        assert "checked" not in page
        assert "不能添加孩子和报名" in page
    unticked = await web.post(PRIVACY, data=form(version=VERSION), headers=guardian)
    assert (unticked.status_code, "同意的话请勾选" in unticked.text) == (422, True)
    assert await booking.pool.fetchval("SELECT count(*) FROM consent") == 0


async def test_who_agrees_goes_on_to_the_child(booking, web, guardian):
    going = "/booking/family/children/new?next=/booking/"
    agreed = await web.post(PRIVACY, data=form(version=VERSION, agreed="yes", next=going), headers=guardian)
    assert (agreed.status_code, agreed.headers["location"]) == (303, going)
    assert 'name="birth_date"' in (await web.get(going, headers=guardian)).text
    assert (await web.post("/booking/family/children", data=form(**CHILD), headers=guardian)).status_code == 303
    kept = await booking.pool.fetchrow("SELECT kind, version, given_at < clock_timestamp() FROM consent")
    assert tuple(kept) == ("privacy", VERSION, True)


async def test_agreeing_twice_is_kept_once_and_another_version_never(booking, guardian):
    first, second = [(await agree(booking, guardian)).json()["agreed_at"] for _ in range(2)]
    assert first == second
    other = await agree(booking, guardian, "0")
    assert (other.status_code, other.json()["code"]) == (409, "text-changed")
    assert await booking.pool.fetchval("SELECT count(*) FROM consent") == 1


async def test_a_new_text_is_asked_for_again(booking, web, guardian, monkeypatch):
    await agree(booking, guardian)
    monkeypatch.setattr(privacy, "_HASH", "0" * 64)
    assert (await web.get("/booking/api/v1/privacy", headers=guardian)).json()["agreed_at"] is None


async def test_taken_back_all_children_go_but_not_under_a_booking(booking, web):
    family = await parent(booking)
    asked = await book(web, family, await publish(booking))
    (consent,) = (await web.get("/booking/api/v1/consents", headers=family.headers)).json()["consents"]
    path = f"/booking/api/v1/consents/{consent['id']}"
    refused = await web.delete(path, headers=family.with_key())
    assert (refused.status_code, "寒假托管一班" in refused.json()["zh"]) == (409, True)
    withdraw = f"/booking/api/v1/enrollments/{asked['enrollment_id']}/withdraw"
    (await web.post(withdraw, headers=family.with_key())).raise_for_status()
    (await web.delete(path, headers=family.with_key())).raise_for_status()
    assert (await web.get("/booking/api/v1/children", headers=family.headers)).json()["children"] == []
    assert await booking.pool.fetchval("SELECT array_agg(name) FROM child") == ["*"]
    assert "请先阅读并决定" not in (await web.get("/booking/family", headers=family.headers)).text


async def test_who_comes_from_a_group_without_a_child_is_asked_for_one_and_led_back(booking, web, guardian):
    group_id = await publish(booking)
    sent = await web.get(f"/booking/groups/{group_id}", headers=guardian)
    assert sent.headers["location"] == f"/booking/family/children/new?next=/booking/groups/{group_id}"
    assert 'name="agreed"' in (await web.get(sent.headers["location"], headers=guardian)).text
    await agree(booking, guardian)
    page = (await web.get(sent.headers["location"], headers=guardian)).text
    assert f'class="back" href="/classes/groups/{group_id}"' in page and "还没有孩子" not in page
    added = await web.post(
        "/booking/family/children", data=form(**CHILD, next=f"/booking/groups/{group_id}"), headers=guardian
    )
    assert added.headers["location"] == f"/booking/groups/{group_id}"
