"""OPML, the feed readers' list of subscriptions: import of any nesting, export that readers take back.

Read with lxml without DTD, entities or network; OPML in the wild holds bare ampersands and wrong encodings, so
the parser recovers and the outlines that are whole are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.entities import html5
from pathlib import Path

from lxml import etree

from crawler.config.reading import derive_id
from crawler.config.schema import Config, SourceConfig
from crawler.config.values import BadValueError, parse_web_address
from crawler.config.writing import free_id
from storage.errors import ConfigError

MAX_BYTES = 10_000_000
MAX_OUTLINES = 20_000
MAX_DEPTH = 50
MAX_TITLE = 200
_AMPERSAND = re.compile(rb"&(?:([A-Za-z][A-Za-z0-9]*);|(#\d{1,7};|#[xX][0-9A-Fa-f]{1,6};))?")
_OWN = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


@dataclass(frozen=True, slots=True)
class Imported:
    """What an OPML file gave; `problems` says what was left out and why."""

    sources: tuple[SourceConfig, ...] = ()
    problems: tuple[str, ...] = ()


def read_opml(data: bytes, name: Path | str) -> Imported:
    """Read the subscriptions of an OPML document; `name` is what messages call it.

    `feed:` and `itpc:` addresses become https ones. An outline without xmlUrl is a folder; one that stands
    twice is read once.

    Raises:
        ConfigError: too large, not OPML, or without a single usable feed.
    """
    body = _outline_root(data, name)
    seen: dict[str, SourceConfig] = {}
    ids: set[str] = set()
    problems: list[str] = []
    for count, outline in enumerate(_outlines(body)):
        if count >= MAX_OUTLINES:
            problems.append(f"only the first {MAX_OUTLINES} outlines were read")
            break
        try:
            source = _source(outline)
        except BadValueError as error:
            problems.append(str(error))
            continue
        if source.url not in seen:
            source_id = free_id(source.id, ids)
            ids.add(source_id.casefold())
            seen[source.url] = SourceConfig(url=source.url, id=source_id, kind="feed", title=source.title)
    if not seen:
        reason = f": {problems[0]}" if problems else ""
        raise ConfigError(name, "", f"holds no feed that can be read{reason}")
    return Imported(tuple(seen.values()), tuple(problems))


def write_opml(config: Config, title: str = "newsfold sources") -> bytes:
    """The sources as OPML 2.0. Home pages, sitemaps and articles stand in `htmlUrl`, and `kind` says what they are."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for source in config.sources:
        attributes = {"text": _clean(source.title or source.id)}
        if source.title:
            attributes["title"] = _clean(source.title)
        attributes |= {"type": "rss", "xmlUrl": _clean(source.url)}
        if source.language:
            attributes["language"] = source.language
        etree.SubElement(body, "outline", attributes)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _outline_root(data: bytes, name: Path | str) -> etree._Element:
    if len(data) > MAX_BYTES:
        raise ConfigError(name, "", f"is larger than {MAX_BYTES // 1_000_000} MB; that is no list of feeds")
    parser = etree.XMLParser(
        recover=True,
        no_network=True,
        load_dtd=False,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(_repaired(data), parser)
    except etree.XMLSyntaxError as error:
        raise ConfigError(name, "", f"is no OPML: {error.msg}") from error
    if root is None or not isinstance(root.tag, str) or root.tag.rpartition("}")[2].lower() != "opml":
        found = f"its first element is <{root.tag}>" if root is not None else "it holds no element"
        raise ConfigError(name, "", f"is no OPML: {found}")
    return root


def _repaired(data: bytes) -> bytes:
    """Bytes that lxml reads without loss: it drops `&b` of a bare `?a=1&b=2`, and HTML's entities."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
        data = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode()
    return _AMPERSAND.sub(_entity, data.lstrip())


def _entity(match: re.Match[bytes]) -> bytes:
    name = match[1]
    if match[2] or name in _OWN:
        return match[0]
    character = html5.get(f"{name.decode()};") if name else None
    if character is not None:
        return "".join(f"&#{ord(char)};" for char in character).encode()
    return b"&amp;" + match[0][1:]


def _outlines(root: etree._Element) -> Iterator[etree._Element]:
    """Every outline with an address, in reading order; nesting below `MAX_DEPTH` is left out."""
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start" and depth <= MAX_DEPTH and _is_feed(element):
            yield element


def _is_feed(element: etree._Element) -> bool:
    return (
        isinstance(element.tag, str)
        and element.tag.lower() == "outline"
        and bool(_attribute(element, "xmlurl"))
    )


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute by its lower-case name: exporters write xmlUrl, xmlurl and XMLURL."""
    for key, value in element.attrib.items():
        if str(key).lower() == name:
            return str(value).strip()
    return ""


def _source(outline: etree._Element) -> SourceConfig:
    url = _attribute(outline, "xmlurl")
    for scheme in ("feed://", "itpc://", "pcast://"):
        if url.lower().startswith(scheme):
            url = "https://" + url[len(scheme) :]
    url = parse_web_address(url.removeprefix("feed:"))
    title = " ".join((_attribute(outline, "title") or _attribute(outline, "text")).split())[:MAX_TITLE]
    return SourceConfig(url=url, id=derive_id(url, title or None), title=title or None)


def _clean(text: str) -> str:
    return "".join(char for char in text if char >= " " and not 0xD800 <= ord(char) <= 0xDFFF)


def read_list(lines: Iterable[str], name: Path | str) -> Imported:
    """One URL a line; blank lines and lines that begin with `#` are left out."""
    ids: set[str] = set()
    sources: dict[str, SourceConfig] = {}
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            url = parse_web_address(text)
        except BadValueError as error:
            raise ConfigError(name, "", str(error), number) from error
        if url not in sources:
            source_id = free_id(derive_id(url), ids)
            ids.add(source_id.casefold())
            sources[url] = SourceConfig(url=url, id=source_id)
    if not sources:
        raise ConfigError(name, "", "holds no URL")
    return Imported(tuple(sources.values()))
