"""What `aixin up` says."""

from contextlib import suppress
from pathlib import Path


def say(zh: str, en: str) -> None:
    """One line in both languages, at once, also into a pipe. A terminal that was closed is no reason to fail."""
    with suppress(OSError):
        print(f"{zh}  {en}", flush=True)


def welcome(host: str, port: int, home: Path, seconds: float) -> None:
    """The address, who may log in, and what to try."""
    url = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"  # noqa: S104 - compared, not bound
    print(
        f"""
爱心托管 Aixin 已就绪 ready in {seconds:.1f} s

    {url}
""",
        flush=True,
    )
