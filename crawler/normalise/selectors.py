"""A user's CSS selectors, applied to a page before it is extracted."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EncodingDetector
from soupsieve import SelectorSyntaxError

from storage.records import UserRules


def apply_selectors(html: bytes, rules: UserRules) -> bytes:
    """`html` without the elements of `rules.remove`, its body reduced to those of `rules.select`.

    Without rules the same bytes come back. A selector that finds nothing changes nothing: the site may have
    been rebuilt, and an article with too much text is better than none. Where something changed the answer
    is UTF-8 and says so.

    Raises:
        ValueError: a selector is not valid CSS; the message names it.
    """
    if not (rules.remove or rules.select):
        return html
    soup = BeautifulSoup(html, "lxml", from_encoding=_declared(html))
    chosen = _find(soup, "select", rules.select)
    removed = _find(soup, "remove", rules.remove)
    if not chosen and not removed:
        return html
    for element in removed:
        if not element.decomposed:
            element.decompose()
    kept = _outermost([element for element in chosen if not element.decomposed])
    if kept and soup.body:
        for element in kept:
            element.extract()
        soup.body.clear()
        article = soup.new_tag("article")
        article.extend(kept)
        soup.body.append(article)
    _say_utf8(soup)
    return soup.encode("utf-8")


def _declared(html: bytes) -> str | None:
    return EncodingDetector.find_declared_encoding(html, is_html=True)


def _find(soup: BeautifulSoup, name: str, selectors: tuple[str, ...]) -> list[Tag]:
    found: list[Tag] = []
    for selector in selectors:
        try:
            found.extend(soup.select(selector))
        except (SelectorSyntaxError, NotImplementedError) as problem:
            first = str(problem).split("\n", 1)[0]
            raise ValueError(f"{name}: {selector!r} is not a CSS selector: {first}") from problem
    return found


def _outermost(elements: list[Tag]) -> list[Tag]:
    """Each once, without those inside another; in the order of the selectors."""
    chosen = {id(element) for element in elements}
    unique = {id(element): element for element in elements}
    return [e for e in unique.values() if not any(id(parent) in chosen for parent in e.parents)]


def _say_utf8(soup: BeautifulSoup) -> None:
    for meta in soup.find_all("meta"):
        if isinstance(meta, Tag) and (
            meta.has_attr("charset") or str(meta.get("http-equiv", "")).lower() == "content-type"
        ):
            meta.decompose()
    if soup.head:
        soup.head.insert(0, soup.new_tag("meta", charset="utf-8"))
