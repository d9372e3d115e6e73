"""How long the broker keeps what it was told: asked of it, and told of where it is less than the system relies on."""

from datetime import timedelta

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from aixin.doctor.system import examine
from services.notify.bootstrap import build
from shared.messaging.log_life import NAME, shortest
from shared.messaging.topics import ensure_topics
from shared.web.health import readiness
from tests.support.eventually import eventually


async def keeps(kafka, topic, life):
    """The broker keeps what is said in this topic for so many milliseconds; -1 is for ever."""
    client = AIOKafkaAdminClient(bootstrap_servers=kafka)
    try:
        await client.start()
        told = ConfigResource(ConfigResourceType.TOPIC, topic, {"retention.ms": str(life)})
        (answer,) = await client.alter_configs([told])
        assert not any(code for code, *_ in answer.resources), answer
    finally:
        await client.close()
    wanted = None if life < 0 else timedelta(milliseconds=life)

    async def so():
        return await shortest(kafka, [topic]) == wanted

    await eventually(so)


async def test_a_log_that_keeps_less_than_is_relied_on_is_told_of(system, kafka, topic_prefix):
    await ensure_topics(kafka, topic_prefix)
    topic, day = f"{topic_prefix}enrollment", 86_400_000
    async with system("notify", role="both") as notify:
        await notify.log_life.look()
        assert not notify.log_life.troubles  # the broker's own setting, which we make

        await keeps(kafka, topic, 13 * day)
        await notify.log_life.look()
        await notify.signs.measure()
        _, said = await readiness(notify)
        assert said["status"] == "degraded" and said["signs"][NAME]["error"].startswith("the broker keeps 13 days")
        told = [one.sentence.zh async for one in examine(build(notify.settings))]
        assert [one for one in told if "只保留 13 天" in one]

        for enough in (14 * day, -1):
            await keeps(kafka, topic, enough)
            await notify.log_life.look()
            assert not notify.log_life.troubles


async def test_topics_that_are_not_there_yet_say_nothing(kafka, topic_prefix):
    assert await shortest(kafka, [f"{topic_prefix}enrollment"]) is None
    assert await shortest(kafka, []) is None
