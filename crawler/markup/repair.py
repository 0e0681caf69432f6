"""Make the XML that is really sent readable: the root found, references mended, nothing inside CDATA touched.

The result holds no DOCTYPE, no comment, no entity other than XML's five, and only legal characters, so
the parser behind it has nothing to expand, to fetch or to stumble over. Every step is linear in the
length of the text, also for text made to hurt (200,000 open comments, a million bare "<").
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.entities import html5

PAGE = re.compile(r"<!doctype\s+html|<(?:html|head|body|title|script)[\s>]", re.IGNORECASE)
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
OLD_WINDOWS = re.compile("[\x80-\x9f]")  #: C1 controls: windows-1252 bytes that were taken for Latin-1
CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\r")
C1 = re.compile(rb"\xc2[\x80-\x9f]")  #: C1 controls in UTF-8
NO_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  #: U+FFFE, U+FFFF
SUSPECT = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#[1-9]\d{1,2}(?<!#1[2-5]\d));)|<(?![A-Za-z_/!:\x80-\U0010ffff])|<!(?!\[CDATA\[)"
)
#: What may need mending: not XML's own names, not the numbers that are legal at a glance.
REFERENCE = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#(?:3[2-9]|[4-9]\d|1[6-9]\d|[2-9]\d\d|[1-9]\d{3}));)"
    r"(?:#(\d{1,10});?|#[xX]([0-9a-fA-F]{1,8});?|([A-Za-z_][\w.-]{0,40});)?"
)
BARE_LESS = re.compile(r"<(?![A-Za-z_/:\x80-\U0010ffff])")
OPENER = re.compile(r"<(?:!\[CDATA\[|!--|\?|![Dd][Oo][Cc][Tt][Yy][Pp][Ee])")
CLOSER = {"<![cdata[": "]]>", "<!--": "-->", "<?": "?>", "<!doctype": ">"}
ENTITY = re.compile(r"<!ENTITY\s+([A-Za-z_][\w.-]{0,40})\s+(?:\"([^\"&%<]{0,200})\"|'([^'&%<]{0,200})')\s*>")
XML_OWN = frozenset({"amp", "lt", "gt", "quot", "apos"})
MAX_ENTITIES = 64  #: a document's own definitions that are honoured, plain text of at most 200 characters
MAX_USES = 2000  #: of its own definitions in one document; the rest stays as written
MAX_TAG = 65_536  #: characters in one tag; libxml2 and lxml grow slow on more attributes than this can hold
GIANT_TAG = re.compile(rf"<[^<>]{{{MAX_TAG},}}>?")
MAX_TAGS = 600_000  #: tags in one document; each costs a tree node, about 100 bytes


@dataclass(frozen=True, slots=True)
class Grammar:
    """What a kind of document is made of: patterns that match the beginning of a tag, "<name".

    `root` is the outer element, `bare` what may stand there when the root is missing, `item` what repeats.
    """

    root: re.Pattern[str]
    bare: re.Pattern[str]
    item: re.Pattern[str]
    close: re.Pattern[str]  #: the end tag of any of them

    @classmethod
    def of(cls, *, root: str, bare: str, item: str) -> Grammar:
        """Build the patterns from alternatives of local names: `root="rss|rdf|feed"`."""
        opening = r"<(?:[A-Za-z_][\w.-]{{0,40}}:)?(?:{})(?=[\s>/])"
        closing = r"</(?:[A-Za-z_][\w.-]{{0,40}}:)?(?:{})\s*>"

        def pattern(shape: str, names: str) -> re.Pattern[str]:
            return re.compile(shape.format(names), re.IGNORECASE)

        every = f"{root}|{bare}"
        return cls(
            pattern(opening, root), pattern(opening, bare), pattern(opening, item), pattern(closing, every)
        )


@dataclass(frozen=True, slots=True)
class Repaired:
    """XML that begins with its root tag, what was mended, and whether the end is missing."""

    text: str
    problems: tuple[str, ...]
    complete: bool = True
    torn: bool = False  #: cut off somewhere, not at a cap between two items


def find_root(text: str, grammar: Grammar) -> tuple[int, bool]:
    """Where the feed's root tag begins, or -1; and whether the text looks like a page instead."""
    start = _after_prolog(text)
    if grammar.root.match(text, start) or grammar.bare.match(text, start):
        return start, False
    page = PAGE.search(text)
    found = grammar.root.search(text, start)
    if found and (
        page is None or found.start() < page.start() or _is_wrapped(text, page.start(), found.start())
    ):
        return found.start(), False
    if page:
        return -1, True
    found = grammar.bare.search(text, start)
    return (found.start(), False) if found else (-1, False)


