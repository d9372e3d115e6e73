"""Which addresses of programs may be called at all: https, the usual port, and nothing that is not on the open internet."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

PORT = 443
LONGEST = 2000
"""Characters of an address; push services have long ones."""
_OPEN6 = IPv6Network("2000::/3")
"""All that is given out of IPv6; so neither what stands for an IPv4 address (mapped, NAT64) nor what is a house's own is in it."""
_TUNNELS6 = (IPv6Network("2001::/23"), IPv6Network("2002::/16"), IPv6Network("3fff::/20"))
"""Within it, what leads to an IPv4 address by a tunnel, or is for examples."""
_TUNNEL4 = IPv4Network("192.88.99.0/24")


class NotOpen(Exception):
    """It may not be called; says why, in a word that stands in tables."""


@dataclass(frozen=True, slots=True)
class WebTarget:
    """An https address in its parts."""

    host: str
    """As DNS knows it, in ASCII."""
    port: int
    path: str
    """With the query."""

    @property
    def authority(self) -> str:
        """As the `Host` header says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORT else f"{host}:{self.port}"


def target(url: str, *, at_home: bool) -> WebTarget:
    """The address, if it may be called by its looks: nobody has asked DNS yet. `at_home` any port may be. Raises NotOpen."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORT
        host = (parts.hostname or "").encode("idna").decode() if ":" not in (parts.hostname or "") else parts.hostname
    except (ValueError, UnicodeError):
        raise NotOpen("no address") from None
    if parts.scheme != "https" or not host or len(url) > LONGEST or not url.isprintable() or " " in url:
        raise NotOpen("no https address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise NotOpen("no plain address")
    if port != PORT and not at_home:
        raise NotOpen("another port than 443")
    return WebTarget(host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def check(addresses: list[str], *, at_home: bool) -> None:
    """All that a name leads to, or none: a name that leads inside as well is not trusted with the rest. Raises NotOpen."""
    if not addresses:
        raise NotOpen("a name that leads nowhere")
    if not all(_open(address, at_home=at_home) for address in addresses):
        raise NotOpen("a name that leads inside")


def _open(address: str, *, at_home: bool) -> bool:
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if at_home and ip.is_loopback:
        return True
    return _open4(ip) if isinstance(ip, IPv4Address) else _open6(ip)


def _open4(ip: IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip not in _TUNNEL4


def _open6(ip: IPv6Address) -> bool:
    return ip.is_global and ip in _OPEN6 and not any(ip in tunnel for tunnel in _TUNNELS6) and ip.scope_id is None
