"""写方案: a plan that is begun from an example and written on the page, with the language beside it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markdown_it import MarkdownIt
from markupsafe import Markup

from services.classes.plan import WAYS, Plan, expand, read
from services.classes.plan.schema import PAGES
from services.classes.web.sought import unions_of
from services.classes.words.tables import SHOWS
from shared.errors import NotFound
from shared.events.rules import GroupRules
from shared.kernel.identity import Identity
from shared.web.auth import Staff
from shared.web.pages import language_of, render

router = APIRouter(prefix="/classes/console/import", include_in_schema=False)

EXAMPLES, LANGUAGE = Path(__file__).parents[1] / "examples", Path(__file__).with_name("language")
SHORT = "short"
"""The plan that the language begins with, as an example's name."""
_FIRST_PLAN = re.compile(r"^```yaml\n(plan: .*?)^```", re.MULTILINE | re.DOTALL)
_TO_OTHER_FILES = re.compile(r"\[([^]]+)\]\((?!https?:|#)[^)]*\)")
_FOR_THE_GENERATOR = re.compile(r"^<!--.*-->$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Example:
    """A plan to begin from."""

    name: str
    issuer: str
    title: str
    shows: tuple[str, ...]
    """What of the language it uses, in a word each."""


@router.get("/write")
async def write(request: Request, who: Staff, start: str = SHORT) -> HTMLResponse:
    """The editor, with an example in it that already speaks of one's own union."""
    return render(request, "write.html", source=own(source_of(start), who))


@router.get("/language")
async def language(request: Request, who: Staff) -> HTMLResponse:
    """How to say what a notice says: docs/plan.md, or docs/plan.zh.md, as a page."""
    text, headings = _as_page(language_of(request))
    return render(request, "language.html", text=text, headings=headings)


def source_of(name: str) -> str:
    """An example as it was written. Raises NotFound."""
    if name == SHORT:
        found = _FIRST_PLAN.search((LANGUAGE / PAGES["en"]).read_text(encoding="utf-8"))
        assert found  # noqa: S101 - the language begins with one, a test sees to it
        return found[1]
    if name not in {example.name for example in examples()}:
        raise NotFound
    return (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")


def own(source: str, who: Identity) -> str:
    """The example with the organizer's union in the place of its own, and a number of its own."""
    plan, unions = read(source.encode(), "plan.yaml"), unions_of(who)
    if not unions:
        return source
    source = re.sub(rf"(?<![\w-]){re.escape(plan.union)}(?![\w-])", unions[0], source)
    return re.sub(rf"^plan: {re.escape(plan.plan)}", f"plan: {unions[0]}-{plan.season}", source, flags=re.MULTILINE)


@cache
def examples() -> tuple[Example, ...]:
    """Every plan of the project, the newest season first."""
    plans = [(path.stem, read(path.read_bytes(), path.name)) for path in sorted(EXAMPLES.glob("*.yaml"))]
    plans.sort(key=lambda named: named[1].season, reverse=True)
    return tuple(Example(name, plan.issuer, plan.title, tuple(dict.fromkeys(_shows(plan)))) for name, plan in plans)


def _shows(plan: Plan) -> Iterator[str]:
    groups = [group.facts for group in expand(plan)]
    for facts in groups:
        yield WAYS[facts.rules.way][0]
    for facts in groups:
        yield from _words(facts.rules)
    if plan.interest_classes:
        yield SHOWS["interest"]


def _words(rules: GroupRules) -> Iterator[str]:
    said = {
        "priorities": rules.priorities, "wishes": rules.wishes > 1, "pools": rules.pools, "employer": rules.sign_up == "employer",
        "review": rules.review, "documents": rules.documents, "agreement": rules.agreement, "minimum": rules.minimum,
        "in_time": rules.confirm_within or rules.answer_within, "publicity": rules.publicity,
    }  # fmt: skip
    return (SHOWS[what] for what, there in said.items() if there)


@cache
def _as_page(language: str) -> tuple[Markup, dict[str, str]]:
    """From the first heading on, without what points to other files, which are not here; and its headings by their ids."""
    _about_the_file, first, text = (LANGUAGE / PAGES[language]).read_text(encoding="utf-8").partition("\n## ")
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(_FOR_THE_GENERATOR.sub("", _TO_OTHER_FILES.sub(r"\1", first + text)))
    headings: dict[str, str] = {}
    for token, inside in pairwise(tokens):
        if token.type == "heading_open" and token.tag == "h2":
            token.attrSet("id", f"part-{len(headings) + 1}")
            headings[f"part-{len(headings) + 1}"] = inside.content
    page = markdown.renderer.render(tokens, markdown.options, {})
    page = page.replace("</code> · <code>", "</code><br><code>")  # several ways to say it, a line each
    page = page.replace("<table>", '<div class="wide" tabindex="0"><table class="wordy">').replace(
        "</table>", "</table></div>"
    )
    page = page.replace("<pre>", '<pre tabindex="0">')
    return Markup(page), headings  # noqa: S704 - our own file
