"""A parsed page as pieces of text in reading order, and the boxes they stand in.

One pass over the tree, without changing it. A piece is what a browser would show as a paragraph, heading,
list item or table; text that stands directly in a `div` or `td`, apart by `br`, makes pieces of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from unicodedata import is_normalized, normalize

from lxml.html import HtmlElement

from crawler.extract import vocabulary as words
from crawler.extract.vocabulary import meaning

MAX_PIECES = 6_000  #: the longest live blogs and guides have about 1,500
MAX_PIECE = 200_000  #: characters of one piece
_DEEPEST = 150  #: levels that are walked; what is below is read as plain text

_SKIPPED = frozenset(
    ["script", "style", "math", "iframe", "object", "embed", "applet", "canvas", "audio", "video", "map", "select", "option", "button", "input", "textarea", "progress", "meter", "datalist", "dialog", "menu", "head", "title", "meta", "link", "base", "noframes", "frame", "frameset", "rp", "rt", "amp-ad", "amp-embed", "amp-iframe", "amp-analytics", "amp-social-share", "amp-sidebar", "amp-consent"]
)  # fmt: skip
_MAYBE = frozenset(("noscript", "svg", "template"))
_CHROME = frozenset(("nav", "footer"))  # of 31,000 pieces in nav and 13,600 in footer, 1 in 280 was article
_INLINE = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "q", "ruby", "rb", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "center-inline", "picture", "img", "source", "o:p"]
)  # fmt: skip
_LINE_ENDS = frozenset(("br", "hr"))
_STRONG = frozenset(("b", "strong"))
_ITALICS = frozenset(("i", "em"))
KINDS = {
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "li": "item",
    "dt": "item",
    "dd": "item",
    "blockquote": "quote",
    "pre": "pre",
    "figcaption": "caption",
    "caption": "caption",
    "summary": "heading",
}
_NAMED = frozenset(
    [
        "class",
        "id",
        "itemprop",
        "role",
        "property",
        "aria-label",
        "data-testid",
        "data-test",
        "data-component",
        "data-component-name",
        "data-module",
        "data-qa",
        "data-type",
        "data-block",
        "data-gu-name",
        "data-tb-region",
        "data-area",
        "data-print-layout",
    ]
)
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Box:
    """An element that holds pieces: what it is, where it stands, and sums over everything inside."""

    tag: str
    parent: int  #: index of the box around it, -1 at the root
    depth: int
    label: str  #: class, id, role ... as written
    names: int  #: bits of `vocabulary` that the label means
    first: int  #: index of its first piece
    last: int = 0  #: index behind its last piece
    chars: int = 0
    linked: int = 0
    long: int = 0  #: characters in pieces that read like prose


@dataclass(slots=True)
class Piece:
    """A paragraph, heading, item, table ... as a browser shows it. `box` is the element it stands in."""

    text: str
    kind: str
    box: int
    linked: int = 0  #: characters of link text
    strong: int = 0  #: characters in bold
    slanted: int = 0  #: characters in italics
    links: int = 0  #: number of links
    breaks: int = 0  #: how many navigations and footers came before it on the page


@dataclass(slots=True)
class Survey:
    """The boxes (parents before children) and the pieces (in reading order) of a page."""

    boxes: list[Box]
    pieces: list[Piece]
    widths: list[int]  #: of the pieces' texts, in letters


def survey(tree: HtmlElement, *, everything: bool = False) -> Survey:
    """Read `tree` into pieces and boxes; `everything`: also what stands in nav and footer."""
    walk = _Walk(frozenset() if everything else _CHROME)
    body = tree.find("body") if tree.tag == "html" else None
    walk.root(tree if body is None else body)
    found = Survey(walk.boxes, walk.pieces, [width(piece.text) for piece in walk.pieces])
    _sum_up(found)
    return found


def tidy(text: str) -> str:
    """Collapse white space, also no-break and ideographic, and compose the characters (NFC)."""
    text = " ".join(text.split())
    return text if is_normalized("NFC", text) else normalize("NFC", text)


_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")


def width(text: str) -> int:
    """Length in letters of an alphabet: Chinese, Japanese and Korean signs say two to three letters' worth."""
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


