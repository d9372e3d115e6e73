"""Everything that may be refused, as one small tree. Each refusal says in Chinese and English what to do next.

Refusal
├── Malformed        400  no request that can be read at all
├── BadInput         422  what was typed cannot be read; `fields` names each place
├── NotSignedIn      401
│   └── KeyRefused   401  the key of a union's program is good no longer, or is none
├── Forbidden        403
│   ├── SecondFactorMissing 403  a role counts only once a second factor was given
│   └── CrossSite    403  a write that another site's page sent
├── NotFound         404  also what another family's thing looks like
├── Conflict         409  the state has moved on
│   └── KeyReused    422  an Idempotency-Key came with another body
├── NoLongerKept     410  it was there, and is kept no longer
├── TooLarge         413  more bytes than are taken at once
├── TooMany          429  with seconds to wait
├── Broken           500  a fault of ours
└── Unavailable      503  the database is away; with seconds to wait
    └── Uncertain    503  whether a role still holds cannot be known now

Unusable             what whoever operates the system must mend before it runs (no refusal: nobody visits yet)
Skip                 an event handler has nothing to do (not an error; handled once, in the consumer)
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeVar

from shared.kernel.sentence import Sentence
from shared.words import refusals as words

Code = Literal[
    "refused",
    "malformed",
    "bad-input",
    "not-signed-in",
    "key-refused",
    "forbidden",
    "cross-site",
    "second-factor-missing",
    "not-found",
    "conflict",
    "idempotency-key-missing",
    "idempotency-key-reused",
    "gone",
    "too-large",
    "too-many",
    "broken",
    "unavailable",
    "uncertain",
    "code-refused",
    "code-request-gone",
    "code-too-often",
    "union-taken",
    "roll-header",
    "roll-too-large",
    "file-unreadable",
    "file-locked",
    "plan-errors",
    "paper-spoiled",
    "note-unreadable",
    "text-changed",
    "consent-first",
]
"""What programs tell refusals apart by."""


class _Errors(Protocol):
    """What pydantic's ValidationError and FastAPI's RequestValidationError have in common."""

    def errors(self) -> Sequence[Any]: ...


class Unusable(RuntimeError):
    """What we stand on must not be used so, a database or a file of settings; a Chinese and an English sentence say what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")


