"""The pages on which a family prepares: what is missing, where it is mended, and back."""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import quote
from uuid import uuid4

import pytest

from shared.db.pool import connection
from shared.events.catalogue import Limit
from shared.events.rules import Agreement, Criterion, Document, GroupRules, Pool
from tests.support.booking import book, make_families, sibling
from tests.support.families import enrolled, group
from tests.support.pictures import PNG

TEXT = "一、家长须按时接送。"
HASH = sha256(TEXT.encode()).hexdigest()
HEALTH = "孩子没有传染病。"
STRICT = GroupRules(
    agreement=Agreement(title="服务协议", version="2", text=TEXT),
    health=HEALTH,
    documents=[Document(name="困难职工证明", when=Criterion(categories=["hardship"]))],
)
TOMORROW = datetime.now(UTC) + timedelta(days=1)


@pytest.fixture
async def booking(system, tmp_path):
    async with system("booking", papers=str(tmp_path / "papers")) as running:
        yield running


@pytest.fixture
async def publish(booking):
    async def one(**facts):
        async with connection(booking.pool) as conn:
            return await group(conn, **facts)

    return one


def form(**fields):
    return fields | {"idempotency_key": str(uuid4())}


async def get(web, family, path):
    answer = await web.get(path, headers=family.headers)
    assert answer.status_code == 200, answer.text[:400]
    return answer.text


async def post(web, family, path, **fields):
    return await web.post(path, data=form(**fields), headers=family.headers)


async def test_a_family_is_led_from_what_is_missing_to_ready(web, family, publish):
    group_id = await publish(
        title="高新区一班", rules=STRICT, opens_at=TOMORROW, closes_at=TOMORROW + timedelta(days=1)
    )
    assert "高新区一班" not in await get(web, family, "/booking/family")
    waiting = await get(web, family, f"/booking/groups/{group_id}")
    assert re.search(
        r'<a class="button" [^>]*hidden data-from="\d+">已开放，去报名</a>\s*<a class="button until"', waiting
    )
    page = await get(web, family, "/booking/family")
    assert "高新区一班" in page and "还差 2 项" in page
    back = quote("/booking/family", safe="/")
    assert f'href="/booking/family/consents?group={group_id}&amp;next={back}">同意《服务协议》' in page

    path = f"/booking/family/consents?group={group_id}&next=/booking/family"
    step = await get(web, family, path)
    assert TEXT in step and "checked" not in step
    ask = {"group_id": str(group_id), "kind": "agreement", "hash": HASH}
    unticked = await post(web, family, path, **ask)
    assert (unticked.status_code, "请阅读全文后勾选" in unticked.text) == (422, True)
    agreed = await post(web, family, path, **ask, agreed="yes")
    assert agreed.headers["location"] == f"/booking/family/consents?group={group_id}&next=%2Fbooking%2Ffamily"

    step = await get(web, family, agreed.headers["location"])
    assert HEALTH in step and "张小明符合以上健康要求" in step
    ask = {"group_id": str(group_id), "kind": "health", "hash": sha256(HEALTH.encode()).hexdigest()}
    empty = await post(web, family, path, **ask, child_id=str(family.child_id))
    assert (empty.status_code, "或写明需要告知的情况" in empty.text) == (422, True)
    stated = await post(web, family, path, **ask, child_id=str(family.child_id), note="花生过敏")
    done = await get(web, family, stated.headers["location"])
    assert "都完成了" in done and 'href="/booking/family"' in done

    assert "准备好了，可以报名" in await get(web, family, "/booking/family")
    choose = await get(web, family, f"/booking/groups/{group_id}")
    assert "开放后一键报名" in choose and "已同意《服务协议》" in choose
    kept = await get(web, family, "/booking/family/consents")
    assert TEXT in kept and "已告知：花生过敏" in kept and HASH in kept


