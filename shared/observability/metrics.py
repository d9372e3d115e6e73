"""What operators watch, as Prometheus counts it. No label ever holds a person."""

from prometheus_client import Counter, Gauge, Histogram, generate_latest

_WAITS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)

BROKER_ANSWERS = Gauge("aixin_broker_answers", "1 while this worker has a broker that answers", ["system", "worker"])
RELAYED = Counter("aixin_relay_sent", "Events the broker has taken", ["system"])
RELAY_LAG = Histogram("aixin_relay_lag_seconds", "From an event's row to the broker", ["system"], buckets=_WAITS)
BACKLOG = Gauge("aixin_relay_backlog", "Events the broker has not taken yet (counted to 10,000)", ["system"])
EVENTS = Counter("aixin_events", "Events received", ["system", "type", "outcome"])
EVENT_LAG = Histogram("aixin_event_lag_seconds", "From an event's row to its effect", ["system"], buckets=_WAITS)
RETRIES = Counter("aixin_event_retries", "Handlers that failed and were tried again", ["system"])
PARKED = Counter("aixin_events_parked", "Events in the dead-letter table", ["system"])
TIMERS = Counter("aixin_timers", "Timers that came due", ["kind", "outcome"])
WORKER_FAILURES = Counter("aixin_worker_failures", "Times a worker ended and was started again", ["system", "worker"])
BROKEN = Gauge("aixin_invariant_broken", "Rows that break what must always be true", ["system", "invariant"])
CHECKED = Gauge("aixin_invariants_checked_timestamp_seconds", "When the invariants were last looked at", ["system"])
WAITING = Gauge(
    "aixin_waiting_seconds",
    "How long the oldest of them waits: `outbox`, `timers`; since the last note, `heard`",
    ["system", "what"],
)
BEHIND = Gauge("aixin_events_behind", "Events in the log that have not had their effect here", ["system"])
DEAD_LETTERS = Gauge("aixin_dead_letters", "Parked events that nobody has decided about", ["system"])
DISK_FREE = Gauge("aixin_disk_free_bytes", "Free space where papers and keys lie", ["system"])
POOL_IN_USE = Gauge("aixin_pool_in_use", "Connections to the database that somebody has now", ["system"])
POOL_WAITING = Gauge("aixin_pool_waiting", "Who waits for a connection to the database now", ["system"])
ROLES_CERTAIN = Gauge(
    "aixin_roles_certain", "1 while it is known which roles were taken; else staff are refused", ["system"]
)
TROUBLE = Gauge("aixin_trouble", "1 while a worker fails or a sign shows that the system lags", ["system", "what"])


def begin(system: str) -> None:
    """Let what must never be counted stand at nothing: from there Prometheus sees the first one."""
    PARKED.labels(system)
    RETRIES.labels(system)


def render() -> bytes:
    """Everything, in the text format of Prometheus."""
    return generate_latest()
