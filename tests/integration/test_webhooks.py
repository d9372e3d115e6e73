"""Webhooks by real HTTPS servers: signed, at least once under one id, tried again, rested, ended; and by whom they are set up."""

import asyncio
from uuid import uuid4

import pytest

from services.notify.store import webhooks
from services.notify.usecases.tell_programs import tell_everybody, tell_programs
from services.notify.usecases.webhooks import MOST
from shared.db.pool import transaction
from shared.events.capacity import PlacesChanged
from shared.events.envelope import Envelope
from tests.support.eventually import eventually
from tests.support.notify import happened, key
from tests.support.programs import program
from tests.support.telling import ALL, SLOW, at, confirmed, subscribed, telling


async def deliveries(system, webhook, union="gaoxin"):
    async with at(system, union) as web:
        return (await web.get(f"/notify/api/v1/webhooks/{webhook}/deliveries")).json()["deliveries"]


async def test_an_event_arrives_signed_under_its_own_id_and_names_nobody(database, keys_dir):
    async with program() as hr, telling(database, keys_dir) as system:
        hook, secret = await subscribed(system, hr.url)
        envelope, event = await confirmed(system)
        await eventually(lambda: hr.told)
        (told,) = hr.told
        assert told.signed_with(secret) and told.headers["webhook-id"] == str(envelope.id)
        assert told.headers["content-type"] == "application/json" and told.headers["host"] == f"127.0.0.1:{hr.port}"
        assert told.said["type"] == "enrollment.confirmed"
        ids = {"group_id": str(event.group_id), "enrollment_id": str(event.enrollment_id)}
        assert told.said["data"] == {"union": "lantian", **ids}
        assert not {str(event.child_id), "张", *map(str, event.guardian_ids)} & {told.body.decode()}
        (last,) = await eventually(lambda: settled(system, hook))
        assert (last["state"], last["status"], last["attempts"]) == ("delivered", 204, 1)


async def settled(system, hook, union="gaoxin"):
    found = await deliveries(system, hook, union)
    return found if found and all(one["due_at"] is None for one in found) else None


async def test_who_asks_again_reads_the_secret_while_the_union_is_theirs_and_no_longer(database, keys_dir):
    async with telling(database, keys_dir, SLOW) as system:
        hook, _ = await subscribed(system, "https://127.0.0.1:9/")
        renew, once, who = f"/notify/api/v1/webhooks/{hook}/secret", key(), uuid4()
        async with at(system, who=who) as web:
            renewed = (await web.post(renew, headers=once)).json()["secret"]
            assert (await web.post(renew, headers=once)).json()["secret"] == renewed
        async with at(system, "mazhang", who=who) as web:
            again = await web.post(renew, headers=once)
        assert again.status_code == 404 and renewed not in again.text


async def test_places_are_told_and_each_union_hears_of_its_own_alone(database, keys_dir):
    async with telling(database, keys_dir, SLOW) as system:
        hooks = {
            union: (await subscribed(system, "https://127.0.0.1:9/", union=union))[0]
            for union in ("gaoxin", "lantian", "mazhang")
        }
        await confirmed(system, "lantian")
        await confirmed(system, "gaoxin")
        await confirmed(system, "")  # of a time when it was not told whose it is
        event = PlacesChanged(group_id=uuid4(), revision=3, capacity=30, taken=2, waiting=0, union="mazhang")
        envelope = Envelope(uuid4(), event.TYPE, "booking", happened().at, event.TOPIC, event.key)
        async with transaction(system.pool) as conn:
            assert not await tell_programs(conn, [(envelope, event)])
        heard = {union: [one["kind"] for one in await deliveries(system, hook, union)] for union, hook in hooks.items()}
        assert heard == {
            "gaoxin": ["enrollment.confirmed"] * 2,
            "lantian": ["enrollment.confirmed"],
            "mazhang": ["places.changed"],
        }


async def test_told_twice_an_event_is_queued_once(database, keys_dir):
    async with telling(database, keys_dir, SLOW) as system:
        hook, _ = await subscribed(system, "https://127.0.0.1:9/")
        event = happened("confirmed", uuid4(), group={"union": "gaoxin"})
        envelope = Envelope(uuid4(), event.TYPE, "booking", event.at, event.TOPIC, event.key)
        for _ in range(2):
            async with transaction(system.pool) as conn:
                await tell_everybody(conn, [(envelope, event)])
        assert len(await deliveries(system, hook)) == 1


