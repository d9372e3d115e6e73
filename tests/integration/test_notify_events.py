"""From the broker to the family: events in, one message each, whatever the broker repeats."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from aiokafka import AIOKafkaProducer

from services.notify import texts
from services.notify.texts import Told
from shared.db.pool import transaction
from shared.events.enrollment import EnrollmentSuperseded
from shared.events.envelope import Envelope
from shared.invariants.across import ACCORDS, compare
from shared.messaging import outbox, topics
from shared.settings import Settings
from tests.support.eventually import eventually
from tests.support.notify import door, happened, mail_server, reachable, running, states

COPIES = 100


async def told(system, person) -> list[str]:
    """The kinds of messages in the person's inbox, oldest first."""
    async with door(system, person) as web:
        return [message["kind"] for message in (await web.get("/notify/api/v1/messages?limit=100")).json()["messages"]][
            ::-1
        ]


async def repeat(settings: Settings, event: Told, event_id: UUID) -> None:
    """Have the broker deliver one event again and again."""
    envelope = Envelope(event_id, event.TYPE, "booking", datetime.now(UTC), event.TOPIC, event.key)
    producer = AIOKafkaProducer(bootstrap_servers=settings.kafka)
    await producer.start()
    try:
        for n in range(COPIES):
            await producer.send_and_wait(
                settings.topic_prefix + event.TOPIC,
                event.model_dump_json().encode(),
                key=event.key.encode(),
                partition=n
                % topics.PARTITIONS,  # also where it does not belong: another instance may have that partition
                headers=envelope.headers(),
            )
    finally:
        await producer.stop()


async def test_what_booking_says_reaches_inbox_and_mailbox_in_order(settings):
    person = uuid4()
    group = uuid4()
    async with mail_server() as mails, running(await settings("notify"), smtp_url=mails.url) as system:
        await reachable(system, person)
        async with transaction(system.pool) as conn:
            await outbox.put(conn, *(happened(kind, person, group_id=group) for kind in texts.PARAMS))
        system.committed()

        async def mailed() -> bool:
            await system.pool.execute(
                "UPDATE delivery SET due_at = clock_timestamp() WHERE state = 'queued'"
            )  # a change waits for the next
            return len(mails.taken) == len(texts.PARAMS)

        await eventually(mailed)
        assert await told(system, person) == list(texts.PARAMS)


async def test_what_is_told_to_nobody_is_settled_all_the_same(settings):
    person, group = uuid4(), uuid4()
    one = await settings("notify")
    async with running(one) as system:
        untold = happened("expired", group_id=group).model_dump() | {"by_group_id": uuid4()}
        async with transaction(system.pool) as conn:  # one key: the last of them arrives last
            await outbox.put(conn, EnrollmentSuperseded.model_validate(untold), happened("refused", group_id=group))
            await outbox.put(conn, happened("expired", person, group_id=group))
        system.committed()

        async def arrived() -> bool:
            return await told(system, person) == ["expired"]

        await eventually(arrived)
        assert await system.pool.fetchval("SELECT count(*) FROM message") == 1
        assert await system.pool.fetchval("SELECT count(*) FROM dead_letter") == 0
        settled = next(accord for accord in ACCORDS if accord.key == "enrollment_to_notify")
        async with system.pool.acquire() as said, system.pool.acquire() as done:
            invariant = await compare({"booking": said, "notify": done}, settled, {"booking": [], "notify": []})
        assert invariant.broken == []


async def test_an_event_delivered_a_hundred_times_to_two_instances_is_one_message(settings):
    one = await settings("notify")
    person, event_id = uuid4(), uuid4()
    async with mail_server() as mails, running(one, smtp_url=mails.url) as system, running(one, smtp_url=mails.url):
        await reachable(system, person)
        async with transaction(system.pool) as conn:
            await outbox.put(conn, happened("waitlisted", person))  # the topics exist once it has arrived
        system.committed()
        await eventually(lambda: len(mails.taken) == 1)
        await repeat(one, happened("promoted", person), event_id)
        async with transaction(system.pool) as conn:
            await outbox.put(
                conn, *(happened("withdrawn", person) for _ in range(12))
            )  # behind the copies, on every partition
        system.committed()
        await eventually(lambda: len(mails.taken) == 14)
        kinds = await told(system, person)
        assert kinds.count("promoted") == 1 and len(kinds) == 14

        async def all_recorded():
            return await states(system) == {"accepted": 14}

        await eventually(all_recorded)  # the last mail is taken a moment before that is written down
