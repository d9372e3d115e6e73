"""Everything that may be refused, as one small tree. Each refusal says in Chinese and English what to do next.

Refusal
├── BadInput         422  what was typed cannot be read; `fields` names each place
├── NotSignedIn      401
├── Forbidden        403
├── NotFound         404  also what another family's thing looks like
├── Conflict         409  the state has moved on
│   └── KeyReused    422  an Idempotency-Key came with another body
├── TooMany          429  with seconds to wait
└── Unavailable      503  the database is away; with seconds to wait

Skip                 an event handler has nothing to do (not an error; handled once, in the consumer)
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class _Errors(Protocol):
    """What pydantic's ValidationError and FastAPI's RequestValidationError have in common."""

    def errors(self) -> Sequence[Any]: ...


class Refusal(Exception):
    """A request that is refused with a sentence in both languages."""

    status = 400
    code = "refused"

    def __init__(
        self,
        zh: str,
        en: str,
        *,
        code: str | None = None,
        fields: Mapping[str, str] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en
        self.code = code or self.code
        self.fields = dict(fields or {})
        self.retry_after = retry_after


class BadInput(Refusal):
    """What was sent cannot be understood; `fields` maps each field to a sentence."""

    status, code = 422, "bad-input"

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

    status, code = 401, "not-signed-in"

    def __init__(self) -> None:
        super().__init__("请先登录。", "Please log in first.")


class Forbidden(Refusal):
    """Signed in, but this is not theirs to do."""

    status, code = 403, "forbidden"

    def __init__(self, zh: str = "您没有此操作的权限。", en: str = "You may not do this.") -> None:
        super().__init__(zh, en)


class NotFound(Refusal):
    """There is no such thing, or none this person may see."""

    status, code = 404, "not-found"

    def __init__(
        self, zh: str = "没有找到。请返回上一页重新选择。", en: str = "Not found. Go back and choose again."
    ) -> None:
        super().__init__(zh, en)


class Conflict(Refusal):
    """The state does not allow it any more."""

    status, code = 409, "conflict"


class KeyReused(Conflict):
    """An Idempotency-Key was used before with another body."""

    status, code = 422, "idempotency-key-reused"

    def __init__(self) -> None:
        super().__init__(
            "此提交编号已用于另一个请求，请刷新页面后重试。",
            "This Idempotency-Key was used for another request. Use a new key.",
        )


class TooMany(Refusal):
    """Too many tries; `retry_after` seconds to wait."""

    status, code = 429, "too-many"


class Unavailable(Refusal):
    """The system cannot answer now; nothing was done."""

    status, code = 503, "unavailable"

    def __init__(self, retry_after: int = 2) -> None:
        super().__init__(
            "系统正在恢复，请稍后再试；您的操作没有丢失也没有重复。",
            "The system is recovering. Try again in a moment; nothing was half done.",
            retry_after=retry_after,
        )


class Skip(Exception):
    """Raised by an event handler that has nothing to do, with the reason."""


_SENTENCES = {
    "missing": "必填 · required",
    "extra_forbidden": "没有这个字段，请删去 · unknown field, remove it",
    "date_from_datetime_parsing": "请写成 2017-05-01 的样子 · write it like 2017-05-01",
    "date_parsing": "请写成 2017-05-01 的样子 · write it like 2017-05-01",
}


def _sentence(kind: str, message: str) -> str:
    return _SENTENCES.get(kind, f"填写有误 · {message}")
