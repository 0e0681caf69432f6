"""`alerts`: does what a newsroom configured reach it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from crawler import clock
from crawler.cli.options import Common, common_options
from crawler.cli.output import Rows, row_options
from storage.errors import UsageError

COLUMNS = ("channel", "sent", "problem")
OK, SOME_FAILED, NONE_SENT = 0, 3, 4


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]}, short_help="Try whether alerts reach you."
)
def alerts() -> None:
    """Alerts tell a program or a webhook when a source's health changes; see [alerts] in sources.toml.

    \b
    Example:
      newsfold alerts test
    """


@alerts.command("test", short_help="Send a trial alert through each configured channel.")
@row_options
@common_options
@click.pass_obj
def test(common: Common, rows: Rows) -> int:
    """Send a trial through the command and the webhook of [alerts], as a real alert would be sent.

    The message has the shape of a real one, `"trial": true` and a change of a source called `trial`. Ends with 0 if
    every channel took it, 3 if some did, 4 if none did. Nothing is written.

    \b
    Examples:
      newsfold alerts test
      newsfold alerts test --config /etc/newsfold/sources.toml --json
    """
    from crawler.alerts import trial  # noqa: PLC0415 - only this command sends

    config = common.config()
    if not config.alerts.channels:
        place = config.path or "sources.toml (there is none)"
        raise UsageError(f"{place}: no alerts are configured; set command or webhook under [alerts]")
    found = trial(config, str(common.db.resolve()), clock.now())
    told = ({"channel": name, "sent": not problem, "problem": problem} for name, problem in found.items())
    rows.write(told, columns=COLUMNS, text=_lines)
    failed = sum(map(bool, found.values()))
    return OK if not failed else NONE_SENT if failed == len(found) else SOME_FAILED


def _lines(row: Mapping[str, Any]) -> Iterator[str]:  # Any: a column's value
    yield f"{row['channel']:<8} {'sent' if row['sent'] else 'not sent: ' + row['problem']}"
