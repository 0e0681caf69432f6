"""The configuration that a run keeps: whole, the same text for the same settings, and without secrets."""

from __future__ import annotations

import json
from pathlib import Path

from crawler.config import parse_config
from crawler.config.snapshot import snapshot

DESK = """
[defaults]
cron = "*/30 6-23 * * *"
quiet = ["22:00-06:00"]
[alerts]
command = ["/usr/local/bin/tell", "--token", "hush"]
webhook = "https://chat.harbour.example/hooks/hush"
[[source]]
id = "harbour"
url = "https://harbour.example/feed"
include = ["/news/"]
[source.normalise]
drop = ["^Sign up"]
[[source]]
url = "https://valley.example/"
"""


def kept(text: str) -> str:
    return snapshot(parse_config(text, Path("sources.toml")))


def test_it_tells_what_is_in_force_and_of_a_source_what_is_its_own() -> None:
    told = json.loads(kept(DESK))
    assert (told["fetch"]["delay"], told["fold"]["window"]) == (0.5, 259200.0)
    assert (told["defaults"]["cron"], told["defaults"]["quiet"]) == ("*/30 6-23 * * *", ["22:00-06:00"])
    harbour, valley = told["sources"]
    assert (harbour["include"], harbour["rules"]) == (["/news/"], {"drop": ["^Sign up"]})
    assert valley == {"id": "valley.example", "url": "https://valley.example/"}


def test_it_holds_no_secret() -> None:
    text = kept(DESK)
    assert "hush" not in text
    alerts = json.loads(text)["alerts"]
    assert (alerts["command"], alerts["webhook"]) == (["/usr/local/bin/tell"], "chat.harbour.example")


def test_comments_and_places_in_the_file_change_nothing_and_a_setting_does() -> None:
    assert kept(DESK) == kept("# our desk\n" + DESK.replace("[alerts]", "\n\n[alerts]"))
    assert kept(DESK) != kept(DESK.replace("/news/", "/politics/"))
    assert kept("") == kept("[fetch]\ndelay = 0.5\n")
