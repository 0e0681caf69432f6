from __future__ import annotations

from pathlib import Path

import pytest

from crawler.config import Config, load_config, parse_config
from crawler.config.reading import derive_id
from crawler.config.writing import toml_string
from storage.errors import ConfigError
from storage.records import UserRules

FULL = """\
# our desk
[defaults]
every = "60m"
contact = "desk@harbour.example"
recheck = ["1h", "6h"]
keep_pages = false
max_per_run = 50

[[source]]
id = "harbour"
url = "https://harbour-gazette.example/"
kind = "site"
title = "The Harbour Gazette"
include = ["/news/"]
exclude = ['\\.pdf$']
language = "en-GB"
delay = 2

[source.normalise]
drop = ["^Sign up for our morning newsletter"]
remove = ["aside.promo"]

[[source]]
url = "https://valley.example/feed.xml"
cron = "*/30 6-23 * * mon-fri"
enabled = false

[fetch]
delay = 0.25
timeout = "20s"
max_size = "5MB"
allow_private = ["127.0.0.0/8", "::1"]
concurrency = 4
workers = 1

[fold]
window = "48h"
containment = 0.7
min_tokens = 12

[schedule]
zone = "Europe/Kyiv"
tick = "10s"
"""


def problem_of(text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, "desk.toml")
    return caught.value


def test_every_setting_arrives_where_it_is_read() -> None:
    config = parse_config(FULL)
    harbour, valley = config.sources
    assert harbour.every == 3600.0
    assert harbour.recheck == (3600.0, 21600.0)
    assert (harbour.keep_pages, harbour.max_per_run, harbour.delay) == (False, 50, 2.0)
    assert (harbour.language, harbour.kind, harbour.line) == ("en", "site", 9)
    assert harbour.rules == UserRules(drop=("^Sign up for our morning newsletter",), remove=("aside.promo",))
    assert (valley.id, valley.every, valley.enabled) == ("valley.example", None, False)
    assert valley.cron is not None
    assert (config.fetch.delay, config.fetch.timeout, config.fetch.max_size) == (0.25, 20.0, 5_000_000)
    assert config.fetch.allow_private == ("127.0.0.0/8", "::1/128")
    assert (config.fetch.contact, config.fetch.concurrency, config.fetch.workers) == (
        "desk@harbour.example",
        4,
        1,
    )
    assert (config.fold.window, config.fold.containment, config.fold.min_tokens) == (172800.0, 0.7, 12)
    assert str(config.schedule.tzinfo) == "Europe/Kyiv"
    assert config.enabled() == (harbour,)


def test_an_empty_file_gives_the_defaults() -> None:
    assert parse_config("") == Config()


def test_a_missing_default_file_gives_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_config() == Config()


def test_a_missing_named_file_is_an_error_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"desk\.toml: there is no such file; `newsfold sources add URL`"):
        load_config(tmp_path / "desk.toml")


def test_a_folder_in_place_of_the_file_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read: Is a directory"):
        load_config(tmp_path)


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_bytes(b"\xef\xbb\xbf[fetch]\ndelay = 3\n")
    assert load_config(path).fetch.delay == 3.0


