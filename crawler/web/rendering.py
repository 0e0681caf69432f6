"""Templates to HTML. Everything from the archive is escaped; only the plots, drawn by us, are markup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from urllib.parse import quote, urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from crawler.report import counted, show_time
from crawler.version import version
from crawler.web.asking import Answer
from storage.snippets import END, START

#: ISO 639 codes of languages written from right to left, for pages whose text begins with Latin letters
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ps", "yi", "dv", "ckb", "sd", "ug"})


@cache
def environment() -> Environment:
    """The templates with the few words they need beside HTML."""
    made = Environment(
        loader=PackageLoader("crawler.web", "templates/newsfold"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "time": show_time,
        "marked": marked,
        "after": after,
        "counted": counted,
        "svg": Markup,
        "direction": direction,
        "segment": lambda text: quote(str(text), safe=""),
        "query": urlencode,
        "outside": outside,
        "plain": plain,
    }
    made.globals["version"] = version()
    return made


def html(answer: Answer) -> str:
    """The page as text."""
    return environment().get_template(answer.template).render(answer.values)


def marked(snippet: str) -> Markup:
    """A search's snippet with the words found in <mark>.

    >>> str(marked("<b> \\ue000ports\\ue001"))
    '&lt;b&gt; <mark>ports</mark>'
    """
    return Markup(str(escape(snippet)).replace(START, "<mark>").replace(END, "</mark>"))  # noqa: S704 - escaped before


def direction(language: str | None) -> str:
    """`rtl` for a language written so; else the browser decides by the text."""
    return "rtl" if (language or "").split("-")[0].lower() in RIGHT_TO_LEFT else "auto"


def after(seconds: float) -> str:
    """A lag as people say it.

    >>> after(4200), after(60 * 60 * 50), after(20)
    ('1 h 10 min', '2 d 2 h', '0 min')
    """
    minutes = round(seconds / 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def outside(url: str | None) -> str:
    """An address as it may stand in a link: http(s) only, else an empty one."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def plain(value: object) -> str:
    """A column's value in words."""
    if isinstance(value, datetime):
        return f"{show_time(value)} UTC"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " · ".join(map(str, value))
    return str(value)
