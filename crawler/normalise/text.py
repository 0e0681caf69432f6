"""Text as it is stored, and text as it is compared.

`clean_text` makes what is stored: NFC, no U+0000, no control characters, no lone surrogates, no invisible
characters except where a script needs them. `fold` makes what is compared: quote styles, dashes, width and
case fold away. Nothing folded is ever stored.
"""

from __future__ import annotations

import re
import unicodedata

# What may need work: controls, soft hyphen, zero-width and bidi characters, exotic spaces, private use
# (icon fonts), surrogates, noncharacters. ASCII without controls, the common case, does not match.
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    "\u3000\u3164\ud800-\uf8ff\ufdd0-\ufdef\ufeff\ufff9-\uffff\U000e0000-\U000e007f\U000f0000-\U0010ffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t\x1c-\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u202a-\u202e\u2060-\u206f\u3164\ud800-\uf8ff"
    "\ufdd0-\ufdef\ufeff\ufff9-\ufffc\ufffe\uffff\U000f0000-\U0010ffff]"
)
# Scripts whose words are spelled with joiners: Arabic and Syriac, Mongolian, and the Indic family.
_JOINED = "\u0600-\u07bf\u0840-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefe"
# ZWNJ and ZWJ between letters of such a script; ZWJ inside an emoji sequence (UTS #51).
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_JOINER = re.compile("[\u200c\u200d]")
_VIRAMA = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"  # a joiner after it shapes the letter before
_KEPT_JOINER = re.compile(
    f"(?<=[{_JOINED}])[\u200c\u200d](?=[{_JOINED}])|(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])|(?<=[{_VIRAMA}])[\u200c\u200d]"
)
# ZWSP marks where a line may break inside Thai, Lao, Burmese and Khmer, which write no spaces.
_KEPT_ZWSP = re.compile(
    "(?<=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b(?=[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
)
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_TAGS = re.compile("[\U000e0000-\U000e007f]")
_TAGGED_FLAG = re.compile("(?<=\U0001f3f4)[\U000e0020-\U000e007e]{1,8}\U000e007f")

# ZWJ, ZWNJ, ZWSP and tag characters are parked on noncharacters while the others of their kind are removed.
_PARK = {0x200B: 0xFDD0, 0x200C: 0xFDD1, 0x200D: 0xFDD2}
_PARK |= {0xE0000 + n: 0xFFF00 + n for n in range(0x80)}
_UNPARK = {parked: plain for plain, parked in _PARK.items()}


def clean_text(text: str) -> str:
    """`text` as it may be stored: NFC, line ends as "\\n", runs of blanks as one, nothing invisible.

    A pair of surrogates becomes its character, a lone one goes. ZWJ and ZWNJ stay inside Arabic, Persian and
    Indic words and emoji, ZWSP inside Thai, Lao, Burmese and Khmer; marks of direction stay in text that
    is written from right to left, embeddings and overrides never (they can make a line read differently from
    what it says: CVE-2021-42574). Doing it twice changes nothing.
    """
    if _SUSPECT.search(text):
        text = _without_invisible(text)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return _tidy(text)


def _without_invisible(text: str) -> str:
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _LINE_ENDS.sub("\n", text)
    text = _SPACES.sub(" ", text)
    text = _DROPPED.sub("", text)
    text = _KEPT_JOINER.sub(_park, text)
    text = _KEPT_ZWSP.sub(_park, text)
    text = _JOINER.sub("", text).replace("\u200b", "")
    text = _TAGGED_FLAG.sub(_park, text)
    text = _TAGS.sub("", text)
    if not _RTL.search(text):
        text = text.replace("\u200e", "").replace("\u200f", "")
    return text.translate(_UNPARK)


def _park(match: re.Match[str]) -> str:
    return match.group().translate(_PARK)


_BLANKS = re.compile("[ \t]{2,}|\t")
_AROUND_BREAK = re.compile("[ \t]*\n[ \t]*")
_BREAKS = re.compile("\n{3,}")


def _tidy(text: str) -> str:
    if "  " in text or "\t" in text:
        text = _BLANKS.sub(" ", text)
    if "\n" in text:
        text = _BREAKS.sub("\n\n", _AROUND_BREAK.sub("\n", text))
    return text.strip(" \n\t")


# Comparison ---------------------------------------------------------------------------------------