async def test_what_is_refused_is_tried_again_under_the_same_id(database, keys_dir):
    answers = iter([b"503 Not Now\r\n\r\n", b"500 Broken\r\n\r\n"])
    async with (
        program(answer=lambda _: next(answers, b"200 OK\r\ncontent-length: 0\r\n\r\n")) as hr,
        telling(database, keys_dir) as system,
    ):
        hook, secret = await subscribed(system, hr.url)
        await confirmed(system)
        await eventually(lambda: settled(system, hook))
        assert len({told.headers["webhook-id"] for told in hr.told}) == 1 and len(hr.told) == 3
        assert all(told.signed_with(secret) for told in hr.told)
        async with at(system) as web:
            assert (await web.get(f"/notify/api/v1/webhooks/{hook}")).json()["state"] == "active"


async def test_an_address_that_takes_nothing_for_days_is_disabled_and_says_so(database, keys_dir):
    async with program(answer=lambda _: b"500 Broken\r\n\r\n") as hr, telling(database, keys_dir) as system:
        hook, _ = await subscribed(system, hr.url)
        await confirmed(system)
        told = await eventually(lambda: disabled(system, hook))
        assert told["disabled_why"] == "failing"
        before = len(hr.told)
        await confirmed(system)
        async with at(system) as web:
            path = f"/notify/api/v1/webhooks/{hook}"
            assert (await web.post(f"{path}/test", headers=key())).status_code == 409
            hr.answer = lambda _: b"204 No Content\r\n\r\n"
            assert (await web.post(f"{path}/resume", headers=key())).json()["state"] == "active"
            assert (await web.post(f"{path}/test", headers=key())).status_code == 202
        await eventually(lambda: settled(system, hook))
        assert len(hr.told) > before and hr.told[-1].said["type"] in ("test", "enrollment.confirmed")


async def disabled(system, hook):
    async with at(system) as web:
        told = (await web.get(f"/notify/api/v1/webhooks/{hook}")).json()
    return told if told["state"] == "disabled" else None


async def test_a_program_that_wants_no_more_says_gone(database, keys_dir):
    async with program(answer=lambda _: b"410 Gone\r\n\r\n") as hr, telling(database, keys_dir) as system:
        hook, _ = await subscribed(system, hr.url)
        await confirmed(system)
        assert (await eventually(lambda: disabled(system, hook)))["disabled_why"] == "gone"
        assert len(hr.told) == 1


async def test_while_a_secret_is_renewed_both_sign(database, keys_dir):
    async with program() as hr, telling(database, keys_dir) as system:
        hook, old = await subscribed(system, hr.url)
        async with at(system) as web:
            once = key()
            renewed = await web.post(f"/notify/api/v1/webhooks/{hook}/secret", headers=once)
            again = await web.post(f"/notify/api/v1/webhooks/{hook}/secret", headers=once)
        new = renewed.json()["secret"]
        assert new == again.json()["secret"] != old
        await confirmed(system)
        await eventually(lambda: hr.told)
        assert hr.told[0].signed_with(old) and hr.told[0].signed_with(new)
        await system.pool.execute("UPDATE webhook SET old_until = clock_timestamp()")
        await confirmed(system)
        await eventually(lambda: len(hr.told) == 2)
        assert not hr.told[1].signed_with(old) and hr.told[1].signed_with(new)
        kept = await system.pool.fetch("SELECT body::text FROM idempotent_answer")
        assert kept and not any("whsec_" in body for (body,) in kept)


async def test_what_was_sent_can_be_sent_again(database, keys_dir):
    async with program() as hr, telling(database, keys_dir) as system:
        hook, _ = await subscribed(system, hr.url)
        await confirmed(system)
        (last,) = await eventually(lambda: settled(system, hook))
        async with at(system) as web:
            path = f"/notify/api/v1/webhooks/{hook}/deliveries"
            assert (await web.post(f"{path}/{last['id']}/again", headers=key())).status_code == 202
            assert (await web.post(f"{path}/{uuid4()}/again", headers=key())).status_code == 404
        await eventually(lambda: len(hr.told) == 2)
        assert hr.told[0].headers["webhook-id"] == hr.told[1].headers["webhook-id"]


