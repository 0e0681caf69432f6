"""The front page: what came in on one day, the stories that ran most widely, who published how much."""

from __future__ import annotations

from collections import Counter

from crawler.web.asking import Answer, Asked, day_after, days_before, start_of
from crawler.web.charts import volume_by_day
from storage.ports import Archive

LATEST = 60
DAYS = 30  #: of the plot


def front(archive: Archive, asked: Asked) -> Answer:
    """The day asked for, else today, else the last day that has articles."""
    first = asked.day("day")
    if first is None:
        newest = archive.newest_date(before=day_after(asked.now))
        first = start_of((newest or asked.now).date())
    end = day_after(first)
    earlier, later = archive.newest_date(before=first), archive.oldest_date_from(end)
    begin = days_before(first, DAYS - 1)
    volume = archive.days(since=begin, until=end)
    of_day = Counter({count.source: count.articles for count in volume if count.day == f"{first:%Y-%m-%d}"})
    plot = volume_by_day(volume, first=begin.date(), last=first.date(), title=f"Articles a day, {DAYS} days")
    return Answer(
        "front.html",
        {
            "day": first.date(),
            "today": first.date() == asked.now.date(),
            "earlier": earlier.date() if earlier else None,
            "later": later.date() if later else None,
            "articles": sum(of_day.values()),
            "by_source": of_day.most_common(),
            "widely_run": archive.widely_run(since=first, until=end),
            "latest": archive.headlines(since=first, until=end, limit=LATEST),
            "plot": plot,
            "volume": volume,
        },
    )
