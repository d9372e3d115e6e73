"""Keys of unions' programs: issued with a second factor, shown once, exchanged for tokens, good for what they say and nothing else."""

import re
from base64 import urlsafe_b64decode
from datetime import timedelta
from uuid import UUID, uuid4

import httpx2
import pytest

from services.accounts.usecases.after_restore import after_restore
from shared.db.pool import transaction
from shared.events.revocation import SessionEnded
from shared.web.auth import read_token
from shared.web.programs import AT_ONCE, KEPT, KeyPace
from tests.support.access.accounts import world
from tests.support.access.asked import FEDERATION, OTHER_PARK, PARK
from tests.support.people import bearer, token_for

WANTED = {"name": "人事系统", "scopes": ["events:read", "enrollments:read"], "days": 30}
PATH = "/accounts/api/v1/unions/gaoxin/keys"


def asking(there, headers):
    transport = httpx2.ASGITransport(there.system.app)
    return httpx2.AsyncClient(transport=transport, base_url="http://aixin.test", headers=headers)


def key():
    return {"idempotency-key": str(uuid4())}


async def exchange(there, text):
    async with asking(there, {}) as web:
        return await web.post("/accounts/api/v1/programs", json={"key": text})


async def test_a_key_becomes_a_token_that_says_what_it_allows_and_the_key_stands_nowhere(database, keys_dir):
    async with world(database, keys_dir) as there:
        async with asking(there, there.people[PARK]) as web:
            once = key()
            issued = (await web.post(PATH, json=WANTED, headers=once)).json()
            assert (await web.post(PATH, json=WANTED, headers=once)).json() == issued
            assert "key" not in (await web.get(PATH)).json()["keys"][0]
            token = (await exchange(there, issued["key"])).json()["token"]
            (used,) = [one for one in (await web.get(PATH)).json()["keys"] if one["id"] == issued["id"]]
            assert used["used_at"] and used["state"] == "good"
        who = read_token(token, there.system.settings)
        assert who.program and who.unions == () and who.roles == {(s, "gaoxin") for s in WANTED["scopes"]}
        for table in ("api_key", "idempotent_answer", "outbox"):
            rows = await there.system.pool.fetch(f"SELECT t::text FROM {table} AS t")
            assert not [row for (row,) in rows if issued["key"] in row]


async def test_a_revoked_key_gives_no_token_and_ends_those_that_are_out(database, keys_dir):
    async with world(database, keys_dir) as there, asking(there, there.people[PARK]) as web:
        issued = (await web.post(PATH, json=WANTED, headers=key())).json()
        assert (await exchange(there, issued["key"])).status_code == 201
        for _ in range(2):  # once more does nothing
            assert (await web.delete(f"/accounts/api/v1/keys/{issued['id']}", headers=key())).status_code == 200
        refused = await exchange(there, issued["key"])
        assert (refused.status_code, refused.json()["code"]) == (401, "key-refused")
        told = await there.system.pool.fetch("SELECT body FROM outbox WHERE type = $1", SessionEnded.TYPE)
        assert [SessionEnded.model_validate_json(one["body"]).session_id for one in told] == [UUID(issued["id"])]


@pytest.mark.parametrize(
    "why",
    [
        "UPDATE api_key SET expires_at = clock_timestamp()",
        "UPDATE trade_union SET closed_at = clock_timestamp() WHERE code = 'gaoxin'",
    ],
)
async def test_a_key_ends_with_its_time_and_with_its_union(database, keys_dir, why):
    async with world(database, keys_dir) as there:
        assert (await exchange(there, there.there["program_key"])).status_code == 201
        await there.system.pool.execute(why)
        assert (await exchange(there, there.there["program_key"])).status_code == 401


async def test_a_token_lives_no_longer_than_its_key(database, keys_dir):
    async with world(database, keys_dir) as there:
        await there.system.pool.execute("UPDATE api_key SET expires_at = clock_timestamp() + interval '1 minute'")
        told = (await exchange(there, there.there["program_key"])).json()
        ends = await there.system.pool.fetchval("SELECT expires_at FROM api_key")
        assert read_token(told["token"], there.system.settings).expires <= ends.timestamp()