_WORDS = re.compile(r"\w+")
_BETWEEN = bytes(sign for sign in range(128) if not _WORDS.match(chr(sign)))


def fold(text: str) -> str:
    """Letters and digits only, in lower case: what survives quotes, spaces and markup."""
    if text.isascii():
        return text.lower().encode().translate(None, _BETWEEN).decode()
    return "".join(_WORDS.findall(text.lower()))


def names_of(element: HtmlElement, tag: str) -> tuple[str, bool]:
    """The names that an element goes by (class, id, role, microdata, hooks of test suites), and whether it is hidden."""
    found, hidden = [], False
    for key, value in element.items():
        if key in _NAMED:
            found.append(value)
        elif key in _HIDING:
            hidden = hidden or _hides(key, value)
    if "-" in tag:
        found.append(tag)
    return " ".join(found), hidden


class _Walk:
    """The state of one pass: pieces so far, and the line that is being collected."""

    def __init__(self, left_out: frozenset[str]) -> None:
        self.left_out = left_out
        self.boxes: list[Box] = []
        self.pieces: list[Piece] = []
        self.line: list[str] = []
        self.in_link = self.in_strong = self.in_italics = 0
        self.linked = self.strong = self.slanted = self.links = 0
        self.line_ends = self.breaks = 0

    def root(self, element: HtmlElement) -> None:
        at = self.open(element, str(element.tag), -1, 0)
        self.inside(element, at, 0)
        self.flush(at)
        self.boxes[at].last = len(self.pieces)

    def open(self, element: HtmlElement, tag: str, parent: int, depth: int) -> int:
        names, hidden = names_of(element, tag)
        bits = meaning(names) if names else 0
        if hidden:
            bits |= words.HIDDEN
        self.boxes.append(Box(tag, parent, depth, names, bits, len(self.pieces)))
        return len(self.boxes) - 1

    def inside(self, element: HtmlElement, at: int, depth: int) -> None:
        """Read the text and the children of a box, or of an inline element in it."""
        if text := element.text:
            self.say(text)
        for child in element:
            tag = child.tag
            if tag in _INLINE:
                self.inline(child, tag, at, depth)
            elif tag in _LINE_ENDS:
                self.line_end(at, hard=tag == "hr")
            elif tag in self.left_out or (tag in _MAYBE and not _holds_page(child)):
                self.flush(at)
                self.breaks += 1
            elif tag not in _SKIPPED and isinstance(tag, str) and len(self.pieces) < MAX_PIECES:
                self.block(child, tag, at, depth)
            if tail := child.tail:
                self.say(tail)

    def inline(self, child: HtmlElement, tag: str, at: int, depth: int) -> None:
        if tag == "a":
            self.in_link += 1
            self.links += 1
        elif tag in _STRONG:
            self.in_strong += 1
        elif tag in _ITALICS:
            self.in_italics += 1
        elif (
            tag == "span"
            and child.keys()
            and (_hidden(child) or meaning(child.get("class") or "") & words.HIDDEN)
        ):
            return
        if depth < _DEEPEST:
            self.inside(child, at, depth + 1)
        else:
            self.say("".join(child.itertext()))
        if tag == "a":
            self.in_link -= 1
        elif tag in _STRONG:
            self.in_strong -= 1
        elif tag in _ITALICS:
            self.in_italics -= 1

    def block(self, child: HtmlElement, tag: str, at: int, depth: int) -> None:
        self.flush(at)
        if tag == "table" and (rows := read_table(child)) is not None:
            inner = self.open(child, tag, at, self.boxes[at].depth + 1)
            if rows:
                linked = sum(len(a.text or "") for a in child.iter("a"))
                self.pieces.append(Piece(rows, "table", inner, min(linked, len(rows)), breaks=self.breaks))
        else:
            inner = self.open(child, tag, at, self.boxes[at].depth + 1)
            if tag == "pre":
                self.preformatted(child, inner)
            elif depth < _DEEPEST:
                self.inside(child, inner, depth + 1)
            else:
                self.say("".join(child.itertext()))
            self.flush(inner)
        self.boxes[inner].last = len(self.pieces)

    def preformatted(self, element: HtmlElement, at: int) -> None:
        text = "".join(element.itertext()).strip("\n\r ")
        lines = [line.rstrip() for line in text[:MAX_PIECE].splitlines()]
        text = normalize("NFC", "\n".join(lines))
        if text:
            linked = sum(len(a.text or "") for a in element.iter("a"))
            self.pieces.append(Piece(text, "pre", at, min(linked, len(text)), breaks=self.breaks))

    def say(self, text: str) -> None:
        if self.line_ends and not text.isspace():
            self.line_ends = 0
        self.line.append(text)
        if self.in_link:
            self.linked += len(text)
        if self.in_strong:
            self.strong += len(text)
        if self.in_italics:
            self.slanted += len(text)

    def line_end(self, at: int, *, hard: bool) -> None:
        """One `br` is a line end inside a piece, two (or a rule) begin a new piece."""
        self.line_ends += 1
        if hard or self.line_ends > 1:
            self.flush(at)
        else:
            self.line.append("\n")

    def flush(self, at: int) -> None:
        """Make a piece of the collected line, if it says anything."""
        if not self.line:
            self.links = self.line_ends = 0  # all else is counted of what was said
            return
        joined = "".join(self.line)[:MAX_PIECE]
        if not joined.isspace() and (text := tidy(joined)):
            self.add(text, at)
        self.line = []
        self.linked = self.strong = self.slanted = self.links = self.line_ends = 0

    def add(self, text: str, at: int) -> None:
        size = len(text)
        kind = KINDS.get(self.boxes[at].tag, "paragraph")
        self.pieces.append(
            Piece(
                text,
                kind,
                at,
                min(self.linked, size),
                min(self.strong, size),
                min(self.slanted, size),
                self.links,
                self.breaks,
            )
        )


