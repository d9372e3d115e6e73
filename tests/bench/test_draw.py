"""How long a whole city's draw takes, against plain sorting on the same machine at the same moment.

python -m tests.bench.test_draw prints the seconds of each step.
"""

import hashlib
import time

from services.booking.domain.draw import allocate, list_hash, order, verify
from tests.support.draws import city, drawn

CITY = {"children": 50_000, "groups": 2_000, "wishes": 5}


def seconds(work, times=5):
    """The fastest of some, so that a busy machine does not count."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def test_a_city_s_draw_costs_a_few_sorts_of_its_seats():
    units, groups = city(**CITY)
    seats = [f"{u['unit']}{s['entrant']}{s['group']}" for u in units for choice in u["choices"] for s in choice]
    plain = seconds(lambda: sorted(seats, key=lambda seat: hashlib.sha256(seat.encode()).digest()))
    held = seconds(lambda: allocate(order(units, "secret", "3 5 8"), groups))
    print(f"\n{CITY}: {held:.2f} s, {held / plain:.1f} times sorting its seats by a plain hash")
    assert held / plain < 6


def main() -> None:
    units, groups = city(**CITY)
    ordered, document = order(units, "secret", "3 5 8"), drawn(units, groups)
    steps = {
        "list_hash": lambda: list_hash(units),
        "order (list_hash in it)": lambda: order(units, "secret", "3 5 8"),
        "allocate": lambda: allocate(ordered, groups),
        "order + allocate": lambda: allocate(order(units, "secret", "3 5 8"), groups),
        "verify": lambda: verify(document),
    }
    print(", ".join(f"{count} {what}" for what, count in CITY.items()), f"· {len(units)} units")
    for name, work in steps.items():
        print(f"{name:24} {seconds(work):.2f} s")


if __name__ == "__main__":
    main()
