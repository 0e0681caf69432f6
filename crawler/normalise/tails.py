"""What follows a marker such as “Related articles” or “Comments”: lines that are not the article either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crawler.normalise.lines import Line
from crawler.normalise.text import has_sentence

_YEAR, _TIME = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)"), re.compile(r"(?<!\d)\d{1,2}:\d\d(?!\d)")
_NAME = re.compile(r"[^\W\d_]{2}")
_LONGEST_HEAD = 140  #: of the line over a reply: a name, a date, the title that is replied to
_REPLIES = 3
_ALL_LINK, _HALF_LINK = 0.95, 0.5
_SENTENCE = 40  #: weight of the shortest line that a full stop makes a sentence of the text
_RELATED = re.compile(r"(?<![a-z])(?:related|recirc|readmore|read-more|also-read|more-stories)")
_LEAST_LINK, _LONGEST_LINK = 34, 220
_LEAST_HEADING = 60  #: a shorter linked heading is more often the text's own, with an anchor


def tail_of(lines: Sequence[Line], marker: int, kind: str) -> Iterator[int]:
    """Indices of the lines after `marker` that belong to its list.

    Behind the last prose everything short goes. In the middle of the text a list ends at the first line that
    reads like prose; a heading right before that line is the text's own. A thread of dated replies goes whole.
    """
    if kind == "comments" and _is_thread(lines, marker):
        yield from (index for index in range(marker + 1, len(lines)) if not lines[index].gone)
        return
    taken: list[int] = []
    stopped = False
    for index in range(marker + 1, len(lines)):
        line = lines[index]
        if line.gone:
            continue
        stopped = line.kept or _is_text(line)
        if stopped:
            break
        taken.append(index)
    if stopped and kind == "comments":
        return
    if stopped and taken and lines[taken[-1]].kind == "heading":
        taken.pop()
    if stopped and not all(_is_teaser(lines[index]) for index in taken):
        return
    yield from taken


def _is_thread(lines: Sequence[Line], marker: int) -> bool:
    """Whether replies follow the marker, each under a line with a name, a date and a time.

    A live blog's entries look alike, but their times seldom carry a year, and none of them is a text's end.
    """
    after = [line for line in lines[marker + 1 :] if not line.gone]
    if (
        not after
        or any(line.kept for line in after)
        or lines[marker].before == 0
        or not _is_reply_head(after[0])
    ):
        return False
    return sum(map(_is_reply_head, after)) >= _REPLIES


def _is_reply_head(line: Line) -> bool:
    return line.weight <= _LONGEST_HEAD and bool(
        _YEAR.search(line.text) and _TIME.search(line.text) and _NAME.search(line.text)
    )


def teaser_after(lines: Sequence[Line], marker: int) -> Iterator[int]:
    """Indices of the lines after a bare “Read more” that are the other article's: linked, or cut off with dots."""
    for index in range(marker + 1, min(marker + 4, len(lines))):
        line = lines[index]
        if line.gone or line.kept or line.quotation or not (line.links > 0.5 or _is_cut_off(line)):
            return
        yield index


def _is_cut_off(line: Line) -> bool:
    return line.weight <= 240 and line.text.rstrip('»"”’ ').endswith(("...", "…", "[...]", "[…]"))


def is_link_to_another(line: Line) -> bool:
    """All link, and no sentence of the story: what stands between paragraphs to lead elsewhere."""
    if line.links >= _HALF_LINK and _RELATED.search(line.hint) and line.weight <= _LONGEST_LINK:
        return True
    return (
        line.links >= _ALL_LINK
        and line.kind in {"paragraph", "heading"}
        and (_LEAST_HEADING if line.kind == "heading" else _LEAST_LINK) <= line.weight <= _LONGEST_LINK
        and not line.quotation
        and line.text[-1:] not in ":："
        and "://" not in line.text
        and (not has_sentence(line.text) or line.text.endswith("?"))
    )


def is_dangling(lines: Sequence[Line]) -> bool:
    """Whether the text ends in a heading that announces what is not there: “More from our partners:”."""
    last = next((line for line in reversed(lines) if not line.gone), None)
    return (
        last is not None
        and not last.kept
        and last.kind == "heading"
        and last.text.endswith((":", "：", "...", "…"))
    )


def announces_text(lines: Sequence[Line], marker: int) -> bool:
    """Whether a marker that ends in a colon is followed by text: then it introduces that, not a list."""
    if not lines[marker].text.endswith((":", "：")):
        return False
    rest = (lines[index] for index in range(marker + 1, len(lines)))
    following = next((line for line in rest if not line.gone), None)
    return following is not None and _is_text(following)


def _is_text(line: Line) -> bool:
    if line.links > 0.5:
        return False
    return (
        line.prose
        or line.quotation
        or (line.kind == "paragraph" and has_sentence(line.text) and line.weight >= _SENTENCE)
    )


def _is_teaser(line: Line) -> bool:
    """A line that may be the headline of another article: linked, a list's item or a heading, not a sentence."""
    return line.links > 0.5 or (
        line.kind in {"item", "heading"} and line.weight <= 160 and line.text[-1:] not in ".:;"
    )