async def test_who_may_book_early_can_do_so_on_the_page(booking, web, publish):
    """Two second-graders, one place is kept for such and open already; a third-grader waits for the opening."""
    pool = Pool(name="二年级", places=1, when=Criterion(grades=(2, 2)), opens_at=datetime.now(UTC) - timedelta(hours=1))
    group_id = await publish(opens_at=TOMORROW, closes_at=TOMORROW + timedelta(days=1), rules=GroupRules(pools=[pool]))
    first, second = await make_families(booking, 2)
    (older,) = await make_families(booking, 1, grade=3)
    here = f"/booking/groups/{group_id}"
    assert "开放后一键报名" in await get(web, older, here)
    for family, told in ((first, "已录取"), (second, "报名还没有开始")):
        assert "开放后一键报名" not in await get(web, family, here)
        answer = await web.post(f"{here}/enroll", data=form(child_id=str(family.child_id)), headers=family.headers)
        assert told in (await get(web, family, answer.headers["location"]) if answer.is_redirect else answer.text)


@pytest.mark.parametrize(
    ("per", "told", "sister"),
    [("child", "每个孩子最多报 1 个，张小明已经报满", True), ("family", "每个家庭最多报 1 个", False)],
)
async def test_who_has_as_many_as_the_notice_allows_reads_so_before_asking(
    booking, web, family, publish, per, told, sister
):
    limits = [Limit(scope="care", at_most=1, per=per)]
    first, other = [await publish(limits=limits, season=f"2027-{season}") for season in ("winter", "summer")]
    await sibling(booking, family)
    assert told not in await get(web, family, f"/booking/groups/{other}")
    await book(web, family, first)
    page = await get(web, family, f"/booking/groups/{other}")
    assert told in page
    assert ("disabled" not in page.split("张小红")[0].rpartition("<input")[2]) is sister


async def test_a_consent_is_taken_back_on_its_page_once_it_is_said_what_ends(web, family, booking, publish):
    group_id = await publish(rules=STRICT)
    asked = {"group_id": str(group_id), "kind": "agreement", "hash": HASH}
    made = await web.post("/booking/api/v1/consents", json=asked, headers=family.with_key())
    path = f"/booking/family/consents/{made.json()['id']}/withdraw"
    async with connection(booking.pool) as conn:
        enrollment = await enrolled(conn, family.child_id, group_id)
    refused = await post(web, family, path)
    assert (refused.status_code, "随即取消" in refused.text) == (409, True)
    await booking.pool.execute("UPDATE enrollment SET state = 'withdrawn' WHERE id = $1", enrollment)
    assert (await post(web, family, path)).status_code == 303
    assert (await web.get("/booking/api/v1/consents", headers=family.headers)).json()["consents"] == []


async def test_a_text_that_changed_meanwhile_is_shown_again(web, family, publish):
    group_id = await publish(rules=STRICT)
    ask = {"group_id": str(group_id), "kind": "agreement", "hash": "0" * 64, "agreed": "yes"}
    again = await post(web, family, "/booking/family/consents", **ask)
    assert (again.status_code, "文本刚刚更新" in again.text, TEXT in again.text) == (409, True, True)


async def test_a_paper_is_asked_for_by_name_and_seen_again(web, family, publish):
    await post(web, family, "/booking/family/about", categories="hardship", employers="济宁港\n")
    group_id = await publish(rules=STRICT)
    asked = f"/booking/family/papers?child={family.child_id}&amp;name={quote('困难职工证明')}&amp;next={quote(f'/booking/groups/{group_id}')}"
    assert asked in (await get(web, family, f"/booking/groups/{group_id}")).replace("%2F", "/")
    page = await get(web, family, f"/booking/family/papers?child={family.child_id}&name=困难职工证明")
    assert "为 张小明 上传" in page
    fields = form(child_id=str(family.child_id), name="困难职工证明", next=f"/booking/groups/{group_id}")
    bad = await web.post(
        "/booking/family/papers", data=fields, files={"file": ("a.png", b"GIF89a")}, headers=family.headers
    )
    assert (bad.status_code, "请上传照片" in bad.text, "为 张小明 上传" in bad.text) == (422, True, True)
    done = await web.post("/booking/family/papers", data=fields, files={"file": ("a.png", PNG)}, headers=family.headers)
    assert done.headers["location"] == f"/booking/groups/{group_id}"
    assert "已交困难职工证明" in await get(web, family, f"/booking/groups/{group_id}")
    paper = (await web.get("/booking/api/v1/papers", headers=family.headers)).json()["papers"][0]["id"]
    assert f'href="/booking/family/papers/{paper}"' in await get(web, family, "/booking/family/papers")
    assert (await post(web, family, f"/booking/family/papers/{paper}/remove")).status_code == 303
    assert paper not in await get(web, family, "/booking/family/papers")


