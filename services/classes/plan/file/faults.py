"""What pydantic found, as findings an organizer can act on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from services.classes.plan.language.findings import BadValue, Finding, Path
from services.classes.plan.language.model import EACH, ONE, Plan, Rules
from services.classes.plan.language.needless import CARE_AND_CLASS, SIBLINGS
from services.classes.plan.language.sections import Section
from services.classes.plan.language.wording import Pair, closest
from services.classes.words import plan_file as wrong

_FIXED: Mapping[str, Pair] = {
    "model_type": wrong.MAPPING,
    "dict_type": wrong.MAPPING,
    "list_type": wrong.LIST,
    "string_type": wrong.TEXT,
    "string_too_short": wrong.FEW,
    "too_short": wrong.FEW,
}
_NEEDS_NO_KEY: Mapping[str, Pair] = (
    dict.fromkeys(SIBLINGS, wrong.SIBLINGS)
    | dict.fromkeys(CARE_AND_CLASS, wrong.CARE_AND_CLASS)
)  # fmt: skip
"""What families can always do, without a word in the plan."""

_NO_PLACE = ("[key]", ONE, EACH)
"""Parts of pydantic's paths that stand for nothing in the file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One of pydantic's errors, at the path of the file that it concerns; put into words only if somebody reads them."""

    path: Path
    kind: str
    context: Mapping[str, Any]
    value: Any

    @property
    def finding(self) -> Finding:
        """What to do about it; to look for the word that was meant takes a millisecond."""
        return Finding(self.path, *_words(self.kind, self.path, self.context, self.value))


def faults(error: ValidationError) -> list[Fault]:
    """A fault for each error."""
    return [
        Fault(tuple(part for part in e["loc"] if part not in _NO_PLACE), e["type"], e.get("ctx", {}), e["input"])
        for e in error.errors(include_url=False)
    ]


def _words(kind: str, path: Path, context: Mapping[str, Any], value: Any) -> Pair:
    if isinstance(problem := context.get("error"), BadValue):
        return problem.zh, problem.en
    match kind:
        case "model_type" if (key := _named(path)) in wrong.INSTEAD:
            return wrong.INSTEAD[key]
        case "missing":
            return _missing(path)
        case "extra_forbidden":
            return _unknown(path, value)
        case "string_pattern_mismatch":
            return _pattern(path, str(context["pattern"]))
        case "string_too_long":
            return wrong.TEXT_TOO_LONG.of(most=context["max_length"])
    return _FIXED.get(kind, wrong.WRONG_SOMEHOW.of(kind=kind))


def _missing(path: Path) -> Pair:
    model = model_at(path[:-1])
    title = _keys(model).get(str(path[-1]), "") if model else ""
    return wrong.KEY_MISSING.of(key=(f"{path[-1]}（{title}）", path[-1]))


def _named(path: Path) -> str:
    """The key whose value it is, or one of whose values."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _unknown(path: Path, value: Any) -> Pair:
    model, word = model_at(path[:-1]), str(path[-1])
    if word in _NEEDS_NO_KEY:
        return _NEEDS_NO_KEY[word]
    keys = _keys(model) if model else {}
    zh, en = closest(word, keys)
    if english := next((key for key, title in keys.items() if title == word), None):
        zh, en = wrong.WRITE_THE_KEY.of(key=english)
    elif homes := _homes(word):
        zh, en = wrong.KEY_BELONGS_ELSEWHERE.of(word=word, homes=(wrong.OR.zh.join(homes), wrong.OR.en.join(homes)))
    elif value is None and word.partition("：")[0] in keys:
        return wrong.WIDE_COLON_AFTER_KEY
    elif value is None and not word.isascii():
        return wrong.CUT_BY_COMMA
    return wrong.KEY_NOT_KNOWN.of(word=word, hint=(zh, en), keys=("、".join(keys), ", ".join(keys)))


def _homes(word: str) -> list[str]:
    """The sections of a plan that alone have this key, by English or Chinese name."""
    return [
        section
        for section, field in Plan.model_fields.items()
        if (model := _model_in(field.annotation)[0])
        and any(word in (key, title) for key, title in _keys(model).items() if key not in Rules.model_fields)
        and word not in ("name", "places", "title", "text", "version")
    ]


def _pattern(path: Path, pattern: str) -> Pair:
    if "summer" in pattern:
        return wrong.SEASON
    return wrong.CODE if "a-z" in pattern else wrong.KEY_FORM


def _keys(model: type[Section]) -> dict[str, str]:
    """Every key the mapping may have, with its Chinese name."""
    return {field.alias or name: field.title or "" for name, field in model.model_fields.items()}


def model_at(path: Path) -> type[Section] | None:
    """The class of the mapping at a path of the file; None where there is none."""
    model: type[Section] | None = Plan
    entry = False
    for part in path:
        if entry:  # the name or number of one of several
            entry = False
        elif model:
            fields = {field.alias or name: field.annotation for name, field in model.model_fields.items()}
            model, entry = _model_in(fields.get(str(part)))
    return None if entry else model


def _model_in(annotation: Any) -> tuple[type[Section] | None, bool]:
    """The class that an annotation holds, and whether it holds several."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation, False
    for inner in get_args(annotation):
        model, several = _model_in(inner)
        if model:
            return model, several or get_origin(annotation) in (list, dict)
    return None, False