_FOLD: dict[int, str | None] = {ord(c): "'" for c in "‘’‚‛′´`ʼʹ＇"}
_FOLD |= {ord(c): '"' for c in "“”„‟«»″‹›「」『』〝〞〟"}
_FOLD |= {ord(c): "-" for c in "‐‑‒–—―−﹘﹣－"}
_FOLD |= {ord(c): " " for c in "\xa0\u2007\u202f\u3000\n\t"}
_FOLD |= dict.fromkeys(map(ord, "\xad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u0640"), None)
_FOLD |= dict.fromkeys(range(0x064B, 0x0653), None)  # Arabic vowel signs: written or left out at will
_FOLD |= {ord("ⓒ"): "©"}  # NFKC makes a plain c of it
_FOLD |= {ord("ي"): "ی", ord("ى"): "ی", ord("ك"): "ک", ord("أ"): "ا", ord("إ"): "ا", ord("آ"): "ا"}
_STYLED = {chr(code): style or "" for code, style in _FOLD.items()}
_FOLDS = re.compile(f"[{''.join(_STYLED)}]")  # few characters of a text: quicker than str.translate


def fold(text: str) -> str:
    """`text` for comparison: NFKC, one style of quotes and dashes, one space, no case.

    Arabic loses vowel signs, tatweel and the hamza on alif, and Persian and Arabic kaf and yeh are one; the
    dot that casefold leaves on a Turkish capital I goes.

    >>> fold("“No  Progress” — КИЇВ") == fold('"no progress" - Київ')
    True
    """
    return " ".join(fold_letters(text).replace("''", '"').split())


def fold_letters(text: str) -> str:
    """`fold` without its care for spaces."""
    if not text.isascii():
        # ″ and ´ have compatibility forms with spaces or doubled signs: fold before and after NFKC
        styled = _one_style(text)
        text = unicodedata.normalize("NFKC", styled)
        if text != styled:
            text = _one_style(text)
    return text.casefold().replace("i\u0307", "i")


def _one_style(text: str) -> str:
    return _FOLDS.sub(lambda found: _STYLED[found[0]], text)


_BEFORE = re.compile(r"[^\w©(\[{<\"'$€£#@]*")
_UP_TO_LAST = re.compile(r".*[\w©)\]}>\"'%$€£.!?。！？…:]", re.DOTALL)
_ALNUM = re.compile(r"[^\W_]+")


def bare(folded: str) -> str:
    """A folded line without bullets, arrows and emoji around it."""
    begins = _BEFORE.match(folded)
    found = _UP_TO_LAST.match(folded, begins.end() if begins else 0)
    return found[0] if found else ""


def match_key(text: str) -> str:
    """The letters and digits of `text`, folded, words apart by one space: what "the same line" means."""
    return key_of(fold(text))


def key_of(folded: str) -> str:
    """The match key of a text that is folded already."""
    return " ".join(_ALNUM.findall(folded))


# Measures -----------------------------------------------------------------------------------------

_WIDE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
# Each begins with one set of signs instead of with branches: a search for the signs of a set is quick
_SENTENCE_END = re.compile(r"[.!?。！？।؟…۔։።](?:['\"”’»“)\]」』]*(?:\s|$)|(?<=[。！？]))")


def weight(text: str) -> int:
    """Length in characters of a Latin text that says as much: a Han or kana character counts 2.5, Hangul 1.8."""
    if text.isascii():
        return len(text)
    return len(text) + 3 * len(_WIDE.findall(text)) // 2 + 4 * len(_HANGUL.findall(text)) // 5


def sentences(text: str) -> int:
    """How many sentence ends `text` has."""
    return len(_SENTENCE_END.findall(text))


def has_sentence(text: str) -> bool:
    """Whether a sentence ends in `text`."""
    return _SENTENCE_END.search(text) is not None


OPENING_QUOTES = "“„«‹\"'‘‚「『〝»"
_CLOSING = "”“»›\"'’‘」』〞«"
_CLOSED = re.compile(f"[{_CLOSING}](?!\\w)")
_QUOTED = re.compile(
    '[“„«»‹›"「『‘\'](?:(?<=[“„«»‹›"])[^“”„«»‹›"]{12,}[”“»«›‹"]|(?<=[「『])[^」』]{6,}[」』]'
    "|(?<=[‘'])(?<!\\w[‘'])[^‘’']{20,}[’'](?!\\w))"
)


def is_quotation(text: str) -> bool:
    """Whether `text` is somebody's words: it opens and closes with quotation marks, or half of it stands in them."""
    text = text.strip()
    if len(text) < 20:
        return False
    if text[0] in OPENING_QUOTES and (text.rstrip(".,!? ")[-1] in _CLOSING or not _CLOSED.search(text, 1)):
        return True  # words that open and never close go on in the next paragraph
    return 2 * sum(len(m.group()) for m in _QUOTED.finditer(text[:2000])) >= len(text[:2000])


def has_quotation(text: str) -> bool:
    """Whether words in quotation marks (a sentence, not a name or title) stand anywhere in `text`."""
    quoted = (match.group() for match in _QUOTED.finditer(text[:2000]))
    return any(part.count(" ") >= 4 or weight(part) >= 34 for part in quoted)
