"""Areas as families type them and plans name them: which is which, and which lies in which."""

import pytest

from shared.kernel.areas import read, within


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("上海", ["上海市"]),
        ("上海市虹口区", ["上海市虹口区"]),
        ("虹口区", ["上海市虹口区"]),
        ("上海 · 虹口", ["上海市虹口区"]),
        ("上海市市辖区虹口区", ["上海市虹口区"]),
        ("杭州西湖区", ["浙江省杭州市西湖区"]),
        ("（杭州）西湖", ["浙江省杭州市西湖区"]),
        ("西湖区", ["江西省南昌市西湖区", "浙江省杭州市西湖区"]),
        ("东西湖区", ["湖北省武汉市东西湖区"]),
        ("任城金城街道", ["山东省济宁市任城区金城街道"]),
        ("济宁高新区", ["山东省济宁市高新区"]),
        ("恩施州", ["湖北省恩施土家族苗族自治州"]),
        ("恩施", ["湖北省恩施土家族苗族自治州"]),
        ("内蒙古", ["内蒙古自治区"]),
        ("吉林市", ["吉林省吉林市"]),
        ("浦东", ["上海市浦东新区"]),
        ("高新区", ["高新区"]),
        ("上海路街道", ["上海路街道"]),
        ("延吉新村街道", ["延吉新村街道"]),
        ("朝阳小区", ["朝阳小区"]),
        ("县", ["县"]),
        ("单", ["单"]),
    ],
)
def test_an_area_is_found_however_it_is_written(typed, means):
    assert [area.name for area in read(typed)] == means


IN, ELSEWHERE, PERHAPS = True, False, None


@pytest.mark.parametrize(
    ("told", "wanted", "answer"),
    [
        ("虹口区", "上海市", IN),
        ("济宁市任城区", "任城区", IN),
        ("任城区", "济宁市任城区", IN),
        ("昆山", "苏州市", IN),
        ("西湖区", "西湖区", IN),
        ("南昌市西湖区", "杭州市西湖区", ELSEWHERE),
        ("武汉市东西湖区", "西湖区", ELSEWHERE),
        ("西湖区", "杭州市西湖区", PERHAPS),
        ("杭州市", "杭州市西湖区", PERHAPS),
        ("文三路", "杭州市西湖区", PERHAPS),
        # What no list knows: a zone, a street.
        ("济宁市高新区", "高新区", IN),
        ("杨浦区延吉新村街道 12 号", "延吉新村街道", IN),
        ("杨浦区延吉花园街道", "延吉花园街道", IN),  # of 延吉 by its letters, and yet written as it is named
        ("任城区金城街道王母阁社区", "济宁市任城区金城街道", IN),
        ("任城区金城街道", "任城区洸河街道", ELSEWHERE),
        ("任城区金城街道", "洸河街道", ELSEWHERE),
        ("任城区王母阁路 12 号", "任城区金城街道", PERHAPS),
        ("任城区", "洸河街道", PERHAPS),
        ("任城区", "高新区", PERHAPS),
        ("高新区", "济宁高新区", PERHAPS),
    ],
)
def test_which_area_lies_in_which(told, wanted, answer):
    assert within(told, wanted) is answer
