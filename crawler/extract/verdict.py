"""Is the page an article, and if it is not, what else: the first rule that speaks decides, in words.

Rules that refuse a page need two kinds of evidence (what it says, and that there is little text), because an
article that is refused is lost, while a notice that is stored can still be seen and cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import SplitResult, urlsplit

from crawler.extract import phrases
from crawler.extract.blocks import tidy
from crawler.extract.body import Body
from crawler.extract.document import Document
from crawler.extract.metadata import Metadata
from storage.records import PageVerdict

Opinion = tuple[PageVerdict, str]
_SHORT = 700  #: letters up to which a page may be a notice rather than an article
_HEAD = 60_000  #: characters of markup in which traces of tools are looked for

_CHALLENGE_MARKS = re.compile(
    r"_cf_chl_opt|cf-browser-verification|cf-challenge|cdn-cgi/challenge-platform/h/|captcha-delivery\.com|px-captcha|"
    r"_Incapsula_Resource|distil_r_captcha|ddos-guard/|sucuri_cloudproxy|awsWafCookieDomainList|gokuProps|kasada|"
    r"/_sec/cp_challenge|geetest|g-recaptcha|h-captcha|cf-turnstile|/\.well-known/sgcaptcha|bm-verify|yidun",
    re.IGNORECASE,
)
_CONSENT_MARKS = re.compile(
    r"action=[\"'][^\"']{0,200}(?:consent|cookiewall|privacy-?gate)|privacy-?gate|cookie-?wall|consent-?(?:wall|page)|"
    r"sp_message_container|onetrust-|usercentrics|didomi|consentmanager|guce\.|collectConsent",
    re.IGNORECASE,
)
_CONSENT_PLACES = re.compile(
    r"^(?:consent|myprivacy|privacy-?gate|cookiewall|guce|cmp)\.|/(?:consent|cookiewall|collectConsent|privacygate)\b"
)
_WALL = re.compile(
    r"pay-?wall|reg-?wall|premium-?(?:wall|box|teaser|offer)|subscri(?:be|ber|ption)-?(?:wall|box|prompt|required|only)|"
    r"abo-?(?:wall|pflicht|hinweis|box|teaser)|plus-?(?:wall|box|paywall)|article-?(?:gate|locked|barrier)|content-?(?:gate|locked|barrier)|"
    r"meter-?(?:wall|prompt)|piano-?(?:wall|offer|container)|tp-container|paid-?(?:barrier|wall)|locked-?content|muro-?de-?pago|"
    r"barrier-?page|offer-?wall|zephr|leaky",
    re.IGNORECASE,
)  # fmt: skip
_EMPTY_ROOTS = frozenset(
    (
        "root",
        "app",
        "__next",
        "__nuxt",
        "__layout",
        "main-app",
        "app-root",
        "react-root",
        "svelte",
        "q-app",
        "___gatsby",
    )
)
_ARTICLE_TYPE = re.compile(r"article|posting|report$|blogpost|newsitem|review$|recipe|pressrelease")
_LISTING_TYPES = frozenset(
    (
        "website",
        "collectionpage",
        "searchresultspage",
        "itemlist",
        "blog",
        "profilepage",
        "profile",
        "webpage",
    )
)
_HOME = re.compile(r"/(?:index|home|default)\.\w+|/[a-z]{2}(?:-[a-z]{2})?/?")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Evidence:
    """What the rules look at."""

    document: Document
    body: Body
    about: Metadata
    status: int | None = None

    @cached_property
    def title(self) -> str:
        return tidy((self.document.tree.findtext(".//title") or "")[:300]).lower()

    @cached_property
    def headings(self) -> str:
        found = (
            tidy("".join(h.itertext())[:300]) for h in self.document.tree.iter("h1", "h2") if h is not None
        )
        return " | ".join(text for text, _ in zip(found, range(6), strict=False)).lower()

    @cached_property
    def says_article(self) -> bool:
        """The page's own metadata calls it an article."""
        return any(_ARTICLE_TYPE.search(kind) for kind in self.about.types)

    @cached_property
    def words(self) -> list[str]:
        pieces = self.body.found.pieces if self.body.found else []
        return _WORD.findall(" ".join(p.text for p in pieces[:200])[:8000].lower())

    @cached_property
    def shown(self) -> int:
        """Letters that the page shows, links and menus included."""
        return self.body.found.boxes[0].chars if self.body.found else 0

    @cached_property
    def path(self) -> str:
        return self._address.path

    @cached_property
    def query(self) -> str:
        return self._address.query

    @cached_property
    def _address(self) -> SplitResult:
        try:
            return urlsplit(self.document.url)
        except ValueError:
            return SplitResult("", "", "", "", "")

    @property
    def short(self) -> bool:
        return self.body.letters < _SHORT


