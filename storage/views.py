"""The views: answers that need no join, for Datasette and `newsfold query`."""

from __future__ import annotations

from sqlite_utils import Database

VIEWS: dict[str, str] = {
    "v_articles": """
        SELECT a.id, a.headline, a.source, a.published_at, a.first_seen_at, a.language, a.section, a.authors,
            a.agency, a.word_count, a.access,
            (SELECT count(*) FROM copies c WHERE c.article_id = a.id AND c.kind <> 'same_url') AS copies,
            (SELECT count(*) FROM revisions r WHERE r.article_id = a.id) AS revisions,
            (SELECT count(*) FROM cuts x WHERE x.article_id = a.id AND x.copy_id IS NULL) AS cuts,
            a.url, a.description, a.body, a.modified_at, a.dateline, a.tags, a.image, a.gid
        FROM articles a""",
    "v_copies": """
        SELECT c.id, c.article_id, c.kind, c.headline, c.source, c.published_at, c.seen_at, c.similarity,
            c.distance, c.shared_numbers, round((julianday(c.published_at) - julianday(a.published_at)) * 24, 2) AS hours_after, c.reason, c.url, c.authors, c.agency, c.word_count,
            a.headline AS article_headline, a.source AS article_source, a.published_at AS article_published_at,
            a.url AS article_url, c.body
        FROM copies c JOIN articles a ON a.id = c.article_id""",
    "v_stories": """
        SELECT a.id, a.headline, a.source, a.published_at, a.language,
            1 + count(c.id) AS places, count(DISTINCT c.source) + (a.source IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM copies s WHERE s.article_id = a.id AND s.source = a.source AND s.kind <> 'same_url')) AS sources,
            (SELECT p.source FROM (SELECT a.source, a.published_at, a.first_seen_at AS seen, a.id
                UNION ALL SELECT f.source, f.published_at, f.seen_at, f.id FROM copies f
                WHERE f.article_id = a.id AND f.kind <> 'same_url') p
                ORDER BY coalesce(p.published_at, p.seen), p.id LIMIT 1) AS first_source,
            min(coalesce(a.published_at, a.first_seen_at), coalesce(min(coalesce(c.published_at, c.seen_at)),
                coalesce(a.published_at, a.first_seen_at))) AS first_at,
            round((max(julianday(coalesce(a.published_at, a.first_seen_at)), coalesce(max(julianday(coalesce(c.published_at, c.seen_at))), 0))
                - min(julianday(coalesce(a.published_at, a.first_seen_at)), coalesce(min(julianday(coalesce(c.published_at, c.seen_at))), 1e9)))
                * 24, 2) AS hours_to_last,
            min(a.first_seen_at, coalesce(min(c.seen_at), a.first_seen_at)) AS first_seen_at,
            max(a.first_seen_at, coalesce(max(c.seen_at), a.first_seen_at)) AS last_copied_at,
            json_group_array(c.source) FILTER (WHERE c.id IS NOT NULL) AS copied_by,
            json_group_array(DISTINCT c.headline) FILTER (WHERE c.headline IS NOT a.headline AND c.id IS NOT NULL) AS other_headlines,
            a.agency, a.url
        FROM articles a LEFT JOIN copies c ON c.article_id = a.id AND c.kind <> 'same_url' GROUP BY a.id""",
    "v_revisions": """
        SELECT r.id, r.article_id, r.copy_id, r.first_seen_at, r.seen_at, r.headline AS old_headline,
            coalesce(c.headline, a.headline) AS headline_now, r.headline_changed, r.has_notice, r.silent,
            coalesce(c.source, a.source) AS source, r.url, r.reason, r.body AS old_body, coalesce(c.body, a.body) AS body_now
        FROM revisions r JOIN articles a ON a.id = r.article_id LEFT JOIN copies c ON c.id = r.copy_id""",
    "v_cuts": """
        SELECT x.id, x.article_id, x.copy_id, coalesce(c.source, a.source) AS source, x.rule, x.reason, x.field, x.text,
            coalesce(c.headline, a.headline) AS headline, coalesce(c.url, a.url) AS url
        FROM cuts x JOIN articles a ON a.id = x.article_id LEFT JOIN copies c ON c.id = x.copy_id""",
    "v_source_health": """
        SELECT s.id AS source, s.health, s.health_since, s.health_reason, s.health_evidence, s.enabled, s.articles,
            count(f.url) AS feeds, max(f.failures) AS failures, max(f.last_success_at) AS last_success_at,
            max(f.last_new_at) AS last_new_at, min(f.next_poll_at) AS next_poll_at, round(sum(f.rate), 2) AS new_a_day,
            max(f.last_error) AS last_error, s.title, s.url
        FROM sources s LEFT JOIN feeds f ON f.source = s.id GROUP BY s.id""",
    "v_runs": """
        SELECT r.id, r.started_at, r.ended_at, r.status, r.reason,
            round((julianday(r.ended_at) - julianday(r.started_at)) * 86400, 1) AS seconds,
            (SELECT count(*) FROM fetches f WHERE f.run_id = r.id) AS fetches,
            (SELECT count(*) FROM articles a WHERE a.run_id = r.id) AS articles,
            (SELECT count(*) FROM copies c WHERE c.run_id = r.id) AS copies,
            (SELECT count(*) FROM revisions v WHERE v.run_id = r.id) AS revisions, r.counts, r.command, r.version
        FROM runs r""",
}


def create_views(db: Database) -> None:
    """Make every view anew; a view that changed is replaced."""
    for name, sql in VIEWS.items():
        db.create_view(name, sql, replace=True)
