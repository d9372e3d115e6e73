"""Pages: Jinja2 templates, Chinese first, English by a switch."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

from shared.web import words
from shared.web.auth import identity_of

if TYPE_CHECKING:
    from shared.system import System

LANGUAGES = ("zh", "en")

Translate = Callable[[str, str], str]


def language_of(request: Request) -> str:
    """`zh` unless the person switched to `en`."""
    chosen = request.query_params.get("lang") or request.cookies.get("lang", "zh")
    return chosen if chosen in LANGUAGES else "zh"


def translator(language: str) -> Translate:
    """`t("中文", "English")` gives the one in the language."""
    return (lambda zh, en: en) if language == "en" else (lambda zh, en: zh)


def safe_next(target: str | None, default: str = "/") -> str:
    """A path on this site to go on to; anything else becomes `default`."""
    parts = urlsplit(target or "")
    inside = target and target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return target if inside and target else default


class Pages:
    """Renders a system's templates over the shared layout."""

    def __init__(self, system: "System") -> None:
        own = FileSystemLoader(system.home / "web" / "templates")
        common = PackageLoader("shared.web", "templates")
        self.system = system
        self.env = Environment(
            loader=ChoiceLoader([own, common]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.env.globals |= {"new_key": lambda: str(uuid4()), "demo": system.settings.demo}

    def render(
        self,
        request: Request,
        template: str,
        status: int = 200,
        *,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """The page, with `t`, `lang`, `who`, `path` and the word filters at hand."""
        language = language_of(request)
        common = {
            "t": translator(language),
            "lang": language,
            "who": identity_of(request),
            "path": request.url.path,
            "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            "say": words.Words(language),
            "partial": bool(request.headers.get("hx-request")),
        }
        html = self.env.get_template(template).render(common | context)
        response = HTMLResponse(html, status, dict(headers or {}))
        if "lang" in request.query_params:
            response.set_cookie("lang", language, max_age=31_536_000, samesite="lax")
        return response


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page of the system that serves this request."""
    pages: Pages = request.app.state.pages
    return pages.render(request, template, status, **context)
