"""`url_key`: one string for all the URLs of one article."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote_to_bytes

from crawler.urls import rules
from crawler.urls.web import Parts, parse, unescaped
from storage.errors import URLError

_SLASHES = re.compile(r"/{2,}")
_WRAPPING = re.compile(r"^(?:<!\[CDATA\[|URL:|[<\"'“„«\s])+|(?:\]\]>|[>\"”»\s])+$", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+|[A-Z]+|[A-Z][a-z]+")
_WORD_BREAK = re.compile(r"[^A-Za-z]+")
_ROUTE = re.compile(r"!|/.")
_LANGUAGE_ROOT = re.compile(r"/[a-z]{2}(?:[-_][a-zA-Z]{2})?")
_UNWRAPS = 3  #: wrappers in wrappers (an AMP cache inside a redirector) that are followed
_PATH_SAFE = "/!$&'()*+,;=:@-._~[]|^`{}"
_QUERY_SAFE = "/!$'()*,;:@-._~[]|^`{}"


@lru_cache(maxsize=8192)
def url_key(url: str) -> str:
    """Return the identity of `url`: two URLs of one article give one key, of two articles two.

    The key reads like a URL without its scheme and is stable, but is not meant to be fetched.

    Raises:
        URLError: not an absolute http(s) URL, also after a lost scheme (`//host/...`) is put back.

    >>> url_key("https://m.harbour.example/Ferry-Delayed/amp/?utm_source=x&page=2#comments")
    'harbour.example/ferry-delayed?page=2'
    """
    parts = _unwrapped(parse(_bare(url)))
    query = _query(parts)
    return f"{_host(parts)}{_path(parts.path)}{'?' + query if query else ''}{_route(parts.fragment)}"


def _bare(url: str) -> str:
    """Take a URL out of what stood around it (RFC 3986, appendix C: quotes, angle brackets), and complete it."""
    text = unescaped(url.strip())
    text = _WRAPPING.sub("", text)
    if text.startswith("//"):
        return f"http:{text}"
    return f"http://{text}" if text[:4].lower() == "www." else text


def is_home(url: str) -> bool:
    """Say whether `url` is a site's front page (also `/en/` or `/index.php`), by its form alone."""
    try:
        parts = parse(url)
    except URLError:
        return False
    path = _path(parts.path)
    return (not path or _LANGUAGE_ROOT.fullmatch(path) is not None) and not _query(parts)


# Wrappers -----------------------------------------------------------------------------------------


def _unwrapped(parts: Parts) -> Parts:
    """Follow AMP caches and outgoing-link pages that carry the article's URL in their own."""
    for _ in range(_UNWRAPS):
        inner = _inner(parts)
        if inner is None:
            break
        try:
            parts = parse(inner)
        except URLError:
            break
    return parts


def _inner(parts: Parts) -> str | None:
    for host, path in rules.WRAPPED_PATHS:
        if host.fullmatch(parts.host) and (found := path.match(parts.path)):
            query = f"?{parts.query}" if parts.query else ""
            return f"https://{found['host']}{found['path'] or '/'}{query}"
    for host, path, name in rules.WRAPPED_QUERIES:
        if parts.query and host.fullmatch(parts.host) and path.fullmatch(parts.path):
            found_url = dict(parse_qsl(parts.query)).get(name, "")
            if found_url.startswith(("http://", "https://")):
                return found_url
    return None


# Host ---------------------------------------------------------------------------------------------


def _host(parts: Parts) -> str:
    """Drop `www`, telephone and AMP names, and the ports 80 and 443 with either scheme."""
    host = parts.host.strip(".") or parts.host
    if not host.startswith("[") and not host.rpartition(".")[2].isdigit():
        host = _strip_host(rules.WWW, host)
        host = _strip_host(rules.DEVICE_HOST, host)
        host = _strip_host(rules.WWW, host)
        host = rules.DEVICE_LABEL.sub("", host)
    return host if parts.port in {"", "80", "443"} else f"{host}:{parts.port}"


def _strip_host(pattern: re.Pattern[str], host: str) -> str:
    rest = pattern.sub("", host, count=1)
    return host if rules.SECOND_LEVEL.fullmatch(rest) else rest


# Path ---------------------------------------------------------------------------------------------


def _path(path: str) -> str:
    path = rules.PATH_PARAMETER_SESSION.sub("", rules.PATH_SESSION.sub("", path))
    path = rules.COPY_DEBRIS.sub("", _SLASHES.sub("/", path))
    if len(path) > 1:
        path = _undressed(path.rstrip("/"))
    path = rules.INDEX_PAGE.sub("", path).rstrip("/")
    return "/".join(map(_folded, _respelt(path, _PATH_SAFE).split("/")))


def _undressed(path: str) -> str:
    """Take off what only says AMP or print, as long as something is left that names an article."""
    for pattern in (rules.AMP_SUFFIX, rules.PRINT_SUFFIX, rules.AMP_PREFIX):
        bare = pattern.sub("", path, count=1)
        path = bare if len(bare) > 1 else path
    return path


def _respelt(text: str, safe: str) -> str:
    """Spell percent-encoding one way: decoded where it may be, NFC, upper-case hex for the rest."""
    if "%" not in text:
        return text
    pieces = re.split(r"(%2[fF]|%3[fF]|%23|%25|%26|%3[dD]|%2[bB])", text)
    return "".join(
        _respelt_piece(piece, safe) if n % 2 == 0 else piece.upper() for n, piece in enumerate(pieces)
    )


def _respelt_piece(piece: str, safe: str) -> str:
    raw = unquote_to_bytes(piece)
    try:
        return quote(unicodedata.normalize("NFC", raw.decode("utf-8")), safe=safe)
    except UnicodeDecodeError:  # a legacy charset: the bytes are the name
        return quote(raw, safe=safe)


def _folded(segment: str) -> str:
    """Fold the case of a segment that is written in words; mixed case inside a word may be an id (base64)."""
    if segment.islower() or not segment.isascii():
        return segment
    stem = segment.replace("%", " ")
    if any(word and not _WORD.fullmatch(word) for word in _WORD_BREAK.split(stem)):
        return segment
    return segment if "%" in segment else segment.lower()


# Query and fragment ---------------------------------------------------------------------------------


def _query(parts: Parts) -> str:
    """Return the parameters that tell articles apart: sorted, once each, spelt one way."""
    if not parts.query:
        return ""
    pairs = parse_qsl(parts.query, keep_blank_values=True, encoding="utf-8", errors="surrogateescape")
    kept = {(n, v) for n, v in pairs if not rules.is_tracking(n) and not rules.is_variant(n, v)}
    return "&".join(f"{_spelt(n)}={_spelt(v)}" if v else _spelt(n) for n, v in sorted(kept))


def _spelt(text: str) -> str:
    raw = text.encode("utf-8", "surrogateescape")
    try:
        return quote(unicodedata.normalize("NFC", raw.decode("utf-8")), safe=_QUERY_SAFE)
    except UnicodeDecodeError:
        return quote(raw, safe=_QUERY_SAFE)


def _route(fragment: str) -> str:
    """Keep a fragment only where it is the page's address: `#!/story/1` and `#/story/1` of script-only sites."""
    if not _ROUTE.match(fragment):
        return ""
    return "#" + _respelt(fragment.rstrip("/"), _PATH_SAFE)
