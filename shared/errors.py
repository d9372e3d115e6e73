"""Everything that may be refused, as one small tree. Each refusal says in Chinese and English what to do next.

Refusal
├── Malformed        400  no request that can be read at all
├── BadInput         422  what was typed cannot be read; `fields` names each place
├── NotSignedIn      401
├── Forbidden        403
│   └── CrossSite    403  a write that another site's page sent
├── NotFound         404  also what another family's thing looks like
├── Conflict         409  the state has moved on
│   └── KeyReused    422  an Idempotency-Key came with another body
├── TooLarge         413  more bytes than are taken at once
├── TooMany          429  with seconds to wait
├── Broken           500  a fault of ours
└── Unavailable      503  the database is away; with seconds to wait
    └── Uncertain    503  whether a role still holds cannot be known now

Skip                 an event handler has nothing to do (not an error; handled once, in the consumer)
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeVar

Code = Literal[
    "refused",
    "malformed",
    "bad-input",
    "not-signed-in",
    "forbidden",
    "cross-site",
    "not-found",
    "conflict",
    "idempotency-key-missing",
    "idempotency-key-reused",
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
]
"""What programs tell refusals apart by."""


class _Errors(Protocol):
    """What pydantic's ValidationError and FastAPI's RequestValidationError have in common."""

    def errors(self) -> Sequence[Any]: ...


class Refusal(Exception):
    """A request that is refused with a sentence in both languages."""

    status = 400
    code: Code = "refused"
    title = ("无法处理", "Refused")
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


class Malformed(Refusal):
    """What came is no request: its body is not of the kind that it says, or it is cut off."""

    status = 400
    code: Code = "malformed"
    title = ("请求无法读取", "Malformed request")

    def __init__(
        self, zh: str = "请求无法读取，请重新提交。", en: str = "The request cannot be read. Send it again."
    ) -> None:
        super().__init__(zh, en)


class BadInput(Refusal):
    """What was sent cannot be understood; `fields` maps each field to a sentence."""

    status = 422
    code: Code = "bad-input"
    title = ("填写有误", "Bad input")

    @classmethod
    def of(cls, error: _Errors) -> "BadInput":
        """The refusal for a pydantic error: one sentence a field."""
        fields = {
            ".".join(str(p) for p in e["loc"] if p != "body"): _sentence(e["type"], e["msg"]) for e in error.errors()
        }
        return cls(
            "填写有误，请按提示修改后再提交。", "Please correct the marked fields and send again.", fields=fields
        )


class NotSignedIn(Refusal):
    """Nobody is signed in, or the token has run out."""

    status = 401
    code: Code = "not-signed-in"
    title = ("请先登录", "Not signed in")

    def __init__(self) -> None:
        super().__init__("请先登录。", "Please log in first.")


class Forbidden(Refusal):
    """Signed in, but this is not theirs to do."""

    status = 403
    code: Code = "forbidden"
    title = ("没有权限", "Forbidden")

    def __init__(self, zh: str = "您没有此操作的权限。", en: str = "You may not do this.") -> None:
        super().__init__(zh, en)


class CrossSite(Forbidden):
    """A browser sent a write from another site's page."""

    code: Code = "cross-site"

    def __init__(self) -> None:
        super().__init__("请从本站页面操作。", "Writes must come from this site's own pages.")


class NotFound(Refusal):
    """There is no such thing, or none this person may see."""

    status = 404
    code: Code = "not-found"
    title = ("没有找到", "Not found")

    def __init__(
        self, zh: str = "没有找到。请返回上一页重新选择。", en: str = "Not found. Go back and choose again."
    ) -> None:
        super().__init__(zh, en)


class Conflict(Refusal):
    """The state does not allow it any more."""

    status = 409
    code: Code = "conflict"
    title = ("现在不能这样做", "Conflict")


class KeyReused(Conflict):
    """An Idempotency-Key was used before with another body."""

    status = 422
    code: Code = "idempotency-key-reused"
    title = ("提交编号已用过", "Idempotency-Key reused")

    def __init__(self) -> None:
        super().__init__(
            "此提交编号已用于另一个请求，请刷新页面后重试。",
            "This Idempotency-Key was used for another request. Use a new key.",
        )


class TooLarge(Refusal):
    """More bytes than are taken at once."""

    status = 413
    code: Code = "too-large"
    title = ("内容过大", "Too large")

    def __init__(self, most: int) -> None:
        """`most`: bytes."""
        size = most // (1024 * 1024)
        super().__init__(f"内容过大，每次不能超过 {size} MB。", f"Too large: at most {size} MB at once.")


class TooMany(Refusal):
    """Too many tries; `retry_after` seconds to wait."""

    status = 429
    code: Code = "too-many"
    title = ("次数过多", "Too many")


class Broken(Refusal):
    """A fault of ours, which the log tells more about; whether anything was done, the same Idempotency-Key finds out."""

    status = 500
    code: Code = "broken"
    title = ("系统出错", "Broken")

    def __init__(self) -> None:
        super().__init__(
            "系统出错了，我们已经记下。请返回上一页再试；若仍然如此，请联系办班的工会。",
            "Something went wrong on our side and was recorded. Go back and try again; if it stays so, ask your union.",
        )


class Unavailable(Refusal):
    """The system cannot answer now; nothing was done."""

    status = 503
    code: Code = "unavailable"
    title = ("系统正在恢复", "Unavailable")

    def __init__(self, retry_after: int = 2) -> None:
        super().__init__(
            "系统正在恢复，请稍后再试；您的操作没有丢失也没有重复。",
            "The system is recovering. Try again in a moment; nothing was half done.",
            retry_after=retry_after,
        )


class Uncertain(Unavailable):
    """Whether the roles of who asks still hold cannot be known now; nothing was done."""

    code: Code = "uncertain"
    title = ("暂时无法确认权限", "Uncertain")
    asked_again = True

    def __init__(self, retry_after: int = 5) -> None:
        Refusal.__init__(
            self,
            "暂时无法确认您的工作人员权限，请稍候再试；家长的页面不受影响。",
            "Whether your role still holds cannot be confirmed just now. Try again in a moment; families are not affected.",
            retry_after=retry_after,
        )


Declared = TypeVar("Declared", bound=Callable[..., Any])


def refuses(*refusals: type[Refusal]) -> Callable[[Declared], Declared]:
    """Say of an operation, or of what it depends on, by what it may refuse; the API's document is made from it."""

    def declare(function: Declared) -> Declared:
        function.refuses = refusals  # type: ignore[attr-defined]
        return function

    return declare


class Skip(Exception):
    """Raised by an event handler that has nothing to do, with the reason."""


_SENTENCES = {
    "missing": "必填 · required",
    "extra_forbidden": "没有这个字段，请删去 · unknown field, remove it",
    "date_from_datetime_parsing": "请写成 2017-05-01 的样子 · write it like 2017-05-01",
    "moment_far_away": "请写 1900 年至 2199 年的时间 · write a time between 1900 and 2199",
    "date_parsing": "请写成 2017-05-01 的样子 · write it like 2017-05-01",
}


def _sentence(kind: str, message: str) -> str:
    return _SENTENCES.get(kind, f"填写有误 · {message}")