async def test_a_form_asks_what_a_published_group_asks(web, family, publish):
    page = await get(web, family, f"/booking/family/children/{family.child_id}")
    assert page.index("<details") < page.index("学校所在区县")
    asks = await publish(rules=GroupRules(who=Criterion(school_areas=["任城区"], categories=["失独家庭"])))
    await get(web, family, f"/booking/groups/{asks}")
    page = await get(web, family, f"/booking/family/children/{family.child_id}")
    assert page.index("学校所在区县") < page.index("<details") < page.index("居住地")
    about = await get(web, family, "/booking/family/about")
    assert about.index("失独家庭") < about.index("其他情况") < about.index("困难职工家庭")


async def test_what_was_typed_stays_and_stands_at_its_field(web, family):
    wrong = await post(web, family, "/booking/family/about", employers="\n".join("一二三四五"))
    assert (wrong.status_code, "最多 4 个单位" in wrong.text, 'value="五"' in wrong.text) == (422, True, True)
    typed = {"name": "阿依古丽·买买提", "grade": "2", "school": "校" * 61}
    wrong = await post(web, family, "/booking/family/children", **typed)
    assert (wrong.status_code, "阿依古丽·买买提" in wrong.text, "最多 60 字" in wrong.text) == (422, True, True)


@pytest.mark.parametrize(("grade", "said"), [("-3", "未入园"), ("10", "高中及以上")])
async def test_a_child_in_no_kindergarten_or_beyond_grade_9_says_so(web, family, grade, said):
    path = f"/booking/family/children/{family.child_id}"
    assert f'<option value="{grade}">{said}</option>' in await get(web, family, path)
    assert (await post(web, family, path, name="张小明", grade=grade)).status_code == 303
    assert f'<option value="{grade}" selected>' in await get(web, family, path)
    assert said in await get(web, family, "/booking/family")


async def test_of_several_areas_with_one_name_the_family_chooses(web, family):
    path = f"/booking/family/children/{family.child_id}"
    typed = {"name": "张小明", "school_area": "西湖区", "home_area": "上海虹口"}
    asked = await post(web, family, path, **typed)
    assert (asked.status_code, "不止一个地方叫这个名字" in asked.text) == (422, True)
    assert re.findall(r'name="(\w+)"[^>]* autofocus=', asked.text) == ["school_area"], (
        "the page opens where it is wrong"
    )
    assert re.findall(r'<option value="(.*?)"', asked.text.partition("school_area")[2]) == [
        "", "江西省南昌市西湖区", "浙江省杭州市西湖区", "西湖区",
    ]  # fmt: skip
    for picked in ("浙江省杭州市西湖区", "西湖区"):
        saved = await post(web, family, path, **typed | {"school_area": picked}, chosen="school_area")
        assert saved.status_code == 303
        (child,) = (await web.get("/booking/api/v1/children", headers=family.headers)).json()["children"]
        assert (child["school_area"], child["home_area"]) == (picked, "上海虹口")
    assert 'value="江西省南昌市西湖区"' in await get(web, family, path), "what was left as it was typed is asked again"


async def test_everything_told_of_a_child_is_kept_and_leads_back(web, family, publish):
    group_id = await publish()
    path = f"/booking/family/children/{family.child_id}"
    told = {"name": "张小明", "grade": "3", "school": "实验小学", "school_area": "任城区", "home_area": "金城街道"}
    saved = await post(web, family, path, **told, next=f"/booking/groups/{group_id}")
    assert saved.headers["location"] == f"/booking/groups/{group_id}"
    (child,) = (await web.get("/booking/api/v1/children", headers=family.headers)).json()["children"]
    assert {k: str(child[k]) for k in told} == told
    elsewhere = await post(web, family, path, **told, next="https://evil.example/")
    assert elsewhere.headers["location"] == "/booking/family"