def _holds_page(element: HtmlElement) -> bool:
    """An element that is never closed takes in the rest of the page, also one that is normally not shown."""
    if next(element.iter("article", "main", "h1"), None) is not None:
        return True
    return sum(1 for _ in element.iter("p")) > 5


def _hidden(element: HtmlElement) -> bool:
    return any(_hides(key, value) for key, value in element.items() if key in _HIDING)


_HIDING = frozenset(("style", "hidden", "aria-hidden"))


def _hides(key: str, value: str) -> bool:
    if key == "style":
        return _NOT_SHOWN.search(value) is not None
    return key == "hidden" or value == "true"


_CELL_BLOCKS = ("p", "div", "article", "section", "table", "h1", "h2", "h3", "form", "iframe")
_MOST_CELLS = 3000


def read_table(table: HtmlElement) -> str | None:
    """The rows of a table of data, cells apart by " | "; None when the table lays out the page."""
    if next(table.iter("article", "h1", "form", "iframe", "center"), None) is not None:
        return None
    if sum(1 for _ in table.iter("table")) > 1:
        return None
    rows = []
    cells = 0
    for row in table.iter("tr"):
        texts = []
        for cell in row.iter("td", "th"):
            cells += 1
            text = tidy(" ".join(cell.itertext("*")) if len(cell) else cell.text or "")
            if len(text) > 400 or cells > _MOST_CELLS or (text and sum(1 for _ in cell.iter("br", "p")) > 3):
                return None
            texts.append(text)
        if any(texts):
            rows.append(" | ".join(texts))
    if cells <= 1 or len(rows) * 1 == cells:  # one column: layout or a box
        return None
    return "\n".join(rows)


def _sum_up(found: Survey) -> None:
    boxes = found.boxes
    for piece, size in zip(found.pieces, found.widths, strict=True):
        box = boxes[piece.box]
        box.chars += size
        box.linked += piece.linked
        # Long enough for a sentence, and not mainly links; a CJK character counts for two letters
        if size >= 80 and piece.linked * 3 < len(piece.text):
            box.long += size
    for box in reversed(boxes):
        if box.parent >= 0:
            outer = boxes[box.parent]
            outer.chars += box.chars
            outer.linked += box.linked
            outer.long += box.long
