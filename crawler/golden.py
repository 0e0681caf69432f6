"""Golden pages: pages of a source with the articles that they should make, kept by the user beside sources.toml.

One page is two files, `NAME.html` as it was fetched and `NAME.json` with what a person confirmed (or corrected by
hand): headline, date, authors, and the body, one paragraph a line. A check reads the pages again by the present rules;
a live check fetches them again, which shows whether the site was redesigned under the extractor.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from crawler.normalise.text import match_key
from crawler.reading import Answer, Reading
from storage.errors import UsageError
from storage.records import Article, RawPage

FOLDER = "golden"  #: beside sources.toml
FIELDS = ("headline", "published", "authors", "language", "dateline", "agency")
SAME_TEXT = 0.995  #: similarity of words from which an offline body counts as the same
LIVE_TEXT = 0.8  #: and a live one: publishers edit
State = Literal["ok", "drift", "failed"]


@dataclass(frozen=True, slots=True)
class Golden:
    """A recorded page. `expected` holds FIELDS and `body`, as the file has them."""

    path: Path  #: of the .json
    url: str
    source: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    expected: Mapping[str, Any]  # Any: JSON

    @property
    def answer(self) -> Answer:
        return Answer(self.url, self.content, self.status, self.headers)


@dataclass(frozen=True, slots=True)
class Checked:
    """How a golden page reads now. `changes`: field -> (expected, found); `similarity` of the body, 0..1."""

    url: str
    source: str
    state: State
    changes: Mapping[str, tuple[str, str]]
    similarity: float
    reason: str = ""


def folder_beside(config_path: Path | None) -> Path:
    """Where the golden pages of a configuration stand."""
    return (config_path or Path("sources.toml")).parent / FOLDER


def record(folder: Path, source: str, raw: RawPage, article: Article) -> Path:
    """Write a page and what it makes now; the path of the .json. An earlier record of the same URL is replaced.

    Raises:
        OSError: the folder cannot be written.
    """
    place = folder / _slug(source)
    place.mkdir(parents=True, exist_ok=True)
    stem = f"{_slug(urlsplit(raw.url).path) or 'page'}-{hashlib.sha256(raw.url.encode()).hexdigest()[:8]}"
    (place / f"{stem}.html").write_bytes(raw.content)
    told = {
        "url": raw.url,
        "source": source,
        "recorded_at": raw.fetched_at.isoformat(),
        "status": raw.status,
        "headers": {name: value for name, value in raw.headers.items() if name == "content-type"},
        "extractor": article.extractor,
        "rules": article.rules,
        "expected": expected_of(article),
    }
    path = place / f"{stem}.json"
    path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def expected_of(article: Article) -> dict[str, Any]:  # Any: JSON
    """What a golden file says of an article: what the page itself tells; a field that came from a feed is empty."""
    told = {
        name: None if article.origins.get(name) == "feed" else _plain(getattr(article, name))
        for name in FIELDS
    }
    return told | {"body": article.body.split("\n\n")}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _slug(text: str) -> str:
    return re.sub(r"[^\w.-]+", "-", text.strip("/")).strip("-.")[-60:]


def recorded(folder: Path, source: str | None = None) -> Iterator[Golden]:
    """The golden pages of a folder (of one source), by name.

    Raises:
        UsageError: a file is not what `record` writes; the message names it and what is wrong.
    """
    for path in sorted(folder.glob("*/*.json")):
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            golden = Golden(
                path, str(told["url"]), str(told["source"]), int(told["status"]), dict(told["headers"]),
                path.with_suffix(".html").read_bytes(), dict(told["expected"]),
            )  # fmt: skip
            _checked_body(golden.expected)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{path}: no golden page: {type(error).__name__}: {error}") from error
        if source is None or golden.source == source:
            yield golden


def _checked_body(expected: Mapping[str, Any]) -> None:  # Any: JSON
    body = expected["body"]
    if not isinstance(body, list) or not all(isinstance(part, str) for part in body):
        raise ValueError("expected.body must be a list of paragraphs")


def check(golden: Golden, reading: Reading | None, problem: str = "", *, live: bool = False) -> Checked:
    """Hold what a page makes now against what it should make.

    Args:
        reading: None if the page could not be had; `problem` says why.
        live: the page was fetched anew. Its text may have been edited and its fields changed; drift is then a page
            that makes no article, a body that is mostly another one, or a field that went missing.
    """
    about = (golden.url, golden.source)
    if reading is None:
        return Checked(*about, "failed", {}, 0.0, problem)
    if reading.article is None:
        return Checked(*about, "drift", {}, 0.0, f"{reading.page.verdict}: {reading.page.evidence}")
    found = expected_of(reading.article)
    alike = similarity(golden.expected["body"], found["body"])
    changes = dict(_changes(golden.expected, found, live=live))
    if alike < (LIVE_TEXT if live else SAME_TEXT):
        changes["body"] = (_words(golden.expected["body"]), _words(found["body"]))
    return Checked(*about, "drift" if changes else "ok", changes, alike)


def _changes(
    expected: Mapping[str, Any], found: Mapping[str, Any], *, live: bool
) -> Iterator[tuple[str, tuple[str, str]]]:  # Any: JSON
    for name in FIELDS:
        wanted, got = expected.get(name), found[name]
        missing = bool(wanted) and not got
        if missing if live else _key(wanted) != _key(got):
            yield name, (_shown(wanted), _shown(got))


def _key(value: object) -> object:
    """Quote styles, dashes and width do not make a headline another one."""
    if isinstance(value, str):
        return match_key(value)
    return [match_key(str(one)) for one in value] if isinstance(value, list) and value else None


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "-")


def _words(body: Sequence[str]) -> str:
    return f"{sum(len(part.split()) for part in body)} words in {len(body)} paragraphs"


def similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """Share of words that two bodies have in the same order, 0..1.

    >>> similarity(["One two three."], ["One two", "three."])
    1.0
    """
    words, others = " ".join(one).split(), " ".join(other).split()
    if words == others:
        return 1.0
    return difflib.SequenceMatcher(None, words, others, autojunk=False).ratio()
