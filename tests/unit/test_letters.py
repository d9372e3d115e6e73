"""An event as it lies in the log: what is written is read again, and whatever cannot be read says why. Any bytes: tests/property."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest

from shared.events.envelope import Envelope
from shared.events.revocation import TOPIC, AccessChanged, AllTold
from shared.messaging.letter import LARGEST_BODY, Letter, Unreadable, type_of
from shared.messaging.outbox import SHARDS, rows, shard_of

ID, PERSON = UUID(int=1), UUID(int=7)
SAID = AccessChanged(person_id=PERSON, epoch=3)
CAUSE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
ENVELOPE = Envelope(
    ID, SAID.TYPE, "https://aixin.test/accounts", datetime(2027, 1, 18, 1, tzinfo=UTC), TOPIC, SAID.key, CAUSE
)
LETTER = Letter(TOPIC, 0, 5, SAID.key.encode(), ENVELOPE.headers(), SAID.model_dump_json().encode())


def headed(**changed: bytes | None) -> Letter:
    """The letter with other headers; None: without that one."""
    headers = dict(LETTER.headers) | changed
    return replace(LETTER, headers=[(name, value) for name, value in headers.items() if value is not None])


def test_what_was_written_is_read_again() -> None:
    assert LETTER.envelope() == ENVELOPE
    assert LETTER.event(type_of(ENVELOPE)) == SAID
    assert LETTER.id() == ID


def test_a_letter_without_a_key_has_an_empty_one() -> None:
    assert replace(LETTER, key=None).envelope() == replace(ENVELOPE, key="")


def test_without_a_cause_it_has_none() -> None:
    assert headed(ce_traceparent=None).envelope() == replace(ENVELOPE, traceparent=None)


def test_a_record_is_read_without_the_prefix_of_its_topic_and_a_header_without_a_value_as_empty() -> None:
    record = SimpleNamespace(
        topic=f"p-{TOPIC}", partition=2, offset=9, key=b"k", headers=[("a", None), ("b", b"1")], value=b"{}"
    )
    assert Letter.of(record, "p-") == Letter(TOPIC, 2, 9, b"k", [("a", b""), ("b", b"1")], b"{}")


@pytest.mark.parametrize("name", ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time"])
def test_a_header_that_is_missing_is_named(name: str) -> None:
    with pytest.raises(Unreadable, match=f"^missing header '{name}'$"):
        headed(**{name: None}).envelope()


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("ce_id", b"seven", "^invalid header: badly formed"),
        ("ce_type", b"\xff", "^invalid header: 'utf-8'"),
        ("ce_time", b"yesterday", "^invalid header: Invalid isoformat"),
        ("ce_time", b"2027-01-18T09:00:00", "^invalid header: ce_time without a time zone$"),
        ("ce_specversion", b"0.3", "^CloudEvents version 0.3, not 1.0$"),
    ],
    ids=["id", "type", "time", "zone", "version"],
)
def test_a_header_that_nobody_can_read_says_why(name: str, value: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        headed(**{name: value}).envelope()


@pytest.mark.parametrize("value", [None, b"seven", b"\xff"], ids=["none", "no uuid", "no text"])
def test_the_id_is_told_if_that_much_can_be_read(value: bytes | None) -> None:
    assert headed(ce_id=value).id() is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (None, "^invalid body:  Invalid JSON"),
        (b'{"person_id": "7", "epoch": "x"}', r"^invalid body: person_id Input.*; epoch Input"),
        (b"x" * (LARGEST_BODY + 1), "^body of 1000001 bytes, more than 1000000$"),
    ],
    ids=["none", "fields", "too long"],
)
def test_a_body_that_is_no_such_event_says_why(body: bytes | None, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        replace(LETTER, body=body).event(AccessChanged)


def test_the_largest_body_is_still_read() -> None:
    padded = SAID.model_dump_json().encode().ljust(LARGEST_BODY)
    assert replace(LETTER, body=padded).event(AccessChanged) == SAID


def test_what_a_body_quotes_is_not_repeated_where_it_is_parked() -> None:
    with pytest.raises(Unreadable) as refused:
        replace(LETTER, body=b'{"person_id": "13800000001", "epoch": 1}').event(AccessChanged)
    assert "13800000001" not in str(refused.value)


def test_a_type_is_known_on_its_own_topic_alone() -> None:
    with pytest.raises(Unreadable, match=r"^unknown type accounts\.gone\.v1$"):
        type_of(replace(ENVELOPE, type="accounts.gone.v1"))
    with pytest.raises(Unreadable, match=r"^accounts\.access-changed\.v1 does not belong to topic catalogue$"):
        type_of(replace(ENVELOPE, topic="catalogue"))


def test_a_copy_has_the_same_fingerprint_wherever_it_lies_and_another_letter_another_one() -> None:
    assert replace(LETTER, partition=4, offset=77).fingerprint() == LETTER.fingerprint()
    others = [
        replace(LETTER, topic="catalogue"),
        replace(LETTER, key=b"other"),
        replace(LETTER, body=None),
        headed(ce_id=str(PERSON).encode()),
    ]
    assert len({other.fingerprint() for other in [LETTER, *others]}) == 1 + len(others)


def test_headers_are_kept_as_text_whatever_bytes_they_hold() -> None:
    told = replace(LETTER, headers=[("ce_id", b"\xff1"), ("名\0", "王芳".encode())])
    assert told.readable_headers() == [["ce_id", "\\xff1"], ["名\\x00", "王芳"]]


def test_an_event_stays_in_the_shard_of_its_key_for_ever() -> None:
    """Another shard for the same key would send it past what waits there."""
    assert [shard_of(key) for key in ("", "a", "班", SAID.key)] == [0, 3, 6, 2]
    assert {shard_of(str(UUID(int=n))) for n in range(100)} == set(range(SHARDS))


def test_events_are_put_as_the_columns_of_the_outbox_each_with_its_cause() -> None:
    told = AllTold()
    assert rows([SAID, told], [CAUSE, None]) == (
        [TOPIC, TOPIC],
        [SAID.key, "accounts"],
        [shard_of(SAID.key), shard_of("accounts")],
        [SAID.TYPE, told.TYPE],
        [SAID.model_dump_json().encode(), b'{"system":"accounts"}'],
        [CAUSE, None],
    )
    assert rows([SAID, told])[5] == [None, None]  # nothing is being done now
