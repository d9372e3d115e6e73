"""How long the faults are played: a little in `make test`, in full in `make faults`, which sets AIXIN_FAULTS."""

import os

LONG = "AIXIN_FAULTS" in os.environ
FULL_SEEDS = int(os.environ.get("SEEDS") or 20)
SOAK_SECONDS = 60 * float(os.environ.get("SOAK_MINUTES") or (5 if LONG else 0.25))


def seeds() -> range:
    """One in `make test`."""
    return range(FULL_SEEDS if LONG else 1)
