"""A message as the fields of a template that WeChat has approved: each has a type, and a type has rules.

What is filled in is made to keep them; whether a template's fields fit a kind is judged when the system starts.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, get_args

from services.notify import texts
from services.notify.rendering import Text
from services.notify.texts import PARAMS
from services.notify.words.brief import BRIEF
from shared.errors import Unusable
from shared.kernel.clock import ZONE
from shared.kernel.languages import translator
from shared.providers.wechat_account import FieldTemplate
from shared.words.providers import INSTANT, NO_SUCH_FIELD

LONGEST = {"thing": 20, "phrase": 5}
"""Letters."""
FITS: Mapping[str, frozenset[str]] = {
    "thing": frozenset({"group", "site", "what", "state"}),
    "phrase": frozenset({"state"}),
    "time": frozenset({"until", "begins"}),
    "date": frozenset({"until", "begins"}),
}
"""Which of our values may stand in a field of each type."""
_NAME = re.compile(r"([a-z_]+)\d{1,3}")
KINDS = frozenset(BRIEF)
"""All that can be told so."""


def check(kind: str, template: FieldTemplate) -> None:
    """Raises Unusable when a field cannot show what it is to, or there is nothing to show for this kind."""
    for field, value in template.fields.items():
        named = _NAME.fullmatch(field)
        if value not in _values_of(kind) or not named or value not in FITS.get(named[1], ()):
            raise Unusable(
                *NO_SUCH_FIELD.of(kind=kind, field=field, value=value, known=", ".join(sorted(_values_of(kind))))
            )


def filled(template: FieldTemplate, kind: str, language: str, params: Mapping[str, Any], told: Text) -> dict[str, str]:
    """What its fields show of an event."""
    return {field: _VALUES[value](kind, language, params, told) for field, value in template.fields.items()}


def _values_of(kind: str) -> frozenset[str]:
    """What there is to show: only of a group a site, only of a question a deadline."""
    if kind not in KINDS:
        return frozenset()
    of_group = {"group", "site", "begins"} if kind in PARAMS else set()
    answered = {"until"} if PARAMS.get(kind) in get_args(texts.ToAnswer) else set()
    return frozenset({"what", "state"} | of_group | answered)


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST["thing"] else f"{line[: LONGEST['thing'] - 1]}…"


def _instant(at: datetime) -> str:
    return INSTANT.format(at.astimezone(ZONE))


def _begins(params: Mapping[str, Any]) -> str:
    group = params["group"]
    return _instant(datetime.fromisoformat(f"{group['first_day']}T{group['start']}").replace(tzinfo=ZONE))


def _until(told: Text) -> str:
    if told.until is None:
        raise KeyError("until")
    return _instant(told.until)


_VALUES: Mapping[str, Callable[[str, str, Mapping[str, Any], Text], str]] = {
    "group": lambda kind, language, params, told: _cut(params["group"]["title"]),
    "site": lambda kind, language, params, told: _cut(params["group"]["site"]),
    "begins": lambda kind, language, params, told: _begins(params),
    "until": lambda kind, language, params, told: _until(told),
    "what": lambda kind, language, params, told: translator(language)(*BRIEF[kind][1]),
    "state": lambda kind, language, params, told: BRIEF[kind][0],
}
