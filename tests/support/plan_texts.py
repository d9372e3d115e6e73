"""A small sound plan, and what is said about it when a line of it is changed."""

from services.classes.plan import PlanErrors, read

SOUND = """\
plan: demo-2025-winter
union: gaoxin
issuer: 高新区园区工会
title: 寒假爱心托管班
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