async def test_whoever_lost_the_row_to_another_records_nothing(database, keys_dir):
    async with telling(database, keys_dir, SLOW) as system:
        await subscribed(system, "https://127.0.0.1:9/")
        await confirmed(system)
        async with system.pool.acquire() as conn:
            late, now = await webhooks.claim(conn, 0, 2), await webhooks.claim(conn, 60, 2)
            assert late and now and (late.id, late.token + 1) == (now.id, now.token)
            posted = webhooks.Posted(status=204)
            assert not await webhooks.record(conn, late, posted, webhooks.Then("delivered"))
            assert await webhooks.record(conn, now, posted, webhooks.Then("delivered"))


async def test_an_address_in_trouble_is_tried_by_one_at_a_time(database, keys_dir):
    async with telling(database, keys_dir, SLOW) as system:
        await subscribed(system, "https://127.0.0.1:9/")
        for _ in range(3):
            await confirmed(system)
        async with system.pool.acquire() as conn:
            one, other = await webhooks.claim(conn, 60, 2), await webhooks.claim(conn, 60, 2)
            assert one and other and await webhooks.claim(conn, 60, 2) is None  # two to one address at most
            await webhooks.failed(conn, one.webhook_id)
            await webhooks.record(conn, one, webhooks.Posted(status=500), webhooks.Then("failed"))
            await webhooks.record(conn, other, webhooks.Posted(status=500), webhooks.Then("queued", 0))
            assert await webhooks.claim(conn, 60, 2)
            assert await webhooks.claim(conn, 60, 2) is None


async def test_twenty_at_once_and_never_one_more(database, keys_dir):
    async with telling(database, keys_dir, SLOW) as system:
        asked = [subscribe(system) for _ in range(MOST + 4)]
        assert sorted(await asyncio.gather(*asked)) == [201] * MOST + [409] * 4


async def subscribe(system):
    async with at(system) as web:
        wanted = {"url": "https://hr.example.com/", "kinds": ALL}
        return (await web.post("/notify/api/v1/unions/gaoxin/webhooks", json=wanted, headers=key())).status_code


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"url": "http://hr.example.com/", "kinds": ALL}, "url"),
        ({"url": "https://wang:secret@hr.example.com/", "kinds": ALL}, "url"),
        ({"url": f"https://hr.example.com/{'a' * 480}", "kinds": ALL}, "url"),
        ({"url": "https://hr.example.com/", "kinds": []}, "kinds"),
        ({"url": "https://hr.example.com/", "kinds": ["children.named"]}, "kinds"),
    ],
)
async def test_bad_input_is_told_at_its_field(database, keys_dir, wanted, field):
    async with telling(database, keys_dir, SLOW) as system, at(system) as web:
        answer = await web.post("/notify/api/v1/unions/gaoxin/webhooks", json=wanted, headers=key())
        assert answer.status_code == 422 and list(answer.json()["fields"]) == [field]


async def test_removed_while_it_is_sent_to_nothing_is_left_and_nobody_waits_in_a_circle(database, keys_dir):
    """Whoever removes it waits for what is being recorded; who locked the address first and the delivery then would be thrown out."""
    async with telling(database, keys_dir, SLOW) as system, at(system) as web:
        hook, _ = await subscribed(system, "https://127.0.0.1:9/")
        await confirmed(system)
        async with transaction(system.pool) as conn:
            claimed = await webhooks.claim(conn, 60, 2)
        async with transaction(system.pool) as conn:
            assert await webhooks.record(conn, claimed, webhooks.Posted(status=500), webhooks.Then("failed"))
            removing = asyncio.create_task(web.delete(f"/notify/api/v1/webhooks/{hook}", headers=key()))
            await eventually(lambda: system.pool.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"))
            assert await webhooks.failed(conn, claimed.webhook_id)
        assert (await removing).status_code == 200
        assert not await system.pool.fetchval("SELECT count(*) FROM webhook_delivery")
