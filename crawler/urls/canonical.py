"""Which of a page's declared addresses to believe."""

from __future__ import annotations

import re

from crawler.urls.key import is_home, url_key
from crawler.urls.sites import same_site
from crawler.urls.web import Parts, canonical_url, link, parse

#: Last segments of a path that show the same article in another way.
_VIEW = re.compile(
    r"(?:page/?)?\d{1,3}|amp|print|printable|full|all|single|comments|kommentare|commentaires|mobile|share|email",
    re.IGNORECASE,
)
_ID = re.compile(r"(?<![0-9])[0-9]{5,}(?![0-9])")
_ID_PARAMETERS = re.compile(
    r"(?:^|&)(?:id|p|aid|article|articleid|article_id|story|storyid|nid|newsid|news_id)=([^&]+)",
    re.IGNORECASE,
)


def chosen_canonical(fetched_url: str, declared: str | None, *, amp: str | None = None) -> tuple[str, str]:
    """Choose the canonical URL of a page, and say why in words.

    `declared` is rel=canonical or og:url, evidence and not truth: sites declare their home page for every
    article (templates), a section, or another article (copied markup). `amp` is the page's rel=amphtml, a hint
    that `fetched_url` is not the AMP page itself.

    Raises:
        URLError: `fetched_url` is not an absolute http(s) URL.
    """
    fetched = canonical_url(fetched_url)
    if not declared or not declared.strip():
        return fetched, "the fetched URL: the page declares none"
    wanted = link(declared.strip(), fetched_url)
    if wanted is None:
        return fetched, "the fetched URL: the declared one is not http(s)"
    wanted = _as_safe(canonical_url(wanted), fetched)
    if _is_amp_twin(wanted, fetched, amp):
        return fetched, "the fetched URL: the declared one is its AMP page"
    if url_key(wanted) == url_key(fetched):
        return wanted, "declared by the page, the same article by its form"
    problem = _problem(fetched, wanted)
    if problem:
        return fetched, f"the fetched URL: the declared one {problem}"
    return wanted, "declared by the page"


def _as_safe(wanted: str, fetched: str) -> str:
    """Keep https where only an old template still declares http for the host that answered over https."""
    here, there = parse(fetched), parse(wanted)
    downgrade = here.scheme == "https" and there.scheme == "http" and here.host_port == there.host_port
    return f"https{wanted[4:]}" if downgrade else wanted


def _is_amp_twin(wanted: str, fetched: str, amp: str | None) -> bool:
    address = link(amp, fetched) if amp else None
    return address is not None and canonical_url(address) == wanted != fetched


def _problem(fetched: str, wanted: str) -> str | None:
    """Return what is wrong with believing that `fetched` is really `wanted`."""
    if not same_site(fetched, wanted):
        return "is on another site"
    if is_home(wanted) and not is_home(fetched):
        return "is the home page"
    here, there = parse(fetched), parse(wanted)
    if _is_parent(there, here):
        return "is a section above the page"
    if _drops_id(here, there):
        return "leaves out which article it is"
    if _other_article(here, there):
        return "carries another article's id"
    return None


def _is_parent(there: Parts, here: Parts) -> bool:
    """Say whether `there` is a directory above `here`; `/story/2` and `/story/print` are views of `/story`."""
    above, below = there.path.rstrip("/"), here.path.rstrip("/")
    if there.query or not below.startswith(above + "/"):
        return False
    return _VIEW.fullmatch(below[len(above) + 1 :]) is None


def _drops_id(here: Parts, there: Parts) -> bool:
    """Say whether `there` is the same script without the article: templates declare `/show.php` for `/show.php?id=4`."""
    return here.path == there.path and bool(_names(here)) and not _names(there)


def _names(parts: Parts) -> set[str]:
    return set(_ID_PARAMETERS.findall(parts.query.lower()))


def _other_article(here: Parts, there: Parts) -> bool:
    """Say whether both name an article by number and the numbers differ."""
    ours, theirs = _ids(here), _ids(there)
    return bool(ours) and bool(theirs) and not ours & theirs


def _ids(parts: Parts) -> set[str]:
    """Numbers of five and more digits in path or id parameters, without dates written in one (20260105)."""
    found = _names(parts)
    found.update(n for n in _ID.findall(parts.path) if not re.fullmatch(r"(?:19|20)\d{6}|(?:19|20)\d{4}", n))
    return found
