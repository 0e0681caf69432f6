"""URLs as the WHATWG standard reads them (ada), narrowed to what a news crawler may fetch: http and https."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import ada_url

from crawler.urls.rules import is_tracking
from storage.errors import URLError

_ATTRIBUTES = ("protocol", "hostname", "port", "pathname", "search", "hash", "username", "password")
LONGEST = 4096  #: characters; many servers answer 414 to half of that
_SCHEMES = frozenset({"http:", "https:"})
_SURROGATES = re.compile("[\ud800-\udfff]")
_ESCAPED_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
_CREDENTIALS = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]*:[/\\]{2})[^\s/?#\\<>\"']*@", re.IGNORECASE)


class Parts(NamedTuple):
    """One http(s) URL, parsed. Strings are as `URL` of the standard gives them; empty where there is nothing."""

    scheme: str  #: "http" or "https"
    host: str  #: lower case, IDN in ASCII, IPv6 in brackets
    port: str  #: "" for the scheme's own
    path: str
    query: str  #: without "?"
    fragment: str  #: without "#"
    credentials: bool

    @property
    def host_port(self) -> str:
        return f"{self.host}:{self.port}" if self.port else self.host


def parse(url: str) -> Parts:
    """Split an absolute http(s) URL.

    Raises:
        URLError: no URL, no host, another scheme, or longer than any server takes.
    """
    if len(url) > LONGEST:
        raise URLError(url, f"it has {len(url)} characters, {LONGEST} are asked for")
    try:
        seen = ada_url.parse_url(_SURROGATES.sub("\ufffd", url), attributes=_ATTRIBUTES)
    except ValueError:
        raise URLError(url, "not an absolute URL that the URL standard accepts") from None
    scheme = seen["protocol"]
    if scheme not in _SCHEMES:
        raise URLError(url, f"the scheme {scheme} is not http or https")
    host = seen["hostname"]
    if "xn--" in host and not all(map(_decodes, host.split("."))):
        raise URLError(url, f"the host {host} holds a broken international name")
    return Parts(
        scheme=scheme[:-1],
        host=host,
        port=seen["port"],
        path=seen["pathname"],
        query=seen["search"][1:],
        fragment=seen["hash"][1:],
        credentials=bool(seen["username"] or seen["password"]),
    )


def _decodes(label: str) -> bool:
    """Say whether an `xn--` label is what ToASCII writes: ada takes any, UTS 46 (4.1, validity) does not."""
    if not label.startswith("xn--"):
        return True
    try:
        name = label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return False
    return not name.isascii() and unicodedata.normalize("NFKC", name).lower() == name


def unescaped(url: str) -> str:
    """Undo HTML escaping of `&`: feeds that escape twice leave `?a=1&amp;b=2` behind (seen in many RSS feeds)."""
    return _ESCAPED_AMPERSAND.sub("&", url) if ";" in url else url


def canonical_url(url: str) -> str:
    """Return the form of `url` that is fetched and stored: WHATWG href without what changes no answer.

    The fragment, a user name and password, and parameters that only track a reader are left out; the rest,
    with the order and the spelling of the parameters, stays.

    Raises:
        URLError: not an absolute http(s) URL.

    >>> canonical_url("HTTP://reader:pw@Harbour.example:80/a/../b?id=3&utm_source=rss#top")
    'http://harbour.example/b?id=3'
    """
    parts = parse(unescaped(url))
    query = untracked(parts.query)
    return f"{parts.scheme}://{parts.host_port}{parts.path}{'?' + query if query else ''}"


def untracked(query: str) -> str:
    """Return `query` without tracking parameters, otherwise letter for letter."""
    if not query:
        return ""
    pieces = query.split("&")
    kept = [piece for piece in pieces if not is_tracking(piece.partition("=")[0])]
    return query if len(kept) == len(pieces) else "&".join(kept)


def link(url: str, base: str | None) -> str | None:
    """Join a link found in a document with its base; None where the result is nothing that can be fetched.

    Keeps the fragment, drops credentials. Links to javascript:, data:, mailto:, file: give None.
    """
    try:
        joined = ada_url.join_url(base, url) if base else url
        parts = parse(unescaped(joined))
    except ValueError:
        return None
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{parts.scheme}://{parts.host_port}{parts.path}{query}{fragment}"


def host_key(url: str) -> str:
    """Return `host` or `host:port` of `url`: the one unit of delay, lease, robots cache and metrics.

    Lower case, IDN in ASCII, without the scheme and its own port, so that http and https share one delay.

    Raises:
        URLError: not an absolute http(s) URL.
    """
    return parse(url).host_port


def origin(url: str) -> str:
    """Return `scheme://host[:port]`, the scope of a robots.txt (RFC 9309, 2.3).

    Raises:
        URLError: not an absolute http(s) URL.
    """
    parts = parse(url)
    return f"{parts.scheme}://{parts.host_port}"


def redact(text: str) -> str:
    """Return `text` with `user:password@` taken out of every URL in it; for logs, rows and messages.

    >>> redact("GET https://desk:secret@harbour.example/feed failed")
    'GET https://harbour.example/feed failed'
    """
    return _CREDENTIALS.sub(r"\g<scheme>", text) if "@" in text else text