def _is_wrapped(text: str, page: int, root: int) -> bool:
    """A feed that follows a few words of HTML, as PHP prints warnings, is a feed still."""
    return (
        root - page < 2000
        and "<html" not in text[page:root].lower()
        and "<!doctype" not in text[page:root].lower()
    )


def _after_prolog(text: str) -> int:
    """Skip blanks, declarations, comments and a DOCTYPE; they may speak of other roots."""
    at = 0
    while True:
        while at < len(text) and text[at] in " \t\r\n\ufeff\x00":
            at += 1
        head = text[at : at + 14].lower()
        if head.startswith("<!--"):
            end = text.find("-->", at)
            step = 3
        elif head.startswith("<?"):
            end = text.find("?>", at)
            step = 2
        elif head.startswith("<!doctype"):
            end = _doctype_end(text, at)
            step = 1
        else:
            return at
        if end < 0:
            return at
        at = end + step


def _doctype_end(text: str, at: int) -> int:
    end = text.find(">", at)
    bracket = text.find("[", at, end if end >= 0 else None)
    if bracket < 0:
        return end
    close = text.find("]>", bracket)
    if close < 0:
        close = text.find("]", bracket)
        return text.find(">", close) if close >= 0 else -1
    return close + 1


def repair(text: str, root: int, grammar: Grammar, max_items: int, max_tags: int = MAX_TAGS) -> Repaired:
    """Return the document from `root` on, mended; `root` is what `find_root` gave."""
    problems: list[str] = []
    own = own_entities(text[:root]) if root else {}
    if text[:root].strip(" \t\r\n\ufeff") and not text[:root].lstrip(" \t\r\n\ufeff").startswith("<"):
        problems.append("text before the root element")
    text = text[root:]
    if _is_doubtful(text):
        text = _without_illegal(text, problems)
    text, cut = _cut_items(text, grammar, max_items)
    if cut:
        problems.append(cut)
    if SUSPECT.search(text) or text.rfind("<![CDATA[") > text.rfind("]]>"):
        mender = _Mender(own)
        text = mender.mend(text)
        problems.extend(mender.problems())
    text, over = _cut_tags(text, max_tags)
    torn = over or not (cut or is_closed(text))
    return Repaired(text, tuple(problems), complete=not (torn or cut), torn=torn)


def _is_doubtful(text: str) -> bool:
    """Whether illegal characters or C1 controls may be in it; on bytes, a quarter of what a regular expression costs."""
    raw = text.encode("utf-8", "surrogatepass")
    if len(raw.translate(None, CONTROLS)) != len(raw):
        return True
    return any(code in raw for code in NO_CHARACTERS) or bool(C1.search(raw))


def _without_illegal(text: str, problems: list[str]) -> str:
    cleaned = ILLEGAL.sub("", text)
    if len(cleaned) != len(text):
        problems.append(f"{len(text) - len(cleaned)} illegal characters")
    return OLD_WINDOWS.sub(lambda found: html.unescape(f"&#{ord(found[0])};"), cleaned)


def is_closed(text: str) -> bool:
    """Whether the root element, with which the text begins, is closed somewhere, or closes itself."""
    end = text.find(">")
    if text[end - 1 : end] == "/":
        return True
    name = text[1:end].split(None, 1)[0] if end > 1 else ""
    return bool(name) and (text.rfind(f"</{name}") >= 0 or f"</{name.lower()}" in text[-1000:].lower())


def own_entities(prolog: str) -> dict[str, str]:
    """Plain text that the document's DOCTYPE defines names for; nothing nested, nothing external.

    A few old RDF feeds abbreviate their namespaces so. Nested definitions, the stuff of entity bombs, are
    not honoured: such a reference stays as it is written.
    """
    found = ENTITY.findall(prolog[:100_000])
    return {name: double or single for name, double, single in found[:MAX_ENTITIES]}


