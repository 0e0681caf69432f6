"""The documentation is a site that opens from a folder: every link leads somewhere, nothing is loaded from another host."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_the_readme_s_links_lead_to_files() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / "README.md").read_text("utf-8"))
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_page_of_rules_is_made_of_the_rules() -> None:
    page = (ROOT / "docs" / "rules.md").read_text("utf-8")
    assert page == rules_page(), "python -m crawler.normalise.rules.page > docs/rules.md"