async def test_without_a_second_factor_or_for_another_union_none_is_issued(database, keys_dir):
    async with world(database, keys_dir) as there:
        weak = there.people[PARK] | bearer(token_for(keys_dir, await person(there, "organizer", "gaoxin")))
        async with asking(there, weak) as web:
            answer = await web.post(PATH, json=WANTED, headers=key())
            assert (answer.status_code, answer.json()["code"]) == (403, "second-factor-missing")
        async with asking(there, there.people[OTHER_PARK]) as web:
            assert (await web.post(PATH, json=WANTED, headers=key())).status_code == 404


async def test_a_key_is_shown_again_to_nobody_who_could_not_issue_it_any_more(database, keys_dir):
    async with world(database, keys_dir) as there:
        once, pages = key(), "/accounts/console/unions/gaoxin/keys"
        form = {"name": "大厅的屏幕", "scopes": ["events:read"], "days": "30", "idempotency_key": str(uuid4())}
        async with asking(there, there.people[PARK]) as web:
            issued = (await web.post(PATH, json=WANTED, headers=once)).json()["key"]
            assert "aixin_" in (await web.post(pages, data=form, headers={"accept": "text/html"})).text
        weak = there.people[PARK] | bearer(token_for(keys_dir, await person(there, "organizer", "gaoxin")))
        async with asking(there, weak) as web:
            again = await web.post(PATH, json=WANTED, headers=once)
            assert (again.status_code, again.json()["code"], issued in again.text) == (
                403,
                "second-factor-missing",
                False,
            )
            assert "aixin_" not in (await web.post(pages, data=form, headers={"accept": "text/html"})).text


async def person(there, role, union):
    found: UUID = await there.system.pool.fetchval(
        "SELECT p.id FROM person p JOIN role_grant g USING (phone_hash) WHERE g.role = $1 AND g.union_code = $2 AND g.acts_at <= now()",
        role,
        union,
    )
    return found


async def test_after_a_restore_no_key_holds(database, keys_dir):
    """One that was revoked since the backup would be good again."""
    async with world(database, keys_dir) as there:
        async with transaction(there.system.pool) as conn:
            await after_restore(conn)
        assert (await exchange(there, there.there["program_key"])).status_code == 401


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"name": "x"}, "name"), ({"scopes": []}, "scopes"), ({"scopes": ["children:read"]}, "scopes"), ({"days": 401}, "days"), ({"days": 0}, "days")],
)  # fmt: skip
async def test_bad_input_is_told_at_its_field(database, keys_dir, wrong, field):
    async with world(database, keys_dir) as there, asking(there, there.people[FEDERATION]) as web:
        answer = await web.post(PATH, json=WANTED | wrong, headers=key())
        assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_a_key_asks_so_often_and_no_more_and_few_keys_are_remembered():
    pace, one, other = KeyPace(), uuid4(), uuid4()
    assert [pace.wait(one, 0.0) for _ in range(AT_ONCE)] == [0] * AT_ONCE
    assert pace.wait(one, 0.0) == 1 and pace.wait(other, 0.0) == 0
    assert pace.wait(one, timedelta(seconds=1).total_seconds()) == 0
    for _ in range(KEPT + 5):
        pace.wait(uuid4(), 2.0)
    assert len(pace._left) == KEPT


async def test_the_page_issues_a_key_shows_it_once_and_revokes_it(database, keys_dir):
    page, form = "/accounts/console/unions/gaoxin/keys", {"name": "大厅的屏幕", "scopes": "events:read", "days": "30"}
    async with world(database, keys_dir) as there, asking(there, there.people[PARK] | {"accept": "text/html"}) as web:
        wrong = await web.post(page, data=form | {"days": "many", "idempotency_key": str(uuid4())})
        assert wrong.status_code == 422 and 'value="many"' in wrong.text
        issued = await web.post(page, data=form | {"idempotency_key": str(uuid4())})
        (text,) = re.findall(r"aixin_[\w=-]{60,}", issued.text)
        assert (await exchange(there, text)).status_code == 201 and text not in (await web.get(page)).text
        key_id = str(UUID(bytes=urlsafe_b64decode(text.removeprefix("aixin_"))[:16]))
        await web.post("/accounts/console/keys/revoke", data={"key_id": key_id, "idempotency_key": str(uuid4())})
        assert (await exchange(there, text)).status_code == 401 and "已作废" in (await web.get(page)).text
