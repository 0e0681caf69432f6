"""A page's links and head as a stream of tags, without building a tree.

A home page is mostly links, and only links are wanted of it: a scanner needs 20 ms where a tree needs 100,
its memory does not grow with the number of attributes or the depth of the nesting, and every step is
linear: 200,000 nested elements, 300,000 attributes in one tag or 300,000 links cost what their bytes cost.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

MAX_CHARACTERS = 6_000_000  #: of a page that are looked at
MAX_LINKS = 20_000  #: anchors that are looked at
MAX_OPEN = 2_000  #: nested elements that are remembered
MAX_TEXT = 400  #: characters of a link's text

NAMES = (
    "a|area|link|meta|base|title|html|nav|header|footer|aside|article|main|section|div|ul|ol|li|table|form|h[1-6]|img|"
    "script|style|template|noscript|textarea|svg|iframe|body"
)
#: One tag of interest or the beginning of a comment. Possessive, so that nothing is tried twice.
TAG = re.compile(
    rf"<(?:(!--)|(/?)({NAMES})(?=[\s>/])((?:[^<>\"']++|\"[^\"<>]{{0,4000}}+\"|'[^'<>]{{0,4000}}+'|[\"'])*+)(>|(?=<)))",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"([a-zA-Z][\w:-]{0,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
MAX_ATTRIBUTES = 8_192  #: characters of one tag's attributes that are read
RAW = frozenset({"script", "style", "template", "textarea", "svg", "iframe"})  #: no links of the page inside
REGIONS = {"nav": "navigation", "header": "header", "footer": "footer", "aside": "aside", "form": "form"}
CONTAINERS = frozenset({"div", "ul", "ol", "section", "table", "li", "article", "main", *REGIONS})
HINTS = re.compile(
    r"(?:^|[\s_-])(?:(nav|navbar|navigation|menu|submenu|breadcrumbs?|pagination|pager|tabs|toolbar|dropdown)|"
    r"(footer|foot|colophon|copyright|legal)|(social|share|sharing|login|signin|cookie|consent|newsletter|subscribe|advert|ads?))"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
MARKUP = re.compile(r"<[^<>]*>")
ALTERNATIVE = re.compile(r"<img\b[^<>]*?\balt\s*=\s*(?:\"([^\"<>]*)\"|'([^'<>]*)')", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Anchor:
    """One `<a href>`: its address as written, its text, and where on the page it stands."""

    href: str
    text: str
    region: str = (
        ""  #: "navigation", "header", "footer", "aside", "form", "social"; empty: in the page itself
    )
    heading: bool = False  #: in a heading, or a heading in it
    article: bool = False  #: inside `<article>`
    item: bool = False  #: an item of a list
    rel: str = ""


@dataclass(slots=True)
class Scan:
    """What the tags of one page say."""

    anchors: list[Anchor] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)  #: attributes of each `<link>`
    metas: dict[str, str] = field(default_factory=dict)  #: name or property, lower case -> content
    title: str = ""
    language: str = ""
    base: str = ""
    cut: bool = False  #: there was more than is looked at


def scan(text: str) -> Scan:
    """Read the tags of interest of a page; never raises."""
    scanner = _Scanner(text[:MAX_CHARACTERS])
    scanner.found.cut = len(text) > MAX_CHARACTERS
    scanner.run()
    return scanner.found


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text, self.found = text, Scan()
        self.open: list[tuple[str, str]] = []  # (element, region that it opens)
        self.regions: list[str] = []
        self.heading = ""
        self.headings = 0
        self.articles = 0
        self.anchor: tuple[dict[str, str], int, int] | None = (
            None  # attributes, where its text begins, headings before
        )
        self.missing: set[str] = set()

    def run(self) -> None:
        at = 0
        while found := TAG.search(self.text, at):
            at = found.end()
            if found[1]:
                at = self._after("-->", at)
                continue
            name = found[3].lower()
            if found[2]:
                self._close(name, found.start())
            else:
                self._start(name, found)
                if name in RAW and not found[4].endswith("/"):
                    at = self._after(f"</{name}", at)
            if len(self.found.anchors) >= MAX_LINKS:
                self.found.cut = True
                return
        self._end_anchor(len(self.text))

    def _after(self, closer: str, at: int) -> int:
        """Where something that began at `at` ends. What never ends is looked for only once and not skipped."""
        if closer in self.missing:
            return at
        end = self.text.find(closer, at)
        if end < 0 and closer.startswith("</"):
            end = self.text.find(closer.upper(), at)
        if end < 0:
            self.missing.add(closer)
            return at
        return end + len(closer)

    def _start(self, name: str, found: re.Match[str]) -> None:
        if name in ("a", "area"):
            self._end_anchor(found.start())
            self.anchor = (attributes(found[4]), found.end(), self.headings)
        elif name in CONTAINERS:
            self._open(name, found[4])
        elif name[0] == "h" and name[1:].isdigit():
            self.heading = name
            self.headings += 1
        else:
            self._head(name, found)

    def _head(self, name: str, found: re.Match[str]) -> None:
        if name == "title" and not self.found.title:
            end = self.text.find("<", found.end())
            self.found.title = line_of(self.text[found.end() : end if end >= 0 else found.end() + MAX_TEXT])
        elif name == "link" and len(self.found.heads) < 500:
            self.found.heads.append(attributes(found[4]))
        elif name == "meta" and len(self.found.metas) < 200:
            values = attributes(found[4])
            key = values.get("property") or values.get("name") or values.get("http-equiv") or ""
            self.found.metas.setdefault(key.lower(), values.get("content", ""))
        elif name == "html":
            self.found.language = self.found.language or attributes(found[4]).get("lang", "")
        elif name == "base":
            self.found.base = self.found.base or attributes(found[4]).get("href", "")

    def _open(self, name: str, raw: str) -> None:
        if len(self.open) >= MAX_OPEN:
            return
        region = REGIONS.get(name) or self._hinted(raw)
        if name == "header" and self.articles:
            region = ""  # an article's own header
        self.open.append((name, region))
        if region:
            self.regions.append(region)
        self.articles += name == "article"

    @staticmethod
    def _hinted(raw: str) -> str:
        """The region that a class, id or role names."""
        if not raw or ("class" not in raw and "id" not in raw and "role" not in raw):
            return ""
        values = attributes(raw)
        role = values.get("role", "")
        if role in ("navigation", "banner", "contentinfo", "menu", "menubar"):
            return "footer" if role == "contentinfo" else "navigation"
        found = HINTS.search(f"{values.get('class', '')} {values.get('id', '')}"[:300])
        if not found:
            return ""
        return "navigation" if found[1] else "footer" if found[2] else "social"

    def _close(self, name: str, at: int) -> None:
        if name == "a":
            self._end_anchor(at)
        elif name == self.heading:
            self.heading = ""
        elif name in CONTAINERS:
            self._leave(name)

    def _leave(self, name: str) -> None:
        """Close the innermost open element of that name, and what was left open in it."""
        for depth in range(len(self.open) - 1, max(len(self.open) - 12, -1), -1):
            if self.open[depth][0] == name:
                for element, region in self.open[depth:]:
                    if region:
                        self.regions.pop()
                    self.articles -= element == "article"
                del self.open[depth:]
                return

    def _end_anchor(self, at: int) -> None:
        if self.anchor is None:
            return
        values, start, headings = self.anchor
        self.anchor = None
        href = values.get("href", "").strip()
        if not href:
            return
        raw = self.text[start : min(at, start + 10 * MAX_TEXT)]
        region = self.regions[-1] if self.regions else ""
        if region == "aside" and len(self.regions) > 1:
            region = self.regions[-2]
        self.found.anchors.append(
            Anchor(
                href=href,
                text=line_of(raw) or _described(values, raw),
                region=region,
                heading=bool(self.heading) or self.headings > headings,
                article=self.articles > 0,
                item=bool(self.open) and self.open[-1][0] == "li",
                rel=values.get("rel", "").lower(),
            )
        )


def attributes(raw: str) -> dict[str, str]:
    """Attributes of one tag, names in lower case; the first of two with the same name counts, as in browsers."""
    values: dict[str, str] = {}
    for name, double, single, bare in ATTRIBUTE.findall(raw[:MAX_ATTRIBUTES]):
        values.setdefault(name.lower(), html.unescape(double or single or bare))
    return values


def line_of(markup: str) -> str:
    """The words inside some markup, in one line."""
    text = MARKUP.sub(" ", markup) if "<" in markup else markup
    return " ".join(html.unescape(text).split())[:MAX_TEXT]


def _described(values: dict[str, str], raw: str) -> str:
    """The text of a link that is an image, or that only its title names."""
    found = ALTERNATIVE.search(raw)
    image = (found[1] or found[2] or "") if found else ""
    return " ".join(html.unescape(values.get("title") or values.get("aria-label") or image).split())[
        :MAX_TEXT
    ]
