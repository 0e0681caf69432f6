"""Atom 0.3 and 1.0 (RFC 4287), and Atom's elements inside other formats."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from crawler.feeds.media import media_description, media_files, media_title
from crawler.feeds.polling import ttl_seconds, update_interval
from crawler.markup.element import XML_BASE, XML_LANG, Children, language_tag, person, unique
from crawler.markup.links import web_link
from crawler.markup.text import (
    MAX_TEXT,
    MAX_TITLE,
    Element,
    clean,
    from_base64,
    inner_xml,
    line,
    plain,
    text_of,
)
from crawler.urls import same_site
from storage.records import Entry, Feed

PUBLISHED = ("published", "issued", "dc:date", "dcterms:issued", "created", "dcterms:created", "pubdate")
UPDATED = ("updated", "modified", "dcterms:modified")
#: Markup where plain text was announced: so many feeds do it that readers take the text for what it is.
LOOKS_HTML = re.compile(
    r"<(?:p|br|a|div|img|b|i|em|strong|span|ul|ol|li|h[1-6]|blockquote|table)\b[^<>]*>", re.IGNORECASE
)
ADDRESS = re.compile(r"https?:|urn:|tag:", re.IGNORECASE)
HTML_PAGE = re.compile(r"html", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Inherited:
    """What entries take from their feed."""

    home: str
    base: str | None
    language: str | None
    authors: tuple[str, ...]


def read_feed(root: Element, home: str, base: str | None) -> tuple[Feed, Inherited]:
    """The feed without its entries, and what the entries inherit of it."""
    head = Children(root, home, base)
    links = atom_links(head, "link")
    language = language_tag(root.get(XML_LANG) or head.line("language", "dc:language"))
    feed = Feed(
        title=text_construct(head.first("title")) or head.plain("dc:title", "title"),
        link=_page_link(head, links),
        language=language,
        format="atom",
        self_link=next(iter(links.get("self", ())), None),
        hubs=unique(links.get("hub", ())),
        next_link=next(iter(links.get("next", ())), None),
        prev_archive=next(iter(links.get("prev-archive", ())), None),
        ttl=ttl_seconds(head),
        update_interval=update_interval(head),
    )
    return feed, Inherited(home, _entry_base(head, feed.link), language, unique(atom_people(head, "author")))


def _entry_base(head: Children, site: str | None) -> str | None:
    """The document's address (RFC 3986, 5.1), but the site's where the feed is served by another host, a proxy."""
    if head.element.get(XML_BASE) or not site or not head.base or same_site(site, head.base):
        return head.base or site
    return site


def _page_link(children: Children, links: dict[str, list[str]]) -> str | None:
    """The alternate link; in feeds with HTML and other alternates the HTML one stands first (`atom_links`)."""
    found = next(iter(links.get("alternate", ())), None)
    if found:
        return found
    texts = (children.url(element, text_of(element)) for element in children.all("link"))
    return next(filter(None, texts), None)


def read_entry(element: Element, feed: Inherited) -> Entry:
    entry = Children(element, feed.home, feed.base)
    language = language_tag(element.get(XML_LANG) or entry.line("dc:language"))
    published, published_raw = entry.date(language or feed.language, *PUBLISHED)
    updated, updated_raw = entry.date(language or feed.language, *UPDATED)
    links = atom_links(entry, "link")
    own_id = entry.line("id", "guid")
    found = _entry_link(entry, links, own_id)
    return Entry(
        title=text_construct(entry.first("title")) or entry.plain("dc:title") or media_title(entry),
        link=found,
        id=own_id,
        published=published,
        updated=updated,
        authors=_authors(entry) or feed.authors,
        categories=_categories(entry),
        content=_first_markup(entry, "content", "content:encoded"),
        summary=_first_markup(entry, "summary", "description", "rss:description") or media_description(entry),
        enclosures=unique([*links.get("enclosure", ()), *media_files(entry)]),
        language=language,
        published_raw=published_raw,
        updated_raw=updated_raw,
        problems=() if found else ("no link",),
    )


def _entry_link(entry: Children, links: dict[str, list[str]], own_id: str | None) -> str | None:
    for element in entry.all("feedburner:origlink", "pheedo:origlink"):
        original = web_link(text_of(element))
        if original:
            return original
    found = _page_link(entry, links)
    return found or (web_link(own_id) if own_id and own_id.lower().startswith("http") else None)


def _authors(entry: Children) -> tuple[str, ...]:
    own = [*atom_people(entry, "author"), *(person(text_of(element)) for element in entry.all("dc:creator"))]
    if any(own):
        return unique(own)
    of_source = (name for source in entry.inside("source") for name in atom_people(source, "author"))
    return unique(of_source)


def _categories(entry: Children) -> tuple[str, ...]:
    words = [word for element in entry.all("category", "media:category") for word in category_words(element)]
    words += [line(text_of(element), 300) for element in entry.all("dc:subject")]
    return unique(words)


def category_words(element: Element) -> list[str | None]:
    """Label and term: one is for people, one for programs, and feeds disagree on which. Addresses are neither."""
    label = line(element.get("label"), 300)
    term = line(element.get("term"), 300) or line(text_of(element), 300)
    if label and term and (ADDRESS.match(term) or term.lower() == label.lower()):
        return [label]
    return [label, term]


def _first_markup(entry: Children, *names: str) -> str | None:
    return next(filter(None, (html_construct(element) for element in entry.all(*names))), None)


def atom_links(children: Children, name: str) -> dict[str, list[str]]:
    """Relation -> URLs, of `name` elements ("link" in Atom, "atom:link" elsewhere). HTML alternates stand first."""
    links: dict[str, list[str]] = {}
    for element in children.all(name):
        url = children.url(element, element.get("href"))
        if not url:
            continue
        relation = (element.get("rel") or "alternate").strip().lower()
        relation = relation.removeprefix("http://www.iana.org/assignments/relation/")
        known = links.setdefault(relation, [])
        kind = element.get("type")
        if (
            relation == "alternate"
            and known
            and kind
            and HTML_PAGE.search(kind)
            and not _is_page(children, name, known[0])
        ):
            known.insert(0, url)
        else:
            known.append(url)
    return links


def _is_page(children: Children, name: str, url: str) -> bool:
    """Whether the alternate at `url` is HTML, or does not say what it is."""
    for element in children.all(name):
        if children.url(element, element.get("href")) == url:
            kind = element.get("type")
            return not kind or bool(HTML_PAGE.search(kind))
    return False


def atom_people(children: Children, name: str) -> list[str | None]:
    """Names of Atom persons, their e-mail address where no name is given; or the element's own text."""
    found: list[str | None] = []
    for one in children.inside(name):
        named = one.line("name", "atom:name") or one.line("email", "atom:email")
        found.append(person(named) if named else person(text_of(one.element)))
    return found


