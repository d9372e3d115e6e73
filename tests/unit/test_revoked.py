"""What is remembered of revocations, and for how long."""

from math import inf
from uuid import UUID

from shared.kernel.identity import Identity
from shared.kernel.revoked import KEPT_SECONDS, Revoked

PERSON, OTHER, SESSION, ELSEWHERE = (UUID(int=n) for n in range(1, 5))


def who(person: UUID = PERSON, session: UUID | None = SESSION, epoch: int = 1) -> Identity:
    return Identity(person, "王芳", (), 0, frozenset(), inf, session, epoch)


def test_one_device_is_logged_out_and_no_other() -> None:
    revoked = Revoked()
    revoked.end(SESSION, 0)
    assert who() in revoked
    assert who(epoch=100) in revoked
    assert who(session=ELSEWHERE) not in revoked
    assert who(session=None) not in revoked


def test_what_is_of_an_earlier_epoch_counts_no_longer_whatever_the_order_of_news() -> None:
    revoked = Revoked()
    revoked.renew(PERSON, 3, 0)
    revoked.renew(PERSON, 2, 1)
    assert who(epoch=2) in revoked
    assert who(session=None, epoch=0) in revoked
    assert who(epoch=3) not in revoked
    assert who(OTHER, epoch=0) not in revoked


def test_it_is_forgotten_when_no_token_can_be_alive_and_not_before() -> None:
    revoked = Revoked()
    revoked.end(SESSION, 0)
    revoked.renew(PERSON, 2, 1)
    revoked.end(ELSEWHERE, KEPT_SECONDS)
    assert who() in revoked
    revoked.end(ELSEWHERE, KEPT_SECONDS + 0.5)
    assert who(epoch=2) not in revoked
    assert who() in revoked  # by the epoch
    revoked.renew(PERSON, 2, KEPT_SECONDS + 0.6)  # heard again, it is kept again
    revoked.end(SESSION, 3 * KEPT_SECONDS)
    assert len(revoked) == 1
