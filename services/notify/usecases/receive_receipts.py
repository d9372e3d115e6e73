"""What a provider says later: a message arrived, or it did not."""

from collections.abc import Sequence

from prometheus_client import Counter

from services.notify.store import deliveries
from shared.db.pool import Database, transaction
from shared.events.notification import MessageAccepted, MessageFailed
from shared.kernel.sending import Receipt
from shared.messaging import outbox

RECEIPTS = Counter(
    "aixin_notify_receipts_total",
    "Receipts, by what they settled; `nothing`: known already, or not ours",
    ["channel", "state"],
)


async def receive_receipts(system: Database, channel: str, receipts: Sequence[Receipt]) -> None:
    """Store them. What comes before our own record of having sent it counts as well; what was settled already stays as it is."""
    async with transaction(system.pool) as conn:
        settled = await deliveries.receive(conn, channel, receipts)
        for one in settled:
            about = {
                "person_id": one["person_id"],
                "cause_id": one["event_id"],
                "kind": one["kind"],
                "channel": channel,
            }
            if one["state"] == "failed":
                failed = MessageFailed(**about, enrollment_id=one["enrollment_id"], reason=f"failed: {one['reason']}")
                await outbox.put(conn, failed, causes=[one["traceparent"]])
            elif one["before"] != "accepted":
                await outbox.put(conn, MessageAccepted(**about), causes=[one["traceparent"]])
    for one in settled:
        RECEIPTS.labels(channel, one["state"]).inc()
    RECEIPTS.labels(channel, "nothing").inc(max(0, len(receipts) - len(settled)))
    system.committed()
