"""Door 22: a webhook leads nowhere but to a program on the open internet, whatever its name, its answer or its owner say."""

import asyncio
import ssl
from contextlib import asynccontextmanager

import pytest

from services.notify.channels.web import Outside
from services.notify.domain.outside import NotOpen, check, target
from tests.support.programs import HOST, program, trusting

OPEN = ("93.184.216.34", "2606:4700::6810:84e5")
INSIDE = (
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.170",
    "198.18.0.1", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:93.184.216.34", "64:ff9b::7f00:1", "64:ff9b::5db8:d822", "64:ff9b:1::1",
    "2002:7f00:1::", "2001:0:7f00:1::", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "2606:4700::1%eth0", "fec0::1", "ff02::1", "2001:db8::1",
)  # fmt: skip


def leading(*addresses, then=()):
    """A resolver by which every name leads there; asked again, it says something else."""
    told = [list(addresses), *map(list, then)]

    async def resolve(host, port):
        return told.pop(0) if len(told) > 1 else told[0]

    return resolve


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_called_alone_or_beside_an_open_one(address):
    for addresses in ([address], [OPEN[0], address], [address, OPEN[1]]):
        with pytest.raises(NotOpen):
            check(addresses, at_home=False)


@pytest.mark.parametrize("address", OPEN)
def test_an_open_address_is_called(address):
    check([address], at_home=False)


@pytest.mark.parametrize(
    "url",
    [
        "http://hr.example.com/", "ftp://hr.example.com/", "https://", "https:///x", "//hr.example.com/", "hr.example.com",
        "https://hr.example.com:8443/", "https://hr.example.com:22/", "https://hr.example.com:x/", "https://hr.example.com:99999/",
        "https://a@hr.example.com/", "https://a:b@hr.example.com/", "https://hr.example.com/#x", "https://hr.example.com/ x",
        "https://hr.example.com/\r\nx: y", f"https://{'a' * 64}.com/", f"https://hr.example.com/{'a' * 2000}",
    ],
)  # fmt: skip
def test_an_address_that_is_none_of_ours_to_call(url):
    with pytest.raises(NotOpen):
        target(url, at_home=False)


def test_a_chinese_name_is_asked_for_as_dns_knows_it():
    assert target("https://工会.中国/a?b=c", at_home=False).host.startswith("xn--")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "017700000001", "[::1]", "[::ffff:127.0.0.1]", "127.1"]
)
async def test_no_way_of_writing_it_leads_to_this_machine(host):
    """By this machine's own resolver; the negative control is the demonstration, where it does."""
    async with program() as hr:
        away = await Outside(trusted=trusting()).post(f"https://{host}/", {}, b"{}")
        assert away.status is None and hr.knocked == 0
        assert (await Outside(at_home=True, trusted=trusting()).post(hr.url, {}, b"{}")).status == 204


async def test_the_connection_goes_to_the_address_that_was_looked_at_under_the_name():
    """The name is looked up once: where it leads a moment later is nobody's matter."""
    async with program() as hr:
        way = Outside(at_home=True, trusted=trusting(), resolve=leading("127.0.0.1", then=[["169.254.169.254"]]))
        posted = await way.post(f"https://{HOST}:{hr.port}/told", {}, b"{}")
        assert posted.status == 204 and hr.told[0].name == HOST and hr.told[0].headers["host"] == f"{HOST}:{hr.port}"
        turned = await way.post(f"https://{HOST}:{hr.port}/told", {}, b"{}")
        assert turned.reason == "a name that leads inside" and hr.knocked == 1


async def test_a_certificate_of_another_name_or_of_nobody_is_not_taken():
    async with program() as hr:
        other = Outside(at_home=True, trusted=trusting(), resolve=leading("127.0.0.1"))
        assert (await other.post(f"https://evil.example.com:{hr.port}/", {}, b"{}")).reason == "ConnectError"
        unknown = Outside(at_home=True, trusted=ssl.create_default_context(), resolve=leading("127.0.0.1"))
        assert (await unknown.post(f"https://{HOST}:{hr.port}/", {}, b"{}")).reason == "ConnectError"
        assert hr.told == []


async def test_no_redirect_is_followed_and_no_cookie_kept():
    async with program() as inside, program() as hr:
        hr.answer = lambda _: (
            f"307 Go\r\nlocation: {inside.url}\r\nset-cookie: a=b\r\ncontent-length: 0\r\n\r\n".encode()
        )
        way = Outside(at_home=True, trusted=trusting())
        assert [(await way.post(hr.url, {}, b"{}")).status for _ in range(2)] == [307, 307]
        assert inside.knocked == 0 and all("cookie" not in told.headers for told in hr.told)


async def test_no_proxy_of_the_environment_is_asked(monkeypatch):
    async with program() as hr, program() as proxy:
        for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert (await Outside(at_home=True, trusted=trusting()).post(hr.url, {}, b"{}")).status == 204
        assert proxy.knocked == 0


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"", None),
        (b"100 Go\r\n\r\n" * 50_000, None),
        (b"200 OK\r\nx: " + b"a" * 10_000_000, None),
        (b"200 OK\r\ncontent-length: 1000000000\r\n\r\n", 200),
        (b"200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnone", 200),
        (b"garbage\r\n\r\n", None),
    ],
    ids=["silence", "going on for ever", "an endless head", "an endless body", "a body that is none", "no answer"],
)
async def test_an_answer_takes_little_time_and_no_memory(answer, status):
    async with program(answer=lambda _: answer) as hr:
        posted = await Outside(at_home=True, trusted=trusting(), deadline=2.0).post(hr.url, {}, b"{}")
        assert posted.status == status and (status or posted.reason)


@asynccontextmanager
async def slow_names():
    """A resolver that never answers."""
    began = asyncio.Event()

    async def resolve(host, port):
        began.set()
        await asyncio.Event().wait()

    yield resolve, began


async def test_a_name_that_is_looked_up_for_ever_ends():
    async with slow_names() as (resolve, began):
        posted = await Outside(trusted=trusting(), resolve=resolve, deadline=0.2).post(f"https://{HOST}/", {}, b"{}")
        assert began.is_set() and posted.reason == "no answer in time"
