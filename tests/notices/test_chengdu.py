"""成都锦江区 2021 年暑期:本区一至五年级,7 月 15 日 9:00 至 16 日 16:00 现场报名、缴费、签协议;班额 45;托管、兴趣、托管加兴趣分别报名。"""

import pytest

from tests.support.notice import Notice, numbered, word

BASIC_1, BASIC_2, EXTENDED, ARTS, CHOIR = "basic basic-1", "basic basic-2", "extended palace", "arts basic-1", "choir"
PLAIN = {"grade": 3, "school_area": "成都市锦江区"}
OPEN = "2021-07-15 09:00"


@pytest.fixture
def notice() -> Notice:
    return Notice("chengdu-jinjiang-2021-summer")


def test_the_window_to_the_second(notice):
    rows = [
        ("2021-07-15 08:59:59", "早到", {}, BASIC_1, "not_open"),
        ("2021-07-15 09:00:00", "准点", {}, BASIC_1, "confirmed"),
        ("2021-07-16 15:59:59", "赶上", {}, BASIC_1, "confirmed"),
        ("2021-07-16 16:00:00", "迟到", {}, BASIC_1, "closed"),
        ("2021-07-16 16:00:00", "合唱迟到", {}, CHOIR, "closed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


@pytest.mark.parametrize("words", [BASIC_1, BASIC_2, EXTENDED, ARTS, CHOIR])
def test_who_may_sign_up_and_who_not_and_why(notice, words):
    rows = [
        (OPEN, "一年级", {"grade": 1}, words, "confirmed"),
        (OPEN, "五年级", {"grade": 5}, words, "confirmed"),
        (OPEN, "全称", {"school_area": "四川省成都市锦江区"}, words, "confirmed"),
        (OPEN, "准一年级", {"grade": 0}, words, "grade"),
        (OPEN, "六年级", {"grade": 6}, words, "grade"),
        (OPEN, "外区", {"school_area": "成都市武侯区"}, words, "school_area"),
        (OPEN, "没写学校所在地", {"school_area": ""}, words, "school_area"),
        (OPEN, "没有健康声明", {"lacks": ["health"]}, words, "health"),
        (OPEN, "没签协议", {"lacks": ["agreement"]}, words, "agreement"),
        (OPEN, "没带照片", {"lacks": ["照片 2 张"]}, words, "document"),
        (OPEN, "没带声明书", {"lacks": ["健康声明书"]}, words, "document"),
        (OPEN, "都没带", {"lacks": ["照片 2 张", "健康声明书", "health", "agreement"]}, words, "agreement health document document"),
        (OPEN, "外区六年级", {"grade": 6, "school_area": "成都市武侯区"}, words, "grade school_area"),
    ]  # fmt: skip
    assert notice.play(rows, **PLAIN) == rows


def test_45_a_class_and_no_waiting_list(notice):
    """Silent on a waiting list: none is assumed. A place given back goes to whoever comes next."""
    notice.at(OPEN)
    assert notice.crowd(numbered("家庭", 1, 47), BASIC_1, **PLAIN) == ["confirmed"] * 45 + ["full"] * 2
    notice.leave("家庭0007", BASIC_1)
    assert word(notice.ask("家庭0047", BASIC_1)) == "confirmed"
    assert word(notice.ask("家庭0046", BASIC_1)) == "full"
    assert notice.waiting(BASIC_1) == []


def test_products_are_sold_apart_and_only_time_keeps_them_apart(notice):
    """7 月 19—23 日既有拓展又有基础一期;艺术课在基础托管的时间里;合唱在 8 月底,谁都能加。"""
    rows = [
        (OPEN, "先拓展", {}, EXTENDED, "confirmed"),
        (OPEN, "先拓展", {}, BASIC_1, "overlaps"),
        (OPEN, "先拓展", {}, BASIC_2, "confirmed"),
        (OPEN, "先拓展", {}, CHOIR, "confirmed"),
        (OPEN, "先托管", {}, BASIC_1, "confirmed"),
        (OPEN, "先托管", {}, ARTS, "overlaps"),
        (OPEN, "先托管", {}, BASIC_2, "confirmed"),
        (OPEN, "只要兴趣", {}, ARTS, "confirmed"),
    ]
    assert notice.play(rows, **PLAIN) == rows


def test_what_began_on_5_july_is_still_signed_up_for_on_the_15th(notice):
    assert notice.group(EXTENDED).first_day.isoformat() == "2021-07-05"
    assert notice.at(OPEN).crowd(numbered("拓展", 1, 46), EXTENDED, **PLAIN) == ["confirmed"] * 45 + ["full"]
