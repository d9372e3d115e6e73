"""The pages of a draw on the real database: what families watch, what anybody downloads, what the organizer does."""

import asyncio
import html
import re
import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.booking.domain import draw
from services.booking.domain.pseudonyms import entrant_of
from shared.events.rules import GroupRules
from tests.support.booking import book, door, make_families, publish
from tests.support.held import document, freeze, hold, page
from tests.support.people import bearer, token_for


async def entered(booking, count, *, capacity=2, way="draw"):
    group_id = await publish(booking, capacity=capacity, way=way, draw_source="福彩 3D 第 340 期")
    families = await make_families(booking, count)
    for family in families:
        await book(door(booking), family, group_id)
    return group_id, families, [entrant_of(group_id, family.child_id) for family in families]


async def post(booking, group_id, headers, **form):
    return await door(booking).post(
        f"/booking/console/draws/{group_id}", data={"idempotency_key": "key-of-a-form"} | form, headers=headers
    )


async def test_the_page_tells_each_step_and_never_the_secret_before_the_draw(booking, organizer):
    group_id, _, numbers = await entered(booking, 3)
    address = f"/booking/draws/{group_id}"
    secret = await booking.pool.fetchval("SELECT secret FROM draw")

    async def told():
        return await page(booking, address) + await page(booking, f"{address}/draw.json")

    before = await told()
    assert draw.fingerprint(secret) in before
    assert "福彩 3D 第 340 期" in before
    assert not [text for text in (secret, *numbers) if text in before]

    await freeze(booking, group_id)
    frozen = await told()
    assert (await document(booking, group_id))["units_hash"] in frozen
    assert all(number in frozen for number in numbers)
    assert secret not in frozen
    assert secret not in await page(booking, f"/booking/console/draws/{group_id}", organizer)

    assert (await post(booking, group_id, organizer, randomness="3 5 8", step="hold")).status_code == 303
    result = await told()
    assert secret in result
    assert "候补第 1 位" in result
    assert "hx-get" not in await page(booking, f"{address}/live")


async def test_whoever_watches_is_brought_only_what_is_new(booking):
    group_id, _, _ = await entered(booking, 1)
    asked = re.compile(r'hx-get="([^"]+)"')
    first = asked.search((await page(booking, f"/booking/draws/{group_id}")).split('id="draw"')[1])
    assert first
    assert (await door(booking).get(first[1])).status_code == 204
    await book(door(booking), (await make_families(booking, 1))[0], group_id)
    fresh = await page(booking, first[1])
    second = asked.search(fresh)
    assert second and second[1] != first[1]
    await freeze(booking, group_id)
    assert "名单已冻结" in await page(booking, second[1])


async def test_a_family_sees_its_own_number_and_its_result(booking, organizer):
    group_id, families, numbers = await entered(booking, 3)
    await freeze(booking, group_id)
    assert "我家的编号" in await page(booking, f"/booking/draws/{group_id}", families[0].headers)
    assert "is-mine" not in await page(booking, f"/booking/draws/{group_id}")
    await post(booking, group_id, organizer, randomness="3 5 8", step="hold")
    mine = (await page(booking, f"/booking/draws/{group_id}", families[0].headers)).split("我家的编号")[1]
    assert numbers[0] in mine.split("</section>")[0]
    assert "ours" in await page(booking, f"/booking/draws/{group_id}?lang=en", families[0].headers)


async def test_a_family_that_left_sees_no_number_as_its_own(booking):
    group_id, families, numbers = await entered(booking, 2)
    gone = await booking.pool.fetchval("SELECT id FROM enrollment WHERE child_id = $1", families[0].child_id)
    assert numbers[0] in await page(booking, f"/booking/draws/{group_id}", families[0].headers)
    withdrawn = await door(booking).post(f"/booking/api/v1/enrollments/{gone}/withdraw", headers=families[0].with_key())
    assert withdrawn.json()["result"] == "withdrawn"
    for step in (None, freeze):
        if step:
            await step(booking, group_id)
        shown = await page(booking, f"/booking/draws/{group_id}", families[0].headers)
        assert "我家的编号</" not in shown
        assert numbers[0] not in shown


async def test_the_line_that_is_shown_works_out_the_family_s_own_number(booking):
    group_id, families, numbers = await entered(booking, 1)
    shown = html.unescape(await page(booking, f"/booking/draws/{group_id}", families[0].headers))
    line = re.search(r"^printf [^<]*", shown, re.MULTILINE)
    run = await asyncio.create_subprocess_shell(line[0], stdout=asyncio.subprocess.PIPE)
    said, _ = await run.communicate()
    assert said.decode().strip() == numbers[0]
    assert str(families[0].child_id) not in await page(booking, f"/booking/draws/{group_id}")


async def test_the_downloaded_files_verify_each_other(booking, organizer, tmp_path):
    group_id, _, _ = await entered(booking, 5)
    await freeze(booking, group_id)
    await post(booking, group_id, organizer, randomness="３　5  8", step="hold")
    for name, address in (("draw.py", "/booking/draws/draw.py"), ("draw.json", f"/booking/draws/{group_id}/draw.json")):
        answer = await door(booking).get(address)
        assert f'filename="{name}"' in answer.headers["content-disposition"]
        (tmp_path / name).write_bytes(answer.content)
    run = await asyncio.create_subprocess_exec(sys.executable, "-I", "draw.py", "draw.json", cwd=tmp_path)
    assert await run.wait() == 0


