"""Pages: Jinja2 templates, Chinese first, English by a switch, larger type by another."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined

from shared.kernel import words
from shared.kernel.clock import machine_clock
from shared.kernel.languages import translator
from shared.phones import phones
from shared.settings import Settings
from shared.web.auth import identity_of

STATIC = Path(__file__).parent / "static"
SWITCHES = {"lang": ("zh", "en"), "type": ("normal", "large")}
"""What `?lang=` and `?type=` may be; the first is meant when nothing is said. Remembered in cookies of the same names."""


def chosen(request: Request, switch: str) -> str:
    """How a switch stands for this person: by the address, else by the cookie, else its first value."""
    values = SWITCHES[switch]
    value = request.query_params.get(switch) or request.cookies.get(switch)
    return value if value in values else values[0]


def language_of(request: Request) -> str:
    """`zh` unless the person switched to `en`."""
    return chosen(request, "lang")


def safe_next(target: str | None, default: str = "/") -> str:
    """A path on this site to go on to; anything else becomes `default`."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return default
    # browsers read a backslash as a slash and drop control characters: `/\evil.example` leaves the site
    return default if "\\" in target or not target.isprintable() else target


def came_from(request: Request, default: str = "/") -> str:
    """The page of this site that led here, path and query; else `default`."""
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc != request.headers.get("host"):
        return default
    return safe_next(parts.path + (f"?{parts.query}" if parts.query else ""), default)


@cache
def asset(name: str) -> str:
    """The address of a static file; it changes with the content, so that browsers may keep what they have."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


@cache
def _environment(templates: Path) -> Environment:
    """One for all systems of a process that render these: a template is compiled once."""
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(templates), PackageLoader("shared.web", "templates")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["phones"] = phones
    environment.globals |= {
        "new_key": lambda: str(uuid4()),
        "asset": asset,
        "htmx_integrity": (STATIC / "htmx.sha384").read_text().strip(),
    }
    return environment


class Pages:
    """Renders a system's templates over the shared layout."""

    def __init__(self, templates: Path, settings: Settings) -> None:
        self.settings, self.env = settings, _environment(templates)

    def render(
        self,
        request: Request,
        template: str,
        status: int = 200,
        *,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """The page, with what `common` gives at hand."""
        common = self.common(request)
        common["parts"] = self.env.get_template("parts.html").make_module(common)
        html = self.env.get_template(template).render(common | context)
        response = HTMLResponse(html, status, dict(headers or {}))
        for switch in SWITCHES:
            if switch in request.query_params:
                secure = self.settings.secure
                response.set_cookie(switch, chosen(request, switch), max_age=31_536_000, secure=secure, samesite="lax")
        return response

    def common(self, request: Request) -> dict[str, Any]:
        """What every template has: t, lang, say, who, path, here, demo, union_name (of a code), partial, parts (parts.html), and the frame's own."""
        language, large = language_of(request), chosen(request, "type") == "large"
        boosted = "hx-boosted" in request.headers
        return {
            "t": translator(language),
            "lang": language,
            "who": identity_of(request),
            "path": request.url.path,
            "union_name": request.app.state.system.unions.tree.name,
            "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            "say": words.Words(language),
            "demo": self.settings.demo,
            "partial": "hx-request" in request.headers and not boosted,
            "large": large,
            "now_ms": int(machine_clock().timestamp() * 1000),
            "switch_language": _switched(request, "lang", "zh" if language == "en" else "en"),
            "switch_type": _switched(request, "type", "normal" if large else "large"),
        }


def _switched(request: Request, switch: str, value: str) -> str:
    """This page's address with a switch turned; a page that answers a form has the address of the form's own page."""
    if request.method not in ("GET", "HEAD"):
        return f"{came_from(request).partition('?')[0]}?{urlencode({switch: value})}"
    query = [(key, old) for key, old in request.query_params.multi_items() if key not in SWITCHES]
    return f"{request.url.path}?{urlencode([*query, (switch, value)])}"


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page of the system that serves this request."""
    pages: Pages = request.app.state.pages
    return pages.render(request, template, status, **context)
