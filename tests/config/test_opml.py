from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import Config, SourceConfig
from crawler.config.opml import MAX_BYTES, read_list, read_opml, write_opml
from crawler.config.pack import pack_names, read_pack
from storage.errors import ConfigError, UsageError

NESTED = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><head><title>Mine</title></head><body>
  <outline text="Rivers"><outline text="North">
    <outline type="rss" text="Harbour Gazette" title="The Harbour Gazette" xmlUrl="https://harbour.example/rss.xml"/>
    <outline text="Valley" XMLURL="feed://valley.example/feed"/>
  </outline></outline>
  <outline text="Harbour again" xmlurl="https://harbour.example/rss.xml"/>
  <outline text="Bare & broken" xmlUrl="https://delta.example/?a=1&b=2"/>
  <outline text="Mail" xmlUrl="mailto:desk@harbour.example"/>
  <outline text="only a folder"/>
</body></opml>"""


def test_nested_outlines_are_read_once_each_and_folders_are_none() -> None:
    imported = read_opml(NESTED, "mine.opml")
    assert [(one.id, one.url, one.kind) for one in imported.sources] == [
        ("the-harbour-gazette", "https://harbour.example/rss.xml", "feed"),
        ("valley", "https://valley.example/feed", "feed"),
        ("bare-broken", "https://delta.example/?a=1&b=2", "feed"),
    ]
    assert len(imported.problems) == 1
    assert "mailto:" in imported.problems[0]


def test_what_is_exported_is_imported_again() -> None:
    sources = tuple(
        SourceConfig(url=f"https://s{n}.example/feed?x=1&y=<{n}>", id=f"s{n}", title=title)
        for n, title in enumerate(['Ünï & "quoted" <b>', "港の新聞", "صحيفة"])
    )
    back = read_opml(write_opml(Config(sources=sources)), "out.opml").sources
    assert [(one.url, one.title) for one in back] == [(one.url, one.title) for one in sources]


@given(st.lists(st.text(max_size=30), max_size=5))
def test_any_title_can_be_exported(titles: list[str]) -> None:
    sources = tuple(
        SourceConfig(url=f"https://s{n}.example/", id=f"s{n}", title=t) for n, t in enumerate(titles)
    )
    document = write_opml(Config(sources=sources))
    if sources:
        assert len(read_opml(document, "out.opml").sources) == len(sources)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is no OPML"),
        (b"<html><body>Please log in</body></html>", "its first element is <html>"),
        (b"just words", "is no OPML"),
        (b"<opml><body><outline text='x'/></body></opml>", "holds no feed"),
        (b"<opml><body><outline xmlUrl='javascript:alert(1)'/></body></opml>", "holds no feed that can be read: 'javascript:"),
        (b" " * (MAX_BYTES + 1), "is larger than 10 MB"),
    ],
)  # fmt: skip
def test_a_bad_file_is_an_error_that_says_why(data: bytes, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_opml(data, "mine.opml")
    assert says in str(caught.value)
    assert str(caught.value).startswith("mine.opml: ")


def test_entities_and_external_files_are_never_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("https://secret.example/")
    bomb = (
        f'<!DOCTYPE opml [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY lol "ha"><!ENTITY lol2 "&lol;&lol;&lol;">]>'
        '<opml><body><outline text="&lol2;" xmlUrl="https://a.example/"/><outline xmlUrl="&x;"/></body></opml>'
    )
    imported = read_opml(bomb.encode(), "bomb.opml")
    assert [one.url for one in imported.sources] == ["https://a.example/"]
    assert "secret" not in repr(imported)


def test_outlines_nested_a_hundred_thousand_deep_end_soon() -> None:
    deep = b"<opml><body><outline xmlUrl='https://a.example/'/>" + b"<outline>" * 100_000
    assert [one.url for one in read_opml(deep, "deep.opml").sources] == ["https://a.example/"]


def test_html_entities_and_other_encodings_are_read() -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><opml><body><outline text="Caf&eacute; \u6e2f" xmlUrl="https://a.example/"/></body></opml>'
    (source,) = read_opml(text.encode("utf-16"), "mine.opml").sources
    assert source.title == "Caf\u00e9 \u6e2f"


def test_a_plain_list_has_one_url_a_line() -> None:
    lines = ["# mine", "", "https://a.example/feed", " https://b.example/ ", "https://a.example/feed"]
    assert [one.url for one in read_list(lines, "urls.txt").sources] == [
        "https://a.example/feed",
        "https://b.example/",
    ]


def test_a_line_that_is_no_url_is_named() -> None:
    with pytest.raises(ConfigError, match=r"urls\.txt:2: 'b\.example' is no absolute"):
        read_list(["https://a.example/", "b.example"], "urls.txt")


def test_the_world_pack_has_many_newsrooms_in_many_languages() -> None:
    assert pack_names() == ["world"]
    sources = read_pack("world")
    assert len(sources) >= 25
    assert len({one.language for one in sources}) >= 8
    assert len({one.url for one in sources}) == len(sources)
    assert all(one.url.startswith("https://") and one.title and one.kind == "feed" for one in sources)


def test_an_unknown_pack_names_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="there is: world"):
        read_pack("moon")


def test_the_kind_of_a_source_does_not_matter_for_export() -> None:
    source = SourceConfig(url="https://a.example/", id="a")
    assert write_opml(Config(sources=(source,))) == write_opml(
        Config(sources=(replace(source, kind="site"),))
    )
