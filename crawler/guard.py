"""The address guard: which addresses a crawler on the open web must never connect to.

Pure: it judges an address that was resolved elsewhere. It must be asked at connect time, for the address that is
really connected to, on every redirect hop; a name checked earlier may resolve differently (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from crawler.urls import parse
from storage.errors import URLError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Networks = tuple[Network, ...]

_DELIMITER = re.compile(r"[/?#@\\]")
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]")

#: (network, what it is), most telling first. IANA special-purpose registries (RFC 6890 and later); the clouds'
#: metadata services are named apart, because reading one gives away keys.
_SPECIAL: tuple[tuple[Network, str], ...] = tuple(
    (ipaddress.ip_network(cidr), words)
    for cidr, words in (
        ("169.254.169.254/32", "a cloud's metadata service"),
        ("169.254.170.2/32", "a cloud's metadata service"),
        ("100.100.100.200/32", "a cloud's metadata service"),
        ("192.0.0.192/32", "a cloud's metadata service"),
        ("0.0.0.0/32", "the unspecified address"),
        ("0.0.0.0/8", "an address of 'this network'"),
        ("10.0.0.0/8", "a private address"),
        ("100.64.0.0/10", "a carrier's shared address (CGNAT)"),
        ("127.0.0.0/8", "a loopback address"),
        ("169.254.0.0/16", "a link-local address"),
        ("172.16.0.0/12", "a private address"),
        ("192.0.0.0/24", "a reserved address (protocol assignments)"),
        ("192.0.2.0/24", "a documentation address"),
        ("192.31.196.0/24", "a reserved address (AS112)"),
        ("192.52.193.0/24", "a reserved address (AMT)"),
        ("192.88.99.0/24", "a reserved address (6to4 relay)"),
        ("192.168.0.0/16", "a private address"),
        ("192.175.48.0/24", "a reserved address (AS112)"),
        ("198.18.0.0/15", "a benchmarking address"),
        ("198.51.100.0/24", "a documentation address"),
        ("203.0.113.0/24", "a documentation address"),
        ("224.0.0.0/4", "a multicast address"),
        ("255.255.255.255/32", "the broadcast address"),
        ("240.0.0.0/4", "a reserved address"),
        ("::/128", "the unspecified address"),
        ("::1/128", "a loopback address"),
        ("fd00:ec2::254/128", "a cloud's metadata service"),
        ("fd20:ce::254/128", "a cloud's metadata service"),
        ("64:ff9b:1::/48", "a private address (local NAT64)"),
        ("100::/64", "a discard address"),
        ("100:0:0:1::/64", "a reserved address"),
        ("2001::/23", "a reserved address (protocol assignments)"),
        ("2001:db8::/32", "a documentation address"),
        ("3fff::/20", "a documentation address"),
        ("2620:4f:8000::/48", "a reserved address (AS112)"),
        ("5f00::/16", "a reserved address (segment routing)"),
        ("fc00::/7", "a private address"),
        ("fe80::/10", "a link-local address"),
        ("fec0::/10", "a private address (site-local)"),
        ("ff00::/8", "a multicast address"),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")  #: all that IANA has given out (RFC 4291, 2.4)
_COMPATIBLE = IPv6Network("::/96")
_TRANSLATED = IPv6Network("::ffff:0:0:0/96")  #: SIIT, RFC 7915
_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = frozenset({0x00005EFE, 0x02005EFE})


def networks(cidrs: Iterable[str]) -> Networks:
    """Read the CIDRs of `--allow-private` and `fetch.allow_private`; a bare address is a network of one.

    Raises:
        ValueError: one is no network; the message names it and a right one.
    """
    return tuple(map(_network, cidrs))


def _network(cidr: str) -> Network:
    try:
        return ipaddress.ip_network(cidr.strip())
    except ValueError as problem:
        wider = _host_bits_cleared(cidr)
        hint = (
            f"write {wider}" if wider else "write an address and a length, such as 127.0.0.1/32 or fd00::/8"
        )
        raise ValueError(f"{cidr!r} is no network ({problem}); {hint}") from None


def _host_bits_cleared(cidr: str) -> str | None:
    try:
        return str(ipaddress.ip_network(cidr.strip(), strict=False))
    except ValueError:
        return None


def address_problem(ip: str, allowed: Iterable[Network] = ()) -> str | None:
    """Say what keeps us from connecting to `ip`, or None where nothing does.

    An IPv4 address inside an IPv6 one (mapped, compatible, translated, 6to4, NAT64, Teredo, ISATAP) is judged too:
    it is where the packet ends. Networks in `allowed` are let through, by the address itself or by the one inside.
    """
    address = _address(ip)
    if address is None:
        return "not an address"
    for candidate in (address, *_embedded(address)):
        if any(candidate in network for network in allowed if network.version == candidate.version):
            return None
    return _problem(address)


def _address(ip: str) -> Address | None:
    """Read an address as a resolver or a socket gives it: brackets and a scope id (`fe80::1%eth0`) are dropped."""
    try:
        return ipaddress.ip_address(ip.strip("[]").partition("%")[0])
    except ValueError:
        return None


@lru_cache(maxsize=2048)
def _problem(address: Address) -> str | None:
    for network, words in _SPECIAL:
        if network.version == address.version and address in network:
            inside = next((why for inner in _embedded(address) if (why := _problem(inner))), None)
            return f"{words} around {inside}" if inside and address.version == 6 else words
    for inner in _embedded(address):
        if why := _problem(inner):
            return f"{why} ({inner} inside IPv6)"
        if _is_bridge(address):
            return None
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return "a reserved address"
    return None


def _is_bridge(address: Address) -> bool:
    """Say whether the IPv4 address inside is the whole meaning: mapped, translated and NAT64 forms."""
    return isinstance(address, IPv6Address) and (
        address.ipv4_mapped is not None or address in _NAT64 or address in _TRANSLATED
    )


def _embedded(address: Address) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses that an IPv6 address carries."""
    if not isinstance(address, IPv6Address):
        return ()
    bits = int(address)
    low = IPv4Address(bits & 0xFFFF_FFFF)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address in _COMPATIBLE and bits > 1:
        return (low,)
    if address in _NAT64 or address in _TRANSLATED:
        return (low,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo  # server and client: either may be inside
    if (bits >> 32) & 0xFFFF_FFFF in _ISATAP:
        return (low,)
    return ()


def literal_address(host: str) -> Address | None:
    """Return the address that `host` spells, or None where it is a name.

    All spellings that a browser or the C library takes: `127.1`, `0x7f000001`, `2130706433`, `0177.0.0.1`, full-width
    digits, a last dot, brackets, a scope id.
    """
    address = _address(host)
    if address is not None or _DELIMITER.search(host):
        return address
    try:
        read = parse(
            f"http://{host}/"
        ).host  # WHATWG host parser: decimal, octal, hex, short and full-width forms
    except URLError:
        return _inet_aton(host)
    return _address(read) or _inet_aton(host)


def _inet_aton(host: str) -> IPv4Address | None:
    """Read what only the C library takes, such as `127.1` with blanks after it."""
    if not re.match(r"[0-9]", host) or not host.isascii():
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def url_problem(url: str) -> str | None:
    """Say what keeps us from requesting `url` before any name is resolved, or None.

    Only http and https; no port 0; no blanks or control characters (a CR LF would write headers of its own).
    """
    if _CONTROL.search(url.strip()):
        return "it contains blanks or control characters"
    try:
        parts = parse(url)
    except URLError as problem:
        return problem.problem
    if parts.port == "0":
        return "port 0 is no port"
    return None
