"""Everything a news page says about its article besides the body, each field with its origin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from lxml import etree

from crawler.extract.metadata import authors, facts, headline, published, site
from crawler.extract.metadata.dates import DateHabits
from crawler.extract.metadata.json_ld import first_text
from crawler.extract.metadata.picture import lead_image
from crawler.extract.metadata.record import Metadata
from crawler.extract.metadata.signals import Signals, gather
from crawler.extract.metadata.text import straight, visible
from crawler.language import detect, primary_tag

__all__ = ["Metadata", "read_metadata"]

SAMPLE = 800  #: characters in which the language is detected
BODY_LIMIT = 400_000  #: characters kept of articleBody


def read_metadata(
    tree: etree._Element,
    url: str,
    headers: Mapping[str, str] | None = None,
    *,
    text: str | None = None,
    now: datetime | None = None,
    fetched: datetime | None = None,
) -> Metadata:
    """Read the metadata of one parsed page; never raises, and its work is bounded whatever the tree holds.

    Args:
        tree: the document's root; only read.
        url: the page's address; relative links are resolved against it, and its date counts as a witness.
        headers: of the answer; `Date` tells when the page was fetched, `Content-Language` is a hint.
        text: the article's text, if it is known already: the language is detected in it.
        now: the time of fetching where there is no `Date` header; the clock by default.
        fetched: when it was fetched, by the project's clock.
    """
    signals = gather(tree, url)
    declared = _declared_language(signals, headers)
    sites = site.site_names(signals)
    origins: dict[str, str | None] = {}
    title, origins["headline"], titles = headline.read_headline(signals, sites)
    summary, origins["description"] = facts.description(signals)
    signals.headline = title
    language = detect(text or _sample(signals, title, summary), declared)
    signals.language = language
    origins["language"] = "text" if language else None
    signals.habits = _habits(signals, language)
    names, origins["authors"], other_names = authors.read_authors(signals, sites)
    dates = published.read_dates_of(signals, published.fetch_time(headers, now, fetched))
    picture = lead_image(signals)
    origins["image"] = picture.origin
    category, origins["section"] = facts.section(signals)
    topics, origins["tags"] = facts.tags(signals)
    tier, origins["access"] = facts.access(signals)
    name, origins["site_name"] = site.site_name(signals)
    link, origins["canonical"] = site.canonical(signals)
    origins["published"] = dates.published.origin if dates.published else None
    origins["modified"] = dates.modified.origin if dates.modified else None
    alternatives = {"headline": titles, "authors": other_names, "published": dates.others}
    return Metadata(
        headline=title,
        description=summary,
        language=language,
        image=picture.address,
        image_caption=picture.caption,
        image_credit=picture.credit,
        section=category,
        authors=names,
        tags=topics,
        published=dates.published.moment.when if dates.published else None,
        modified=dates.modified.moment.when if dates.modified else None,
        access=tier,
        site_name=name,
        canonical=link,
        amp=site.amp(signals),
        origins={key: value for key, value in origins.items() if value},
        alternatives={key: value for key, value in alternatives.items() if value},
        article_body=_article_body(signals),
        types=_types(signals),
    )


def _sample(signals: Signals, title: str | None, summary: str | None) -> str:
    """Words to detect the language in, where the article's text is not known yet: headline, description, paragraphs."""
    words = " ".join(filter(None, (title, summary)))
    for paragraph in islice(signals.tree.iter("p", "td"), 40):
        if len(words) > SAMPLE:
            break
        text = visible(paragraph, 400)
        if len(text) > 60 or paragraph.tag == "p":
            words = f"{words} {text}"
    return words


def _declared_language(signals: Signals, headers: Mapping[str, str] | None) -> str | None:
    linked = [first_text(n, "inLanguage") for n in signals.linked.articles[:1]]
    sent = [v for k, v in (headers or {}).items() if k.lower() == "content-language"]
    for value in (
        signals.html_lang,
        *linked,
        signals.first("og:locale", "content-language", "dc.language", "language"),
        *sent,
    ):
        if primary_tag(value):
            return value
    return None


def _habits(signals: Signals, language: str | None) -> DateHabits:
    """Month first is American: English pages, unless their locale or host is of another country."""
    locale = (signals.first("og:locale") or signals.html_lang).replace("_", "-").lower()
    american = language == "en" and (
        locale.endswith("-us")
        or (locale in ("", "en") and signals.host.endswith((".com", ".us", ".org", ".gov", ".edu", ".net")))
    )
    return DateHabits(language, american)


def _article_body(signals: Signals) -> str | None:
    for node in signals.linked.articles[:3]:
        if body := first_text(node, "articleBody"):
            return straight(body, BODY_LIMIT)
    return None


def _types(signals: Signals) -> tuple[str, ...]:
    declared = signals.first("og:type").lower()
    return tuple(dict.fromkeys(t for t in (declared, *signals.linked.types) if t))[:20]
