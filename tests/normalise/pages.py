"""Small pages for the tests of the normaliser."""

from __future__ import annotations

from storage.records import Block, Page

FIRST = "The storm broke the harbour wall at four in the morning, and by six the water stood a metre high in the market hall of the old town."
SECOND = "Nobody was hurt, the fire brigade said, but forty boats were lost or damaged and the ferry company stopped all trips to the islands."
THIRD = "“We shall rebuild the wall before the winter comes,” said the mayor, who had been on the quay since the first alarm in the night."
FOURTH = "The port authority had warned of the wall's condition in three reports since 2019, which the council discussed and put aside each time."
PROSE = (FIRST, SECOND, THIRD, FOURTH)


def page_of(
    *lines: str | Block, headline: str | None = "Storm breaks the harbour wall", **fields: object
) -> Page:
    """A page whose blocks are `lines`; a plain string is a paragraph."""
    blocks = tuple(line if isinstance(line, Block) else Block(line) for line in lines)
    return Page(
        verdict="article",
        url="https://gazette.example/news/wall",
        headline=headline,
        blocks=blocks,
        body="\n\n".join(b.text for b in blocks),
        **fields,
    )  # type: ignore[arg-type]  # fields by name


def around(line: str | Block, *, place: str = "any", **fields: object) -> Page:
    """A page with `line` where a rule of that `place` looks for it."""
    if place == "start":
        return page_of(line, *PROSE, **fields)
    if place in ("end", "edge"):
        return page_of(*PROSE, line, **fields)
    return page_of(FIRST, SECOND, line, THIRD, FOURTH, **fields)
