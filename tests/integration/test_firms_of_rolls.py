"""The firms that a roll names are told to booking, without anybody who works there; families that write theirs are offered them."""

import re
from types import SimpleNamespace
from uuid import uuid4

import pytest

from services.accounts.usecases.after_restore import after_restore
from services.accounts.usecases.retell import retell
from services.booking.usecases.learn_firms import learn_firms
from shared.db.pool import transaction
from shared.errors import Skip
from shared.events.accounts import FirmsNamed, UnionChanged
from shared.messaging.unions import learn_unions
from tests.support.accounts import ORGANIZER, accounts, api
from tests.support.booking import publish

ROLL = "/accounts/api/v1/unions/gaoxin/roll"
LANTIAN, XINXING = "济宁蓝天电子有限公司", "山东新星机械股份有限公司"


def csv(*firms: str, first: int = 13711110000) -> bytes:
    rows = "\n".join(f"会员,{first + n},{firm}" for n, firm in enumerate(firms))
    return f"姓名,手机号,单位\n{rows}".encode()


async def imported(office, content, path=ROLL, **how):
    answer = await office.web.post(path, files={"file": ("roll.csv", content)}, data=how)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def the_whole(office, content):
    form = {"idempotency_key": str(uuid4()), "whole": "1"}
    page = ROLL.replace("api/v1", "console")
    sent = await office.web.post(
        page, files={"file": ("roll.csv", content)}, data=form, headers={"accept": "text/html"}
    )
    assert sent.status_code == 303, sent.text


async def told(office):
    rows = await office.pool.fetch("SELECT body FROM outbox WHERE type = $1 ORDER BY id", FirmsNamed.TYPE)
    return [FirmsNamed.model_validate_json(row["body"]) for row in rows]


@pytest.fixture
async def office(database, keys_dir):
    async with accounts(database, keys_dir) as system, api(system, ORGANIZER) as web:
        yield SimpleNamespace(web=web, pool=system.pool)


async def test_a_roll_tells_its_firms_once_and_nothing_that_may_be_somebody(office):
    file = csv(*[LANTIAN] * 3, *[XINXING] * 2, *["王芳副食店"], *["13800000001"] * 3, *["无"] * 3)
    await imported(office, file)
    await imported(office, file)
    (said,) = await told(office)
    assert (said.union, said.firms) == ("gaoxin", [LANTIAN])
    await imported(office, csv(*[XINXING] * 3, first=13711120000))
    assert (await told(office))[-1].firms == sorted([LANTIAN, XINXING]), "a file of new members takes none away"
    assert (await told(office))[-1].revision > said.revision


async def test_the_whole_roll_says_which_firms_there_are(office):
    await imported(office, csv(*[LANTIAN] * 3))
    await the_whole(office, csv(*[XINXING] * 3))
    await the_whole(office, csv(*[LANTIAN] * 3) + "\n错,12,蓝天".encode())  # with a bad row it is none
    assert [said.firms for said in await told(office)] == [[LANTIAN], [XINXING]]


async def test_a_list_names_no_firms(office):
    made = await office.web.post("/accounts/api/v1/unions/gaoxin/lists", json={"name": "困难职工"})
    assert made.status_code == 201, made.text
    await imported(office, csv(*["蓝天电子工会"] * 3), ROLL.replace("gaoxin", "gaoxin:困难职工"))
    assert not await told(office)
    assert await office.pool.fetchval("SELECT count(*) FROM roll_member WHERE union_code = 'gaoxin:困难职工'") == 3


async def test_they_are_told_again_and_newer_after_a_restore(office):
    await imported(office, csv(*[LANTIAN] * 3))
    async with transaction(office.pool) as conn:
        await retell(conn)
        await after_restore(conn)
    first, again, restored = await told(office)
    assert (first.firms, first.revision) == (again.firms, again.revision)
    assert (first.firms, first.revision + 1) < (restored.firms, restored.revision)


async def learn(system, union, *firms, revision=1):
    async with transaction(system.pool) as conn:
        await learn_firms(conn, [FirmsNamed(union=union, revision=revision, firms=list(firms))])


async def offered(web, family, written):
    page = await web.get("/booking/family/firms", params={"employers": written}, headers=family.headers)
    answer = await web.get("/booking/api/v1/family/employers", params={"named": written}, headers=family.headers)
    names = re.findall('value="(.*?)"', page.text)
    assert answer.json() == ({"employers": names} if len(written) > 1 else answer.json())
    return names


async def test_an_older_word_of_firms_never_undoes_a_newer_one(booking, web, family):
    await publish(booking, union="gaoxin")
    await learn(booking, "gaoxin", LANTIAN, revision=3)
    for revision in (2, 3):
        with pytest.raises(Skip):
            await learn(booking, "gaoxin", XINXING, revision=revision)
    assert await offered(web, family, "蓝天") == [LANTIAN]
    await learn(booking, "gaoxin", XINXING, revision=4)
    assert await offered(web, family, "蓝天") == []


async def test_two_letters_bring_a_few_firms_of_the_unions_that_a_family_may_ask(booking, web, family):
    many = [f"济宁{n}号厂" for n in range(20)]
    await learn(booking, "lantian", LANTIAN, *many)
    await learn(booking, "mazhang", "麻章蓝天水产")
    about = "/booking/family/about"
    assert "打两个字就会提示" not in (await web.get(about, headers=family.headers)).text
    await publish(booking, union="gaoxin")
    tree = [("gaoxin", None), ("lantian", "gaoxin"), ("mazhang", None)]
    async with transaction(booking.pool) as conn:
        of_tree = [UnionChanged(union=code, revision=1, name=code, kind="park", parent=above) for code, above in tree]
        await learn_unions(conn, of_tree)
    await booking.unions.look(booking.pool)
    assert await offered(web, family, " 蓝 天 ") == [LANTIAN], "a union below; none of another's"
    assert await offered(web, family, "蓝") == []
    assert len(await offered(web, family, "济宁")) == 8
    assert await offered(web, family, "%_") == []
    assert "打两个字就会提示" in (await web.get(about, headers=family.headers)).text
    assert (await web.get("/booking/family/firms?employers=济宁")).status_code in (303, 401)
