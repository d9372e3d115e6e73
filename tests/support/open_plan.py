"""A plan whose registration is open now and whose days lie ahead."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

PLAN = """
plan: compose-{tag}
union: mazhang
issuer: 麻章区总工会
title: 容器试运行托管班
season: {season}-summer
registration: {{opens: {opens}, closes: {closes}}}
who: {{open_to: all}}
terms:
  term-1:
    blocks: [{{from: {first}, to: {last}, weekdays: Mon-Sun}}]
sites:
  school: {{address: 麻章区智能幼儿学校}}
sessions:
  care:
    sites: school
    terms: term-1
    hours: 08:30-17:30
    groups:
      all: {{name: 试运行班, places: 3}}
"""


def open_plan() -> bytes:
    """One group of three places, for every child."""
    now = datetime.now(ZoneInfo("Asia/Shanghai"))

    def moment(days: int, form: str) -> str:
        return format(now + timedelta(days=days), form)

    return PLAN.format(
        tag=uuid4().hex[:8], season=now.year,
        opens=moment(-1, "%Y-%m-%d %H:%M"), closes=moment(5, "%Y-%m-%d %H:%M"),
        first=moment(10, "%Y-%m-%d"), last=moment(14, "%Y-%m-%d"),
    ).encode()  # fmt: skip
