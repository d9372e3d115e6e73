"""How long the faults are played: a little in `make test`, in full in `make faults`, which sets AIXIN_FAULTS."""

import os

LONG = "AIXIN_FAULTS" in os.environ
FULL_SEEDS = int(os.environ.get("SEEDS") or 20)


def seeds() -> range:
    """One in `make test`."""
    return range(FULL_SEEDS if LONG else 1)
