"""Trying a decision in a real browser, with scripts and without, at a desk and on a phone."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.served import Served, served
from tests.web.window import DESIGNER

__all__ = ["served"]  # a fixture
pytestmark = pytest.mark.browser
GRADE = "/studio/incident_report/1/decisions/grade_accident"


def test_a_designer_comes_from_the_version_and_changes_one_value(served: Served, page: Page) -> None:
    served.sit_down(page, DESIGNER)
    served.go(page, "/studio/incident_report")
    page.get_by_role("link", name="grade_accident").click()
    page.evaluate("window.stayed = true")
    page.get_by_label("事故灾难").check()
    page.locator("#trial").get_by_label("死亡", exact=True).fill("12")
    page.get_by_role("button", name="试算").click()
    matched = page.locator("tr.is-matched")
    expect(matched).to_have_count(1)
    expect(matched).to_contain_text("重大")
    expect(page.get_by_role("status").filter(has_text="重大")).to_be_visible()
    expect(page.get_by_text("死亡（含失联）为 12，规则要求 >= 30")).to_be_visible()
    page.locator("#trial").get_by_label("死亡", exact=True).fill("30")
    page.get_by_role("button", name="试算").click()
    expect(matched).to_contain_text("特别重大")
    expect(page.get_by_label("事故灾难")).to_be_checked()
    assert page.evaluate("window.stayed")  # htmx put the answer into the page


@pytest.mark.parametrize("width", [390, 1280])
def test_it_works_without_scripts(served: Served, browser: Browser, width: int) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 844})
    page = context.new_page()
    served.sit_down(page, DESIGNER, "en")
    page.goto(served.base + GRADE)
    page.locator("#trial").get_by_label("Dead", exact=True).fill("3")
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("tr.is-matched")).to_contain_text("较大")
    expect(page.locator("tr.is-passed-over")).to_have_count(1)
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_answer_fits_and_can_be_used_by_everybody(served: Served, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    served.sit_down(page, DESIGNER)
    for decision in ("reporting_clocks", "grade_accident"):
        served.go(page, f"/studio/incident_report/1/decisions/{decision}")
        page.get_by_role("button", name="试算").click()
        expect(page.locator("tr.is-matched").first).to_be_attached()
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0
        found = Axe().run(page).response["violations"]
        assert not found, [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
