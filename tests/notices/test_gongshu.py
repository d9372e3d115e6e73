"""杭州拱墅区 2024 年暑期:幼儿园、中小学各两期,日期不同;本区在读,7 月 2 日 12:00 截止,双职工、外来务工优先;可报一期或两期。"""

import pytest

from tests.support.notice import Notice, numbered, word

SMALL_1, SMALL_2, SCHOOL_1, SCHOOL_2 = "kindergarten-1", "kindergarten-2", "school-1", "school-2"
PLAIN = {"grade": 3, "school_area": "杭州市拱墅区"}
SMALL = PLAIN | {"grade": -1}
OPEN, CLOSE = "2024-06-26 09:00", "2024-07-02 12:00"


@pytest.fixture
def notice() -> Notice:
    return Notice("hangzhou-gongshu-2024-summer")


def test_both_terms_close_at_noon_on_2_july(notice):
    """The opening is assumed."""
    rows = [
        ("2024-06-26 08:59:59", "早到", {}, SCHOOL_1, "not_open"),
        ("2024-06-26 09:00:00", "准点", {}, SCHOOL_1, "entered"),
        ("2024-07-02 11:59:59", "赶上", {}, SCHOOL_1, "entered"),
        ("2024-07-02 11:59:59", "赶上", {}, SCHOOL_2, "entered"),
        ("2024-07-02 12:00:00", "迟到", {}, SCHOOL_1, "closed"),
        ("2024-07-02 12:00:00", "迟到", {}, SCHOOL_2, "closed"),
        ("2024-07-02 12:00:00", "幼儿园迟到", {"grade": -1}, SMALL_2, "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_who_may_sign_up_and_who_not_and_why(notice):
    rows = [
        (OPEN, "小班", {"grade": -2}, SMALL_1, "entered"),
        (OPEN, "大班", {"grade": 0}, SMALL_2, "entered"),
        (OPEN, "一年级报幼儿园", {"grade": 1}, SMALL_1, "grade"),
        (OPEN, "一年级", {"grade": 1}, SCHOOL_1, "entered"),
        (OPEN, "初三", {"grade": 9}, SCHOOL_2, "entered"),
        (OPEN, "大班报小学", {"grade": 0}, SCHOOL_1, "grade"),
        (OPEN, "外区", {"school_area": "杭州市西湖区"}, SCHOOL_1, "school_area"),
        (OPEN, "没写学校所在地", {"school_area": ""}, SCHOOL_1, "school_area"),
        (OPEN, "外区大班", {"school_area": "杭州市西湖区", "grade": 0}, SCHOOL_1, "grade school_area"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_the_district_told_by_its_own_name(notice):
    notice.family("小明", **(PLAIN | {"school_area": "拱墅区"}))
    assert word(notice.at(OPEN).ask("小明", SCHOOL_1)) == "entered"


def test_one_term_or_both(notice):
    rows = [
        (OPEN, "两期", {}, SCHOOL_1, "entered"),
        (OPEN, "两期", {}, SCHOOL_2, "entered"),
        (OPEN, "两期", {}, SCHOOL_2, "already_booked"),
    ]
    assert notice.play(rows, **PLAIN) == rows
    notice.at(CLOSE)
    assert notice.admitted(SCHOOL_1) == notice.admitted(SCHOOL_2) == ["两期"]


@pytest.mark.parametrize(("words", "places", "plain"), [(SMALL_1, 30, SMALL), (SCHOOL_2, 40, PLAIN)])
def test_dual_earners_then_migrants_then_the_rest_by_time(notice, words, places, plain):
    """Places are assumed. They come in the wrong order: the rest first."""
    notice.at(OPEN).crowd(numbered("其他", 1, 30), words, **plain)
    notice.crowd(numbered("外来务工", 1, 12), words, **plain, categories=["migrant"])
    notice.crowd(numbered("双职工", 1, 12), words, **plain, categories=["dual_earner"])
    notice.at("2024-07-02 11:59:59")
    assert notice.admitted(words) == []
    notice.at(CLOSE)
    rest = places - 24
    assert notice.admitted(words) == sorted(
        numbered("双职工", 1, 12) + numbered("外来务工", 1, 12) + numbered("其他", 1, rest)
    )
    assert notice.waiting(words) == numbered("其他", rest + 1, 30)


def test_more_dual_earners_than_places(notice):
    notice.at(OPEN).crowd(numbered("外来务工", 1, 5), SCHOOL_1, **PLAIN, categories=["migrant"])
    notice.crowd(["两样"], SCHOOL_1, **PLAIN, categories=["migrant", "dual_earner"])
    notice.crowd(numbered("双职工", 1, 41), SCHOOL_1, **PLAIN, categories=["dual_earner"])
    notice.at(CLOSE)
    assert notice.admitted(SCHOOL_1) == sorted(["两样", *numbered("双职工", 1, 39)])
    assert notice.waiting(SCHOOL_1) == [*numbered("双职工", 40, 41), *numbered("外来务工", 1, 5)]


def test_siblings_both_or_none(notice):
    """They stand where the less urgent of them would; two places or none."""
    notice.at(OPEN).crowd(numbered("双职工", 1, 39), SCHOOL_1, **PLAIN, categories=["dual_earner"])
    notice.family("姐姐", "弟弟", **PLAIN, categories=["dual_earner"])
    assert word(notice.ask_together([("姐姐", SCHOOL_1), ("弟弟", SCHOOL_1)])) == "entered"
    notice.crowd(["外来务工"], SCHOOL_1, **PLAIN, categories=["migrant"])
    notice.at(CLOSE)
    assert "外来务工" in notice.admitted(SCHOOL_1) and notice.waiting(SCHOOL_1) == ["姐姐", "弟弟"]
    notice.leave("双职工0001", SCHOOL_1)
    notice.leave("双职工0002", SCHOOL_1)
    assert notice.waiting(SCHOOL_1) == [] and {"姐姐", "弟弟"} <= set(notice.admitted(SCHOOL_1))
