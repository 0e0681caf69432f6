"""The pages in a real browser: what a person sees, hears and types; and what hostile content cannot do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.conftest import too_wide, watched

pytestmark = pytest.mark.browser
PAGES = ("/", "/search?q=dredgers", "/sources", "/source/river-post", "/runs", "/run/1", "/plots")


@pytest.fixture
def page(browser: Any, site: str) -> Iterator[Any]:
    with watched(browser, site) as tab:
        yield tab


def numbers(page: Any, path: str) -> list[int]:
    page.goto(path)
    links = page.eval_on_selector_all("a.headline", "links => links.map(link => link.getAttribute('href'))")
    return [int(link.rsplit("/", 1)[1]) for link in links]


def test_a_reader_finds_a_story_by_typing_and_follows_it_to_its_outlets(page: Any) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the page"
    page.fill("#top-q", "river mouth")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=river+mouth")
    assert page.locator(".snippet mark, .headline").count() >= 1
    page.click("text=3 places")
    page.wait_for_url("**/story/*")
    assert page.locator(".timeline li").count() == 3
    page.select_option("#a", index=0)
    page.select_option("#b", index=1)
    page.click("text=Compare")
    page.wait_for_url("**/story/*b=*")
    assert page.locator(".compared ins").count() >= 1


def test_hostile_content_stays_text_on_every_page(page: Any) -> None:
    found = numbers(page, "/search?q=dredger&n=50")
    paths = [
        *PAGES,
        "/search?q=%3Cscript%3Ewindow.hacked%3D3%3C/script%3E",
        "/archive/articles",
        "/archive/v_cuts",
        "/archive/fetches",
    ]
    for path in [*paths, *(f"/article/{one}" for one in found), *(f"/story/{one}" for one in found)]:
        page.goto(path)
        assert page.evaluate("window.hacked") is None, path
        assert page.locator("img[src='x']").count() == 0, path
    page.goto("/search?q=paragraph")
    assert "<script>window.hacked=1</script>" in page.inner_text("a.headline >> nth=0")
    page.click("a.source >> nth=0")
    assert "evil/<b>'\"&amp;?#%2e" in page.inner_text("h1")


def test_every_page_is_free_of_serious_accessibility_faults(page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only with a browser

    article = numbers(page, "/search?q=dredgers")[0]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for path in (*PAGES, f"/article/{article}", f"/story/{article}", "/article/99999"):
            if path.endswith("99999"):
                continue
            page.goto(path)
            violations = Axe().run(page).response["violations"]
            serious = [
                (one["id"], one["nodes"][0]["html"][:200])
                for one in violations
                if one["impact"] in ("serious", "critical")
            ]
            assert serious == [], (scheme, path)


def test_nothing_is_wider_than_a_phone(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    found = numbers(page, "/search?q=&n=50")
    for path in (*PAGES, *(f"/article/{one}" for one in found), *(f"/story/{one}" for one in found)):
        page.goto(path)
        assert too_wide(page) == 0, path


def test_text_runs_in_the_direction_of_its_script(page: Any) -> None:
    page.goto("/search?q=%D8%AC%D8%B3%D8%B1")
    page.click("a.headline")
    assert page.get_attribute("article .text", "dir") == "rtl"
    start = page.evaluate("getComputedStyle(document.querySelector('article .text p')).direction")
    assert start == "rtl"


def test_the_plots_draw_what_the_tables_say(page: Any) -> None:
    page.goto("/plots")
    assert page.locator("svg.plot").count() == 4
    bars = page.locator("svg.plot >> nth=3").locator(".bar").count()
    page.locator("#cuts ~ details summary").click()
    rows = page.locator("#cuts ~ details tbody tr").count()
    assert bars == rows > 0
    box = page.locator("svg.plot >> nth=0").bounding_box()
    assert box["width"] > 500
    assert box["height"] > 100


def test_a_page_can_be_printed_without_its_navigation(page: Any) -> None:
    page.goto("/")
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.is_visible(".top nav")
    assert page.is_visible("h1")
    went = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--went-paper')")
    assert went == "#fbe6e3", "paper is light, whatever the screen is"


def test_dark_mode_is_dark(page: Any) -> None:
    page.goto("/")
    shades = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        shades.append(sum(int(part) for part in colour[4:-1].split(",")))
    assert shades[0] > 600 > 200 > shades[1]


def test_screenshots_show_pages_that_are_not_blank(page: Any, tmp_path: Path) -> None:
    """With NEWSFOLD_SCREENSHOTS=docs/images they are what the documentation shows."""
    folder = Path(os.environ.get("NEWSFOLD_SCREENSHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    story = numbers(page, "/search?q=dredgers")[0]
    beacon = numbers(page, "/search?q=beacon+wick")[0]
    shown = {
        "front": "/",
        "search": "/search?q=dredgers",
        "story": f"/story/{story}",
        "article": f"/article/{beacon}",
        "plots": "/plots",
    }
    for name, path in shown.items():
        page.goto(path)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
        assert (folder / f"{name}.png").stat().st_size > 15_000, name
