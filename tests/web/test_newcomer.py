"""The last step of the tutorial: the demo's archive in a browser, from its front page to the story that five newsrooms ran."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.newsroom import Done
from tests.web.conftest import served

pytestmark = pytest.mark.browser
STORY = "Velmora dockers end nine-day strike after wage deal"


def test_a_newcomer_comes_from_the_demo_s_front_page_to_the_story_of_five_newsrooms(
    browser: Any, demo: tuple[Done, Path], tmp_path: Path
) -> None:
    """With NEWSFOLD_SCREENSHOTS=docs/images its pictures are those of the tutorial."""
    folder = Path(os.environ.get("NEWSFOLD_SCREENSHOTS") or tmp_path)
    with served(demo[1]) as site:
        page = browser.new_context(viewport={"width": 1100, "height": 900}, base_url=site).new_page()
        page.goto("/")
        page.screenshot(path=folder / "demo-front.png")
        page.fill("#top-q", "dockers")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=dockers")
        page.click("text=5 places")
        page.wait_for_url("**/story/*")
        assert page.locator("h1").inner_text() == STORY
        assert page.locator(".timeline li").count() == 5
        page.screenshot(path=folder / "demo-story.png", full_page=True)
        page.goto("/plots")
        page.locator("#lags ~ details summary").click()
        lags = [row.split("\t") for row in page.locator("#lags ~ details tbody tr").all_inner_texts()]
        assert [row for row in lags if row[1] != "0"] == [["under 1 h later", "2"], ["1 to 3 h", "2"]]
        assert page.locator("svg.plot >> nth=2").locator(".axis text:text-is('2')").count() == 1
        page.context.close()
