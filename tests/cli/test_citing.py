"""References, saved queries and completion, as people call them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import newsfold
import pytest

from crawler.citing import Citation, as_bibtex, as_ris, as_text, citation, cited
from crawler.queries import shipped
from tests.cli.conftest import SCRIPT, Run, row


def test_a_reference_names_the_text_by_its_hash_and_the_time_it_was_captured(
    run: Run, archive_file: Path
) -> None:
    (shown,) = run("show", "1", "--db", archive_file, "--json").rows
    text = run("cite", "1", "--db", archive_file).out
    assert "Ida Berg." in text
    assert "23 November 2026." in text
    assert hashlib.sha256(shown["body"].encode()).hexdigest() in text
    assert "captured 20" in text


def test_csl_is_one_list_for_all_articles(run: Run, archive_file: Path) -> None:
    first, second = json.loads(run("cite", "1", "2", "--format", "csl", "--db", archive_file).out)
    assert first["type"] == "article-newspaper"
    assert first["issued"] == {"date-parts": [[2026, 11, 23]]}
    assert first["author"] == [{"literal": "Ida Berg"}]
    assert first["id"] != second["id"]


@pytest.mark.parametrize(
    ("form", "start", "end"), [("bibtex", "@online{", "\n}\n"), ("ris", "TY  - NEWS\n", "ER  - \n")]
)
def test_reference_managers_get_their_formats(
    run: Run, archive_file: Path, form: str, start: str, end: str
) -> None:
    out = run("cite", "1", "--format", form, "--db", archive_file).out
    assert out.startswith(start)
    assert out.endswith(end)
    assert "https://harbour.example/news/1.html" in out


def test_a_hostile_headline_cannot_leave_its_field(tmp_path: Path) -> None:
    hostile = "100% {of}\n}@misc{x, A & B_c\nER  - \nTY  - JOUR \\end"
    with newsfold.open_archive(tmp_path / "news.db") as archive:
        archive.add_many([row(1, "Northport", "harbour", 6, headline=hostile)])
        (article,) = archive.articles()
        one = citation(
            article,
            datetime(2026, 11, 24, tzinfo=UTC),
            ["https://web.archive.org/web/2026/https://harbour.example/"],
        )
    assert as_ris(one).count("\nER  - ") == 1
    assert as_ris(one).count("TY  - NEWS") == 1
    assert "\nTY  - JOUR" not in as_ris(one)
    assert r"100\% \{of\} \}@misc\{x, A \& B\_c" in as_bibtex(one)
    assert "https://web.archive.org/web/2026/https://harbour.example/" in as_bibtex(one)


def reference(**fields: Any) -> Citation:
    """A reference to a text of which nothing is known but what is given."""
    known = {
        "key": "k",
        "title": "T",
        "authors": (),
        "publisher": "",
        "url": "https://a.example/",
        "published": None,
        "language": None,
    }
    moment = datetime(2026, 11, 24, 6, tzinfo=UTC)
    return Citation(**{**known, "captured": moment, "sha256": "ab", "gid": "g", "archived": None} | fields)  # type: ignore[arg-type]


def test_a_text_without_an_author_is_its_agency_s(tmp_path: Path) -> None:
    with newsfold.open_archive(tmp_path / "news.db") as archive:
        archive.add_many([row(1, "Northport", "harbour", 6, authors=[], agency="Coast Wire")])
        (article,) = archive.articles()
    one = citation(article, datetime(2026, 11, 24, tzinfo=UTC))
    assert as_text(one).startswith("Coast Wire. “Case 1")
    assert cited(one, "csl")["author"] == [{"literal": "Coast Wire"}]  # type: ignore[index]
    assert "author = {{Coast Wire}}" in as_bibtex(one)
    assert "AU  - Coast Wire\n" in as_ris(one)


def test_a_text_reference_reads_as_one_would_write_it() -> None:
    one = reference(
        authors=("Ida Berg", "Tip O’Neill Jr."), published=datetime(2026, 11, 3, tzinfo=UTC), publisher="Post"
    )
    assert as_text(one).startswith(
        "Ida Berg; Tip O’Neill Jr. “T.” Post, 3 November 2026. https://a.example/ [captured"
    )
    assert as_text(reference(title="Why?")).startswith("“Why?” n.d. https://a.example/ [captured")


def test_what_is_not_known_is_left_out_of_a_reference() -> None:
    assert set(cited(reference(), "csl")) == {"id", "type", "title", "accessed", "URL", "note"}
    assert not re.search(r"^  (author|date|langid|organization) ", as_bibtex(reference()), re.MULTILINE)
    assert not re.search(r"^(AU|PY|DA|LA|T2)", as_ris(reference()), re.MULTILINE)


@pytest.mark.parametrize(
    ("language", "name"), [("en-GB", "english"), ("zh-Hans", "chinese"), ("de", "ngerman"), ("tlh", "")]
)
def test_biblatex_hears_of_a_language_by_the_name_that_it_knows(language: str, name: str) -> None:
    assert re.findall("langid = {(.*)}", as_bibtex(reference(language=language))) == ([name] if name else [])


def test_an_archived_address_stands_in_a_note_so_that_tex_can_read_it() -> None:
    one = as_bibtex(reference(url="https://a.example/x%20y#z", archived="https://archive.ph/x%20y#z"))
    assert "url = {https://a.example/x%20y#z}" in one
    assert r"\url{https://archive.ph/x\%20y\#z}" in one


@pytest.mark.parametrize("name", [query.name for query in shipped()])
def test_a_shipped_query_runs_and_says_what_it_answers(run: Run, archive_file: Path, name: str) -> None:
    result = run("query", name, "--db", archive_file, "--csv")
    assert (result.code, result.err) == (0, "")
    assert result.out.count("\n") >= 1
    assert f"{name}\n    " in run("query", "--list", "--db", archive_file).out


def test_a_saved_query_is_a_file_beside_the_archive(run: Run, tmp_path: Path, archive_file: Path) -> None:
    shutil.copy(archive_file, tmp_path / "news.db")
    assert run("query", "--save", "by-source", "select id from articles where source = :s").code == 2
    assert not (tmp_path / "queries").exists()
    assert (
        run(
            "query", "--save", "by-source", "select id from articles where source = :s", "-p", "s", "delta"
        ).code
        == 0
    )
    assert len(run("query", "by-source", "-p", "s", "harbour", "--json").rows) == 1
    assert "already" in run("query", "--save", "by-source", "select 1").err
    assert run("query", "--save", "../x", "select 1").code == 2
    assert "did you mean 'by-source'" in run("query", "by-sorce").err
    (tmp_path / "queries" / "recent.sql").write_text(
        "-- The newest.\n-- :n = 2\nselect id from articles order by id desc limit cast(:n as int)"
    )
    assert len(run("query", "recent", "--json").rows) == 2
    assert len(run("query", "recent", "-p", "n", "1", "--json").rows) == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("dayz", "3"), "-p dayz: the query has no :dayz; its parameters: :days"),
        (("days", "week"), "-p days week: a number is needed, as in 30"),
    ],
)
def test_a_parameter_that_would_find_nothing_in_silence_is_refused(
    run: Run, archive_file: Path, given: tuple[str, str], says: str
) -> None:
    result = run("query", "volume", "-p", *given, "--db", archive_file)
    assert (result.code, result.out, result.err) == (2, "", f"newsfold: {says}\n")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_completion(run: Run, shell: str) -> None:
    assert "_NEWSFOLD_COMPLETE" in run("completion", shell).out


COMPLETING = {
    "bash": """eval "$(newsfold completion bash)"; compopt() { :; }; COMP_WORDS=(newsfold sour); COMP_CWORD=1; _newsfold_completion newsfold; echo "${COMPREPLY[@]}" """,
    "zsh": """autoload -Uz compinit; compinit -D; eval "$(newsfold completion zsh)"; [ "${_comps[newsfold]}" = _newsfold_completion ] && echo sources""",
    "fish": """newsfold completion fish | source; complete -C"newsfold sour" | cut -f 1""",
}


@pytest.mark.parametrize("shell", COMPLETING)
def test_a_real_shell_completes_a_command(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    here = {"PATH": f"{SCRIPT.parent}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    words = [shell, *(("-f",) if shell == "zsh" else ()), "-c", COMPLETING[shell]]
    done = subprocess.run(words, env=here, capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout.split(), done.stderr) == (["sources"], "")


def test_completion_knows_the_commands() -> None:
    asked = {"_NEWSFOLD_COMPLETE": "bash_complete", "COMP_WORDS": "newsfold sto", "COMP_CWORD": "1"}
    done = subprocess.run(
        [SCRIPT], env=os.environ | asked, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.splitlines() == ["plain,story"]


def test_what_an_argument_cannot_hold_is_found_nowhere(run: Run, archive_file: Path) -> None:
    assert run("search", "--db", archive_file, "--", "zeppelin\udcff").code == 0
    assert run("search", "--db", archive_file, "--", "zeppelin " * 1_200).code == 0


@pytest.mark.parametrize(
    "words", [["show", "1"], ["story", "1"], ["diff", "2"], ["why", "1"], ["like", "1"], ["cite", "1"]]
)
def test_what_people_read_holds_no_escape_sequences_in_a_pipe(
    run: Run, archive_file: Path, words: list[str]
) -> None:
    result = run(*words, "--db", archive_file)
    assert result.code == 0
    assert "\x1b" not in result.out
