"""A plan file on this machine: read, complained about, or shown."""

from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.table import Table

from aixin.words import plans as words
from services.classes.plan import Plan, PlanErrors, PlannedGroup, doubts, expand, read, sentences
from shared.kernel.clock import ZONE, machine_clock
from shared.kernel.sentence import Sentence
from shared.kernel.words import EN, ZH


def load(file: Path) -> tuple[Plan, bytes]:
    """The plan and its bytes; ends the command with every error, one a line as `file:line: 中文 / English`."""
    try:
        data = file.read_bytes()
    except OSError as error:
        fail(words.UNREADABLE.of(file=file, why=error.strerror))
    try:
        return read(data, str(file)), data
    except PlanErrors as errors:
        for each in errors.errors:
            typer.echo(f"{file}:{each.line}: {each.zh} / {each.en}", err=True)
        count = len(errors.errors)
        fail(words.TO_CORRECT.of(things=(count, EN.plural(count, "thing"))))


def fail(sentence: Sentence) -> NoReturn:
    """End the command with it."""
    typer.echo(f"{sentence.zh} / {sentence.en}", err=True)
    raise typer.Exit(1)


def show(plan: Plan) -> None:
    """Its groups as a table, those alike at several sites in one row, then its sentences in both languages."""
    console = Console()
    table = Table(title=plan.title)
    for column, heading in words.COLUMNS.items():
        table.add_column(heading.line, justify="right" if column in ("days", "places") else "left", overflow="fold")
    sites: dict[tuple[str, ...], list[str]] = {}
    for group in expand(plan):
        sites.setdefault(_row(group), []).append(group.facts.site)
    for (title, *rest), names in sites.items():
        site = names[0] if len(names) == 1 else words.SITES.format(first=names[0], count=len(names))
        table.add_row(title, site, *rest)
    console.print(table)
    for zh, en in sentences(plan):
        typer.echo(f"\n{zh}\n{en}")
    typer.echo(f"\n{words.NO_ERRORS.line}")
    for zh, en in doubts(plan, machine_clock().astimezone(ZONE).date()):
        typer.echo(f"{words.LOOK_AGAIN.line}\n  {zh}\n  {en}")


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
    found += [words.RISING.format(grades=ZH.grades(rising))] if rising else []
    found += [ZH.ages(facts.ages)] if facts.ages else []
    return found + ([words.BORN.format(first=facts.born[0], last=facts.born[1])] if facts.born else [])