def test_bytes_that_are_no_utf8_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_bytes(b"[defaults]\n\n# caf\xe9\n")
    with pytest.raises(ConfigError, match=r"desk\.toml:3: is not UTF-8 text"):
        load_config(path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[defaults]\nevry = '1h'", "desk.toml:2: defaults.evry: unknown key, did you mean 'every'?"),
        ("[sources]\nurl = 'x'", "desk.toml:1: sources: unknown table, did you mean 'source'?"),
        (
            "[[source]]\nurl = 'https://a.example/'\n\n[source.normalize]\ndrop = []",
            "desk.toml:4: source.normalize: unknown key, did you mean 'normalise'?",
        ),
        (
            "[[source]]\nurl = 'https://a.example/'\n[source.normalise]\ndorp = ['x']",
            "desk.toml:4: source.normalise.dorp: unknown key, did you mean 'drop'?",
        ),
        (
            "[[source]]\nurl = 'https://a.example/'\nwindow = '1h'",
            "desk.toml:3: source.window: unknown key; 'window' belongs into [fold]",
        ),
        (
            "[[source]]\nurl = 'https://a.example/'\npassword = 'x'",
            "desk.toml:3: source.password: unknown key; newsfold reads public pages only and keeps no credentials",
        ),
        ("[fetch]\nzzz = 1", "desk.toml:2: fetch.zzz: unknown key; known here: delay, timeout, max_size, allow_private, contact, concurrency, workers"),
        ("delay = 3", "desk.toml:1: delay: unknown table; 'delay' belongs into [source] or [fetch]"),
    ],
)  # fmt: skip
def test_an_unknown_key_is_told_its_line_and_the_likely_spelling(text: str, message: str) -> None:
    assert str(problem_of(text)) == message


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("[defaults]\nevery = 'soon'", 2, "'soon' is no duration"),
        ("[defaults]\nevery = true", 2, "expected a duration"),
        ("[defaults]\nevery = '-3s'", 2, "is no duration"),
        ("[defaults]\nevery = 0", 2, "too small"),
        ("[defaults]\ncron = '61 * * * *'", 2, "'61' is no minute: 0 to 59"),
        ("[defaults]\ncron = '* * *'", 2, "has 3 fields; cron needs five"),
        ("[defaults]\ncron = '0 0 30 2 *'", 2, "never comes"),
        ("[defaults]\ncron = '@hourly'\nevery = '1h'", 2, "give either every or cron, not both"),
        ("[fetch]\nallow_private = ['10.0.0.1/8']", 2, "has host bits set"),
        ("[fetch]\nallow_private = [10]", 2, "expected an address block in quotes"),
        ("[fetch]\ndelay = '1 fortnight'", 2, "is no duration"),
        ("[fetch]\ndelay = nan", 2, "out of range"),
        ("[fetch]\nmax_size = 'big'", 2, "is no size"),
        ("[fetch]\nconcurrency = 0", 2, "too small: at least 1"),
        ("[fetch]\nworkers = 1.5", 2, "expected a whole number"),
        ("[fetch]\ncontact = 'call us'", 2, "neither a mail address nor a URL"),
        ("[fetch]\ncontact = \"a@b.example\\nX-Evil: 1\"", 2, "neither a mail address nor a URL"),
        ("[fetch]\ncontact = 'a@b.example'\n[defaults]\ncontact = 'c@d.example'", 2, "differs from [defaults] contact"),
        ("[fold]\ncontainment = 60", 2, "expected a number from 0 to 1"),
        ("[schedule]\nzone = 'Mars/Base'", 2, "is no time zone"),
        ("[schedule]\nzone = '../etc/passwd'", 2, "is no time zone"),
        ("[[source]]\nurl = 'harbour.example'", 2, "is no absolute http:// or https:// URL"),
        ("[[source]]\nurl = 'file:///etc/passwd'", 2, "is no absolute http:// or https:// URL"),
        ("[[source]]\nurl = 'https://me:secret@harbour.example/'", 2, "must not hold a user name or password"),
        ("[[source]]\nurl = 'https://harbour.example:99999/'", 2, "is no URL"),
        ("[[source]]\nurl = 'https://har bour.example/'", 2, "har bour.example"),
        ("[[source]]\nurl = 'https://[::1/'", 2, "is no URL"),
        ("[[source]]\nid = 'harbour'", 1, "a source needs a url"),
        ("[[source]]\nurl = 'https://a.example/'\nid = 'a b'", 3, "is no source id"),
        ("[[source]]\nurl = 'https://a.example/'\nkind = 'blog'", 3, "is no kind of source: auto, feed, sitemap, site, article"),
        ("[[source]]\nurl = 'https://a.example/'\nenabled = 'yes'", 3, "expected true or false"),
        ("[[source]]\nurl = 'https://a.example/'\ninclude = ['[']", 3, "is no regular expression"),
        ("[[source]]\nurl = 'https://a.example/'\nlanguage = 'english'", 3, "is no language code"),
        ("[[source]]\nurl = 'https://a.example/'\n[source.normalise]\nselect = ['div[']", 4, "is no CSS selector"),
        ("[[source]]\nurl = 'https://a.example/'\n[source.normalise]\ndrop = ['(']", 4, "is no regular expression"),
        ("[source]\nurl = 'https://a.example/'", 1, "expected [[source]] with two brackets"),
        ("fetch = 3", 1, "expected a table: [fetch]"),
        ("[[source]]\nurl = 'https://a.example/'\nnormalise = 3", 3, "expected a table: [source.normalise]"),
        ("source = [1]", 1, "expected a table: [[source]]"),
        ("[fetch\ndelay = 1", 1, "is no valid TOML"),
        ("[fetch]\ndelay = 1\ndelay = 2", 3, "is no valid TOML"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_its_line_and_what_is_expected(text: str, line: int, says: str) -> None:
    error = problem_of(text)
    assert error.line == line, str(error)
    assert says in str(error)
    assert "\n" not in str(error)


def test_two_sources_of_one_id_are_an_error_at_the_second() -> None:
    text = "[[source]]\nurl = 'https://a.example/'\nid = 'one'\n\n[[source]]\nurl = 'https://b.example/'\nid = 'One'\n"
    assert str(problem_of(text)) == (
        "desk.toml:7: source.id: 'One' is the id of two sources (the other is on line 1); give this one another id"
    )


def test_two_sources_that_would_be_called_the_same_are_an_error() -> None:
    text = "[[source]]\nurl = 'https://a.example/'\n[[source]]\nurl = 'https://www.a.example'\n"
    assert "would be the id of two sources" in str(problem_of(text))


def test_two_sources_of_one_address_are_an_error_at_the_second() -> None:
    text = (
        "[[source]]\nurl = 'https://a.example/feed'\n[[source]]\nid = 'b'\nurl = 'https://a.example/feed/'\n"
    )
    assert (
        str(problem_of(text)) == "desk.toml:5: source.url: source 'a.example' on line 1 has this url already"
    )


def test_a_source_with_a_rhythm_of_its_own_leaves_the_default_aside() -> None:
    config = parse_config(
        "[defaults]\ncron = '@hourly'\n[[source]]\nurl = 'https://a.example/'\nevery = '10m'\n"
        "[[source]]\nurl = 'https://b.example/'\n"
    )
    first, second = config.sources
    assert (first.every, first.cron) == (600.0, None)
    assert second.cron == config.defaults.cron
    assert second.every is None


def test_one_value_stands_for_a_list_of_one() -> None:
    (source,) = parse_config("[[source]]\nurl = 'https://a.example/'\ninclude = '/news/'\n").sources
    assert source.include == ("/news/",)


@pytest.mark.parametrize(
    ("include", "exclude", "url", "wanted"),
    [
        ((), (), "https://a.example/any", True),
        (("/news/",), (), "https://a.example/news/1.html", True),
        (("/news/",), (), "https://a.example/sport/1.html", False),
        (("/news/",), (), "https://a.example/old/news/1.html", False),
        (("/news/",), ("/news/video/",), "https://a.example/news/video/1.html", False),
        ((r"-\d{6}\.html$",), (), "https://a.example/port-123456.html", True),
        ((r"-\d{6}\.html$",), (), "https://a.example/port.html", False),
        (("/?p=",), (), "https://a.example/?p=12", True),
        (("/",), (), "https://a.example", True),
    ],
)
def test_include_and_exclude_are_prefixes_or_expressions(
    include: tuple[str, ...], exclude: tuple[str, ...], url: str, wanted: bool
) -> None:
    rules = {"include": include, "exclude": exclude}
    lines = [f"{key} = [{', '.join(map(toml_string, values))}]\n" for key, values in rules.items()]
    (source,) = parse_config("[[source]]\nurl = 'https://a.example/'\n" + "".join(lines)).sources
    assert source.wants(url) is wanted


@pytest.mark.parametrize(
    ("url", "title", "name"),
    [
        ("https://harbour.example/feed", "The Harbour Gazette – World", "the-harbour-gazette-world"),
        ("https://www.harbour.example/", None, "harbour.example"),
        ("https://harbour.example/news/world/rss.xml", None, "harbour.example-news-world"),
        ("https://pravda.example/rss", "Новости порта", "pravda.example"),
        ("https://pravda.example/rss", "Новости 24", "pravda.example"),
        ("https://cafe.example/", "Café à la Une", "cafe-a-la-une"),
        ("http://[::1]:8000/feed", None, "1"),
    ],
)
def test_an_id_comes_from_the_title_or_else_from_host_and_path(
    url: str, title: str | None, name: str
) -> None:
    assert derive_id(url, title) == name


def test_the_schedule_looks_as_often_as_the_quickest_source_wants() -> None:
    assert parse_config("[[source]]\nurl = 'https://a.example/'\nevery = '5s'\n").tick() == 5.0
    assert parse_config("[[source]]\nurl = 'https://a.example/'\nevery = '6h'\n").tick() == 60.0


def test_options_of_the_command_line_come_on_top() -> None:
    config = parse_config(FULL).with_fetch(delay=0.0, allow_private=("10.0.0.0/8",))
    assert config.fetch.delay == 0.0
    assert config.fetch.allow_private == ("127.0.0.0/8", "::1/128", "10.0.0.0/8")
    assert config.fetch.timeout == 20.0