class Refusal(Exception):
    """A request that is refused with a sentence in both languages."""

    status = 400
    code: Code = "refused"
    title = words.REFUSED_TITLE
    """What kind of refusal it is, whatever the occasion."""
    asked_again = False
    """A page that shows it asks again by itself after `retry_after` seconds."""

    def __init__(
        self,
        zh: str,
        en: str,
        *,
        code: Code | None = None,
        fields: Mapping[str, str] | None = None,
        retry_after: int | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        """`more`: what programs are told besides, as JSON."""
        super().__init__(en)
        self.zh, self.en = zh, en
        self.code = code or self.code
        self.fields = dict(fields or {})
        self.retry_after = retry_after
        self.more = dict(more or {})


MOST_FIELDS, LONGEST_PATH = 50, 200
"""Of what was wrong so many are told, each in so many characters: an answer is no longer than what was asked."""


class Malformed(Refusal):
    """What came is no request: its body is not of the kind that it says, or it is cut off."""

    status = 400
    code: Code = "malformed"
    title = words.MALFORMED_TITLE

    def __init__(self, zh: str = words.MALFORMED.zh, en: str = words.MALFORMED.en) -> None:
        super().__init__(zh, en)


class BadInput(Refusal):
    """What was sent cannot be understood; `fields` maps each field to a sentence."""

    status = 422
    code: Code = "bad-input"
    title = words.BAD_INPUT_TITLE

    @classmethod
    def of(cls, error: _Errors) -> "BadInput":
        """The refusal for a pydantic error: one sentence a field, of the first `MOST_FIELDS`; whoever sends 60,000 has not mistyped one."""
        fields = {
            ".".join(str(p) for p in e["loc"] if p != "body")[:LONGEST_PATH]: _sentence(e["type"], e["msg"])
            for e in error.errors()[:MOST_FIELDS]
        }
        return cls(*words.BAD_INPUT, fields=fields)


class NotSignedIn(Refusal):
    """Nobody is signed in, or the token has run out."""

    status = 401
    code: Code = "not-signed-in"
    title = words.NOT_SIGNED_IN_TITLE

    def __init__(self) -> None:
        super().__init__(*words.NOT_SIGNED_IN)


class KeyRefused(NotSignedIn):
    """The key of a union's program is expired, revoked, or none."""

    code: Code = "key-refused"

    def __init__(self) -> None:
        Refusal.__init__(self, *words.KEY_REFUSED)


class Forbidden(Refusal):
    """Signed in, but this is not theirs to do."""

    status = 403
    code: Code = "forbidden"
    title = words.FORBIDDEN_TITLE

    def __init__(self, zh: str = words.FORBIDDEN.zh, en: str = words.FORBIDDEN.en) -> None:
        super().__init__(zh, en)


class SecondFactorMissing(Forbidden):
    """A role counts only once a second factor was given in this log-in."""

    code: Code = "second-factor-missing"
    title = words.SECOND_FACTOR_MISSING_TITLE

    def __init__(self) -> None:
        super().__init__(*words.SECOND_FACTOR_MISSING)


class CrossSite(Forbidden):
    """A browser sent a write from another site's page."""

    code: Code = "cross-site"

    def __init__(self) -> None:
        super().__init__(*words.CROSS_SITE)


class NotFound(Refusal):
    """There is no such thing, or none this person may see."""

    status = 404
    code: Code = "not-found"
    title = words.NOT_FOUND_TITLE

    def __init__(self, zh: str = words.NOT_FOUND.zh, en: str = words.NOT_FOUND.en) -> None:
        super().__init__(zh, en)


class Conflict(Refusal):
    """The state does not allow it any more."""

    status = 409
    code: Code = "conflict"
    title = words.CONFLICT_TITLE


class KeyReused(Conflict):
    """An Idempotency-Key was used before with another body."""

    status = 422
    code: Code = "idempotency-key-reused"
    title = words.KEY_REUSED_TITLE

    def __init__(self) -> None:
        super().__init__(*words.KEY_REUSED)


class NoLongerKept(Refusal):
    """It was there once, and is kept no longer."""

    status = 410
    code: Code = "gone"
    title = words.EVENTS_GONE_TITLE


class TooLarge(Refusal):
    """More bytes than are taken at once."""

    status = 413
    code: Code = "too-large"
    title = words.TOO_LARGE_TITLE

    def __init__(self, most: int) -> None:
        """`most`: bytes."""
        super().__init__(*words.TOO_LARGE.of(size=most // (1024 * 1024)))


class TooMany(Refusal):
    """Too many tries; `retry_after` seconds to wait."""

    status = 429
    code: Code = "too-many"
    title = words.TOO_MANY_TITLE


class Broken(Refusal):
    """A fault of ours, which the log tells more about; whether anything was done, the same Idempotency-Key finds out."""

    status = 500
    code: Code = "broken"
    title = words.BROKEN_TITLE

    def __init__(self) -> None:
        super().__init__(*words.BROKEN)


class Unavailable(Refusal):
    """The system cannot answer now; nothing was done."""

    status = 503
    code: Code = "unavailable"
    title = words.UNAVAILABLE_TITLE

    def __init__(self, retry_after: int = 2) -> None:
        super().__init__(*words.UNAVAILABLE, retry_after=retry_after)


class Uncertain(Unavailable):
    """Whether the roles of who asks still hold cannot be known now; nothing was done."""

    code: Code = "uncertain"
    title = words.UNCERTAIN_TITLE
    asked_again = True

    def __init__(self, retry_after: int = 5) -> None:
        Refusal.__init__(self, *words.UNCERTAIN, retry_after=retry_after)


Declared = TypeVar("Declared", bound=Callable[..., Any])


def refuses(*refusals: type[Refusal]) -> Callable[[Declared], Declared]:
    """Say of an operation, or of what it depends on, by what it may refuse; the API's document is made from it."""

    def declare(function: Declared) -> Declared:
        function.refuses = refusals  # type: ignore[attr-defined]
        return function

    return declare


class Skip(Exception):
    """Raised by an event handler that has nothing to do, with the reason."""


def _sentence(kind: str, message: str) -> str:
    return words.HINTS.get(kind, Sentence(words.BAD_INPUT_TITLE.zh, message)).both
