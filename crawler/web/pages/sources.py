"""Sources: all of them with their health; one with its lists, its volume and its latest articles."""

from __future__ import annotations

from datetime import timedelta

from crawler.web.asking import Answer, Asked, days_before
from crawler.web.charts import volume_by_day
from storage.errors import NotFound
from storage.ports import Archive

DAYS = 60
LATEST = 40


def sources(archive: Archive, asked: Asked) -> Answer:  # noqa: ARG001 - every page is called the same way
    """All sources, by name."""
    columns, rows = archive.query("SELECT * FROM v_source_health ORDER BY source")
    return Answer("sources.html", {"sources": [dict(zip(columns, row, strict=True)) for row in rows]})


def source(archive: Archive, asked: Asked) -> Answer:
    """One source by id. Raises NotFound."""
    name = asked.path["id"]
    row = next((one for one in archive.sources() if one.id == name), None)
    if row is None:
        raise NotFound(f"there is no source {name[:100]!r} in this archive")
    end = days_before(asked.now, 0) + timedelta(days=1)
    begin = days_before(asked.now, DAYS - 1)
    volume = archive.days(since=begin, until=end, source=name)
    last = (end - timedelta(days=1)).date()
    plot = volume_by_day(volume, first=begin.date(), last=last, title=f"Articles a day, {DAYS} days")
    return Answer(
        "source.html",
        {
            "source": row,
            "feeds": archive.feed_states(name),
            "volume": volume,
            "plot": plot,
            "latest": archive.headlines(source=name, limit=LATEST),
        },
    )
