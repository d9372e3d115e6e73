"""The fault cases, and the tests that play each; docs/reliability.md is made from them and from what they measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that goes wrong."""

    number: int
    what: str
    load: str
    """What goes on meanwhile."""
    tests: tuple[str, ...] = ()
    """Files of tests, tests, or the beginnings of their ids; `*` stands for any letters."""
    unplayed: str = ""
    """Why there is no test of all of it."""


def _killed(number: int, what: str, step: str, *tests: str, load: str) -> Case:
    return Case(number, f"killed at {step}, {what}", load, tests)


_WRITES = "1–10 writes acknowledged, 1–20 in flight, of every system"
_EVENTS = "1–40 events, of every system"


def _door(step: str) -> str:
    return f"tests/faults/test_killed_at_the_door.py::test_each_key_has_one_answer_and_one_effect[*-{step}-*"


def _way(step: str) -> str:
    return f"tests/faults/test_killed_on_the_way.py::*[*{step}-*"


_NOTIFY_KILLED = "tests/faults/test_notify_killed.py"
_RELAY, _CONSUMER, _POISON = (f"tests/integration/test_{name}.py" for name in ("relay", "consumer", "consumer_poison"))
_BROKER, _LOST = "tests/faults/test_broker.py", "tests/faults/test_broker_lost_while_families_book.py"
_MAIL, _SMS = "tests/integration/test_notify_mail.py", "tests/integration/test_notify_sms.py"
_DATABASE = "tests/faults/test_database_goes.py"

