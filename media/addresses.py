"""Addresses on the web that may be visited: ``https`` to the public internet, nothing else.

Server-side request forgery is refused twice: a URL is judged by its form here, and every address its
name resolves to is judged again when the connection is made (``media.pinned``).
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

from domain.errors import FetchError

Address = IPv4Address | IPv6Address

_MAX_LENGTH = 2048
_HTTPS = 443
_NUMERIC = re.compile(r"(?:^|\.)(?:0x[0-9a-f]*|[0-9]+)\.?$", re.IGNORECASE)
"""A name whose last label is a number is an IPv4 address in disguise (WHATWG URL, "ends in a number")."""
_DOTTED = re.compile(r"^(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}$")
_UNICAST = ip_network("2000::/3")
_NEVER = tuple(
    ip_network(text)
    for text in (
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.88.99.0/24",  # 6to4 relays, RFC 7526
        "2001::/23",  # Teredo and other protocol assignments, RFC 2928
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4 carries an IPv4 address
        "3fff::/20",  # documentation, RFC 9637
    )
)


@dataclass(frozen=True)
class Target:
    """A URL taken apart: ``host`` in ASCII without brackets, ``path`` with its query."""

    scheme: str
    host: str
    port: int
    path: str

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == (_HTTPS if self.scheme == "https" else 80) else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet and carries no other address inside it."""
    if any(address in network for network in _NEVER if network.version == address.version):
        return False
    if isinstance(address, IPv6Address) and address not in _UNICAST:
        return False  # mapped, translated, link-local, unique-local, multicast and what is not yet assigned
    return address.is_global and not address.is_multicast and not address.is_reserved


def read_url(url: str) -> Target:
    """A URL taken apart, of any scheme, host and port. Raises FetchError when it is not one."""
    if len(url) > _MAX_LENGTH or re.search(r"[\x00-\x20\x7f\\]", url):
        raise _refused(url, "is too long or contains spaces, control characters or a backslash")
    try:
        parsed = httpx.URL(url)
        host = parsed.raw_host.decode("ascii").lower()
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise _refused(url, f"is not an address ({error})") from error
    if parsed.userinfo or "@" in parsed.netloc.decode("ascii", "replace"):
        raise _refused(url, "carries a user name")
    if not host:
        raise _refused(url, "names no host")
    port = parsed.port or (_HTTPS if parsed.scheme == "https" else 80)
    return Target(parsed.scheme, host, port, parsed.raw_path.decode("ascii") or "/")


def check_target(target: Target, ports: frozenset[int] = frozenset({_HTTPS})) -> None:
    """Raise FetchError unless the form of an address lets it be visited; its name is not resolved here."""
    if target.scheme != "https":
        raise _refused(str(target), f"is {target.scheme or 'no scheme'}, only https is fetched")
    if target.port not in ports:
        raise _refused(str(target), f"uses port {target.port}, only {', '.join(map(str, sorted(ports)))} is used")
    literal = _literal(target)
    if literal is not None and not is_public(literal):
        raise _refused(str(target), "is not on the public internet")
    if literal is None and "." not in target.host.rstrip("."):
        raise _refused(str(target), "names a host of the local network")


def _literal(target: Target) -> Address | None:
    """The address when the host is one. Raises FetchError for one written in an unusual way."""
    host = target.host
    if ":" in host:
        if "%" in host:
            raise _refused(str(target), "names a network interface")
        try:
            return ip_address(host)
        except ValueError as error:
            raise _refused(str(target), "has a malformed host") from error
    if not _NUMERIC.search(host):
        return None
    if not _DOTTED.match(host):
        raise _refused(str(target), "writes its host as a number")
    try:
        return ip_address(host)
    except ValueError as error:
        raise _refused(str(target), "has a malformed host") from error


def _refused(url: str, reason: str) -> FetchError:
    return FetchError(f"address '{url[:120]}' {reason}", hint="give the full https:// address of a public file")