def judge(evidence: Evidence) -> Opinion:
    """Return the verdict and why, in words."""
    for rule in _RULES:
        if opinion := rule(evidence):
            return opinion
    return "article", f"{evidence.body.letters} letters of text in {len(evidence.body.blocks)} blocks"


def _challenge(e: Evidence) -> Opinion | None:
    if e.document.headers.get("cf-mitigated", "").lower() == "challenge":
        return "challenge", "the header cf-mitigated says challenge"
    if not e.short or (e.says_article and e.status not in (401, 403, 429, 503)):
        return None
    phrase = _phrase(e.title, phrases.CHALLENGE)
    refused = e.status in (403, 429, 503)
    asked = refused or phrase or e.shown < 400
    mark = _CHALLENGE_MARKS.search(e.document.text[:_HEAD]) if asked else None
    if refused:
        why = (
            f", and the title says {phrase!r}"
            if phrase
            else f", with {mark[0]!r} in its markup"
            if mark
            else ""
        )
        if why or e.status == 403:  # without a sign of a guard, 429 and 503 are a busy server
            return "challenge", f"HTTP {e.status} with {e.body.letters} letters of text{why}"
        return None
    if phrase and (mark or e.shown < 1500):
        return "challenge", f"the title says {phrase!r}, {e.shown} letters are shown"
    if mark and e.shown < 400:
        return "challenge", f"{mark[0]!r} in the markup and {e.shown} letters shown"
    return None


def _consent(e: Evidence) -> Opinion | None:
    place = _CONSENT_PLACES.search(_host_and_path(e.document.url))
    if (e.says_article or e.body.letters > 6000) and not place:
        return None
    phrase = _phrase(e.title, phrases.CONSENT) or _phrase(e.headings, phrases.CONSENT)
    share = sum(word in phrases.CONSENT_WORDS for word in e.words) / (len(e.words) or 1)
    if share <= (0.02 if phrase or place else 0.12):
        return None
    mark = _CONSENT_MARKS.search(e.document.text[:_HEAD])
    if (phrase or place) and share > 0.02 and (mark or place or share > 0.06) and e.shown < 12_000:
        told = f"says {phrase!r}" if phrase else f"is at {place[0]!r}" if place else ""
        return "consent", f"the page {told}, and {share:.0%} of its words are about consent"
    if share > 0.12 and e.shown < 4000 and mark:
        return "consent", f"{share:.0%} of its words are about consent, with {mark[0][:40]!r} in the markup"
    return None


def _missing(e: Evidence) -> Opinion | None:
    if e.status in (404, 410):
        return "soft_404", f"HTTP {e.status}"
    if not e.short or (e.says_article and e.body.letters > 250):
        return None
    for where, text in (("title", e.title), ("heading", e.headings)):
        phrase = _phrase(text[:120], phrases.MISSING)
        if phrase and (len(text) < len(phrase) + 60 or e.body.letters < 250):
            return "soft_404", f"the {where} says {phrase!r}, with {e.body.letters} letters of text"
    return None


def _login(e: Evidence) -> Opinion | None:
    if e.body.letters >= 500 or e.says_article:
        return None
    asks = next(
        (i for i in e.document.tree.iter("input") if (i.get("type") or "").lower() == "password"), None
    )
    phrase = _phrase(e.title, phrases.LOGIN) or _phrase(e.headings, phrases.LOGIN)
    if asks is not None and (phrase or e.shown < 600):
        return "login", f"a form asks for a password{f', the page says {phrase!r}' if phrase else ''}"
    return None


