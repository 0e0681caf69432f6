"""Bytes of a page to text: which encoding, by whose word, and what is never believed.

Order, after the HTML standard's encoding sniffing (https://html.spec.whatwg.org/#determining-the-character-encoding)
with one change that the web taught: bytes that are valid UTF-8 are UTF-8, whatever is declared, because
Latin-1 templates around UTF-8 texts are common and the reverse is practically never valid UTF-8 by chance.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HTTP_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(
    rb"<meta\s[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_XML_CHARSET = re.compile(
    rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_META_WITHIN = 8192  #: bytes; the standard says 1024, pages with long inline scripts put it later
_STATEFUL = frozenset({"iso2022_jp"})  # seven-bit: always valid UTF-8, so the declaration must win
# What browsers read under these names: the vendor's larger set
_LARGER = {
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_NEVER = frozenset({"utf-7", "utf7", "x-user-defined", "replacement", "hz-gb-2312"})
_LATIN = frozenset(f"iso8859-{part}" for part in (1, 2, 3, 4, 9, 10, 13, 14, 15, 16)) | {
    "cp1250",
    "cp1254",
    "cp1257",
}
_HIGH = tuple(bytes([sign]) for sign in range(0xA0, 0x100))
_FEW_SIGNS = 30  #: accented letters below which the detector guesses among the Latin alphabets
_DAMAGED = 0.002  #: share of U+FFFD up to which a declared encoding is still believed
_CONTROLS = bytes([*range(9), 11, *range(14, 32), 127])
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def decode(data: bytes, headers: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Return the text of `data`, without control characters and surrogates, and the encoding's name.

    >>> decode("<p>Café".encode("cp1252"))
    ('<p>Café', 'cp1252')
    """
    declared = declared_charset(data, headers)
    try:
        if declared not in _STATEFUL and not _has_utf16_shape(data):
            return data.translate(None, _CONTROLS).decode("utf-8").removeprefix("\ufeff"), "utf-8"
    except UnicodeDecodeError:
        pass
    text, encoding = _decode(data, declared)
    return clean(text), encoding


def clean(text: str) -> str:
    """Drop what no text may hold: NUL and other controls (tab, line ends and form feed stay), lone surrogates."""
    return _ILLEGAL.sub("", text) if _ILLEGAL.search(text) else text


def declared_charset(data: bytes, headers: Mapping[str, str] | None) -> str | None:
    """Return the encoding that HTTP, a <meta> or an XML declaration names, as a Python codec can use it."""
    claims = []
    for name, value in (headers or {}).items():
        if name.lower() == "content-type" and (found := _HTTP_CHARSET.search(value)):
            claims.append(found[1])
    head = data[:_META_WITHIN]
    claims += [
        claim[1].decode("ascii") for form in (_META_CHARSET, _XML_CHARSET) if (claim := form.search(head))
    ]
    return next(filter(None, map(_usable, claims)), None)


def _usable(label: str) -> str | None:
    if label.lower() in _NEVER:
        return None
    name = (map_encoding_to_html5(label, fallback_utf8=False) or "").lower()
    if not name or name in _NEVER:
        return None
    name = _LARGER.get(name, name)
    try:
        codecs.lookup(name)
    except LookupError:
        return None
    # Read in ASCII, so it cannot have been UTF-16 (HTML standard, prescan, step 15)
    return "utf-8" if name.startswith("utf-16") else str(name)


def _decode(data: bytes, declared: str | None) -> tuple[str, str]:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(name, "replace"), name
    if silent := _utf16_without_bom(data):
        return data.decode(silent, "replace"), silent
    if declared:
        text = data.decode(declared, "replace")
        if declared == "cp1252" or text.count("\ufffd") <= len(text) * _DAMAGED:
            return text, declared
    detected = detect_encoding(data)
    usable = _usable(detected) if detected else None
    if usable in _LATIN and sum(data.count(sign) for sign in _HIGH) < _FEW_SIGNS:
        usable = "cp1252"
    best = usable if usable and usable != "utf-8" else declared or "utf-8"
    text = data.decode(best, "replace")
    if best == "utf-8" and text.count("\ufffd") > len(text) * _DAMAGED * 10:
        best = "cp1252"
        text = data.decode(best, "replace")
    return text, best


def _has_utf16_shape(data: bytes) -> bool:
    return data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _utf16_without_bom(data) is not None


def _utf16_without_bom(data: bytes) -> str | None:
    head = data[:256]
    if head.startswith((b"<\x00", b"\n\x00", b" \x00")) and head.count(b"\x00") * 3 > len(head):
        return "utf-16-le"
    if head.startswith((b"\x00<", b"\x00\n", b"\x00 ")) and head.count(b"\x00") * 3 > len(head):
        return "utf-16-be"
    return None
