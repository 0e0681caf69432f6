"""Pages for the tests of reading: written by us, the smallest that show a point."""

from __future__ import annotations

SENTENCES = (
    "The harbour authority said on Tuesday that the northern ferry will run again from the first week of May.",
    "Repairs to the pier had taken longer than planned because two of the piles were found to be cracked.",
    "“We would rather be late than unsafe,” said the harbour master, who has held the office for nine years.",
    "Residents of the island had asked for a replacement boat in March, but none of the right size was free.",
    "The council will decide next month whether commuters are to be paid back part of their season tickets.",
    "A spokeswoman for the ferry line said that bookings for the summer open on its site in the coming days.",
)
GREEK = (
    "Η λιμενική αρχή ανακοίνωσε ότι το πλοίο θα ξεκινήσει ξανά τα δρομολόγια την πρώτη εβδομάδα του Μαΐου."
)
MENU = "".join(
    f'<li><a href="/s/{word}">{word.title()}</a></li>'
    for word in ("news", "sport", "weather", "culture", "shop")
)


def paragraphs(sentences: tuple[str, ...] = SENTENCES) -> str:
    return "".join(f"<p>{sentence} {sentence[4:60]} as well.</p>" for sentence in sentences)


def page(body: str, head: str = "<title>Ferry to run again in May</title>") -> bytes:
    markup = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">{head}</head><body>{body}</body></html>'
    )
    return markup.encode()


def news_page(inside: str, after: str = "", head: str = "<title>Ferry to run again in May</title>") -> bytes:
    """A page as newsrooms build it: menu, headline, text, related links, footer."""
    return page(
        f"<header><ul class='menu'>{MENU}</ul></header><main><article><h1>Ferry to run again in May</h1>"
        f"<div class='article-body'>{inside}</div></article>{after}</main>"
        f"<footer><p>© Harbour Gazette. All rights reserved by the publisher of this newspaper.</p></footer>",
        head,
    )
