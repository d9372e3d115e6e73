"""`aixin plan import`, the real command against the real stack."""

import asyncio
import sys
from pathlib import Path

from tests.support.whole import whole

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "examples" / "plans" / "zhanjiang-mazhang-2025-summer.yaml"


async def bring_in(url, file, *options):
    """The command's exit code and the first word of each line it prints."""
    command = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "aixin", "plan", "import", str(file), "--url", url, *options,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await command.communicate()
    changes = [line.split("\t")[0].split()[-1] for line in out.decode().splitlines() if "\t" in line]
    return command.returncode, changes, err.decode()


async def test_a_plan_comes_in_once_and_again_and_back(settings, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(PLAN.read_text(encoding="utf-8").replace("places: 30", "places: 35", 1), encoding="utf-8")
    async with whole(settings) as stack:
        assert await bring_in(stack.url, PLAN) == (0, ["created"] * 4, "")
        assert await bring_in(stack.url, PLAN) == (0, ["unchanged"] * 4, "")
        mixed = ["updated", "unchanged", "updated", "unchanged"]
        assert await bring_in(stack.url, other) == (0, mixed, "")
        assert await bring_in(stack.url, PLAN) == (0, mixed, "")
        code, changes, said = await bring_in(stack.url, PLAN, "--phone", "13800000001")
        assert (code, changes) == (1, [])
        assert "Log in as an organizer" in said