async def test_what_was_looked_at_is_shown_the_latest_first_and_says_why_not(web, family, publish):
    far, near = await publish(title="只招会员", members_of=["elsewhere"]), await publish(title="人人可报")
    await publish(title="谁也没看过")
    for looked in (near, far):
        assert "looked-at" in (await web.get(f"/booking/groups/{looked}", headers=family.headers)).cookies
    page = await get(web, family, "/booking/family")
    assert page.index("只招会员") < page.index("人人可报")
    assert "需要家长是招收范围内的工会会员" in page and "谁也没看过" not in page


@pytest.mark.parametrize(("limit", "said"), [(None, "已满，可以候补"), (0, "名额和候补都已满")])
async def test_of_a_full_class_it_is_not_said_that_it_can_be_booked(web, family, publish, limit, said):
    group_id = await publish(capacity=0, waiting_limit=limit)
    await get(web, family, f"/booking/groups/{group_id}")
    page = await get(web, family, "/booking/family")
    assert said in page and "可以报名" not in page


async def test_brothers_and_sisters_are_chosen_together(web, family, booking, publish):
    await booking.pool.execute("INSERT INTO child SELECT uuidv7(), family_id, '张小红', birth_date, 2, 2026 FROM child")
    page = await get(web, family, f"/booking/groups/{await publish()}")
    assert page.count('type="checkbox" name="child_id"') == 2
    assert '<input type="hidden" name="together" value="yes">' in page


async def test_another_familys_child_is_not_there_to_prepare(web, family, booking, publish):
    (other,) = await make_families(booking, 1)
    group_id = await publish(rules=STRICT)
    for path in (f"/booking/family/children/{other.child_id}", f"/booking/family/consents?group={uuid4()}"):
        assert (await web.get(path, headers=family.headers)).status_code == 404
    assert "张小明" not in await get(web, family, f"/booking/family/consents?group={group_id}&child={other.child_id}")
    ask = {"group_id": str(group_id), "kind": "health", "hash": sha256(HEALTH.encode()).hexdigest(), "none": "yes"}
    assert (await post(web, family, "/booking/family/consents", **ask, child_id=str(other.child_id))).status_code == 404
    assert (await post(web, family, f"/booking/family/children/{other.child_id}", name="x")).status_code == 404


async def test_a_pool_that_opens_early_is_open_to_its_families_alone(web, family, publish):
    new_form = Criterion(categories=["new_form"])
    early = Pool(name="新就业形态", places=1, when=new_form, opens_at=datetime.now(UTC) - timedelta(minutes=1))
    group_id = await publish(opens_at=TOMORROW, rules=GroupRules(pools=[early]))
    button = 'id="enroll-now" form="enroll">'
    assert button not in (await web.get(f"/booking/groups/{group_id}", headers=family.headers)).text
    key = family.headers | {"idempotency-key": str(uuid4())}
    (await web.put("/booking/api/v1/family", json={"categories": ["new_form"]}, headers=key)).raise_for_status()
    assert button in (await web.get(f"/booking/groups/{group_id}", headers=family.headers)).text


async def test_a_child_that_has_asked_is_not_offered_the_groups_decided_with_it(booking, web, family, publish):
    ranked = GroupRules(way="ranked", decide_at=TOMORROW, together="care", wishes=2)
    east, west = [await publish(title=title, rules=ranked) for title in ("东班", "西班")]
    for looked in (east, west):
        await get(web, family, f"/booking/groups/{looked}")
    page = (await web.get("/booking/family", headers=family.headers)).text
    assert (page.count("东班") > 0) + (page.count("西班") > 0) == 1 and "可以排志愿" in page
    async with connection(booking.pool) as conn:
        await enrolled(conn, family.child_id, east, "entered")
    assert (
        "东班" not in (page := (await web.get("/booking/family", headers=family.headers)).text) and "西班" not in page
    )
    shown = (await web.get(f"/booking/groups/{west}", headers=family.headers)).text
    assert "已登记，等待结果" in shown and "下一步：排志愿" not in shown
