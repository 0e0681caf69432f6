"""Start one command and turn whatever ends it into one line and an exit code."""

from __future__ import annotations

import os
import sqlite3
import sys
import traceback
from collections.abc import Sequence

import click

from crawler.cli.app import cli
from storage.errors import NewsfoldError

INTERNAL, USAGE, INTERRUPTED = 1, 2, 130


def run(words: Sequence[str]) -> int:
    """The exit code of `newsfold WORDS`. Only a fault of ours ends in a traceback of Python's."""
    _own_the_settings()
    _speak_utf8()
    try:
        result = cli.main(list(words), prog_name="newsfold", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return _say("stopped", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except NewsfoldError as error:
        return _say(str(error), error.exit_code, words)
    except sqlite3.Error as error:
        return _say(f"the archive could not be used: {error}", INTERNAL, words)
    except OSError as error:
        return _say(_os_words(error), INTERNAL, words)
    except UnicodeError as error:
        return _say(f"text that cannot be read or written: {error}", USAGE, words)
    return result if isinstance(result, int) else 0


def _own_the_settings() -> None:
    """Point Scrapy at our settings, whatever project the directory or the environment names."""
    os.environ["SCRAPY_SETTINGS_MODULE"] = "crawler.settings"
    os.environ.pop("SCRAPY_PROJECT", None)


def _speak_utf8() -> None:
    """News is written in many scripts: a pipe in a C locale must not end a run."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _say(problem: str, code: int, words: Sequence[str] = ()) -> int:
    if wants_traceback(words):
        traceback.print_exc()
    sys.stderr.write(f"newsfold: {problem}\n")
    return code


def wants_traceback(words: Sequence[str]) -> bool:
    """Was `-vv` given, in one word or two?"""
    verbose = 0
    for word in words:
        if word == "--":
            break
        if word == "--verbose":
            verbose += 1
        elif word.startswith("-v") and set(word[1:]) == {"v"}:
            verbose += len(word) - 1
    return verbose >= 2


def _os_words(error: OSError) -> str:
    what = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {what}" if error.filename else what