def _script_only(e: Evidence) -> Opinion | None:
    if e.body.letters >= 200:
        return None
    tree = e.document.tree
    scripts = sum(1 for s in tree.iter("script") if s.get("src") or len(s.text or "") > 200)
    root = next((d for d in tree.iter("div") if d.get("id") in _EMPTY_ROOTS and e.shown < 400), None)
    said = (
        " ".join(" ".join(n.itertext()) for n in tree.iter("noscript"))[:3000].lower()
        if e.shown < 1500
        else ""
    )
    phrase = _phrase(said, phrases.SCRIPT_NEEDED) or (
        _phrase(" ".join(e.words), phrases.SCRIPT_NEEDED) if e.shown < 800 else None
    )
    if scripts and (root is not None or phrase or (scripts >= 3 and e.shown < 150)):
        why = (
            f"says {phrase!r}"
            if phrase
            else "has an empty root element"
            if root is not None
            else "shows next to nothing"
        )
        return "script_only", f"the page {why}, with {scripts} scripts and {e.shown} letters shown"
    return None


def _nothing(e: Evidence) -> Opinion | None:
    if not e.body.blocks:
        return "not_article", "no text that reads like an article"
    if e.body.letters < 20 and not e.says_article:
        return "not_article", f"{e.body.letters} letters of text, and nothing declares an article"
    return None


def _listing(e: Evidence) -> Opinion | None:
    """Home pages, sections, search results: teasers, and nothing that declares an article."""
    if e.says_article or e.about.article_body or not e.body.found:
        return None
    blocks = e.body.blocks
    linked = sum(b.links * len(b.text) for b in blocks) / (sum(len(b.text) for b in blocks) or 1)
    home = not e.query and (e.path in ("", "/") or bool(_HOME.fullmatch(e.path)))
    longest = max(len(b.text) for b in blocks)
    teasers = _teasers(e)
    declared = bool(_LISTING_TYPES.intersection(e.about.types))
    if home and (teasers * 150 > e.body.letters or e.body.level < 1.0 or e.shown > 6 * e.body.letters):
        return "not_article", f"a home page with {teasers} teasers and no sign of an article"
    if (
        teasers >= 12
        and e.about.published is None
        and (
            (linked > 0.25 and e.body.level < 2) or (e.body.letters < 1200 and teasers * 60 > e.body.letters)
        )
    ):
        return (
            "not_article",
            f"{teasers} teasers, {linked:.0%} of the text is links, no date and no sign of an article",
        )
    if (linked > 0.9 or (linked > 0.6 and longest < 300)) and e.about.published is None:
        return "not_article", f"{linked:.0%} of the text is links"
    if declared and e.about.published is None and e.body.letters < 400 and e.shown > 8 * e.body.letters:
        return (
            "not_article",
            f"declared {e.about.types[0]!r}, {e.body.letters} of {e.shown} letters read like text",
        )
    return None


def _teasers(e: Evidence) -> int:
    """Headings and items that are mainly one link of a headline's length."""
    assert e.body.found is not None  # noqa: S101 - asked for only after it is there
    return sum(
        1
        for p in e.body.found.pieces
        if 25 <= len(p.text) <= 200
        and p.linked * 10 > 8 * len(p.text)
        and p.kind in ("heading", "item", "paragraph")
    )


def _paywall(e: Evidence) -> Opinion | None:
    wall = _wall(e) if e.about.access == "paid" or e.body.letters < 1200 else ""
    if e.about.access == "paid":
        told = e.about.article_body or ""
        whole = len(told) > 1500 and e.body.letters > 0.9 * len(told)
        if wall:
            return "paywall", f"declared as paid, with a wall ({wall}); {e.body.letters} letters are open"
        if not whole and e.body.letters < 6000:
            return "paywall", f"declared as paid; {e.body.letters} letters are open"
    if wall and e.body.letters < 1200:
        return "paywall", f"a wall ({wall}) after {e.body.letters} letters"
    return None


def _wall(e: Evidence) -> str:
    """The name of an element that stands for a paywall and says something; empty when there is none."""
    for box in e.body.found.boxes if e.body.found else ():
        if box.label and 30 < box.chars < 3000 and box.long < 1500 and (found := _WALL.search(box.label)):
            return found[0]
    return ""


def _phrase(text: str, known: tuple[str, ...]) -> str | None:
    return next((phrase for phrase in known if phrase in text), None) if text else None


def _host_and_path(url: str) -> str:
    return url.partition("://")[2].partition("?")[0]


_RULES: tuple[Callable[[Evidence], Opinion | None], ...] = (
    _challenge,
    _consent,
    _missing,
    _login,
    _script_only,
    _nothing,
    _listing,
    _paywall,
)
