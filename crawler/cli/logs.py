"""How log lines read: for people `key=value` in a sentence, with `--log-format json` one object a line, a key a fact."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Literal

LogFormat = Literal["text", "json"]
FORMATS: tuple[LogFormat, ...] = ("text", "json")
TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
#: the placeholders of a message, in order, with the key that stands before them in `key=%s`
_PLACE = re.compile(r"(?:(\w+)=)?%(?:\((\w+)\))?[-#0 +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[sdifgGeErxXoua%]")


class JsonLines(logging.Formatter):
    """One JSON object a record: `time`, `level`, `logger`, `message`, and each fact of the message under its own key.

    The facts are taken from the record's arguments, not from the finished line, so that a number stays a number and a
    value with blanks stays whole.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        for key, value in facts(record):
            line.setdefault(key, value)
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def facts(record: logging.LogRecord) -> Iterator[tuple[str, object]]:
    """The named values of a log call: `log.info("feed unchanged url=%s status=%d", url, 304)` has two."""
    message, given = str(record.msg), record.args
    places = [place for place in _PLACE.finditer(message) if not place[0].endswith("%%")]
    if isinstance(given, Mapping):
        for place in places:
            if place[2] in given:
                yield place[1] or place[2], given[place[2]]
        return
    for place, value in zip(places, given or (), strict=False):
        if place[1]:
            yield place[1], value


def formatter(kind: LogFormat) -> logging.Formatter:
    return JsonLines() if kind == "json" else logging.Formatter(TEXT)
