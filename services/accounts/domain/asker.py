"""Who asks for a code, as far as that can be told of somebody who has not logged in."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address


@dataclass(frozen=True, slots=True)
class Asker:
    """A browser, by what it was given to keep, and the address it asks from."""

    browser: str | None
    """None for a program, and for a browser that keeps nothing."""
    address: str
    """Of the network, see `network_of`."""

    @property
    def name(self) -> str:
        """What is counted for one phone."""
        return self.browser or self.address


def network_of(host: str) -> str:
    """The address that is counted: of IPv6 the 64 bits that one household has."""
    try:
        address = ip_address(host)
    except ValueError:
        return ""
    return str(IPv6Address(int(address) >> 64 << 64)) if isinstance(address, IPv6Address) else str(address)


def tells_apart(network: str) -> bool:
    """Whether an address says something of who asks: one inside of a house or a provider is shared by many, or is a proxy's."""
    return bool(network) and ip_address(network).is_global
