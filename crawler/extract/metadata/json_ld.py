"""JSON-LD as pages carry it: found, repaired where it is nearly JSON, and the node of the article chosen.

Sources: schema.org, Google's documentation of article mark-up, and what templates do to it: trailing commas,
comments, CDATA, entities, line feeds in strings, several objects in one script, `@graph`, `@id` references.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

Node = Mapping[str, Any]  #: a JSON object as it was decoded: values of any JSON type

MAX_SCRIPTS = 40
MAX_SCRIPT = 600_000  #: characters; live blogs of 400 kB exist
MAX_TOTAL = 2_000_000
MAX_REPAIR = 200_000  #: larger scripts are machine-made: valid, or not worth the time
MAX_NODES = 4000
MAX_DEPTH = 60  #: nesting of brackets that is worth decoding

# schema.org types that are an article: by their ending ("NewsArticle", "LiveBlogPosting"), or by name.
_ARTICLE_ENDINGS = ("article", "posting", "blogpost")
_ARTICLE_NAMES = frozenset({"report", "newsitem", "review", "claimreview", "recipe", "howto", "pressrelease"})
_LESSER_NAMES = frozenset(
    {"creativework", "webpage", "itempage", "videoobject", "podcastepisode", "audioobject", "qapage", "imagegallery",
     "mediaobject", "product", "event", "book", "newsmediaobject", "collectionpage", "faqpage", "aboutpage"}
)  # fmt: skip
# Below these keys stand other articles, comments or parts, never the page's own.
_FOREIGN = frozenset(
    {"itemlistelement", "comment", "comments", "haspart", "ispartof", "citation", "mentions", "relatedlink", "liveblogupdate",
     "review", "reviews", "isbasedon", "workexample", "potentialaction", "suggestedanswer", "acceptedanswer", "significantlink",
     "relateditem", "blogpost", "blogposts", "subjectof", "workfeatured", "itemreviewed"}
)  # fmt: skip

_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_COMMENT_OR_STRING = re.compile(rf"{_STRING}|/\*(?s:.){{0,300}}?\*/|(?<!:)//[^\n]*")
_COMMA_OR_STRING = re.compile(rf"{_STRING}|,(?=\s*[}}\]])|,(?=\s*,)")
_MARK_OR_STRING = re.compile(rf"{_STRING}|[\[{{}}\]]")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])|\\u(?![0-9a-fA-F]{4})')
_WRAPPERS = re.compile(r"<!\[CDATA\[|\]\]>|<!--|-->|^[ \t]*//[ \t]*$", re.MULTILINE)
_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|articleSection|inLanguage|isAccessibleForFree)"\s*:\s*("(?:[^"\\\n]|\\.){1,500}"|true|false)'
)
_AUTHOR = re.compile(
    r'"author"\s{0,9}:[\[{\s]{0,40}[^\]]{0,300}?"name"\s*:\s*("(?:[^"\\\n]|\\.){1,200}")', re.DOTALL
)
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class LinkedData:
    """All nodes of a page's JSON-LD. `articles` are candidates for the page's article, best first."""

    nodes: tuple[Node, ...] = ()
    articles: tuple[Node, ...] = ()
    by_id: Mapping[str, Node] = field(default_factory=dict)
    types: tuple[str, ...] = ()

    def resolve(self, value: Any) -> Any:
        """`value`, or the node that it names by `@id` only."""
        if (
            isinstance(value, Mapping)
            and isinstance(value.get("@id"), str)
            and len(value) <= 2
            and "name" not in value
        ):
            return self.by_id.get(value["@id"], value)
        return value


def read_linked_data(scripts: Iterable[etree._Element]) -> LinkedData:
    """Decode the `application/ld+json` scripts; what cannot be repaired is left out."""
    documents: list[Any] = []
    total = 0
    for number, script in enumerate(scripts):
        source = script.text or ""
        total += len(source)
        if number >= MAX_SCRIPTS or total > MAX_TOTAL:
            break
        if len(source) <= MAX_SCRIPT:
            documents.extend(decode(source))
    return _survey(documents)


def decode(source: str) -> list[Any]:
    """The JSON values in `source`: as it is, else after each of the repairs, else the few fields that regexes find."""
    source = source.strip().lstrip("\ufeff").rstrip(";").strip()
    if not source or _too_deep(source):
        return []
    for repair in _REPAIRS if len(source) <= MAX_REPAIR else _REPAIRS[:1]:
        values = _values(repair(source))
        if values:
            return values
    return _salvage(source[:MAX_REPAIR])


def _values(source: str) -> list[Any]:
    """One or several JSON values behind each other; empty if one of them is broken."""
    values: list[Any] = []
    at = 0
    try:
        while at < len(source) and len(values) < MAX_SCRIPTS:
            value, at = _DECODER.raw_decode(source, at)
            values.append(value)
            while at < len(source) and source[at] in " \t\r\n,;":
                at += 1
    except (ValueError, RecursionError):
        return []
    return values


def _too_deep(source: str) -> bool:
    depth = deepest = 0
    for bracket in (
        re.findall(r"[\[{}\]]", source) if source.count("{") + source.count("[") > MAX_DEPTH else ()
    ):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest > MAX_DEPTH


def _unwrapped(source: str) -> str:
    return _WRAPPERS.sub("", source).strip().rstrip(";")


def _tidied(source: str) -> str:
    """Without comments, trailing and doubled commas and illegal escapes, none of them touched inside strings."""
    source = _COMMENT_OR_STRING.sub(lambda m: m[0] if m[0][0] == '"' else " ", _unwrapped(source))
    source = _COMMA_OR_STRING.sub(lambda m: m[0] if m[0][0] == '"' else "", source)
    return _BAD_ESCAPE.sub(r"\\\\", source)


def _unescaped(source: str) -> str:
    """Whole scripts are entity-escaped by templates that think they write an attribute: `{&quot;@type&quot;...`."""
    return _tidied(html.unescape(source)) if "&quot;" in source or "&#34;" in source else ""


def _closed(source: str) -> str:
    """A script that was cut, or lacks its last brackets."""
    stack: list[str] = []
    tidy = _tidied(source)
    for mark in _MARK_OR_STRING.findall(tidy):
        if mark in "[{":
            stack.append("]" if mark == "[" else "}")
        elif mark in "]}" and stack:
            stack.pop()
    return tidy.rstrip(", \n") + "".join(reversed(stack)) if stack else ""


_REPAIRS = (str, _unwrapped, _tidied, _unescaped, _closed)


def _salvage(source: str) -> list[Any]:
    """The first value of each telling field of an object that stays broken (mostly bare quotes in a string)."""
    if "datePublished" not in source and "headline" not in source:
        return []
    node: dict[str, Any] = {"@type": "Article", "@salvaged": True}
    for found in _FIELD.finditer(source):
        value = _values(found[2])
        if value:
            node.setdefault(found[1], value[0])
    author = _AUTHOR.search(source)
    if author and (name := _values(author[1])):
        node["author"] = name[0]
    return [node] if len(node) > 2 else []


def types_of(node: Node) -> list[str]:
    """The node's types in lower case, without their vocabulary's address."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return [v.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for v in values if isinstance(v, str)]


