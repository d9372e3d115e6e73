"""Statements of the desk with one mistake in them, for tests that must find it."""

import pytest

from services.booking.store import queries


def saying(monkeypatch: pytest.MonkeyPatch, statement: str, old: str, new: str) -> None:
    """Another text of one statement of the desk."""
    whole = queries.sql
    assert old in whole(statement)
    monkeypatch.setattr(
        "services.booking.store.batch.sql",
        lambda name: whole(name).replace(old, new) if name == statement else whole(name),
    )
