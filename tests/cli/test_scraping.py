from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, report

URL = "https://harbour-gazette.example/news/strike.html"
PAGE = f"""<!doctype html><html lang="en"><head><title>Strike ends after nine days | Harbour Gazette</title>
<meta property="og:title" content="Strike ends after nine days"><meta property="og:site_name" content="Harbour Gazette">
<meta property="og:type" content="article"><meta name="author" content="Ida Berg"><link rel="canonical" href="{URL}">
<meta property="article:published_time" content="2026-11-23T06:00:00Z"></head><body><nav><a href="/">Home</a></nav><article>
<h1>Strike ends after nine days</h1>
{"".join(f"<p>{paragraph}</p>" for paragraph in report(7, "Northport").split(chr(10) * 2))}
<p class="promo">Sign up for our morning newsletter</p></article><footer>© Harbour Gazette</footer></body></html>"""
WALL = '<html><body><div id="consent"><h1>We value your privacy</h1><button>Accept all</button></div></body></html>'


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "strike.html"
    path.write_text(PAGE)
    return path


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A configuration whose source cuts a paragraph of the page."""
    path = tmp_path / "sources.toml"
    path.write_text(
        '[[source]]\nid = "harbour"\nurl = "https://harbour-gazette.example/"\n[source.normalise]\ndrop = ["bridge of case"]\n'
    )
    return path


def test_a_local_file_is_read_without_a_network(run: Run, page: Path) -> None:
    (article,) = run("scrape", page, "--json").rows
    assert article["headline"] == "Strike ends after nine days"
    assert article["published_at"] == "2026-11-23T06:00:00+00:00"
    assert article["authors"] == ["Ida Berg"]
    assert article["url"] == URL, "the page names its own address"
    assert "newsletter" not in article["body"]
    assert article["body"].startswith("In Northport the ferry")


def test_standard_input_is_read_and_people_see_text(run: Run) -> None:
    out = run("scrape", "-", stdin=PAGE.encode()).out
    assert out.startswith("Strike ends after nine days\n\nIda Berg · Harbour Gazette · 2026-11-23 06:00\n")
    assert URL in out


def test_markdown_has_a_heading(run: Run, page: Path) -> None:
    assert run("scrape", page, "--markdown").out.startswith(
        "# Strike ends after nine days\n\n*Ida Berg · Harbour Gazette"
    )


def test_explain_shows_origins_and_cuts(run: Run, page: Path, desk: Path) -> None:
    out = run("scrape", page, "--explain").out
    assert "verdict    article" in out
    assert "field      headline <- " in out
    assert "cut        [" in out
    (article,) = run("scrape", page, "--explain", "--json").rows
    assert article["origins"]["headline"]
    assert any("bridge of case" in cut["text"] for cut in article["cuts"])


def test_the_rules_of_the_source_apply_to_its_pages(run: Run, page: Path, desk: Path) -> None:
    (article,) = run("scrape", page, "--json").rows
    assert article["source"] == "harbour"
    assert "bridge of case" not in article["body"]
    assert "ferry of case" in article["body"]


def test_a_page_that_is_no_article_ends_with_four_and_a_reason(run: Run, tmp_path: Path) -> None:
    (tmp_path / "wall.html").write_text(WALL)
    result = run("scrape", "wall.html")
    assert (result.code, result.out) == (4, "")
    assert result.err.startswith("newsfold: wall.html: ")


def test_some_of_several_ends_with_three(run: Run, page: Path, tmp_path: Path) -> None:
    (tmp_path / "wall.html").write_text(WALL)
    result = run("scrape", page, "wall.html", "--json")
    assert (result.code, len(result.rows)) == (3, 1)


def test_where_a_file_came_from_can_be_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bare.html").write_text(PAGE.replace(f'<link rel="canonical" href="{URL}">', ""))
    (article,) = run("scrape", "bare.html", "--json").rows
    assert article["url"] is None
    (article,) = run("scrape", "bare.html", "--json", "--url", "https://other.example/x.html").rows
    assert article["url"] == "https://other.example/x.html"


@pytest.mark.parametrize("data", [b"", b"\x00" * 1000, b"\xff\xfe\x00", b"plain words"])
def test_no_bytes_make_it_fail_otherwise(run: Run, data: bytes) -> None:
    result = run("scrape", "-", stdin=data)
    assert result.code == 4
    assert "Traceback" not in result.err


def test_csv_has_the_columns_of_the_archive(run: Run, page: Path) -> None:
    header = run("scrape", page, "--csv").out.splitlines()[0].split(",")
    assert header[:8] == [
        "url",
        "source",
        "headline",
        "description",
        "body",
        "authors",
        "published_at",
        "modified_at",
    ]
