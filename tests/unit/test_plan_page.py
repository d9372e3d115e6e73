"""Every line that docs/plan.md and docs/plan.zh.md show can be written so: each example is put into a plan and read."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from services.classes.plan import PlanErrors, expand, read, schema, sentences
from services.classes.plan.file import parse
from services.classes.plan.language.model import Session

PAGE, IN_CHINESE = (
    (Path(__file__).parents[2] / "docs" / schema.PAGES[language]).read_text(encoding="utf-8")
    for language in ("en", "zh")
)


def blocks_of(page):
    """Its pieces of plans."""
    return re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)


def rows_of(page):
    """What notices demand, by number: the lines that say it."""
    rows = re.findall(r"^\| (\d+) \| [^|]+ \| (.+?) \|", page, re.MULTILINE)
    return {int(number): re.findall(r"`([a-z_]+: [^`]+)`", said) for number, said in rows}


BLOCKS, ROWS = blocks_of(PAGE), rows_of(PAGE)
SKELETON = {
    "plan": "p", "union": "gaoxin", "issuer": "工会", "title": "班", "season": "2025-summer",
    "registration": {"opens": "2025-06-30 09:00", "closes": "2025-07-05 18:00"},
    "terms": {"summer": {"blocks": {"from": "2025-07-14", "to": "2025-08-15"}, "make_up_days": "2025-07-12"}},
    "sites": {"home": {"name": "职工之家"}},
    "sessions": {"care": {"hours": "08:30-17:30", "groups": {"all": {"places": "30"}}}},
}  # fmt: skip
SCHEMA = jsonschema.Draft202012Validator(json.loads(schema.schema_text()))
IN_A_SESSION = ("groups", "hours", "services")


def into_a_plan(fragment):
    """The fragment in a plan that is sound without it: sections of days and places are replaced, the rest is added."""
    said = parse(fragment.encode(), "docs/plan.md")[0].plain()
    session = SKELETON["sessions"]["care"] | {key: said.pop(key) for key in IN_A_SESSION if key in said}
    plan = {**SKELETON, "sessions": {"care": session}, **said}
    plan["registration"] = SKELETON["registration"] | said.get("registration", {})
    who = said.get("who", {})
    plan["who"] = (
        who
        if who.keys() & {"members_of", "any_of", "home_areas", "school_areas", "employers"}
        else who | {"open_to": "all"}
    )
    return plan


def text_of(plan):
    """As a file; JSON is YAML."""
    return json.dumps(plan, ensure_ascii=False).encode()


def check(fragment):
    """The plan with the fragment: as the schema says, read, expanded and said back."""
    SCHEMA.validate(into_a_plan(fragment))
    try:
        plan = read(text_of(into_a_plan(fragment)), "docs/plan.md")
    except PlanErrors as errors:
        pytest.fail(f"{fragment}\n{errors}")
    assert expand(plan)
    assert all(zh and en for zh, en in sentences(plan))
    return plan


@pytest.mark.parametrize("block", BLOCKS, ids=[block.split("\n")[0][:30] for block in BLOCKS])
def test_every_example_can_be_written_so(block):
    check(block)


PLAIN = check("plan: p")


@pytest.mark.parametrize("row", range(1, 36))
def test_every_demand_of_a_notice_has_its_lines(row):
    assert ROWS[row], row
    for fragment in ROWS[row]:
        assert check(fragment) != PLAIN, fragment


def test_the_page_says_the_same_in_chinese():
    assert blocks_of(IN_CHINESE) == BLOCKS
    assert rows_of(IN_CHINESE) == ROWS
    assert IN_CHINESE.count("\n## ") == PAGE.count("\n## ")
    assert set(re.findall(r"`([a-z_]+)`", PAGE)) == set(re.findall(r"`([a-z_]+)`", IN_CHINESE))


@pytest.mark.parametrize("page", [PAGE, IN_CHINESE], ids=["en", "zh"])
def test_the_page_names_every_key(page):
    """So that whoever has only this page knows them all."""
    for key in (*Session.model_fields, "rising_grades", "lot_minutes", "unlucky_in", "all_at_once", "others", "count"):
        assert f"`{key}`" in page or f"{key}:" in page, key


def test_the_whole_plan_stands_alone():
    plan = read(BLOCKS[0].encode())
    assert len(expand(plan)) == 4
    assert sum(group.facts.capacity for group in expand(plan)) == 120