async def test_the_number_is_shown_exactly_as_it_will_be_used_before_it_is(booking, organizer):
    group_id, _, _ = await entered(booking, 3)
    await freeze(booking, group_id)
    asked = await post(booking, group_id, organizer, randomness="  ０3  08 ")
    assert asked.status_code == 200
    assert '<span class="big" id="number">03 08</span>' in asked.text
    assert await booking.pool.fetchval("SELECT drawn_at FROM draw") is None
    assert 'name="randomness"' in (await post(booking, group_id, organizer, randomness="03 08", step="correct")).text
    for _ in range(2):  # a form that is sent twice
        assert (await post(booking, group_id, organizer, randomness="03 08", step="hold")).status_code == 303
    assert await booking.pool.fetchval("SELECT randomness FROM draw") == "03 08"
    other = {"randomness": "9", "step": "hold", "idempotency_key": "another-key"}
    assert (await post(booking, group_id, organizer, **other)).status_code == 409


@pytest.mark.parametrize("typed", ["", " 　", "3\u200b58", "3\x0058", "9" * 301])
async def test_what_is_no_number_to_be_seen_is_said_at_the_field(booking, organizer, typed):
    group_id, _, _ = await entered(booking, 3)
    await freeze(booking, group_id)
    for step in ("", "hold"):
        answer = await post(booking, group_id, organizer, randomness=typed, step=step)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
    assert await booking.pool.fetchval("SELECT drawn_at FROM draw") is None


async def test_only_the_union_s_own_organizers_hold_a_draw_and_not_before_the_freeze(booking, organizer):
    group_id, families, _ = await entered(booking, 3)
    elsewhere = bearer(token_for(booking.settings.keys_dir, uuid4(), roles=frozenset({("organizer", "other")})))
    for headers, status in ((families[0].headers, 403), (elsewhere, 404)):
        assert (await door(booking).get(f"/booking/console/draws/{group_id}", headers=headers)).status_code == status
        assert (await post(booking, group_id, headers, randomness="1", step="hold")).status_code == status
    assert (await post(booking, group_id, organizer, randomness="1", step="hold")).status_code == 409
    assert "不用做什么" in await page(booking, f"/booking/console/draws/{group_id}", organizer)


async def test_nobody_entered_places_for_all_and_no_draw_at_all(booking, organizer):
    empty, _, _ = await entered(booking, 0)
    await freeze(booking, empty)
    assert "没有人登记" in await page(booking, f"/booking/draws/{empty}")
    assert "没有人登记" in await page(booking, f"/booking/console/draws/{empty}", organizer)
    for count in (0, 2):
        enough, _, _ = await entered(booking, count, way="draw_if_oversubscribed")
        await freeze(booking, enough)
        assert ("没有摇号" if count else "没有人登记") in await page(booking, f"/booking/draws/{enough}")
        assert draw.verify(await document(booking, enough)) == []
    plain = await publish(booking)
    ranked = await publish(booking, rules=GroupRules(way="ranked", decide_at=datetime.now(UTC) + timedelta(hours=1)))
    for id_ in (plain, ranked, uuid4()):
        for page_of_it in ("", "/draw.json", "/list", "/live"):
            assert (await door(booking).get(f"/booking/draws/{id_}{page_of_it}")).status_code == 404
    waiting, _, _ = await entered(booking, 1)
    for address in (f"/booking/draws/{waiting}/list", f"/booking/draws/{waiting}/list?page=2"):
        assert (await door(booking).get(address)).status_code == 404


async def test_a_long_list_has_pages_of_its_own_and_a_number_is_found_on_it(booking):
    group = await publish(
        booking,
        capacity=1,
        rules=GroupRules(way="draw", decide_at=datetime.now(UTC) + timedelta(hours=1)),
        draw_source="福彩",
    )
    families = await make_families(booking, 301)
    await booking.pool.execute(
        """INSERT INTO enrollment (id, group_id, child_id, state, seq, booked_by, created_at, changed_at)
           SELECT uuidv7(), $1, child, 'entered', n, child, now(), now() FROM unnest($2::uuid[]) WITH ORDINALITY AS c (child, n)""",
        group,
        [family.child_id for family in families],
    )
    await booking.pool.execute("UPDATE ledger SET entered = 301, next_seq = 302 WHERE group_id = $1", group)
    for step in (freeze, hold):
        await step(booking, group)
        whole = await page(booking, f"/booking/draws/{group}")
        assert f"/booking/draws/{group}/list" in whole
        assert len(whole) < 20_000
        numbers = [row["unit"] for row in (await document(booking, group)).get("result", ())] or [
            unit["unit"] for unit in (await document(booking, group))["units"]
        ]
        first, last = [await page(booking, f"/booking/draws/{group}/list?page={n}") for n in (1, 2)]
        assert (numbers[0] in first, numbers[300] in first, numbers[300] in last) == (True, False, True)
        found = await page(booking, f"/booking/draws/{group}/list?number={numbers[7][:10].upper()}")
        assert (numbers[7] in found, numbers[8] in found) == (True, False)
        assert (await door(booking).get(f"/booking/draws/{group}/list?page=3")).status_code == 404
