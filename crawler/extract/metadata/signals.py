"""What a page declares, gathered in one pass over the tree: meta tags, links, JSON-LD, microdata, headings."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml import etree

from crawler.extract.metadata.dates import DateHabits
from crawler.extract.metadata.json_ld import LinkedData, read_linked_data
from crawler.extract.metadata.scan import Scan, scan
from crawler.extract.metadata.text import lines, straight, visible

MAX_ELEMENTS = 4000  #: meta, link, script and heading elements looked at
PAGE = 40_000  #: characters of visible text that are looked at
MAX_META = 400_000  #: characters of all meta values
MAX_VALUE = 6000
MAX_VALUES = 80  #: values kept of one meta name


@dataclass(slots=True)
class Signals:
    """One page's declarations; lists are in document order, names in lower case."""

    tree: etree._Element
    url: str
    meta: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[tuple[str, etree._Element]]] = field(
        default_factory=dict
    )  #: rel -> (href, element)
    headings: list[etree._Element] = field(default_factory=list)  #: h1
    title: str = ""
    size: int = 0  #: characters of meta values so far
    html_lang: str = ""
    linked: LinkedData = field(default_factory=LinkedData)
    habits: DateHabits = field(default_factory=DateHabits)
    headline: str | None = None  #: once it is known: it is where the article begins
    language: str | None = None  #: of the text
    _scan: Scan | None = None
    _lines: list[str] | None = None

    @property
    def scan(self) -> Scan:
        """The marked elements of the page; looked for only where declarations leave something open (1-2 ms)."""
        if self._scan is None:
            self._scan = scan(self.tree, self.headline)
        return self._scan

    def first(self, *names: str) -> str:
        """The first non-empty value of the meta tags `names`, in that order."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return ""

    def all(self, *names: str) -> list[str]:
        """Every value of the meta tags `names`."""
        return [value for name in names for value in self.meta.get(name, ()) if value]

    def absolute(self, address: str) -> str | None:
        """`address` as an absolute http(s) URL, or None."""
        address = address.strip()
        if not address or len(address) > 4000 or address.startswith(("data:", "javascript:", "#")):
            return None
        try:
            joined = urljoin(self.url, address)
            parts = urlsplit(joined)
        except ValueError:
            return None
        return joined if parts.scheme in ("http", "https") and parts.netloc else None

    @property
    def lines(self) -> list[str]:
        """The lines that readers see, from the top; read once, and only where marked elements say too little."""
        if self._lines is None:
            body = self.tree.find(".//body")
            self._lines = lines(self.tree if body is None else body, PAGE)
        return self._lines

    @property
    def start(self) -> int:
        """The index of the headline's line in `lines` (else of an h1's), 0 if neither is there."""
        for title in (self.headline, *(visible(h, 400) for h in self.headings[:3])):
            wanted = (title or "").casefold()
            for number, line in enumerate(self.lines[:400]):
                if len(wanted) > 5 and wanted in line.casefold():
                    return number
        return 0

    @property
    def host(self) -> str:
        """The page's host in lower case, without "www."."""
        try:
            return (urlsplit(self.url).hostname or "").removeprefix("www.")
        except ValueError:
            return ""


def gather(tree: etree._Element, url: str) -> Signals:
    """Read what `tree` declares; text is straightened, addresses are as written."""
    signals = Signals(tree, url)
    signals.html_lang = (
        tree.get("lang")
        or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        or tree.get("xml:lang")
        or ""
    ).strip()
    scripts: list[etree._Element] = []
    for number, element in enumerate(tree.iter("meta", "link", "script", "title", "h1")):
        if number > MAX_ELEMENTS:
            break
        tag = element.tag
        if tag == "meta":
            _meta(signals, element)
        elif tag == "link":
            _link(signals, element)
        elif tag == "script":
            if "ld+json" in (element.get("type") or "").lower():
                scripts.append(element)
        elif tag == "title":
            if not signals.title and not _inside(element, "svg"):
                signals.title = straight(element.text, 500)
        else:
            signals.headings.append(element)
    signals.linked = read_linked_data(scripts)
    return signals


def _meta(signals: Signals, element: etree._Element) -> None:
    value = (element.get("content") or element.get("value") or "")[:MAX_VALUE]
    signals.size += len(value)
    if not value or signals.size > MAX_META:
        return
    for attribute in ("name", "property", "itemprop", "http-equiv"):
        names = element.get(attribute)
        if not names:
            continue
        for name in names.lower().split():
            values = signals.meta.setdefault(name, [])
            if len(values) < MAX_VALUES:
                values.append(straight(value, 5000))


def _link(signals: Signals, element: etree._Element) -> None:
    href = element.get("href") or ""
    if href:
        for rel in (element.get("rel") or element.get("itemprop") or "").lower().split():
            signals.links.setdefault(rel, []).append((href, element))


def _inside(element: etree._Element, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None
