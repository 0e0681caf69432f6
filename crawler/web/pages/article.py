"""One article: its text with the cuts in place, its fields with where they came from, its earlier texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from crawler.normalise.layout import woven
from crawler.web.asking import Answer, Asked
from crawler.web.wording import compared
from storage.ports import Archive
from storage.rows import StoredArticle, StoredCopy, StoredRevision

#: what is listed under "Fields", and the name of its origin where it is another one
FIELDS = (
    ("published_at", "published"), ("modified_at", "modified"), ("authors", ""), ("agency", ""), ("dateline", ""),
    ("language", ""), ("section", ""), ("tags", ""), ("description", ""), ("credits", ""), ("translations", ""),
    ("notices", ""), ("sign_off", ""), ("image", ""), ("image_caption", ""), ("image_credit", ""), ("access", ""),
    ("site_name", ""), ("canonical", ""), ("headline", ""), ("word_count", ""), ("first_seen_at", ""), ("seen_at", ""),
    ("last_seen_at", ""), ("verdict", ""), ("evidence", ""), ("extractor", ""), ("rules", ""), ("gid", ""),
)  # fmt: skip


def article(archive: Archive, asked: Asked) -> Answer:
    """An article, or one of its copies, by id. Raises NotFound."""
    text_id = asked.id
    story = archive.story(text_id)
    copy = next((one for one in story.copies if one.id == text_id), None)
    text: StoredArticle | StoredCopy = copy or story.article
    cuts = [cut for cut in archive.cuts(story.article.id) if cut.copy_id == (copy.id if copy else None)]
    shows_cuts = asked.word("cuts") != "off"
    return Answer(
        "article.html",
        {
            "text": text,
            "story": story,
            "copy": copy,
            "places": 1 + sum(one.kind != "same_url" for one in story.copies),
            "lines": woven(text.body, cuts if shows_cuts else ()),
            "cuts": cuts,
            "placed": sum(cut.position >= 0 for cut in cuts),
            "shows_cuts": shows_cuts,
            "fields": list(_fields(text)),
            "revisions": [one for one in story.revisions if one.copy_id == (copy.id if copy else None)],
        },
    )


def _fields(text: StoredArticle | StoredCopy) -> Iterator[dict[str, Any]]:  # Any: a column's value
    for name, origin in FIELDS:
        value = getattr(text, name, None)
        if value in (None, "", ()):
            continue
        key = origin or name
        yield {
            "name": name,
            "value": value,
            "origin": text.origins.get(key, ""),
            "others": text.alternatives.get(key, ()),
        }


def revisions(archive: Archive, asked: Asked) -> Answer:
    """Every text that an article (or a copy of it) had, each compared with the one that came after. Raises NotFound."""
    text_id = asked.id
    story = archive.story(text_id)
    copy = next((one for one in story.copies if one.id == text_id), None)
    text: StoredArticle | StoredCopy = copy or story.article
    old = [one for one in story.revisions if one.copy_id == (copy.id if copy else None)]
    return Answer("revisions.html", {"text": text, "story": story, "changes": _changes(old, text)})


def _changes(
    old: Sequence[StoredRevision], present: StoredArticle | StoredCopy
) -> list[dict[str, Any]]:  # Any: what a template prints
    """The latest change first."""
    versions = sorted(old, key=lambda one: (one.seen_at, one.id))
    found = []
    for before, after in pairwise([*versions, present]):
        assert isinstance(before, StoredRevision)  # noqa: S101 - only the last one is no revision
        found.append(
            {
                "revision": before,
                "headline": (before.headline, after.headline) if before.headline != after.headline else None,
                "paragraphs": compared(before.body, after.body),
            }
        )
    return found[::-1]