def is_article(node: Node) -> bool:
    return any(t.endswith(_ARTICLE_ENDINGS) or t in _ARTICLE_NAMES for t in types_of(node))


def _survey(documents: list[Any]) -> LinkedData:
    nodes: list[Node] = []
    own: list[Node] = []
    by_id: dict[str, Node] = {}
    for node, foreign in _walk(documents):
        nodes.append(node)
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(by_id.get(name, ())):
            by_id[name] = node
        if not foreign:
            own.append(node)
    articles = [n for n in own if is_article(n)]
    lesser = [n for n in own if not is_article(n) and _LESSER_NAMES.intersection(types_of(n))]
    types = tuple(dict.fromkeys(t for n in own for t in types_of(n)))
    return LinkedData(tuple(nodes), tuple(articles + lesser), by_id, types)


def _walk(documents: list[Any]) -> Iterator[tuple[Node, bool]]:
    """Each object of the documents in their order, and whether it stands below a foreign key."""
    stack: list[tuple[Any, bool]] = [(d, False) for d in reversed(documents)]
    seen = 0
    while stack and seen < MAX_NODES:
        value, foreign = stack.pop()
        seen += 1
        if isinstance(value, dict):
            yield value, foreign
            for key, inner in reversed(value.items()):
                if isinstance(inner, (dict, list)):
                    stack.append((inner, foreign or key.lower() in _FOREIGN))
        elif isinstance(value, list):
            stack.extend((inner, foreign) for inner in reversed(value) if isinstance(inner, (dict, list)))


def texts(value: Any, limit: int = 60) -> list[str]:
    """The strings of a property: itself, a list of them, `@value` or `name` of objects."""
    found: list[str] = []
    for item in (value if isinstance(value, list) else [value])[:limit]:
        inner = item
        if isinstance(inner, Mapping):
            inner = inner.get("@value", inner.get("name"))
            inner = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(inner, str) and inner.strip():
            found.append(inner)
        elif isinstance(inner, (int, float)) and not isinstance(inner, bool):
            found.append(str(inner))
    return found


def first_text(node: Node, *keys: str) -> str:
    """The first non-empty string among the properties `keys`."""
    for key in keys:
        for text in texts(node.get(key)):
            return text
    return ""
