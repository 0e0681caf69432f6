"""`schedule`: the parent of every crawl that nobody starts by hand."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crawler import clock
from crawler.cli.options import Common, common_options, set_up_logging
from crawler.cli.parameters import CALLBACK, DURATION, LISTEN, NETWORK
from crawler.config import show_duration
from crawler.config.reading import DEFAULT_FILE
from storage.errors import UsageError

if TYPE_CHECKING:
    from crawler.schedule.events import Listener


LONGEST_SILENCE = 120.0  #: seconds; a sign of life comes every half minute


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    short_help="Keep crawling what is due, for years.",
)
@click.option("--once", is_flag=True, help="Look once, crawl what is due, and return the crawl's exit code.")
@click.option("--delay", type=DURATION, metavar="S", help="Seconds between two requests to one host.")
@click.option(
    "--allow-private", type=NETWORK, multiple=True, metavar="CIDR", help="Allow a private or loopback address block; may be repeated."
)  # fmt: skip
@click.option(
    "--metrics", type=LISTEN, metavar="[HOST:]PORT", help="Serve Prometheus metrics; HOST is 127.0.0.1 unless given."
)  # fmt: skip
@click.option(
    "--websub-callback", type=CALLBACK, metavar="URL", help="Ask hubs to push: the public address behind which --websub-listen is reached."
)  # fmt: skip
@click.option(
    "--websub-listen", type=LISTEN, default="8765", show_default=True, metavar="[HOST:]PORT", help="Where to listen for hubs; HOST is 127.0.0.1 unless given."
)  # fmt: skip
@common_options
@click.pass_context
def schedule(
    ctx: click.Context,
    once: bool,
    delay: float | None,
    allow_private: tuple[str, ...],
    metrics: tuple[str, int] | None,
    websub_callback: str | None,
    websub_listen: tuple[str, int],
) -> int | None:
    """Crawl the sources of sources.toml whenever they are due, until stopped.

    One crawl runs at a time, as a child process. When a source is due is decided by its `every` or `cron`, by what
    its feed asks for, and by how often it has news; `newsfold sources health` shows the time and the reason.
    A changed sources.toml is taken over at the next tick; a broken one is named in the log and changes nothing.

    SIGTERM and Ctrl-C let the crawl save its state (20 seconds), then end with 130. Run it under systemd
    (`newsfold schedule unit`), in a container, or start `newsfold schedule --once` from cron.

    \b
    Examples:
      newsfold schedule
      newsfold schedule --metrics 9464 --log-format json
      newsfold schedule unit | sudo tee /etc/systemd/system/newsfold.service
      newsfold schedule --websub-callback https://desk.example.org/websub/ --websub-listen 8765
      */15 * * * *  newsfold schedule --once -q --db /var/lib/news.db --config /etc/sources.toml
    """
    if ctx.invoked_subcommand is not None:
        return None
    from crawler.schedule import Schedule, crawl_command  # noqa: PLC0415 - APScheduler costs 90 ms
    from crawler.schedule.events import Listeners  # noqa: PLC0415
    from crawler.schedule.service import ServiceManager  # noqa: PLC0415

    common: Common = ctx.obj
    path = (common.config_path or DEFAULT_FILE).resolve()
    if not path.exists() and common.config_path is None:
        raise UsageError(
            f"{path}: there is no configuration to schedule; `newsfold sources add URL` starts one"
        )
    set_up_logging(common, talkative="crawler.schedule")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # an overlap is our row, not its warning
    db = common.db.resolve()
    listeners: list[Listener] = [ServiceManager()]
    if metrics is not None:
        listeners.append(_metrics(db, *metrics))
    command = crawl_command(db, path, _passed_on(common, delay, allow_private))
    if websub_callback is not None:
        if once:
            raise UsageError("--websub-callback needs a schedule that stays to listen; leave out --once")
        from crawler.websub import Callback  # noqa: PLC0415 - only who listens pays for a web server

        listeners.append(Callback(db, *websub_listen, clock.now))
        command += ["--websub-callback", websub_callback]
    parent = Schedule(db, path, command=command, now=clock.now, listener=Listeners(*listeners))
    return parent.once() if once else parent.run()


def _metrics(db: Path, host: str, port: int) -> Listener:
    from crawler.schedule.metrics import Metrics, serve_metrics  # noqa: PLC0415 - 60 ms that only they pay

    metrics = Metrics(db)
    chosen = serve_metrics(metrics, host, port)
    logging.getLogger("crawler.schedule").info("metrics served address=%s port=%d", host, chosen)
    return metrics


def _passed_on(common: Common, delay: float | None, allow_private: tuple[str, ...]) -> list[str]:
    words = ["-q"] if common.quiet else ["-" + "v" * common.verbose] if common.verbose else []
    words += ["--log-format", common.log_format] if common.log_format != "text" else []
    words += ["--delay", show_duration(delay)] if delay is not None else []
    return words + [word for block in allow_private for word in ("--allow-private", block)]


@schedule.command("unit")
@click.option(
    "--timer",
    "kind",
    flag_value="timer",
    help="A timer, and the service that it starts every quarter of an hour.",
)
@common_options
@click.pass_obj
def unit(common: Common, kind: str | None) -> None:
    """Print a hardened systemd unit that runs the schedule as the user newsfold.

    It writes nowhere but into the archive's folder. With --timer two files are printed, each under its name: for
    machines on which nothing of ours should run between two looks.

    \b
    Examples:
      newsfold schedule unit --db /var/lib/newsfold/news.db --config /etc/newsfold/sources.toml
      newsfold schedule unit --timer
    """
    from crawler.schedule.service import service_unit, timer_unit  # noqa: PLC0415 - see above

    program = Path(sys.argv[0]).resolve()
    db, config = common.db.resolve(), (common.config_path or DEFAULT_FILE).resolve()
    if kind == "timer":
        click.echo("# newsfold.timer\n" + timer_unit())
        click.echo("# newsfold.service")
    click.echo(service_unit(program, db, config, timer=kind == "timer"), nl=False)


@schedule.command("ping")
@click.argument("where", type=LISTEN, metavar="[HOST:]PORT")
@common_options
@click.pass_obj
def ping(common: Common, where: tuple[str, int]) -> int:
    """Ask a schedule that serves metrics whether it is well: 0, or 4 without a sign of life for two minutes.

    For the health check of a container; under systemd the service manager asks by itself.

    \b
    Example:
      newsfold schedule ping 9464
    """
    from crawler.schedule.metrics import last_sign_of_life  # noqa: PLC0415 - see above

    seconds = last_sign_of_life(*where)
    host, port = where
    common.say(
        f"{host}:{port}: no schedule answers"
        if seconds is None
        else f"{host}:{port}: last sign of life {seconds:.0f} s ago"
    )
    return 0 if seconds is not None and seconds < LONGEST_SILENCE else 4
