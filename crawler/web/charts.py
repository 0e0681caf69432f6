"""The plots, as SVG that stands inside a page: no script, colours from the page's style sheet.

pygal draws; its script and its own colours are taken out again, so that a page with a plot needs nothing from
another host and follows the reader's dark mode. Every number is on the page as a table too. A plot of nothing is an empty text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from math import ceil

import pygal
from lxml import etree
from pygal.style import Style

from crawler.markup.text import clean
from storage.rows import DayCount, OutletPair

SHOWN_SOURCES = 8  #: sources with a colour of their own; the rest is one colour
SHOWN_PAIRS = 15
SHOWN_RULES = 20
_REST = "others"
_LABELS = 8  #: days named under the axis
#: upper ends in hours, and how they read
LAG_CLASSES: tuple[tuple[float, str], ...] = (
    (-24.0, "over a day earlier"), (-1.0, "1 to 24 h earlier"), (0.0, "under 1 h earlier"), (1.0, "under 1 h later"),
    (3.0, "1 to 3 h"), (6.0, "3 to 6 h"), (12.0, "6 to 12 h"), (24.0, "12 to 24 h"), (72.0, "1 to 3 days"),
    (float("inf"), "over 3 days"),
)  # fmt: skip
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    font_family="inherit",
    colors=tuple(f"#0000{number:02x}" for number in range(1, SHOWN_SOURCES + 2)),
)
_DROPPED = ("script", "style")
_SVG = "{http://www.w3.org/2000/svg}"


def volume_by_day(counts: Sequence[DayCount], *, first: date, last: date, title: str) -> str:
    """Stacked bars: articles a day from `first` to `last`, one colour a source, the largest eight named."""
    if not counts:
        return ""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    series = volume_series(counts, [day.isoformat() for day in days])
    chart = pygal.StackedBar(**_options(legend=len(series) > 1), x_label_rotation=0)
    step = max(1, len(days) // _LABELS)
    chart.y_labels = whole_ticks(max(map(sum, zip(*series.values(), strict=True)), default=0))
    chart.x_labels = [day.isoformat() for day in days]
    chart.x_labels_major = [day.isoformat() for day in days[::step]]
    for name, values in series.items():
        chart.add(clean(name), values)
    return _inline(chart, title)


def whole_ticks(most: int) -> list[int]:
    """About five whole numbers from 0 to at least `most`, evenly apart: there are no half articles.

    >>> whole_ticks(2), whole_ticks(47)
    ([0, 1, 2], [0, 10, 20, 30, 40, 50])
    """
    rough = max(1, most / 5)
    power = 10 ** (len(str(int(rough))) - 1)
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return list(range(0, most + step, step)) if most else [0, 1]


def volume_series(counts: Iterable[DayCount], days: Sequence[str]) -> dict[str, list[int]]:
    """{source: articles on each of `days`}, the largest sources first, the smaller ones together as "others"."""
    totals: Counter[str] = Counter()
    by_day: Counter[tuple[str, str]] = Counter()
    for count in counts:
        totals[count.source] += count.articles
        by_day[count.source, count.day] += count.articles
    ranked = [name for name, _ in sorted(totals.items(), key=lambda pair: (-pair[1], pair[0]))]
    named = ranked[:SHOWN_SOURCES]
    series = {name: [by_day[name, day] for day in days] for name in named}
    if rest := ranked[SHOWN_SOURCES:]:
        series[_REST] = [sum(by_day[name, day] for name in rest) for day in days]
    return series


def lag_counts(lags: Iterable[float]) -> dict[str, int]:
    """How many copies came how long (seconds) after the article they repeat.

    >>> {name: number for name, number in lag_counts([60.0, 7200.0]).items() if number}
    {'under 1 h later': 1, '1 to 3 h': 1}
    """
    counts = dict.fromkeys((name for _, name in LAG_CLASSES), 0)
    for lag in lags:
        counts[_lag_class(lag / 3600)] += 1
    return counts


def _lag_class(hours: float) -> str:
    """A copy of the same minute counts as later: the classes before noon of zero hold what was strictly earlier."""
    return next(name for end, name in LAG_CLASSES if hours < end or (hours == end and end > 0))


def copy_lags(lags: Iterable[float], *, title: str) -> str:
    """Bars: how many copies came how long after their article."""
    counts = lag_counts(lags)
    return _bars(title, list(counts.items()), "copies")


def outlet_pairs(pairs: Sequence[OutletPair], *, title: str) -> str:
    """Bars: what share of an outlet's copies repeats which other outlet, the most frequent pairs."""
    shown = [
        (f"{pair.outlet or '?'} ← {pair.origin or '?'}", round(100 * pair.share, 1))
        for pair in pairs[:SHOWN_PAIRS]
    ]
    return _bars(title, shown, "% of its copies")


def cuts_by_rule(counts: Mapping[str, int], *, title: str) -> str:
    """Bars: how often each rule cut something."""
    return _bars(title, list(counts.items())[:SHOWN_RULES], "cuts")


def _bars(title: str, values: Sequence[tuple[str, float]], unit: str) -> str:
    if not any(value for _, value in values):
        return ""
    chart = pygal.HorizontalBar(**_options(height=60 + 26 * max(1, len(values))))
    chart.show_minor_x_labels = (
        True  # of the numbers, which lie along x here; pygal holds 20 for less than 100
    )
    chart.x_labels = [clean(name) for name, _ in reversed(values)]
    chart.y_labels = whole_ticks(ceil(max((value for _, value in values), default=0)))
    chart.add(unit, [value for _, value in reversed(values)])
    return _inline(chart, title)


def _options(*, legend: bool = False, height: int = 320) -> dict[str, object]:
    return {
        "style": _STYLE,
        "width": 860,
        "height": height,
        "show_legend": legend,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": 3,
        "truncate_legend": 28,
        "truncate_label": 40,
        "show_minor_x_labels": False,
        "js": (),
        "no_data_text": "nothing yet",
        "disable_xml_declaration": True,
        "print_values": False,
        "explicit_size": False,
    }


def _inline(chart: pygal.graph.graph.Graph, title: str) -> str:
    """The drawing without script, colours and remarks; `title` is its name for those who hear the page."""
    root = etree.fromstring(chart.render())
    etree.strip_tags(root, etree.Comment)
    etree.strip_elements(root, *(_SVG + name for name in _DROPPED), with_tail=False)
    root.set("role", "img")
    root.set("aria-label", title)
    root.set("class", f"{root.get('class', '')} plot".strip())
    root.attrib.pop("id", "")
    etree.cleanup_namespaces(root)
    text: str = etree.tostring(root, encoding="unicode")
    return text
