"""What operators are told: ready, degraded without a broker, unavailable without a database."""

from uuid import uuid4

import httpx2
import pytest

from shared.messaging import outbox, signs
from tests.support.backbone import places
from tests.support.eventually import eventually
from tests.support.proxy import wire


def ops(system):
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(system.app), base_url="http://aixin.test")


async def test_ready_and_metrics(system):
    async with system("booking") as booking, ops(booking) as web:
        await eventually(lambda: booking.relay.connected)
        async with booking.pool.acquire() as conn, conn.transaction():
            await outbox.put(conn, places(uuid4(), 1))
        booking.committed()

        async def sent():
            return 'aixin_relay_sent_total{system="booking"}' in (await web.get("/booking/metrics")).text

        await eventually(sent)
        told = (await web.get("/booking/metrics")).text
        assert 'aixin_pool_in_use{system="booking"}' in told and 'aixin_pool_waiting{system="booking"} 0.0' in told
        ready = await web.get("/booking/readyz")
        assert (ready.status_code, ready.json()["status"]) == (200, "ready")


LAGS = {
    "outbox": """INSERT INTO outbox (topic, key, shard, type, body, created_at)
        SELECT 'capacity', 'k', 0, 't', '', clock_timestamp() - interval '2 minutes'""",
    "timers": "INSERT INTO timer (kind, subject, due_at) VALUES ('unknown', 's', clock_timestamp() - interval '2 minutes')",
    "listening": "INSERT INTO heard (topic, partition, behind, at) VALUES ('catalogue', 99, 0, clock_timestamp() - interval '2 minutes')",
    "dead-letters": """INSERT INTO dead_letter (fingerprint, topic, partition, "offset", headers, cause)
        VALUES ('f', 'catalogue', 0, 0, '[]', 'poison')""",
}
"""Sign → what shows it."""


@pytest.mark.parametrize(("sign", "cause"), LAGS.items(), ids=LAGS)
@pytest.mark.parametrize("role", ["web", "worker"])
async def test_whoever_is_asked_tells_what_lags_and_since_when_and_serves(system, monkeypatch, sign, cause, role):
    monkeypatch.setattr(signs, "EVERY_SECONDS", 0.1)
    async with system("booking", kafka="127.0.0.1:1", role=role) as booking, ops(booking) as web:
        await booking.pool.execute(cause)

        async def told():
            answer = await web.get("/booking/readyz")
            said = answer.json()
            return sign in said["signs"] and (answer.status_code, said["status"]) == (200, "degraded") and said

        said = await eventually(told)
        assert said["since"] <= said["signs"][sign]["since"]
        shown = (await web.get("/booking/metrics")).text
        assert f'aixin_trouble{{system="booking",what="{sign}"}} 1.0' in shown


async def test_far_behind_for_long_is_told_and_forgotten_when_all_is_heard(system, monkeypatch):
    monkeypatch.setattr(signs, "PATIENCE_SECONDS", 0.0)
    async with system("booking", role="web") as booking:
        heard = "INSERT INTO heard VALUES ('catalogue', 0, $1) ON CONFLICT (topic, partition) DO UPDATE SET behind = $1"
        await booking.pool.execute(heard, 93_000)
        await booking.signs.measure()
        await booking.signs.measure()
        assert "93000" in booking.signs.troubles["behind"].error
        await booking.pool.execute(heard, 3)
        await booking.signs.measure()
        assert "behind" not in booking.signs.troubles


async def test_a_disk_that_is_nearly_full_is_told(system, monkeypatch):
    monkeypatch.setattr(signs, "LEAST_FREE", 1 << 62)
    async with system("booking", role="web") as booking:
        await booking.signs.measure()
        assert "MB free" in booking.signs.troubles["disk"].error


async def test_degraded_without_a_broker(system):
    async with system("booking", kafka="127.0.0.1:1") as booking, ops(booking) as web:
        ready = await web.get("/booking/readyz")
        assert (ready.status_code, ready.json()["status"], ready.json()["broker"]) == (200, "degraded", False)


@pytest.mark.parametrize("path", ["/booking/healthz", "/booking/readyz"])
async def test_without_a_database_alive_but_not_ready(system, database, path):
    dsn = await database("booking")
    host, _, port = dsn.rpartition("/")[0].rpartition("@")[2].partition(":")
    async with wire(host, int(port)) as between:
        through = dsn.replace(f"@{host}:{port}", f"@127.0.0.1:{between.port}")
        async with system("booking", through) as booking, ops(booking) as web:
            between.cut()
            answer = await web.get(path)
            assert answer.status_code == (200 if path.endswith("healthz") else 503)
            between.mend()
            assert (await web.get(path)).status_code == 200


async def test_a_request_is_the_first_step_of_its_events_trace(system):
    async with system("booking") as booking, ops(booking) as web:
        parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        seen = []

        @booking.app.get("/booking/api/v1/probe")
        async def probe():
            async with booking.pool.acquire() as conn, conn.transaction():
                await outbox.put(conn, places(uuid4(), 1))
                seen.append(await conn.fetchval("SELECT traceparent FROM outbox"))

        await web.get("/booking/api/v1/probe", headers={"traceparent": parent})
        assert seen[0].split("-")[1] == parent.split("-")[1]
