"""From bytes to text: which encoding a feed, sitemap or page list is really written in.

The order is what the web taught: a byte order mark, then what the bytes themselves prove (valid UTF-8
with non-ASCII characters is UTF-8, whatever the label says), then the declaration, the HTTP header, a
detector. RFC 7303 would put HTTP before the declaration; servers that stamp a default charset on
every file are more frequent than documents that lie about themselves.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass

#: Labels that are read as the superset which browsers use for them (WHATWG Encoding Standard, 2023).
WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "hz": "hz",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
#: Labels in the wild that Python does not know.
ALIASES = {
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "x-euc-jp": "euc_jp",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "x-cp1252": "cp1252",
    "x-big5": "big5hkscs",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "ks_c_5601-1987": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
}
#: Codecs that may be chosen by a label. UTF-7 is left out for good: it turns harmless ASCII into markup.
KNOWN = frozenset(
    [
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "gb18030",
        "hz",
        "big5",
        "big5hkscs",
        "cp950",
        "euc_jp",
        "euc_jis_2004",
        "iso2022_jp",
        "iso2022_jp_1",
        "iso2022_jp_2",
        "iso2022_kr",
        "shift_jis_2004",
        "cp932",
        "cp949",
        "johab",
        "koi8-r",
        "koi8-u",
        "kz1048",
        "ptcp154",
        "mac-roman",
        "mac-cyrillic",
        "mac-greek",
        "mac-latin2",
        "mac-turkish",
        "mac-iceland",
        "cp437",
        "cp737",
        "cp775",
        "cp850",
        "cp852",
        "cp855",
        "cp857",
        "cp858",
        "cp860",
        "cp861",
        "cp862",
        "cp863",
        "cp864",
        "cp865",
        "cp866",
        "cp869",
        "cp874",
        "cp037",
        "cp500",
        "cp1026",
        "cp1140",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "iso8859-2",
        "iso8859-3",
        "iso8859-4",
        "iso8859-5",
        "iso8859-6",
        "iso8859-7",
        "iso8859-8",
        "iso8859-10",
        "iso8859-13",
        "iso8859-14",
        "iso8859-15",
        "iso8859-16",
    ]
)
MARKS = (  # UTF-32 first: its little-endian mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SHAPES = (  # XML 1.0 appendix F: "<" or "<?" without a mark
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xm"
DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
HEAD = 2048  #: bytes in which a declaration is looked for
DETECT = 64_000  #: bytes that the detector sees
TAIL = 4  #: a document cut inside a character is no sign of another encoding


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the codec that gave it, and what had to be overruled or replaced."""

    text: str
    encoding: str
    problems: tuple[str, ...] = ()


def decode(data: bytes, headers: Mapping[str, str] | None = None) -> Decoded:
    """Decode a document; never raises. What cannot be read becomes U+FFFD."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], name)
    start = data[:64].lstrip(b" \t\r\n")
    for shape, name in SHAPES:
        if start.startswith(shape):
            return _decode_as(data, name)
    if data.startswith(EBCDIC):
        return _decode_as(data, "cp037")
    return _by_evidence(data, declared_encoding(data), header_encoding(headers))


def declared_encoding(data: bytes) -> str | None:
    """The codec that an XML declaration or a meta tag names, or None."""
    found = DECLARED.search(data[:HEAD]) or META.search(data[:HEAD])
    return known_codec(found.group(1).decode("ascii", "replace")) if found else None


def header_encoding(headers: Mapping[str, str] | None) -> str | None:
    """The codec that the Content-Type names, or None. Header names are compared without case."""
    for name, value in (headers or {}).items():
        if name.lower() == "content-type":
            found = HTTP_CHARSET.search(value)
            return known_codec(found.group(1)) if found else None
    return None


def known_codec(label: str) -> str | None:
    """Python's name of the codec to use for `label`, widened as browsers do; None if it may not be used.

    >>> known_codec("ISO-8859-1"), known_codec("utf-7"), known_codec("x-klingon")
    ('cp1252', None, None)
    """
    label = label.strip().lower()
    try:
        name = codecs.lookup(ALIASES.get(label, label)).name
    except (LookupError, ValueError):
        return None
    name = WIDER.get(name, name)
    return name if name in KNOWN else None


def _by_evidence(data: bytes, declared: str | None, from_http: str | None) -> Decoded:
    label = declared or from_http
    if data.isascii():
        shifting = (
            label if label in ("hz", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_kr") else None
        )
        return _decode_as(data, shifting or "utf-8")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - TAIL:
            return Decoded(data.decode("utf-8", "replace"), "utf-8", ("cut off inside a character",))
        return _not_utf8(data, declared, from_http)
    if label is None or label == "utf-8":
        return Decoded(text, "utf-8")
    return Decoded(text, "utf-8", (f"declared as {label}, but it is UTF-8",))


def _not_utf8(data: bytes, declared: str | None, from_http: str | None) -> Decoded:
    labels = [name for name in (declared, from_http) if name and not name.startswith(("utf-16", "utf-32"))]
    for name in labels:
        if name != "utf-8":
            return _decode_as(data, name)
    mostly = data.decode("utf-8", "replace")
    broken = mostly.count("\ufffd")
    sound = sum(1 for character in mostly if character > "\x7f") - broken
    if sound >= broken:
        return Decoded(mostly, "utf-8", (f"{broken} bytes are not UTF-8",))
    guessed = detect(data)
    said = f"declared as {labels[0]}, " if labels else ""
    decoded = _decode_as(data, guessed)
    return Decoded(decoded.text, guessed, (f"{said}read as {guessed}", *decoded.problems))


def detect(data: bytes) -> str:
    """Guess the encoding of bytes that are not UTF-8; windows-1252 when nothing speaks for another."""
    from resiliparse.parse.encoding import detect_encoding  # noqa: PLC0415 - only the few documents that lie need it

    guess = known_codec(detect_encoding(data[:DETECT]) or "")
    return guess if guess and not guess.startswith("utf") else "cp1252"


def _decode_as(data: bytes, name: str) -> Decoded:
    try:
        return Decoded(data.decode(name), name)
    except (UnicodeError, ValueError):
        text = data.decode(name, "replace")
    return Decoded(text, name, (f"{text.count(chr(0xFFFD))} characters are not {name}",))
