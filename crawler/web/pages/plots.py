"""The plots: volume, lag of copies, who repeats whom, what is cut; each with its numbers as a table."""

from __future__ import annotations

from crawler.web import charts
from crawler.web.asking import Answer, Asked, day_after, days_before
from storage.ports import Archive

DAYS = 30


def plots(archive: Archive, asked: Asked) -> Answer:
    """All of them, for the thirty days up to today or to the day asked for."""
    last = asked.day("day") or days_before(archive.newest_date(before=day_after(asked.now)) or asked.now, 0)
    begin = days_before(last, DAYS - 1)
    volume = archive.days(since=begin, until=day_after(last))
    ties, cuts = archive.copy_ties(), archive.cuts_by_rule()
    return Answer(
        "plots.html",
        {
            "empty": archive.newest_date() is None,
            "volume": volume,
            "volume_plot": charts.volume_by_day(
                volume, first=begin.date(), last=last.date(), title=f"Articles a day and source, {DAYS} days"
            ),
            "ties": ties,
            "pairs_plot": charts.outlet_pairs(ties.pairs, title="Whose articles an outlet’s copies repeat"),
            "pairs": ties.pairs[: charts.SHOWN_PAIRS],
            "lags": charts.lag_counts(ties.lags),
            "lag_plot": charts.copy_lags(ties.lags, title="When a copy came, after the article it repeats"),
            "cuts": cuts,
            "cuts_plot": charts.cuts_by_rule(cuts, title="Cuts by rule"),
        },
    )
