"""URLs: the form that is fetched, the key that says "the same article", and the host that is asked politely."""

from __future__ import annotations

from crawler.urls.canonical import chosen_canonical
from crawler.urls.key import is_home, url_key
from crawler.urls.sites import registrable_domain, same_site
from crawler.urls.web import Parts, canonical_url, host_key, link, origin, parse, redact

__all__ = [
    "Parts",
    "canonical_url",
    "chosen_canonical",
    "host_key",
    "is_home",
    "link",
    "origin",
    "parse",
    "redact",
    "registrable_domain",
    "same_site",
    "url_key",
]
