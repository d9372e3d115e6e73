"""Logs hold nobody's data, and what belongs together has one trace."""

import json
import logging
import re
from contextlib import contextmanager

import pytest
import structlog

from shared.observability import logs, trace

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@contextmanager
def logging_to(capsys):
    """Set up for the block; yields what reads back the lines."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(logging.root, "handlers", [])
        patch.setattr(logging.root, "level", logging.root.level)
        logs.configure()
        yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "secret",
    [
        {"phone": "13812345678"},
        {"guardian_phone": 13812345678},
        {"code": "482913"},
        {"login_code": 482913},
        {"child_name": "张小明"},
        {"password": "horse"},
        {"Authorization": "Bearer x"},
        {"set-cookie": "aixin=x"},
        {"birth_date": "2018-05-01"},
        {"facts": {"health_note": "asthma"}},
        {"rows": [{"email": "a@b.cn"}]},
        {"said": "call +86 13812345678"},
        {"said": "call 13812345678 now"},
        {"said": "110101201805017758"},
        {"said": "11010120180501775x"},
        {"said": "cookie eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiIxIn0.c2ln"},
        {"said": "to zhang.wei+1@example.com.cn"},
        {"said": "postgresql://aixin:secret@db/x"},
        {"said": "GET /accounts/continue?code=482913&next=/"},
    ],
)
def test_no_personal_data(capsys, secret):
    with logging_to(capsys) as lines:
        structlog.get_logger().warning("something", **secret)
        if said := secret.get("said"):
            logging.getLogger("library").warning("it said %s", said)
    assert not re.search("13812345678|482913|张|horse|2018-05-01|asthma|@b|eyJhbG|wei|1101012|secret@", str(lines()))


def test_what_is_not_personal_stays(capsys):
    group = "019be1c2-5c3e-7a61-9d0e-3f6c2b7a1e10"
    with logging_to(capsys) as lines, trace.step("answer", "server", PARENT):
        structlog.get_logger().info("relay_refills_broker", rows=1_380_000_000, now="Lq3-138", group=group)
    [line] = lines()
    assert (line["rows"], line["now"], line["group"]) == (1_380_000_000, "Lq3-138", group)
    assert (line["trace"], line["level"]) == (PARENT.split("-")[1], "info")


def test_tracebacks_are_cleaned_too(capsys):
    with logging_to(capsys) as lines:
        try:
            raise ValueError("Key (phone)=(13812345678) exists")
        except ValueError:
            structlog.get_logger().exception("failed")
    [line] = lines()
    assert "ValueError" in line["exception"] and "13812345678" not in line["exception"]


def test_a_step_keeps_the_trace_and_has_an_id_of_its_own():
    assert trace.current() is None
    with trace.step("answer", "server", PARENT) as here:
        assert trace.current() == here != PARENT
        assert trace.trace_id() == PARENT.split("-")[1]
    assert trace.current() is None


@pytest.mark.parametrize(
    "malformed", [None, "", "x", PARENT.upper(), "00-" + "0" * 32 + "-00f067aa0ba902b7-01", PARENT + "\n"]
)
def test_a_malformed_caller_begins_a_new_trace(malformed):
    with trace.step("answer", "server", malformed) as here:
        assert trace._FORM.fullmatch(here) and "4bf92f35" not in here
