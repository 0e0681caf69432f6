"""What a page offers to a crawler: frozen records."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page names. `declared`: by `<link rel=alternate>`; else by a link that looks like one."""

    url: str
    title: str | None = None
    format: str = ""  #: "rss", "atom", "json"; empty: not said
    declared: bool = True
    comments: bool = False  #: of readers' comments, not of articles


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link with the longest text it is given, how much it looks like an article (0..1), and why."""

    url: str
    text: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a home or section page leads to. `feeds` best first, `links` in reading order, each URL once."""

    url: str
    title: str | None = None
    language: str | None = None
    feeds: tuple[FeedLink, ...] = ()
    sitemaps: tuple[str, ...] = ()
    hubs: tuple[str, ...] = ()
    links: tuple[PageLink, ...] = ()
    problems: tuple[str, ...] = ()

    def articles(self, least: float = 0.5) -> tuple[PageLink, ...]:
        """The links that look like articles, best first."""
        return tuple(
            sorted((link for link in self.links if link.score >= least), key=lambda link: -link.score)
        )
