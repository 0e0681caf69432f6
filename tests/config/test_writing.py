from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import SourceConfig, load_config, parse_config, parse_cron
from crawler.config.writing import _cut, add_sources, remove_source, toml_string
from storage.errors import ConfigError

DESK = """\
# The desk's list. Keep it sorted by river.

[fetch]
delay = 1   # the harbour asked for it

# --- north ---
[[source]]
id = "harbour"          # slow on Mondays
url = "https://harbour.example/"
# ask Ida before changing this
include = ["/news/"]
[source.normalise]
drop = ["^Sign up"]

# --- south ---
[[source]]
id = "valley"
url = "https://valley.example/"

[fold]
window = "48h"
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "sources.toml"
    path.write_bytes(text.encode())
    return path


def source(url: str, source_id: str = "", **more: object) -> SourceConfig:
    return SourceConfig(url=url, id=source_id, **more)  # type: ignore[arg-type]  # plain keyword values


def test_adding_appends_a_block_and_leaves_every_byte_before_it(tmp_path: Path) -> None:
    path = written(tmp_path, DESK)
    added, known = add_sources(path, [source("https://delta.example/", "delta", title="Delta", every=1800.0)])
    after = path.read_text()
    assert after.startswith(DESK)
    assert after[len(DESK) :] == (
        '\n[[source]]\nid = "delta"\ntitle = "Delta"\nurl = "https://delta.example/"\nevery = "30m"\n'
    )
    assert [one.id for one in added] == ["delta"]
    assert known == []


def test_adding_to_no_file_makes_one(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    add_sources(path, [source("https://delta.example/", "delta")])
    assert path.read_text() == '[[source]]\nid = "delta"\nurl = "https://delta.example/"\n'


def test_a_file_that_ends_without_a_line_end_is_continued_on_a_new_line(tmp_path: Path) -> None:
    path = written(tmp_path, "[fetch]\ndelay = 1 # slow")
    add_sources(path, [source("https://delta.example/", "delta")])
    assert load_config(path).fetch.delay == 1.0
    assert len(load_config(path).sources) == 1


def test_windows_line_ends_stay_windows_line_ends(tmp_path: Path) -> None:
    path = written(tmp_path, DESK.replace("\n", "\r\n"))
    add_sources(path, [source("https://delta.example/", "delta")])
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")
    remove_source(path, "delta")
    remove_source(path, "harbour")
    assert b"\n" not in path.read_bytes().replace(b"\r\n", b"")


def test_a_url_that_is_there_already_is_not_added_again(tmp_path: Path) -> None:
    path = written(tmp_path, DESK)
    added, known = add_sources(path, [source("https://valley.example", "another")])
    assert (added, [one.id for one in known]) == ([], ["valley"])
    assert path.read_text() == DESK


def test_a_taken_id_gets_a_number(tmp_path: Path) -> None:
    path = written(tmp_path, DESK)
    added, _ = add_sources(
        path, [source("https://a.example/", "Valley"), source("https://b.example/", "valley")]
    )
    assert [one.id for one in added] == ["Valley-2", "valley-3"]


def test_every_setting_of_an_added_source_reads_back(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    wanted = source(
        "https://delta.example/",
        "delta",
        title='The "Delta" \\ Post',
        kind="feed",
        cron=parse_cron("0 6 * * *"),
        language="uk",
        include=("/news/", r"\d+"),
        exclude=("/sport/",),
        enabled=False,
    )
    (added,), _ = add_sources(path, [wanted])
    (read,) = load_config(path).sources
    assert read == added
    assert (read.title, read.cron, read.include, read.enabled) == (
        wanted.title,
        wanted.cron,
        wanted.include,
        False,
    )


def test_removing_takes_the_block_with_its_subtables_and_leaves_the_rest(tmp_path: Path) -> None:
    path = written(tmp_path, DESK)
    remove_source(path, "HARBOUR")
    assert path.read_text() == (
        "# The desk's list. Keep it sorted by river.\n\n[fetch]\ndelay = 1   # the harbour asked for it\n\n"
        '# --- north ---\n# --- south ---\n[[source]]\nid = "valley"\nurl = "https://valley.example/"\n\n'
        '[fold]\nwindow = "48h"\n'
    )


def test_removing_the_last_block_leaves_what_stands_before_it(tmp_path: Path) -> None:
    path = written(tmp_path, DESK)
    add_sources(path, [source("https://delta.example/", "delta")])
    remove_source(path, "delta")
    assert load_config(path) == parse_config(DESK)
    assert path.read_text().rstrip() == DESK.rstrip()


def test_an_unknown_id_removes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, DESK)
    with pytest.raises(ConfigError, match="there is no source of that id"):
        remove_source(path, "delta")
    assert path.read_text() == DESK


def test_sources_in_an_inline_list_are_left_to_their_owner(tmp_path: Path) -> None:
    text = 'source = [{ id = "a", url = "https://a.example/" }, { id = "b", url = "https://b.example/" }]\n'
    path = written(tmp_path, text)
    with pytest.raises(ConfigError, match="take it out by hand"):
        remove_source(path, "a")
    with pytest.raises(ConfigError):
        add_sources(path, [source("https://c.example/", "c")])
    assert path.read_text() == text


def test_a_file_that_cannot_be_read_is_never_written(tmp_path: Path) -> None:
    path = written(tmp_path, "[fetch]\ndealy = 1\n")
    with pytest.raises(ConfigError, match="did you mean 'delay'"):
        add_sources(path, [source("https://c.example/", "c")])
    assert path.read_text() == "[fetch]\ndealy = 1\n"


def test_a_link_and_the_permissions_stay(tmp_path: Path) -> None:
    real = written(tmp_path, DESK)
    real.chmod(0o600)
    link = tmp_path / "link.toml"
    link.symlink_to(real)
    add_sources(link, [source("https://delta.example/", "delta")])
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600
    assert load_config(real).source("delta")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.toml", "sources.toml"]


def test_a_folder_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written: No such file or directory"):
        add_sources(tmp_path / "missing" / "sources.toml", [source("https://c.example/", "c")])


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=40))
def test_any_title_survives_being_written(title: str) -> None:
    text = f'[[source]]\nurl = "https://a.example/"\ntitle = {toml_string(title)}\n'
    if title.strip():
        assert parse_config(text).sources[0].title == title.strip()


comments = st.sampled_from(["", "# note\n", "\n# note\n", "# one\n\n# two\n", "\n\n"])


@given(st.lists(st.tuples(comments, comments), min_size=1, max_size=4), st.data())
def test_cutting_one_block_never_changes_another(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    text = ""
    for number, (above, inside) in enumerate(parts):
        text += f'{above}[[source]]\nid = "s{number}"\n{inside}url = "https://s{number}.example/"\n'
    gone = data.draw(st.integers(0, len(parts) - 1))
    left = parse_config(_cut(text, gone)).sources
    assert [one.id for one in left] == [f"s{n}" for n in range(len(parts)) if n != gone]
