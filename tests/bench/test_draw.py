"""How long a whole city's draw takes, against plain sorting on the same machine at the same moment.

python -m tests.bench.test_draw prints the seconds of each step. What a test can hold on any machine is that
the work grows as the city does, counted in lines that are run and not in seconds.
"""

import hashlib
import sys
import time

from services.booking.domain.draw import allocate, list_hash, order, verify
from tests.support.draws import city, drawn

CITY = {"children": 50_000, "groups": 2_000, "wishes": 5}
QUARTER = {"children": 500, "groups": 20, "wishes": 5}
TOWN = {"children": 2_000, "groups": 80, "wishes": 5}


def lines(work):
    """How many lines of Python ran."""
    count = 0

    def step(frame, event, argument):
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def test_four_times_the_city_is_four_times_the_work():
    small, large = (lines(lambda town=town: _draw(*city(**town))) for town in (QUARTER, TOWN))
    print(f"\n{QUARTER}: {small} lines; {TOWN}: {large} lines, {large / small:.2f} times as many")
    assert 3 < large / small < 5


def _draw(units, groups):
    return allocate(order(units, "secret", "3 5 8"), groups)


def seconds(work, times=5):
    """The fastest of some, so that a busy machine does not count."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def main() -> None:
    units, groups = city(**CITY)
    ordered, document = order(units, "secret", "3 5 8"), drawn(units, groups)
    seats = [f"{u['unit']}{s['entrant']}{s['group']}" for u in units for choice in u["choices"] for s in choice]
    steps = {
        "a plain sort of the seats": lambda: sorted(seats, key=lambda seat: hashlib.sha256(seat.encode()).digest()),
        "list_hash": lambda: list_hash(units),
        "order (list_hash in it)": lambda: order(units, "secret", "3 5 8"),
        "allocate": lambda: allocate(ordered, groups),
        "order + allocate": lambda: _draw(units, groups),
        "verify": lambda: verify(document),
    }
    print(", ".join(f"{count} {what}" for what, count in CITY.items()), f"· {len(units)} units")
    for name, work in steps.items():
        print(f"{name:26} {seconds(work):.2f} s")


if __name__ == "__main__":
    main()
