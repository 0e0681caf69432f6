"""Media RSS (media:*) and enclosures: the files that belong to an entry, and the words about them."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.markup.element import Children

#: Where files are; most entries have none of them.
FILES = frozenset({"media:group", "media:content", "media:thumbnail", "media:peerlink"})
WORDS = frozenset({"media:group", "media:content", "media:title", "media:description"})


def media_groups(children: Children) -> Iterator[Children]:
    """The entry itself, its media:group and media:content elements: each may hold titles, texts and files."""
    yield children
    for group in children.inside("media:group"):
        yield group
        yield from group.inside("media:content")
    yield from children.inside("media:content")


def media_files(children: Children) -> Iterator[str | None]:
    """URLs of media:content, media:thumbnail and media:peerLink, in that order of worth."""
    if FILES.isdisjoint(children.named):
        return
    groups = list(media_groups(children))
    for name in ("media:content", "media:thumbnail", "media:peerlink"):
        attribute = "href" if name == "media:peerlink" else "url"
        for group in groups:
            for element in group.all(name):
                yield group.url(element, element.get(attribute))


def media_title(children: Children) -> str | None:
    if WORDS.isdisjoint(children.named):
        return None
    return next(filter(None, (group.plain("media:title") for group in media_groups(children))), None)


def media_description(children: Children) -> str | None:
    if WORDS.isdisjoint(children.named):
        return None
    return next(filter(None, (group.markup("media:description") for group in media_groups(children))), None)
