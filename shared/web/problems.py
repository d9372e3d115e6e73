"""A refusal as programs get it: RFC 9457 problem details, in the language they ask for."""

from typing import Any, Literal

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers

from shared.errors import Code, Refusal
from shared.web.shapes import Output

PROBLEM = "application/problem+json"
Language = Literal["zh", "en"]


class Problem(Output):
    """A refusal (RFC 9457): `title` and `detail` are in the language of `Accept-Language`."""

    type: str
    """`urn:aixin:` and the code."""
    title: str
    """The kind of refusal."""
    status: int
    detail: str
    """What to do about this one."""
    code: Code
    zh: str
    """The detail in Chinese …"""
    en: str
    """… and in English."""
    fields: dict[str, str]
    """Field → what is wrong with it, in both languages; empty when it is not about fields."""


def problem(refusal: Refusal, language: Language) -> dict[str, Any]:
    """A refusal as `Problem` describes it, with what it tells more."""
    told = 1 if language == "en" else 0
    return {
        "type": f"urn:aixin:{refusal.code}",
        "title": refusal.title[told],
        "status": refusal.status,
        "detail": (refusal.zh, refusal.en)[told],
        "code": refusal.code,
        "zh": refusal.zh,
        "en": refusal.en,
        "fields": refusal.fields,
        **refusal.more,
    }


def refused(refusal: Refusal, asked: Headers) -> JSONResponse:
    """The answer to a request with these headers."""
    language = preferred(asked.get("accept-language", ""))
    headers: dict[str, str] = {"content-language": language}
    if refusal.retry_after:
        headers["retry-after"] = str(refusal.retry_after)
    if refusal.status == 401:
        headers["www-authenticate"] = "Bearer"
    return JSONResponse(problem(refusal, language), refusal.status, headers, media_type=PROBLEM)


def preferred(accept_language: str) -> Language:
    """`en` when it is preferred to Chinese, else `zh`, which is the first language here."""
    weights = {"zh": 0.0, "en": 0.0, "*": 0.0}
    for said in accept_language.split(","):
        tag, _, weight = said.replace(" ", "").partition(";q=")
        language = tag.lower().partition("-")[0]
        if language in weights:
            weights[language] = max(weights[language], _number(weight))
    return "en" if weights["en"] > max(weights["zh"], weights["*"]) else "zh"


def _number(weight: str) -> float:
    try:
        return float(weight or 1)
    except ValueError:
        return 0.0