CASES = (
    _killed(1, "a request is in", "P1", _door("P1"), load=_WRITES),
    _killed(2, "inside the transaction", "P2", _door("P2"), load=_WRITES),
    _killed(3, "committed, not answered", "P3", _door("P3"), load=_WRITES),
    _killed(4, "answered", "P4", _door("P4"), load=_WRITES),
    _killed(5, "the relay has read", "P5", _way("P5"), load=_EVENTS),
    _killed(6, "produced, not marked", "P6", _way("P6"), f"{_RELAY}::test_killed_after*", load=_EVENTS),
    _killed(7, "marked", "P7", _way("P7"), load=_EVENTS),
    _killed(8, "consumed, not stored", "P8", _way("P8"), load=_EVENTS),
    _killed(9, "stored, not sent", "P9", f"{_NOTIFY_KILLED}::*[[]P9-*", load="one mail"),
    _killed(
        10,
        "sent to the provider, not recorded; and at P11, recorded, offset not committed",
        "P10",
        f"{_NOTIFY_KILLED}::*[[]P10-*",
        f"{_MAIL}::test_a_worker_killed_between*",
        _way("P11"),
        load=f"one mail; {_EVENTS}",
    ),
    Case(
        11,
        "the broker is down before the start",
        "events committed every 10 ms",
        (f"{_BROKER}::test_not_there*", "tests/integration/test_health.py::test_degraded*"),
    ),
    Case(
        12,
        "the broker stops",
        "events committed every 10 ms; 90 families book",
        (f"{_BROKER}::test_stopped*", f"{_BROKER}::test_killed*", f"{_LOST}::*killed*"),
    ),
    Case(
        13,
        "the broker lost all its data",
        "events committed every 10 ms; 90 families book",
        (f"{_BROKER}::test_wiped", f"{_LOST}::*wiped*"),
    ),
    Case(14, "offsets are lost", "events in the log", (f"{_CONSUMER}::test_offsets_that_mean_nothing*",)),
    Case(
        15,
        "one event is delivered 100 times",
        "two instances hear",
        (f"{_CONSUMER}::*a_hundred_times*", "tests/integration/test_notify_events.py::*a_hundred_times*"),
    ),
    Case(
        16,
        "events come out of order",
        "an older revision after a newer one",
        ("tests/integration/test_booking_changes.py", "tests/integration/test_classes_booking.py"),
    ),
    Case(17, "poison: bad JSON, unknown type, wrong version, NUL, 2 MB", "good events behind it", (_POISON,)),
    Case(18, "the database is restarted", "families book all the while", (f"{_DATABASE}::*restarted*",)),
    Case(19, "the database crashes", "families book all the while", (f"{_DATABASE}::*crashed*",)),
    Case(
        20,
        "the database stands still, or is away",
        "families book all the while",
        (f"{_DATABASE}::*away*", "tests/faults/test_database_frozen.py"),
    ),
    Case(
        21,
        "failover to a synchronous standby; to another one all since its last word is lost",
        "families book all the while, at an address that follows the primary",
        ("tests/faults/test_failover.py", "tests/faults/test_database_refuses.py::test_a_standby*"),
    ),
    Case(22, "the pool is exhausted", "1,000 clients, 2 connections", ("tests/faults/test_pool_exhausted.py",)),
    Case(23, "PgBouncer between a system and its database", "a start", ("tests/faults/test_pgbouncer.py",)),
    Case(
        24,
        "one system's clock is 10 minutes wrong, either way",
        "families who ask too early, in time and too late",
        ("tests/faults/test_wrong_clock.py", "tests/unit/test_clock.py"),
    ),
    Case(
        25,
        "midnight, the ends of months and years in Shanghai",
        "days, deadlines and openings",
        ("tests/integration/test_booking_dates.py", "tests/unit/test_dates_told.py"),
    ),
    Case(26, "a provider takes long", "mail and bookings do not share a process's turn", (f"{_MAIL}::test_silence*",)),
    Case(
        27,
        "a provider refuses by the hundred",
        "mails waiting",
        (f"{_MAIL}::test_refused*", "tests/unit/test_notify_delivery.py"),
    ),
    Case(
        28,
        "a provider accepts, then says nothing",
        "mails and text messages waiting",
        (f"{_MAIL}::test_silence*", f"{_MAIL}::test_a_server_that_takes*", f"{_SMS}::test_one_whose_answer_was_lost*"),
    ),
    Case(
        29,
        "receipts early, twice, forged, out of order",
        "text messages on their way",
        ("tests/integration/test_notify_receipts.py",),
    ),
    Case(
        30,
        "the herd at the opening",
        "300 families, 30 places, two desks",
        ("tests/integration/test_booking_race.py", "tests/integration/test_booking_one_key.py"),
    ),
    Case(
        31,
        "two and three relays, one paused past its lease",
        "events of 11 keys",
        (f"{_RELAY}::test_three*", f"{_RELAY}::test_a_relay_paused*", f"{_RELAY}::test_negative*"),
    ),
    Case(
        32,
        "members come and go; one of three brokers is lost, or two",
        "events committed all the while",
        (f"{_CONSUMER}::test_two_members*", "tests/faults/test_three_brokers.py"),
    ),
    Case(
        33,
        "the disk is full: of the database, the broker, the log",
        "families book, and events are committed, all the while",
        (
            "tests/faults/test_disk_full.py",
            "tests/faults/test_database_refuses.py::*disk*",
            "tests/faults/test_stack_killed.py::*log*",
        ),
    ),
    Case(34, "SIGTERM under load", "families book all the while", ("tests/faults/test_stopping.py",)),
    Case(
        35,
        "old and new code side by side",
        "each system is asked at both while it is migrated",
        ("tests/faults/test_old_beside_new.py", "tests/integration/test_migrate.py"),
    ),
    Case(
        36,
        "restored from a backup while the broker is ahead",
        "what was said since is in the log",
        ("tests/faults/test_restored.py", "tests/faults/test_backup.py"),
    ),
    Case(
        37,
        "100,000 events behind",
        "nobody heard them; stale mails are not sent, and say so",
        ("tests/faults/test_far_behind.py", f"{_MAIL}::*is_none_any_more*", f"{_MAIL}::*is_over*"),
    ),
    Case(
        38,
        "a reader meets a newer event",
        "optional fields it does not know; a type it does not know",
        ("tests/contract/test_events.py", f"{_POISON}::test_every_sort*"),
    ),
    Case(39, "a long soak", "families book and give up, again and again", ("tests/faults/test_soak.py",)),
    Case(
        40,
        "promotion races with cancelling and expiry",
        "two desks",
        ("tests/integration/test_booking_offers_race.py",),
    ),
)
