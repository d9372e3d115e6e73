"""Employers and schools, however a family writes them: the same one, perhaps the same one, another one."""

import pytest

from services.booking.domain.named import same_employer, same_school

SAME, PERHAPS, ANOTHER = True, None, False


@pytest.mark.parametrize(
    ("told", "listed", "answer"),
    [
        ("绿源食品有限责任公司", "绿源食品有限公司", SAME),
        ("绿源食品", "绿源食品有限公司", SAME),
        ("绿源食品（济宁） 有限公司", "绿源食品(济宁)有限公司", SAME),
        ("ABC 电子", "ａｂｃ电子有限公司", SAME),
        ("山推工程机械股份有限公司", "山推工程机械股份", SAME),
        ("山推工程机械股份公司", "山推工程机械股份有限公司", SAME),
        ("山推工程机械有限公司", "山推工程机械股份有限公司", PERHAPS),
        ("山推股份", "山推工程机械股份有限公司", PERHAPS),
        ("济宁仿织厂", "济宁纺织厂", PERHAPS),
        ("济宁第一纺织厂", "济宁第二纺织厂", ANOTHER),
        ("济宁港", "济宁纺织厂", ANOTHER),
        ("公司", "绿源食品有限公司", ANOTHER),
    ],
)
def test_which_employer_is_meant(told, listed, answer):
    assert same_employer(told, listed) is answer


@pytest.mark.parametrize(
    ("told", "listed", "answer"),
    [
        ("济宁市任城区实验小学", "任城区实验小学", SAME),
        ("任城区实验小学", "济宁市任城区实验小学", SAME),
        ("任城区实验小学", "实验小学", SAME),
        ("杭州学军小学", "杭州市学军小学", SAME),
        ("青岛市济南路小学", "济南路小学", SAME),
        ("实验小学", "任城区实验小学", PERHAPS),
        ("济宁市实验小学", "任城区实验小学", PERHAPS),
        ("任城实小", "任城区实验小学", PERHAPS),
        ("任城区试验小学", "任城区实验小学", PERHAPS),
        ("高新区实验小学（东校区）", "高新区实验小学", PERHAPS),
        ("市中区实验小学", "任城区实验小学", ANOTHER),
        ("任城区第二小学", "任城区第一小学", ANOTHER),
        ("小学", "实验小学", ANOTHER),
    ],
)
def test_which_school_is_meant(told, listed, answer):
    assert same_school(told, listed) is answer
