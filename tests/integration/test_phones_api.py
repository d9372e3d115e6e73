"""What programs do for phones and unions: the same use cases as the pages', by the JSON door."""

import pytest

from tests.support.accounts import FEDERATION, PARENT, Phones, accounts, api, office_of

NEW = "13700001234"
API = "/accounts/api/v1"


@pytest.fixture
async def office(database, keys_dir):
    async with accounts(database, keys_dir, Phones()) as running:
        yield running


async def minutes_pass(office) -> None:
    """Another code may be asked for."""
    await office.pool.execute("UPDATE login_code SET created_at = created_at - interval '5 minutes'")


async def test_the_phone_becomes_another_one_with_codes_from_both(office):
    channel = office_of(office).channel
    async with api(office, PARENT) as web:
        await minutes_pass(office)
        before = (await web.get(f"{API}/phone")).json()
        sent = await web.post(f"{API}/phone/codes", json={"phone": NEW})
        assert sent.status_code == 200, sent.text
        proofs = {
            which: {"request_id": sent.json()[which]["request_id"], "code": channel.last(phone)}
            for which, phone in (("old", PARENT), ("new", NEW))
        }
        wrong = proofs | {"new": proofs["new"] | {"code": "000000" if proofs["new"]["code"] != "000000" else "111111"}}
        assert (await web.post(f"{API}/phone", json=wrong)).status_code == 422
        done = await web.post(f"{API}/phone", json=proofs)
        assert (done.status_code, done.json()["phone"]) == (200, "137****1234") and before["phone"] != "137****1234"


async def test_a_union_is_renamed_and_closed_by_whoever_is_above_it(office):
    async with api(office, FEDERATION) as web:
        made = {"code": "chaoyang", "name": "朝阳电子工会", "kind": "employer", "parent": "gaoxin"}
        assert (await web.post(f"{API}/unions", json=made)).status_code == 201
        renamed = await web.post(f"{API}/unions/chaoyang/rename", json={"new_name": "朝阳科技工会"})
        assert renamed.json() == {"code": "chaoyang"}
        assert (await web.post(f"{API}/unions/chaoyang/close", json={"why": ""})).status_code == 422
        assert (await web.post(f"{API}/unions/chaoyang/close", json={"why": "企业搬走了"})).status_code == 200
        assert (await web.post(f"{API}/unions/chaoyang/close", json={"why": "企业搬走了"})).status_code in (404, 409)
