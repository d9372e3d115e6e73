"""One booking is one trace, from the tap to the mail, across Kafka; and nothing in it names anybody."""

import os
import subprocess
import sys

import pytest

from shared.observability import recording, trace
from tests.support.booking import book, door, make_families, publish
from tests.support.eventually import eventually
from tests.support.notify import mail_server, reachable, running
from tests.support.receiver import receiver
from tests.support.stack import ROOT

TAP = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
CONFIRMED = "booking.enrollment-confirmed.v1"
WAY = {
    "answer POST /booking/api/v1/enrollments",
    "admit",
    f"send {CONFIRMED}",
    f"hear {CONFIRMED}",
    "deliver inbox",
    "deliver mail",
}


@pytest.fixture
def received(monkeypatch):
    with receiver() as server:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.url)
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
        recording.begin("aixin")
        yield server
        trace.stop()


async def test_a_booking_is_followed_from_the_tap_to_the_mail(received, system, settings):
    async with (
        mail_server() as mails,
        system("booking") as booking,
        running(await settings("notify"), smtp_url=mails.url) as notify,
        door(booking) as web,
    ):
        [family] = await make_families(booking, 1)
        address = await reachable(notify, family.person_id)
        group = await publish(booking)
        web.headers["traceparent"] = TAP
        assert (await book(web, family, group))["result"] == "confirmed"

        def way():
            return {span.name for span in received.spans if span.trace_id.hex() == TAP.split("-")[1]}

        await eventually(lambda: way() >= WAY)
        everything = b"".join(received.bodies)
        for personal in (address, str(family.person_id), str(family.child_id), "张小明"):
            assert personal.encode() not in everything


def test_who_asks_for_no_traces_does_not_even_import_what_makes_them():
    code = (
        "import sys, services.booking.bootstrap, shared.serve; from shared.observability import recording; recording.begin('x');"
        "print([name for name in sys.modules if name.startswith(('opentelemetry.sdk', 'opentelemetry.exporter'))])"
    )
    given = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=given, check=True, capture_output=True, text=True)
    assert said.stdout == "[]\n"


@pytest.mark.parametrize(
    ("given", "on"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1"}, True),
        ({"OTEL_TRACES_EXPORTER": "otlp"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_TRACES_EXPORTER": "none"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:1", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_the_givenof_opentelemetry_say_whether(given, on):
    assert recording.asked(given) == on
