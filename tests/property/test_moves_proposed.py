"""A move that is proposed, in whatever order things happen to the old place and to the new one: what is told of it is true."""

from datetime import timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.booking.domain.admission import decide
from services.booking.domain.enrollment import State
from services.booking.domain.requests import Accept, CallOff, Expire, ProposeMove, Withdraw
from tests.support.admission import OPENS, World, enroll, first_id

UNTIL = OPENS + timedelta(days=2)
DEEDS = ("accept", "decline", "leave", "late", "here off", "there off", "propose again")


class Play:
    """A child with a place, to which one in another group is proposed; a second family waits there."""

    def __init__(self):
        self.world = World()
        self.here = self.world.add_group(2, session="here")
        self.there = self.world.add_group(1, session="there")
        self.elsewhere = self.world.add_group(1, session="elsewhere")
        self.child, self.other = self.world.add_child(), self.world.add_child()
        self.ask = enroll(self.child, self.here)
        self.old, self.person = first_id(self.ask), self.ask.person_id
        self.new = uuid4()
        self.told = []
        self.do(self.ask)
        self.do(self.propose(self.there, self.new))
        self.do(enroll(self.other, self.there))

    def propose(self, to, new_id):
        return ProposeMove(self.person, self.here.id, to.id, UNTIL, "人数不足", {self.old: new_id})

    def do(self, request):
        decision = decide(self.world.snapshot(), [request])
        self.world.take(decision)
        self.told += decision.changes
        return decision

    def deed(self, what):
        match what:
            case "late":
                self.world.now = UNTIL
                return self.do(Expire(self.new))
            case "propose again":
                return self.do(self.propose(self.elsewhere, uuid4()))
            case _:
                return self.do({
                    "accept": Accept(self.person, self.new), "decline": Withdraw(self.person, self.new),
                    "leave": Withdraw(self.person, self.old), "here off": CallOff(self.here.id, "台风"),
                    "there off": CallOff(self.there.id, "台风"),
                }[what])  # fmt: skip

    def state(self, id_):
        return self.world.enrollments[id_].state


def ends_of(play):
    """What was told of the end of the proposal."""
    return [c for c in play.told if c.enrollment.id == play.new and c.kind in ("withdrawn", "expired", "cancelled")]


@given(st.lists(st.sampled_from(DEEDS), max_size=7))
def test_what_is_told_of_a_proposal_is_true_when_it_is_told(deeds):
    play = Play()
    for deed in deeds:
        before, stood = play.state(play.new), play.world.enrollments[play.old].live
        decision = play.deed(deed)
        for change in decision.changes:
            if change.enrollment.id == play.new and change.kind in ("withdrawn", "expired", "cancelled"):
                proposed = before == State.OFFERED
                assert (change.by_group_id == play.here.id) == proposed  # what was accepted is no proposal any more
                assert not proposed or change.stands == stood == play.world.enrollments[play.old].live
            if change.enrollment.id == play.old and change.kind == "cancelled":
                offered = play.state(play.new) == State.OFFERED
                assert (change.proposal is not None and change.proposal.id == play.new) == offered
    placed = [e for e in play.world.enrollments.values() if e.child_id == play.child.id and e.state == State.CONFIRMED]
    open_ = [e for e in play.world.enrollments.values() if e.child_id == play.child.id and e.state == State.OFFERED]
    assert len(placed) <= 1 and len(open_) <= 1  # a move is an exchange, and one at a time
    for ledger in play.world.ledgers.values():
        mine = [e for e in play.world.enrollments.values() if e.group_id == ledger.group_id]
        assert ledger.taken == sum(e.state == State.CONFIRMED for e in mine)
        assert ledger.held == sum(e.state == State.OFFERED for e in mine)


def end(*deeds):
    play = Play()
    for deed in deeds:
        play.deed(deed)
    return play.state(play.old), play.state(play.new)


def test_each_way_a_proposal_can_go():
    kept, gone = State.CONFIRMED, State.CANCELLED
    assert end("accept") == (State.SUPERSEDED, State.CONFIRMED)
    assert end("decline") == (kept, State.WITHDRAWN)
    assert end("late") == (kept, State.EXPIRED)
    assert end("there off") == (kept, State.CANCELLED)
    assert end("here off") == (gone, State.OFFERED)
    assert end("here off", "accept") == (gone, State.CONFIRMED)
    assert end("here off", "decline") == (gone, State.WITHDRAWN)
    assert end("here off", "late") == (gone, State.EXPIRED)
    assert end("here off", "there off") == (gone, State.CANCELLED)
    assert end("leave", "accept") == (State.WITHDRAWN, State.CONFIRMED)
    assert end("accept", "there off") == (State.SUPERSEDED, State.CANCELLED)


def test_a_declined_place_goes_on_to_who_waits_and_the_end_is_told_once():
    for last in ("decline", "late"):
        play = Play()
        play.deed("here off")
        play.deed(last)
        (told,) = ends_of(play)
        assert told.by_group_id == play.here.id and not told.stands
        assert [e.state for e in play.world.enrollments.values() if e.child_id == play.other.id] == [State.CONFIRMED]


def test_nothing_is_proposed_in_a_group_that_is_called_off():
    play = Play()
    play.do(CallOff(play.elsewhere.id, "台风"))
    play.deed("decline")
    assert play.deed("propose again").changes == []
