"""An article as a reference: plain text, CSL-JSON, BibTeX or RIS. Pure.

What a reader needs to check a quotation years later goes with it: when the text was captured, the SHA-256 of the
text as it stands in the archive, and the address of a web archive's copy where one is known.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from storage.rows import StoredArticle

Format = Literal["text", "csl", "bibtex", "ris"]
WEB_ARCHIVES = ("web.archive.org", "archive.org", "archive.ph", "archive.today", "archive.is", "archive.md", "perma.cc",
    "arquivo.pt", "webcitation.org", "webarchive.org.uk", "webarchive.nationalarchives.gov.uk")  # fmt: skip
_BIBTEX = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"})  # fmt: skip

#: biblatex knows languages by babel's names; others are left out, since it warns of what it does not know
_LANGID = {"ar": "arabic", "bg": "bulgarian", "ca": "catalan", "cs": "czech", "da": "danish", "de": "ngerman", "el": "greek",
    "en": "english", "es": "spanish", "et": "estonian", "fa": "persian", "fi": "finnish", "fr": "french", "he": "hebrew",
    "hr": "croatian", "hu": "hungarian", "it": "italian", "ja": "japanese", "ko": "korean", "lt": "lithuanian", "lv": "latvian",
    "nb": "norsk", "nl": "dutch", "nn": "nynorsk", "no": "norsk", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sk": "slovak", "sl": "slovene", "sr": "serbian", "sv": "swedish", "tr": "turkish", "uk": "ukrainian",
    "vi": "vietnamese", "zh": "chinese"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Citation:
    """What every format says. `captured` is when this text was first seen here."""

    key: str
    title: str
    authors: tuple[str, ...]  #: as printed; without any, the agency that wrote the text
    publisher: str
    url: str
    published: datetime | None
    captured: datetime
    language: str | None
    sha256: str  #: of the clean text, UTF-8
    gid: str
    archived: str | None  #: address of a web archive's copy


def citation(article: StoredArticle, captured: datetime, addresses: Iterable[str] = ()) -> Citation:
    """Args: captured: when the present text was first seen; addresses: every other one under which it is known."""
    when = article.published_at or captured
    name = re.sub(r"[^a-z0-9]+", "", (article.source or urlsplit(article.url).hostname or "").lower())
    return Citation(
        key=f"{name or 'article'}{when:%Y%m%d}-{article.id}",
        title=_line(article.headline or "(no headline)"),
        authors=tuple(map(_line, article.authors or ((article.agency,) if article.agency else ()))),
        publisher=_line(article.site_name or article.source or urlsplit(article.url).hostname or ""),
        url=article.url,
        published=article.published_at,
        captured=captured,
        language=article.language,
        sha256=hashlib.sha256(article.body.encode()).hexdigest(),
        gid=article.gid,
        archived=next((url for url in addresses if _of_an_archive(url)), None),
    )


def cited(reference: Citation, form: Format) -> str | Mapping[str, Any]:  # Any: a JSON value
    """The reference as text, or of "csl" as the object that JSON will hold."""
    return as_csl(reference) if form == "csl" else _WRITERS[form](reference)


def _line(text: str) -> str:
    return " ".join(text.split())


def _of_an_archive(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return any(host == name or host.endswith(f".{name}") for name in WEB_ARCHIVES)


def _proof(one: Citation) -> str:
    return f"captured {one.captured:%Y-%m-%dT%H:%M:%SZ}; text SHA-256 {one.sha256}; newsfold {one.gid}"


def as_text(one: Citation) -> str:
    """One paragraph in the order of a newspaper reference."""
    parts = [
        f"{'; '.join(one.authors).removesuffix('.')}." if one.authors else "",
        f"“{one.title}.”" if not one.title.endswith((".", "?", "!", "…")) else f"“{one.title}”",
        f"{one.publisher}," if one.publisher else "",
        f"{one.published.day} {one.published:%B %Y}." if one.published else "n.d.",
        one.url,
        f"(archived at {one.archived})" if one.archived else "",
        f"[{_proof(one)}]",
    ]
    return " ".join(part for part in parts if part)


def as_csl(one: Citation) -> dict[str, Any]:  # Any: JSON values
    """CSL-JSON, an object of type "article-newspaper"; a tool takes a list of them."""
    record = {
        "id": one.key,
        "type": "article-newspaper",
        "title": one.title,
        "author": [{"literal": name} for name in one.authors],
        "container-title": one.publisher,
        "issued": _parts(one.published) if one.published else None,
        "accessed": _parts(one.captured),
        "URL": one.url,
        "language": one.language,
        "archive_location": one.archived,
        "note": _proof(one),
    }
    return {name: value for name, value in record.items() if value}


def _parts(when: datetime) -> dict[str, list[list[int]]]:
    return {"date-parts": [[when.year, when.month, when.day]]}


def as_bibtex(one: Citation) -> str:
    """A biblatex @online entry; also BibTeX styles that do not know it print its fields."""
    fields = {
        "author": " and ".join(f"{{{name.translate(_BIBTEX)}}}" for name in one.authors),
        "title": f"{{{one.title.translate(_BIBTEX)}}}",
        "organization": one.publisher.translate(_BIBTEX),
        "date": f"{one.published:%Y-%m-%d}" if one.published else "",
        "url": _percent(one.url),
        "urldate": f"{one.captured:%Y-%m-%d}",
        "langid": _LANGID.get((one.language or "").partition("-")[0], ""),
        "note": (f"Archived: \\url{{{_in_text(one.archived)}}}; " if one.archived else "") + _proof(one),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@online{{{one.key},\n{lines}\n}}"


def _percent(url: str) -> str:
    """An address that cannot close a brace."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _in_text(url: str) -> str:
    """An address for \\url in a field that is no address: TeX reads that text first, and % would begin a comment.

    >>> _in_text("https://archive.example/a%20b#c")
    'https://archive.example/a\\\\%20b\\\\#c'
    """
    return _percent(url).replace("%", r"\%").replace("#", r"\#")


def as_ris(one: Citation) -> str:
    """RIS, as reference managers import it."""
    lines = [
        ("TY", "NEWS"),
        *(("AU", name) for name in one.authors),
        ("TI", one.title),
        ("T2", one.publisher),
    ]
    if one.published:
        lines += [("PY", f"{one.published:%Y}"), ("DA", f"{one.published:%Y/%m/%d}")]
    lines += [("UR", one.url), ("Y2", f"{one.captured:%Y/%m/%d}"), ("LA", one.language or "")]
    lines += [("L2", one.archived or ""), ("N1", _proof(one)), ("ID", one.key)]
    return "".join(f"{tag}  - {value}\n" for tag, value in lines if value) + "ER  - "


_WRITERS: dict[str, Callable[[Citation], str]] = {"text": as_text, "bibtex": as_bibtex, "ris": as_ris}
