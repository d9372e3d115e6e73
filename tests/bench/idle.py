"""What `make up` costs while nobody comes: seconds of a core to each second, by program.

python -m tests.bench.idle [seconds]. Starts one of its own in a folder of its own; unlike the time that something takes, what it
costs is about the same on a busy machine.
"""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import psutil

from deploy.local.server import free_port
from tests.support.up import aixin_up, prepared

SETTLED_SECONDS = 30
"""After a start there is still something to do."""


def spent(root: psutil.Process) -> Counter[tuple[int, str]]:
    """Seconds of a core, by process."""
    seconds: Counter[tuple[int, str]] = Counter()
    for process in (root, *root.children(recursive=True)):
        times = process.cpu_times()
        seconds[process.pid, process.name()] = times.user + times.system
    return seconds


def idle(seconds: float) -> Counter[str]:
    """The share of a core, by program."""
    with tempfile.TemporaryDirectory() as folder, aixin_up(prepared(Path(folder) / "home"), free_port()) as up:
        up.until("Ctrl-C")
        time.sleep(SETTLED_SECONDS)
        root = psutil.Process(up.process.pid)
        before, began = spent(root), time.monotonic()
        time.sleep(seconds)
        after, took = spent(root), time.monotonic() - began
    shares: Counter[str] = Counter()
    for (pid, name), used in after.items():
        shares[name] += (used - before[pid, name]) / took
    return shares


if __name__ == "__main__":
    found = idle(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0)
    for program, share in found.most_common():
        print(f"{program:>12}: {share:6.1%} of a core")
    print(f"       ratio {found.total():.3f}")
