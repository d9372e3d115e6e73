"""A small sound plan, and what is said about it when a line of it is changed."""

from services.classes.plan import PlanErrors, read

SOUND = """\
plan: demo-2025-winter
union: gaoxin
issuer: 高新区园区工会
title: 寒假爱心托管班
contact: 园区工会 0537-1234567
season: 2025-winter
registration:
  opens: 2025-01-03 09:00
  closes: 2025-01-05 18:00
who:
  members_of: gaoxin
terms:
  first:
    blocks:
      - {from: 2025-01-20, to: 2025-01-24, weekdays: Mon-Fri}
      - {from: 2025-02-05, to: 2025-02-11, weekdays: Mon-Fri}
    excluded: [2025-01-22]
    make_up_days: [2025-02-08]
  second:
    blocks:
      - {from: 2025-02-12, to: 2025-02-14}
sites:
  home: {name: 职工之家, address: 崇文大道 1 号}
sessions:
  care:
    name: 托管班
    sites: [home]
    terms: [first, second]
    hours: 08:00-17:30
    services: [study, lunch, nap]
    groups:
      low: {name: 低年级班, places: 30, who: {grades: 1-3}}
      high: {name: 高年级班, places: 25, who: {grades: 4-6}}
interest_classes:
  dance:
    name: 舞蹈班
    inside: care
    sites: [home]
    terms: [first]
    timetable: [周二 14:00-15:30, Thu 14:00-15:30]
    groups:
      dance: {places: 20, who: {ages: 6-9}}
"""

RICH = """\
plan: rich-2025-summer
union: gaoxin
issuer: 高新区园区工会
title: 暑期爱心托管班
season: 2025-summer
registration: {opens: 2025-06-10 09:00, closes: 2025-06-20 18:00, prepare: 2025-06-01 09:00}
who:
  members_of: gaoxin
  none_of: [{placed_in: 2024-summer}]
  health: 没有传染病
  health_statement: yes
admission:
  way: ranked
  decide_at: 2025-06-12 09:00
  priorities: [hardship, {name: 双职工, categories: dual_earner}]
  confirm_within: 48h
  answer_within: 12h
waiting_list: 20
limits: {per_family: 3, per_term: 1}
minimum: 10
documents: [健康证明, {name: 困难证明, categories: hardship}]
agreement: {title: 协议, text: 正文}
refund: 不退
terms:
  first: {blocks: {from: 2025-07-07, to: 2025-07-18}}
  second:
    blocks: {from: 2025-07-21, to: 2025-08-01}
    registration: {opens: 2025-06-24 09:00, closes: 2025-07-01 18:00}
    admission: {decide_at: 2025-06-26 09:00}
sites:
  east: {name: 东校, places: 35, who: {home_areas: [洸河街道]}}
  west: {count: 3, terms: first}
  hall: 海川路 18 号
sessions:
  care:
    hours: [08:30-11:30, 14:00-17:00]
    groups:
      low: {who: {rising_grades: 2-3}, sites: east, count: 2}
      high: {who: {grades: 3-6}, places: {east: 30, west: 20, others: {first: 25, second: 26}}}
  half:
    sites: [hall]
    terms: first
    hours: 08:30-11:30
    admission: {way: draw_if_oversubscribed, draw_source: 双色球, together: yes, wishes: 2}
    groups:
      a: {places: 40, who: {grades: 1}, pools: [{places: 30%, categories: new_form, until: 2025-06-30 09:00}]}
      b: {places: 40, who: {open_to: all, grades: 2}}
interest_classes:
  chess:
    sites: hall
    terms: [first, second]
    timetable: 周二 15:30-17:00
    admission: {way: opening_lot, lot_minutes: 5}
    groups:
      chess: {places: 12}
"""
"""A sound plan that says a little of everything."""


def changed(*pairs):
    """The sound plan with one text in it replaced by another, several times."""
    text = SOUND
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return text


def errors_of(text):
    """All that `read` says about a text (or bytes)."""
    try:
        read(text if isinstance(text, bytes) else text.encode(), "plan.yaml")
    except PlanErrors as errors:
        return errors.errors
    return []


def line_of(text, part):
    """The line, from 1, on which a part of the text stands."""
    return text[: text.index(part)].count("\n") + 1


LARGE = """\
plan: province
union: mazhang
issuer: 总工会
title: 暑期托管班
season: 2027-summer
registration: {opens: 2027-06-20 09:00, closes: 2027-06-25 18:00}
who: {members_of: mazhang}
fees: 免费
terms:
  one: {name: 第一期, blocks: {from: 2027-07-05, to: 2027-07-23}}
  two: {name: 第二期, blocks: {from: 2027-07-26, to: 2027-08-13}}
sessions:
  care:
    name: 暑期托管班
    terms: [one, two]
    hours: 08:30-18:00
    services: [study, lunch]
    groups:
"""


def large(sites: int) -> str:
    """A plan of twelve groups a site."""
    groups = (f"      g{n}: {{name: {n} 年级班, places: 30, who: {{grades: {n}-{n}}}}}\n" for n in range(1, 7))
    places = (f"  s{n}: {{name: 第 {n} 幼儿园, address: 人民路 {n} 号}}\n" for n in range(sites))
    return LARGE + "".join(groups) + "sites:\n" + "".join(places)
