"""The documentation is a site that opens from a folder: every link leads somewhere, nothing is loaded from another host."""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from crawler.dedup.judge import RULES
from crawler.normalise.rules.page import rules_page

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_page_of_the_docs_is_in_the_site_s_menu(site: Path) -> None:
    pages = {path.relative_to(ROOT / "docs").with_suffix("") for path in (ROOT / "docs").rglob("*.md")}
    menu = set(re.findall(r'href="([\w/.-]+)\.html"', (site / "index.html").read_text("utf-8"))) | {"index"}
    assert {page.as_posix() for page in pages} - menu == set()


def test_no_page_loads_anything_from_another_host(site: Path) -> None:
    loaded = {
        address
        for path in site.rglob("*.html")
        for address in re.findall(
            r"<(?:script|img|iframe|link)\b[^>]*?\s(?:src|href)=[\"']?(https?:|//)[^\"' >]*",
            path.read_text("utf-8"),
        )
    }
    assert loaded == set()
    styles = "".join(path.read_text("utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"url\([\"']?(?:https?:|//)[^)]*\)|@import[^;]*(?:https?:|//)", styles) == []


def test_every_link_of_the_site_leads_to_a_page_and_a_place_on_it(site: Path) -> None:
    texts = {path: path.read_text("utf-8") for path in site.rglob("*.html")}
    places = {path: set(re.findall(r'\b(?:id|name)="([^"]+)"', text)) for path, text in texts.items()}
    broken: list[str] = []
    followed = 0
    for path in texts.keys() - {site / "404.html"}:  # that one is written for the root of a server
        for link in re.findall(r'\s(?:href|src)="(?!https?:|data:|mailto:)([^"]+)"', texts[path]):
            name, _, place = unquote(unescape(link)).partition("#")
            target = (path.parent / name.partition("?")[0]).resolve() if name else path
            followed += 1
            if not target.is_file() or (place and place not in places[target]):
                broken.append(f"{path.relative_to(site)}: {link}")
    assert followed > 100
    assert broken == []


def test_the_page_on_folding_tells_the_thresholds_that_are_in_force() -> None:
    page = (ROOT / "docs" / "folding.md").read_text("utf-8")
    shares = (RULES.containment, RULES.aged_containment, RULES.edited_containment, RULES.late_containment)
    assert [share for share in shares if f"{share:.0%}".replace("%", " %") not in page] == []
    assert f"fewer than {RULES.min_tokens} words" in page
    assert RULES.window == 3 * 24 * 3600
    assert "further apart than three days" in page


def test_the_readme_s_links_lead_to_files() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / "README.md").read_text("utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_page_of_rules_is_made_of_the_rules() -> None:
    page = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert page == rules_page(), "python -m crawler.normalise.rules.page > docs/rules.md"
