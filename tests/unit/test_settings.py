"""Settings that cannot be meant are refused at the start."""

import pytest
from pydantic import ValidationError

from shared.settings import Settings


def remembering(**days: int) -> Settings:
    return Settings(database_url="", **days)  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [{}, {"inbox_days": 45}, {"outbox_days": 9, "log_days": 7, "inbox_days": 17}], ids=str)
def test_what_was_heard_is_remembered_for_longer_than_it_can_come(days):
    assert remembering(**days).inbox_days > remembering(**days).outbox_days + remembering(**days).log_days


@pytest.mark.parametrize("days", [{"inbox_days": 44}, {"outbox_days": 46}, {"log_days": 30}], ids=str)
def test_what_can_come_after_it_is_forgotten_is_refused(days):
    with pytest.raises(ValidationError, match="AIXIN_INBOX_DAYS"):
        remembering(**days)


@pytest.mark.parametrize("days", [{"outbox_days": 8}, {"message_days": 8}], ids=str)
def test_what_the_checks_look_back_on_is_kept(days):
    with pytest.raises(ValidationError):
        remembering(**days)