def _kind(element: Element) -> str:
    """ "text", "html", "xhtml", or a media type; Atom 0.3 says the same in other words."""
    kind = (element.get("type") or "").strip().lower().partition(";")[0]
    mode = (element.get("mode") or "").strip().lower()
    if mode == "base64":
        return "base64"
    if len(element) and kind not in ("text", "text/plain"):
        return "xhtml"
    if kind in ("html", "text/html") or mode == "escaped":
        return "html"
    if kind in ("xhtml", "application/xhtml+xml"):
        return "xhtml"
    return "text" if kind in ("", "text", "text/plain") else kind


def text_construct(element: Element | None) -> str | None:
    """An Atom text construct as one line of plain text."""
    if element is None:
        return None
    kind = _kind(element)
    text = text_of(element)
    if kind == "base64" or "/" in kind:
        return plain(from_base64(text) or text)
    if kind == "xhtml" and not len(element):
        return plain(text)
    if kind == "xhtml":
        return line(text)
    if kind == "text" and not LOOKS_HTML.search(text[: 4 * MAX_TITLE]):
        return line(html.unescape(text[: 4 * MAX_TITLE])) if "&" in text else line(text)
    return plain(text)


def html_construct(element: Element) -> str | None:
    """An Atom text or content construct as HTML; plain text is escaped."""
    kind = _kind(element)
    if kind == "xhtml":
        text = inner_xml(_unwrapped(element))
    else:
        text = text_of(element)
        if kind == "base64" or "/" in kind:
            text = from_base64(text) or text
        elif kind == "text" and not LOOKS_HTML.search(text):
            text = html.escape(text, quote=False)
    return clean(text.strip()[:MAX_TEXT]) or None


def _unwrapped(element: Element) -> Element:
    """Inside the one <div> that XHTML content is wrapped in (RFC 4287, 3.1.1.3)."""
    inner = [child for child in element if isinstance(child.tag, str)]
    alone = len(inner) == 1 and not (element.text or "").strip() and not (inner[0].tail or "").strip()
    return inner[0] if alone and str(inner[0].tag).rpartition("}")[2].lower() == "div" else element
