"""The content columns and the searched ones, for code that must not load sqlite-utils."""

from __future__ import annotations

#: What a text is, wherever it stands.
CONTENT: dict[str, type] = {
    "gid": str,
    "url": str,
    "canonical_url": str,
    "url_key": str,
    "source": str,
    "headline": str,
    "description": str,
    "body": str,
    "authors": str,
    "published_at": str,
    "modified_at": str,
    "language": str,
    "dateline": str,
    "agency": str,
    "section": str,
    "tags": str,
    "image": str,
    "image_caption": str,
    "image_credit": str,
    "credits": str,
    "translations": str,
    "notices": str,
    "sign_off": str,
    "word_count": int,
    "access": str,
    "verdict": str,
    "evidence": str,
    "site_name": str,
    "canonical": str,
    "simhash": int,
    "anchors": bytes,
    "tokens": int,
    "content_hash": int,
    "extractor": str,
    "rules": str,
    "origins": str,
    "alternatives": str,
    "entry": str,
    "run_id": int,
}
CONTENT_COLUMNS = tuple(CONTENT)
SEARCHED = ("headline", "description", "body", "authors", "section", "agency")

BY_DATE = "idx_articles_dated_at"
BY_ID = "idx_articles_id_dated_at"
BY_SOURCE = "idx_articles_source_dated_at"
BY_LANGUAGE = "idx_articles_language_dated_at"
#: What the filters of a search are answered from, beside `BY_DATE`.
SEARCH_INDEXES = {
    BY_ID: "id, dated_at, source, language",
    BY_SOURCE: "source, dated_at, language",
    BY_LANGUAGE: "language, dated_at",
}

#: seconds from the publication of a story's article `a` to that of its copy `c`; null where one has no date
LAG = "round((julianday(c.published_at) - julianday(a.published_at)) * 86400, 3)"
