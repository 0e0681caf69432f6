"""Several hundred hostile texts in every field that comes from the web, and in the names that people and feeds give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import newsfold
import pytest

from crawler.archive import item_of
from storage.archive import open_archive
from storage.records import Cut, FeedState, Fetch, RawPage
from storage.rows import SourceRow
from tests.web.conftest import NOON, served, too_wide, watched

pytestmark = pytest.mark.browser
RUN = "window.hacked=(window.hacked||0)+1"
BRACES = "${7*7} #{7*7} <%= 7*7 %> {{config}}"
TEXTS = (
    f"<script>{RUN}</script>", f"</script><script>{RUN}</script>", f"</title><script>{RUN}</script>",
    f"</textarea><script>{RUN}</script>", f"</style><script>{RUN}</script>", f"--><script>{RUN}</script><!--",
    f"]]><script>{RUN}</script>", f"<img src=x onerror='{RUN}'>", f'"><img src=x onerror="{RUN}">',
    f"' onmouseover='{RUN}' autofocus onfocus='{RUN}' x='", f'" onload="{RUN}" x="', f"`-{RUN}-`",
    f"<svg onload='{RUN}'><circle/></svg>", f"<svg><script>{RUN}</script></svg>", f"<svg><animate onbegin='{RUN}' attributeName=x dur=1s>",
    f"<math><mtext><table><mglyph><style><img src=x onerror='{RUN}'></style></mglyph></table></mtext></math>",
    f"<math href='javascript:{RUN}'>x</math>", f"<details open ontoggle='{RUN}'>", f"<iframe src='javascript:{RUN}'></iframe>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>", "<object data='data:text/html,x'></object>", "<embed src='//evil.example/'>",
    "<link rel=stylesheet href='//evil.example/x.css'>", "<base href='//evil.example/'>", "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<form action='//evil.example/'><input name=q></form>", "<style>@import '//evil.example/x.css';*{display:none}</style>",
    f"<a href='javascript:{RUN}'>read on</a>", f"<video><source onerror='{RUN}'></video>", f"<body onpageshow='{RUN}'>",
    f"<template><script>{RUN}</script></template>", f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"{{{{7*7}}}} {{% raw %}}{{{{constructor.constructor('{RUN}')()}}}}", BRACES, "\ue000<b>\ue001\ue000",
    "\u202egpj.exe\u2066\u2067\u202d", "a\u2028b\u2029c\u0085d", "\ufeff\u200b\u200f\u061c", "x" * 3000, "\U0001f468\u200d\U0001f469" * 40,
    "%s %(x)s {0} %00 %3Cscript%3E", "../../etc/passwd", "'; DROP TABLE articles; --", "=HYPERLINK(\"//evil.example\")",
)  # fmt: skip
ADDRESSES = (
    f"javascript:{RUN}", f"JaVaScRiPt:{RUN}", f"java\nscript:{RUN}", f" javascript:{RUN}", f"\x01javascript:{RUN}", f"vbscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>", f"data:image/svg+xml,<svg onload='{RUN}'/>", "file:///etc/passwd", "blob:x", "//evil.example/",
    f"https://evil.example/'onmouseover='{RUN}", f'https://evil.example/"><script>{RUN}</script>', "http://[::1", "https://evil.example:99999/",
    "https://user:pw@evil.example/", "https://evil.example/\nSet-Cookie: x=1", "https://evil.example/" + "a/" * 2000,
)  # fmt: skip
DISGUISES = (
    lambda text: text,
    str.upper,
    escape,
    lambda text: escape(escape(text)),
    lambda text: text.replace("<", "<\n").replace("=", " = "),
    lambda text: text.replace("<", "\u202e<"),
    quote,
)
HOSTILE = tuple(dict.fromkeys(disguise(text) for text in (*TEXTS, *ADDRESSES) for disguise in DISGUISES))
GROUP = 40  #: texts in one article
PARTS = [HOSTILE[begin : begin + GROUP] for begin in range(0, len(HOSTILE), GROUP)]


def fill(path: Path) -> list[int]:
    """Each text in each field, by the ways of a user of the library and of a crawl; the articles that hold a group of them."""
    with newsfold.open_archive(path) as archive:
        archive.add_many(
            {"url": f"https://given.example/{n}", "headline": one, "body": f"{one}\n\nAn anchor {n}.", "source": one, "authors": [one], "published": NOON}
            for n, one in enumerate(HOSTILE)
        )  # fmt: skip
    with open_archive(path) as archive:
        run = archive.start_run(HOSTILE[0], version=HOSTILE[1])
        items = [stored(number, part) for number, part in enumerate(PARTS)]
        verdicts = archive.store(items, judge, now=NOON, run_id=run)
        archive.record_fetches(
            run,
            [Fetch(one, one, NOON, one, 404, one, reason=one) for one in HOSTILE],
        )
        archive.end_run(run, "partial", dict.fromkeys(HOSTILE[:50], 1), reason=HOSTILE[7])
        archive.put_sources(
            [
                SourceRow(one, ADDRESSES[n % len(ADDRESSES)], one, health=one, health_reason=one)
                for n, one in enumerate(HOSTILE)
            ]
        )
        archive.put_feed_states(
            [FeedState(f"{one}{n}", HOSTILE[n % 9], one, title=one, last_error=one, next_poll_reason=one) for n, one in enumerate(HOSTILE)]
        )  # fmt: skip
    return [one.article_id for one in verdicts if one and one.article_id]


def judge(*_: Any) -> newsfold.Verdict:
    return newsfold.Verdict("new")


def stored(number: int, part: tuple[str, ...]) -> Any:
    """An article of which every field is hostile, with the page that it was read from."""
    one, *_ = part
    article = newsfold.Article(
        url=f"https://stored.example/{number}", headline=one, body="\n\n".join(part), source=one, published=NOON, language=one, description=one,
        image=ADDRESSES[0], image_caption=one, image_credit=one, section=one, authors=part, tags=part, access=one, site_name=one,
        canonical=ADDRESSES[number % len(ADDRESSES)], dateline=one, agency=one, credits=part, translations=(*part, *ADDRESSES), notices=part,
        sign_off=one, evidence=one, extractor=one, rules=one, origins=dict.fromkeys(("headline", "authors", "tags", "canonical"), one),
        alternatives={"headline": part, "canonical": ADDRESSES},
        cuts=tuple(Cut(text, text, text, text, place) for place, text in enumerate(part, -3)),
    )  # fmt: skip
    bad = ADDRESSES[number % len(ADDRESSES)]
    page = RawPage(bad, NOON, 200, "".join(part).encode(), {"content-type": "text/html", one: one})
    # an archive that somebody else made may hold what our own crawl refuses: an address that is none
    return replace(item_of(article, NOON), raw=page, article=replace(article, url=bad))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[int]]]:
    """The address of the served archive, and the articles that hold a group of texts each."""
    path = tmp_path_factory.mktemp("hostile") / "news.db"
    numbers = fill(path)
    assert len(numbers) == len(PARTS)
    with served(path) as address:
        yield address, numbers


#: what a page must not have become: run code, hold elements or handlers that a text brought, or link to a scheme that runs
FOUND = """(ours) => {
  const found = [];
  if (window.hacked) found.push("a script ran");
  for (const link of document.querySelectorAll("a[href], area[href], form[action], a[*|href]"))
    if (!/^https?:/.test(link.href?.baseVal ?? link.href ?? link.action)) found.push("link " + link.outerHTML.slice(0, 200));
  if (!ours) return found;
  for (const one of document.querySelectorAll("script, iframe, object, embed, base, img, video, audio, template, meta[http-equiv], style, math, foreignObject, animate"))
    found.push("element " + one.outerHTML.slice(0, 200));
  for (const one of document.querySelectorAll("*"))
    for (const attribute of one.attributes) if (attribute.name.startsWith("on")) found.push("handler " + one.outerHTML.slice(0, 200));
  for (const link of document.querySelectorAll("a[href]"))
    if (link.host !== location.host && !/noreferrer/.test(link.rel)) found.push("follows " + link.href.slice(0, 200));
  return found;
}"""


def walk(browser: Any, site: str, paths: list[str], *, ours: bool = True) -> None:
    with watched(browser, site, refused=True) as page:
        page.set_viewport_size({"width": 360, "height": 740})
        for path in paths:
            answer = page.goto(path)
            assert answer.status in (200, 400, 404), (path[:200], answer.status)
            assert page.evaluate(FOUND, ours) == [], path[:200]
            assert not ours or too_wide(page) == 0, path[:200]


def test_our_pages_show_hostile_texts_as_texts(browser: Any, hostile: tuple[str, list[int]]) -> None:
    site, numbers = hostile
    walk(
        browser, site, ["/", "/search?q=&n=500", "/sources", "/runs", "/run/1", "/plots"]
        + [path for number in numbers for path in (f"/article/{number}", f"/story/{number}", f"/article/{number}/revisions")]
        + [f"/source/{quote(one, safe='')}" for one in HOSTILE[::23]],
    )  # fmt: skip


def test_what_is_asked_for_comes_back_as_text(browser: Any, hostile: tuple[str, list[int]]) -> None:
    asked = [quote(one[:1500], safe="") for one in HOSTILE[::9]]
    walk(
        browser, hostile[0], [f"/search?q={one}&source={one}&order={one}" for one in asked]
        + [path for one in asked[::4] for path in (f"/search?since={one}", f"/?day={one}", f"/story/1?a={one}", f"/run/1?verdict={one}", f"/{one}")],
    )  # fmt: skip


def test_tables_show_hostile_texts_as_texts(browser: Any, hostile: tuple[str, list[int]]) -> None:
    site, numbers = hostile
    tables = ("articles", "v_cuts", "fetches", "sources", "runs", "pages")
    walk(
        browser, site, ["/archive", *(f"/archive/{name}?_size=350" for name in tables), *(f"/archive/articles/{n}" for n in numbers)]
        + [f"/archive?sql={quote('select ' + quoted(one) + ' as ' + quoted(one))}" for one in TEXTS[::6]],
        ours=False,
    )  # fmt: skip


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def test_a_template_s_braces_are_no_template(browser: Any, hostile: tuple[str, list[int]]) -> None:
    site, numbers = hostile
    number = next(n for n, part in zip(numbers, PARTS, strict=True) if BRACES in part)
    with watched(browser, site) as page:
        page.goto(f"/article/{number}")
        assert BRACES in page.inner_text("article .text")


def test_a_stored_page_is_never_shown_as_a_page(hostile: tuple[str, list[int]]) -> None:
    with urlopen(f"{hostile[0]}/archive/pages/1.blob?_blob_column=content") as answer:
        assert answer.headers["content-type"] == "application/binary"
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"