def _cut_items(text: str, grammar: Grammar, max_items: int) -> tuple[str, str]:
    if len(text) < 8 * max_items or text.count("<") < 2 * max_items:
        return text, ""
    for number, found in enumerate(grammar.item.finditer(text)):
        if number == max_items:
            return text[: found.start()], f"more than {max_items} items; the rest was left out"
    return text, ""


def _cut_tags(text: str, limit: int) -> tuple[str, bool]:
    """Bound what the tree may cost: no giant tag, no millions of them. CDATA is text and counts for nothing."""
    if len(text) > 8 * MAX_TAG:
        text = GIANT_TAG.sub(_shorten_tag, text)
    if len(text) < 3 * limit or text.count("<") <= limit:
        return text, False
    tags = position = 0
    for piece in re.split(r"(<!\[CDATA\[)", text):
        inside = tags and position and text.startswith("<![CDATA[", position - 9)
        outside = piece.partition("]]>")[2] if inside else piece
        tags += outside.count("<")
        if tags > limit:
            return text[: position + _nth_tag(piece, limit - tags + outside.count("<"))], True
        position += len(piece)
    return text, False


def _nth_tag(piece: str, number: int) -> int:
    at = -1
    for _ in range(max(number, 0) + 1):
        following = piece.find("<", at + 1)
        if following < 0:
            break
        at = following
    return max(at, 0)


def _shorten_tag(found: re.Match[str]) -> str:
    tag = found[0][:MAX_TAG]
    kept = tag[: max(tag.rfind("' "), tag.rfind('" '), 0) + 1] or tag.split(None, 1)[0]
    return kept + ">"


class _Mender:
    """One pass over the text; counts what it changes."""

    def __init__(self, own: dict[str, str]) -> None:
        self.own, self.uses = own, 0
        self.ampersands = self.less = self.characters = self.unclosed = 0

    def problems(self) -> list[str]:
        counted = (
            (self.ampersands, "bare ampersands"),
            (self.less, 'bare "<"'),
            (self.characters, "references to illegal characters"),
            (self.unclosed, "sections that never end"),
        )
        return [f"{number} {what}" for number, what in counted if number]

    def mend(self, text: str) -> str:
        parts: list[str] = []
        at, plain_from = 0, 0
        missing: set[str] = set()  # closers that do not come any more: looked for once, not 200,000 times
        while found := OPENER.search(text, at):
            opener = found[0].lower()
            closer = CLOSER[opener]
            end = -1 if closer in missing else text.find(closer, found.end())
            if end < 0:
                missing.add(closer)
                self.unclosed += 1
                parts.append(self._plain(text[plain_from : found.start()]))
                at = plain_from = found.end()
                continue
            parts.append(self._plain(text[plain_from : found.start()]))
            at = plain_from = end + len(closer)
            if opener == "<![cdata[":
                parts.append(text[found.start() : at])
        parts.append(self._plain(text[plain_from:]))
        return "".join(parts)

    def _plain(self, text: str) -> str:
        if "&" in text:
            text = REFERENCE.sub(self._reference, text)
        text, number = BARE_LESS.subn("&lt;", text)
        self.less += number
        return text

    def _reference(self, found: re.Match[str]) -> str:
        decimal, hexadecimal, name = found.groups()
        if name:
            return self._named(name)
        if decimal or hexadecimal:
            return self._numbered(int(decimal) if decimal else int(hexadecimal, 16))
        self.ampersands += 1
        return "&amp;"

    def _named(self, name: str) -> str:
        if name in XML_OWN:
            return f"&{name};"
        if name in self.own and self.uses < MAX_USES:
            self.uses += 1
            return self.own[name]
        value = html5.get(name + ";")
        if value is None:
            self.ampersands += 1
            return f"&amp;{name};"
        return html.escape(value) if value in "<>&\"'" else value

    def _numbered(self, number: int) -> str:
        if 0x80 <= number <= 0x9F:
            return html.unescape(f"&#{number};")  # windows-1252, as browsers read it
        legal = (
            number in (9, 10, 13)
            or 0x20 <= number <= 0xD7FF
            or 0xE000 <= number <= 0xFFFD
            or 0x10000 <= number <= 0x10FFFF
        )
        if not legal:
            self.characters += 1
            return ""
        return f"&#{number};"
