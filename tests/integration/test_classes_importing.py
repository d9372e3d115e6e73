"""A plan of hundreds is imported turn by turn: it says how far it is, goes on by itself, and ends with a sentence."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import httpx2
import pytest

from services.classes.usecases import import_in_turns
from services.classes.usecases.compare import Step
from services.classes.usecases.import_in_turns import AT_ONCE, go_on_importing
from services.classes.usecases.import_plan import do_steps
from shared.db.pool import Connection, transaction
from shared.kernel.identity import Identity
from tests.conftest import RunSystem
from tests.support.classes import Desk, plan
from tests.support.eventually import eventually
from tests.support.page import served
from tests.support.people import token_for
from tests.support.plan_texts import large

SITES = 17
MANY = 12 * SITES
LAST = MANY - 2 * AT_ONCE
"""Groups of the third turn."""
HEAVY = 50
"""Sites of a plan that is not read at once."""


@pytest.fixture
async def standing(system: RunSystem, keys_dir: Path) -> AsyncIterator[Desk]:
    """As `desk`, but nothing goes on by itself."""
    token = token_for(keys_dir, UUID(int=1), roles=frozenset({("organizer", "mazhang")}))
    async with system("classes", role="web") as running:
        yield Desk(running, token)


async def give(desk: Desk, source: str, key: str = "") -> str:
    """Confirm what was checked; where its plan is."""
    answer = await desk.send("/classes/console/import/confirm", {"source": source}, key=key)
    assert answer.status_code == 200, answer.text
    return answer.url.path


async def turn(desk: Desk) -> None:
    async with transaction(desk.system.pool) as conn:
        await go_on_importing(conn, "province")


async def count(desk: Desk, of: str = "class_group") -> int:
    return int(await desk.system.pool.fetchval(f"SELECT count(*) FROM {of}"))


async def test_it_says_how_far_it_is_and_ends_with_a_sentence(standing: Desk) -> None:
    path = await give(standing, large(SITES))
    for done in (0, AT_ONCE, 2 * AT_ONCE):
        page = await standing.page(path)
        assert f"正在导入：已导入 {done} / {MANY} 个班次。可以离开本页，导入会继续。" in page
        assert 'hx-trigger="every 2s"' in page and "还是草稿" not in page and 'id="publish"' not in page
        assert await count(standing) == done
        await turn(standing)
    page = await standing.page(path)
    assert "正在导入" not in page and f"已导入。{MANY} 个班次还是草稿" in page and 'id="publish"' in page
    assert await count(standing, "importing") == await count(standing, "importing_group") == 0
    assert await count(standing, f"change WHERE what = 'created' AND person_id = '{UUID(int=1)}'") == MANY
    await turn(standing)
    assert await count(standing) == MANY


async def test_it_goes_on_though_nobody_looks_and_twice_is_once(desk: Desk) -> None:
    key = str(uuid4())
    path = await give(desk, large(SITES), key)
    assert await give(desk, large(SITES), key) == path

    async def imported() -> bool:
        return await count(desk) == MANY and not await count(desk, "importing")

    await eventually(imported, within=240)
    assert await count(desk, "timer WHERE kind = 'import'") == 0
    assert await count(desk, "change") == MANY


async def test_a_newer_file_takes_the_place_of_one_that_is_under_way(standing: Desk) -> None:
    await give(standing, large(SITES))
    for _ in range(2):
        await turn(standing)
    path = await give(standing, large(SITES - 1).replace("places: 30", "places: 25"))
    left = await count(standing, "importing_group")
    assert f"已导入 0 / {left} 个班次" in await standing.page(path)
    for _ in range(3):
        await turn(standing)
    assert "正在导入" not in await standing.page(path)
    assert await count(standing) == await count(standing, "class_group WHERE capacity = 25") == 12 * (SITES - 1)


async def test_a_turn_that_fails_is_taken_again_as_a_whole(standing: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    path = await give(standing, large(SITES))
    began: list[UUID] = []

    async def fail_on_the_way(conn: Connection, who: Identity, plan_id: UUID, steps: list[Step]) -> None:
        if began:
            raise RuntimeError
        began.append(plan_id)
        await do_steps(conn, who, plan_id, steps)

    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(import_in_turns, "do_steps", fail_on_the_way)
        await turn(standing)
    assert began and await count(standing) == 0
    assert f"已导入 0 / {MANY}" in await standing.page(path)
    await turn(standing)
    assert await count(standing) == AT_ONCE


async def test_a_small_plan_is_there_at_once(standing: Desk) -> None:
    page = await standing.page(await give(standing, plan()))
    assert "已导入。2 个班次还是草稿" in page
    assert await count(standing, "importing") == 0


async def test_another_unions_plan_is_refused_and_its_own_goes_on(standing: Desk, keys_dir: Path) -> None:
    await give(standing, large(SITES))
    stranger = Desk(standing.system, token_for(keys_dir, UUID(int=2), roles=frozenset({("organizer", "gaoxin")})))
    answer = await stranger.send(
        "/classes/console/import/confirm", {"source": large(SITES).replace("union: mazhang", "union: gaoxin")}
    )
    assert answer.status_code == 409
    await turn(standing)
    assert await count(standing) == AT_ONCE


async def test_the_check_shows_its_steps_while_it_goes_on(standing: Desk) -> None:
    file = {"file": ("方案.yaml", large(HEAVY).encode())}
    async with served(standing.system.app) as site, transaction(standing.system.pool) as conn:
        await conn.execute("LOCK TABLE plan IN ACCESS EXCLUSIVE MODE")  # so far it comes, and no further
        web = httpx2.AsyncClient(base_url=site.url, cookies=standing.browser.cookies, trust_env=False, timeout=60)
        async with web, web.stream("POST", "/classes/console/import", files=file, headers={"origin": site.url}) as page:
            assert page.status_code == 200, page.headers
            seen, pieces = "", page.aiter_text()
            while "与现有班次对照" not in seen:
                seen += await anext(pieces)
            assert "逐行读取" in seen and f"0 / {12 * HEAVY} 个班次" in seen
            assert "</html>" not in seen and 'form="confirm"' not in seen
            await conn.execute("ROLLBACK; BEGIN")
            async for piece in pieces:
                seen += piece
    assert seen.count("<main") == seen.count("</html>") == 1 and 'form="confirm"' in seen


async def test_what_is_wrong_with_a_long_plan_stands_behind_the_steps_too(standing: Desk) -> None:
    bad = large(HEAVY).replace("places: 30", "places: 0")
    page = await standing.browser.post("/classes/console/import", files={"file": ("方案.yaml", bad.encode())})
    assert "正在检查方案" in page.text and "检查完毕" in page.text and "处需要修改" in page.text
    assert page.text.count("<main") == page.text.count("</main>") == 1
    short = await standing.browser.post("/classes/console/import", files={"file": ("方案.yaml", plan().encode())})
    assert "正在检查方案" not in short.text
