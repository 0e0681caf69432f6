"""RSS 0.9 to 2.0 and RDF: one reader, for the elements are the same and feeds mix them anyway."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.feeds.atom import atom_links, atom_people, category_words
from crawler.feeds.media import media_description, media_files, media_title
from crawler.feeds.polling import skip_days, skip_hours, ttl_seconds, update_interval
from crawler.markup.element import XML_LANG, Children, language_tag, person, unique
from crawler.markup.links import web_link
from crawler.markup.text import Element, line, text_of
from storage.records import Entry, Feed

PUBLISHED = ("pubdate", "dc:date", "dcterms:issued", "dcterms:created", "dc:issued", "dc:created", "atom:published", "atom:issued", "published", "date")  # fmt: skip
UPDATED = (
    "atom:updated",
    "atom:modified",
    "dcterms:modified",
    "dc:modified",
    "updated",
    "modified",
    "lastbuilddate",
    "dc:date",  # of which event Dublin Core leaves open
)
SPECIAL_CATEGORIES = frozenset(
    {"atom:category", "media:category", "itunes:category", "itunes:keywords", "media:keywords"}
)
RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
RDF_RESOURCE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}resource"


def read_channel(root: Element, home: str, base: str | None, kind: str) -> tuple[Feed, Children]:
    """The feed without its entries, and the channel, whose base and language the items inherit."""
    channel = _channel(root, home, base)
    site = _channel_link(channel)
    links = atom_links(channel, "atom:link")
    language = channel.line("language", "dc:language") or channel.element.get(XML_LANG) or root.get(XML_LANG)
    feed = Feed(
        title=channel.plain("title", "dc:title", "atom:title", "itunes:title", "media:title"),
        link=site,
        language=language_tag(language),
        format=kind,
        self_link=next(iter(links.get("self", ())), None),
        hubs=unique(links.get("hub", ())),
        next_link=next(iter(links.get("next", ())), None),
        prev_archive=next(iter(links.get("prev-archive", ())), None),
        ttl=ttl_seconds(channel),
        update_interval=update_interval(channel),
        skip_hours=skip_hours(channel),
        skip_days=skip_days(channel),
    )
    channel.base = _item_base(channel, site)
    return feed, channel


def _channel(root: Element, home: str, base: str | None) -> Children:
    outer = Children(root, home, base)
    inner = outer.first("channel")
    return outer if inner is None else Children(inner, home, outer.base)


def _channel_link(channel: Children) -> str | None:
    alternate = atom_links(channel, "atom:link").get("alternate", ())
    return (
        _plain_link(channel)
        or next(iter(alternate), None)
        or web_link(channel.element.get(RDF_ABOUT), channel.base)
    )


def _plain_link(children: Children) -> str | None:
    """The <link>, its text or its href; the last of several, as gofeed and feedparser have it."""
    for element in reversed(children.all("link")):
        if (element.get("rel") or "alternate").lower() == "alternate":
            found = children.url(
                element, text_of(element) or element.get("href") or element.get(RDF_RESOURCE)
            )
            if found:
                return found
    return None


def _item_base(channel: Children, site: str | None) -> str | None:
    """Relative links of RSS have no rule; they are written with the site in mind, which proxies do not share."""
    return (
        channel.base
        if channel.element.get("{http://www.w3.org/XML/1998/namespace}base")
        else site or channel.base
    )


def read_item(element: Element, channel: Children, language: str | None) -> Entry:
    item = Children(element, channel.home, channel.base)
    published, published_raw = item.date(language, *PUBLISHED)
    updated, updated_raw = item.date(language, *UPDATED)
    content = item.markup(
        "content:encoded",
        "xhtml:body",
        "xhtml:div",
        "fulltext",
        "fullitem",
        "body",
        "full-text",
        "content",
        "atom:content",
    )
    summary = _summary(item)
    links = atom_links(item, "atom:link")
    found = _item_link(item, links)
    return Entry(
        title=item.plain("title", "dc:title", "atom:title")
        or media_title(item)
        or item.plain("itunes:title"),
        link=found,
        id=_item_id(item),
        published=published,
        updated=updated,
        authors=_authors(item),
        categories=_categories(item),
        content=content,
        summary=summary,
        enclosures=unique(_enclosures(item, links)),
        language=language_tag(item.line("dc:language", "language") or element.get(XML_LANG)),
        published_raw=published_raw,
        updated_raw=updated_raw,
        problems=_problems(item, found, published is None and bool(published_raw)),
    )


def _summary(item: Children) -> str | None:
    return (
        item.markup("description", "dc:description", "atom:summary", "abstract", "dcterms:abstract")
        or media_description(item)
        or item.markup("googleplay:description", "itunes:summary", "itunes:subtitle")
    )


def _item_link(item: Children, links: dict[str, list[str]]) -> str | None:
    """The article's own address: what a feed proxy replaced, the link, Atom's link, a permanent guid."""
    for element in item.all("feedburner:origlink", "pheedo:origlink"):
        found = web_link(text_of(element), None)
        if found:
            return found
    alternate = next(iter(links.get("alternate", ())), None)
    return _plain_link(item) or alternate or _permalink(item) or _about(item)


def _permalink(item: Children) -> str | None:
    for element in item.all("guid"):
        said = (element.get("isPermaLink") or element.get("ispermalink") or "true").strip().lower()
        if said != "false":
            found = web_link(text_of(element))
            if found:
                return found
    return None


def _about(item: Children) -> str | None:
    return web_link(item.element.get(RDF_ABOUT) or item.element.get("about"))


def _item_id(item: Children) -> str | None:
    return item.line("guid", "atom:id") or line(item.element.get(RDF_ABOUT)) or item.line("dc:identifier")


def _authors(item: Children) -> tuple[str, ...]:
    named = [person(text_of(element)) for element in item.all("author", "dc:creator", "dc:author")]
    named += atom_people(item, "atom:author")
    if any(named):
        return unique(named)
    others = item.all("itunes:author", "googleplay:author", "dc:contributor")
    return unique(person(text_of(element)) for element in others)


def _categories(item: Children) -> tuple[str, ...]:
    words = [line(text_of(element), 300) for element in item.all("category", "dc:subject")]
    if not SPECIAL_CATEGORIES.isdisjoint(item.named):
        for element in item.all("atom:category", "media:category"):
            words += category_words(element)
        words += [line(element.get("text"), 300) for element in item.all("itunes:category")]
        for element in item.all("itunes:keywords", "media:keywords"):
            words += [line(word, 300) for word in text_of(element)[:4000].split(",")]
    return unique(words)


def _enclosures(item: Children, links: dict[str, list[str]]) -> Iterator[str | None]:
    for element in item.all("feedburner:origenclosurelink"):
        yield web_link(text_of(element))
    for element in item.all("enclosure"):
        yield item.url(element, element.get("url") or element.get("href") or element.get(RDF_RESOURCE))
    yield from links.get("enclosure", ())
    yield from media_files(item)


def _problems(item: Children, found: str | None, unread_date: bool) -> tuple[str, ...]:
    problems = []
    if found is None:
        problems.append("a link that is not http(s)" if item.line("link") else "no link")
    if unread_date:
        problems.append("a date that cannot be read")
    return tuple(problems)
