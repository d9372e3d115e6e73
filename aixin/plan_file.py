"""A plan file on this machine: read, complained about, or shown."""

from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.table import Table

from services.classes.plan import Plan, PlanErrors, PlannedGroup, expand, read, sentences
from shared.kernel.words import EN, ZH


def load(file: Path) -> tuple[Plan, bytes]:
    """The plan and its bytes; ends the command with every error, one a line as `file:line: 中文 / English`."""
    try:
        data = file.read_bytes()
    except OSError as error:
        fail(f"无法读取 {file}（{error.strerror}），请检查文件名。", f"Cannot read {file}: check its name.")
    try:
        return read(data, str(file)), data
    except PlanErrors as errors:
        for each in errors.errors:
            typer.echo(f"{file}:{each.line}: {each.zh} / {each.en}", err=True)
        count = len(errors.errors)
        fail(f"共 {count} 处需要改正。", f"{EN.plural(count, 'thing')} to correct.")


def fail(zh: str, en: str) -> NoReturn:
    """End the command with one sentence."""
    typer.echo(f"{zh} / {en}", err=True)
    raise typer.Exit(1)


def show(plan: Plan) -> None:
    """Its groups as a table, those alike at several sites in one row, then its sentences in both languages."""
    console = Console()
    table = Table(title=plan.title)
    for heading in ("班次 group", "办班点 site", "日期 dates", "时间 hours", "天 days", "招收 who", "名额 places"):
        table.add_column(heading, justify="right" if heading.startswith(("天", "名")) else "left", overflow="fold")
    sites: dict[tuple[str, ...], list[str]] = {}
    for group in expand(plan):
        sites.setdefault(_row(group), []).append(group.facts.site)
    for (title, *rest), names in sites.items():
        table.add_row(title, names[0] if len(names) == 1 else f"{names[0]} … {len(names)} 处", *rest)
    console.print(table)
    for zh, en in sentences(plan):
        typer.echo(f"\n{zh}\n{en}")
    typer.echo("\n没有错误。 No errors.")


def _row(group: PlannedGroup) -> tuple[str, ...]:
    facts, shown = group.facts, group.presentation
    lessons = [f"{ZH.weekdays(lesson.weekdays)} {ZH.hours(lesson.start, lesson.end)}" for lesson in shown.timetable]
    hours = [ZH.hours(*each) for each in (shown.hours, *shown.more_hours) if each]
    return (
        facts.title,
        ZH.dates(facts),
        "\n".join(hours or lessons),
        str(len({meeting.date for meeting in facts.meetings})),
        "\n".join(_children(group)),
        str(facts.capacity),
    )


def _children(group: PlannedGroup) -> list[str]:
    facts, rising = group.facts, group.facts.rules.who.rising_grades
    found = [ZH.grades(facts.grades)] if facts.grades else []
    found += [f"9月升入{ZH.grades(rising)}"] if rising else []
    found += [ZH.ages(facts.ages)] if facts.ages else []
    return found + ([f"{facts.born[0]} 至 {facts.born[1]} 出生"] if facts.born else [])
