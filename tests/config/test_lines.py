from __future__ import annotations

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from crawler.config.lines import scan_lines

TRICKY = '''\
# [comment]
[fetch]   # [[not]]
allow_private = [   # a list over lines
  "10.0.0.0/8",     # delay = 1
  "::1",
]
"quoted.key" = 1
a.b . "c" = 2

[[source]]
url = """
[[source]]
id = "inside a text"
"""
pattern = 'a # b [ { '
rules = { drop = [ "x]" ], keep = "}" }
[source.normalise]
drop = \'\'\'
[fold]
\'\'\'
[[ source ]]
url = "https://b.example/\\" # ["
id = 'b'
[schedule]
zone = "UTC"
'''


def test_keys_inside_texts_lists_and_comments_are_no_keys() -> None:
    tomllib.loads(TRICKY)
    lines = scan_lines(TRICKY)
    assert [(header.path, header.line) for header in lines.headers] == [
        (("fetch",), 2),
        (("source", 0), 10),
        (("source", 0, "normalise"), 17),
        (("source", 1), 21),
        (("schedule",), 24),
    ]
    assert lines.find("fetch", "allow_private") == 3
    assert lines.find("fetch", "quoted.key") == 7
    assert lines.find("fetch", "a", "b", "c") == 8
    assert lines.find("source", 0, "pattern") == 15
    assert lines.find("source", 0, "rules", "drop") == 16
    assert lines.find("source", 0, "normalise", "drop") == 18
    assert lines.find("source", 1, "id") == 23


def test_windows_line_ends_count_as_one_line() -> None:
    assert scan_lines("[fetch]\r\n\r\ndelay = 1\r\n").find("fetch", "delay") == 3


def test_what_is_not_there_gets_the_line_of_what_is_around_it() -> None:
    assert scan_lines("[[source]]\nurl = 'x'\n").find("source", 0, "id") == 1
    assert scan_lines("").find("fetch") is None


@given(st.text(alphabet="[]{}\"'#=. \n\\abc1", max_size=120))
def test_no_text_breaks_the_scan(text: str) -> None:
    scan_lines(text)


keys = st.text(alphabet="abcdefgh_-1", min_size=1, max_size=6)
values = st.one_of(
    st.sampled_from(
        [
            "1",
            "true",
            "'a # [ b'",
            '"x \\" ]"',
            "[\n 1, # k = 2\n 2,\n]",
            "'''\nz = 1\n[t]\n'''",
            '"""\n\n"""',
        ]
    )
)


@given(st.dictionaries(keys, st.tuples(st.integers(0, 3), values), min_size=1, max_size=8))
def test_each_key_is_found_on_the_line_where_it_was_written(table: dict[str, tuple[int, str]]) -> None:
    text, expected = "[t]\n", {}
    for key, (blank, value) in table.items():
        text += "# note = 1\n" * blank
        expected[key] = text.count("\n") + 1
        text += f"{key} = {value}\n"
    assert set(tomllib.loads(text)["t"]) == set(table)
    lines = scan_lines(text)
    assert {key: lines.find("t", key) for key in table} == expected
