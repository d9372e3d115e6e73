"""A demonstration shows everybody's log-in code: it opens on this machine, for this machine, and by no other way."""

from itertools import product
from pathlib import Path

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML
from starlette.datastructures import Headers
from starlette.requests import Request

from aixin.options import Options
from aixin.welcome import welcome
from shared.demonstration import told_to
from shared.serve import serve
from shared.settings import Settings

HERE = ["127.0.0.1", "localhost", "::1", "127.3.2.1"]
ELSEWHERE = ["0.0.0.0", "::", "192.168.1.5", "aixin", "8080", "", "127.0.0.1.evil.example", "[", "localhost.example"]
HOME = ["http://127.0.0.1:8000", "http://localhost:8080", "http://[::1]:8000", "http://127.0.0.1"]
PUBLIC = [
    "https://ai.example.cn", "http://ai.example.cn", "http://192.168.1.5:8080", "https://localhost:8443", "https://127.0.0.1",
    "", "localhost:8000", "http://", "http://127.0.0.1@evil.example", "http://[",
]  # fmt: skip


def settings(**said: object) -> Settings:
    return Settings(database_url="", **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(("host", "url"), [*product(HERE, HOME)])
def test_it_opens_on_this_machine(host: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIXIN_PUBLIC_URL", url)
    assert Options(host, 8000, Path()).demo
    assert settings(demo=True, host=host, public_url=url).demo


@pytest.mark.parametrize(("host", "url"), [*product(HERE, PUBLIC), *product(ELSEWHERE, [*HOME, *PUBLIC])])
@pytest.mark.parametrize("by_environment", [True, False])
def test_it_opens_nowhere_else(host: str, url: str, by_environment: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIXIN_PUBLIC_URL", url)
    assert not Options(host, 8000, Path()).demo
    said: dict[str, object] = {"demo": True, "host": host, "public_url": url}
    if by_environment:
        for name, value in said.items():
            monkeypatch.setenv(f"AIXIN_{name.upper()}", str(value))
        said = {}
    with pytest.raises(ValidationError, match="演示模式会把任何手机号的登录验证码显示在页面上"):
        settings(**said)


@pytest.mark.parametrize(
    ("published", "url", "opens"),
    [
        ("127.0.0.1:8080", "http://localhost:8080", True),
        ("127.0.0.1:8080", "https://ai.example.cn", False),
        ("8080", "http://localhost:8080", False),
        ("0.0.0.0:8080", "http://localhost:8080", False),
        ("ai.example.cn", "http://localhost:8080", False),
        ("[::1]:8080", "http://[::1]:8080", True),
    ],
)
def test_in_a_container_it_opens_where_the_edge_is_published_on_loopback(published: str, url: str, opens: bool) -> None:
    said = {"demo": True, "host": "0.0.0.0", "published": published, "public_url": url}
    if opens:
        assert settings(**said).demo
    else:
        with pytest.raises(ValidationError):
            settings(**said)


@pytest.mark.parametrize(
    ("composed", "meant"),
    [
        ("http://localhost:127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:[::1]:8080", "http://[::1]:8080"),
        ("http://localhost:192.168.1.5:80", "http://192.168.1.5:80"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("https://ai.example.cn:443", "https://ai.example.cn:443"),
    ],
)
def test_a_port_of_one_interface_is_the_whole_address(composed: str, meant: str) -> None:
    assert Settings(database_url="postgresql://", public_url=composed).public_url == meant


def test_compose_tells_its_systems_where_they_are_reached() -> None:
    compose = YAML(typ="safe").load(Path("docker-compose.yml").read_text())
    for system in ("accounts", "classes", "booking", "notify"):
        said = compose["services"][system]["environment"]
        assert said["AIXIN_PUBLISHED"] == "${AIXIN_SITE:-${AIXIN_PORT:-8080}}"
        assert "AIXIN_DEMO" in said and "AIXIN_PUBLIC_URL" in said


def test_a_system_that_may_not_open_it_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"DATABASE_URL": "x", "DEMO": "true", "PUBLIC_URL": "https://ai.example.cn"}.items():
        monkeypatch.setenv(f"AIXIN_{name}", value)
    monkeypatch.setattr("sys.argv", ["accounts"])
    with pytest.raises(SystemExit, match="remove AIXIN_DEMO"):
        serve(Path("accounts"), lambda _: pytest.fail("it was built"))


FORWARDED = [
    {"x-forwarded-for": "10.0.0.9"}, {"x-forwarded-host": "ai.example.cn"}, {"x-forwarded-proto": "https"},
    {"forwarded": "for=10.0.0.9"}, {"via": "1.1 edge"}, {"x-real-ip": "10.0.0.9"},
]  # fmt: skip


def asked(headers: dict[str, str], version: str = "1.1") -> Request:
    return Request({"type": "http", "http_version": version, "headers": Headers(headers).raw})


@pytest.mark.parametrize(
    "host", ["ai.example.cn", "192.168.1.5:8000", "127.0.0.1.nip.io", "", "localhost.example", "["]
)
def test_a_request_for_another_name_is_told_nothing(host: str) -> None:
    assert not told_to(settings(demo=True), asked({"host": host}))
    assert not told_to(settings(demo=True), asked({}))


@pytest.mark.parametrize("headers", FORWARDED)
def test_a_request_that_was_passed_on_is_told_nothing(headers: dict[str, str]) -> None:
    assert told_to(settings(demo=True), asked({"host": "127.0.0.1:8000"}))
    assert not told_to(settings(demo=True), asked({"host": "127.0.0.1:8000"} | headers))


def test_a_proxy_that_says_nothing_is_known_by_its_http() -> None:
    assert not told_to(settings(demo=True), asked({"host": "127.0.0.1:8000"}, version="1.0"))


def test_behind_the_edge_of_containers_the_names_asked_for_decide() -> None:
    inside = settings(demo=True, host="0.0.0.0", published="127.0.0.1:8080")
    passed = {"x-forwarded-for": "172.18.0.1", "x-forwarded-proto": "http"}
    assert told_to(inside, asked({"host": "localhost:8080", "x-forwarded-host": "localhost:8080"} | passed))
    assert not told_to(inside, asked({"host": "ai.example.cn", "x-forwarded-host": "ai.example.cn"} | passed))
    assert not told_to(
        inside, asked({"host": "localhost:8080", "x-forwarded-host": "localhost, ai.example.cn"} | passed)
    )


def test_no_demonstration_tells_nobody() -> None:
    assert not told_to(settings(), asked({"host": "127.0.0.1:8000"}))


@pytest.mark.parametrize(
    ("url", "shown"), [("http://127.0.0.1:8000", "王芳"), ("https://ai.example.cn", "只显示在这个终端里")]
)
def test_the_welcome_says_where_codes_are(
    url: str, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AIXIN_PUBLIC_URL", url)
    welcome(Options("127.0.0.1", 8000, Path()), 1)
    said = capsys.readouterr().out
    assert shown in said
    assert ("王芳" in said) == (shown == "王芳")
