"""Which URLs belong to one site."""

from __future__ import annotations

import ipaddress
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from crawler.urls.web import parse
from storage.errors import URLError

if TYPE_CHECKING:
    from tldextract import TLDExtract


@cache
def _suffixes() -> TLDExtract:
    """The public suffix list as bundled with tldextract: no network, no cache directory, loaded when needed (0.2 s)."""
    from tldextract import TLDExtract  # noqa: PLC0415 - costs 0.2 s of CPU that most commands never need

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str | None:
    """Return the part of a host name that its owner registered ("a.b.example.co.uk" -> "example.co.uk").

    Private suffixes count (each `*.blogspot.com` is its own site). None for addresses and bare names.
    """
    if _is_address(host):
        return None
    found = _suffixes()(host)
    return f"{found.domain}.{found.suffix}" if found.domain and found.suffix else None


def same_site(a: str, b: str) -> bool:
    """Say whether two URLs belong to one registrable domain; addresses and bare names must be equal with their port."""
    try:
        one, other = parse(a), parse(b)
    except URLError:
        return False
    if one.host_port == other.host_port:
        return True
    domain = registrable_domain(one.host)
    return domain is not None and domain == registrable_domain(other.host)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
