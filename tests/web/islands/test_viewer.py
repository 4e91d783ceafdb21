"""A running matter's diagram shows where it stands, in colour, in numbers and in words."""

from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.web.islands.page import Site

pytestmark = pytest.mark.browser


def opened(page: Page, site: Site, lang: str = "zh-CN") -> Page:
    page.goto(f"{site.url}/viewer?lang={lang}")
    page.wait_for_selector("[data-island=viewer][data-ready]")
    return page


def drawn(page: Page, element_id: str):
    return page.locator(f".djs-element[data-element-id={element_id}]")


def is_within(inner, outer) -> bool:
    """Left and right edge of one stand within the other's."""
    one, other = inner.bounding_box(), outer.bounding_box()
    return other["x"] <= one["x"] <= one["x"] + one["width"] <= other["x"] + other["width"]


def test_tokens_and_colours_stand_on_the_elements(page: Page, site: Site):
    opened(page, site)
    for element, kind in [("draft", "done"), ("legal", "late"), ("finance", "incident")]:
        assert f"liye-is-{kind}" in (drawn(page, element).get_attribute("class") or "")
    assert "liye-is-" not in (drawn(page, "gm").get_attribute("class") or "")
    assert "liye-is-taken" in (drawn(page, "f8").get_attribute("class") or "")
    expect(page.locator("[data-container-id=legal] .liye-count-late")).to_have_text("2")
    expect(page.locator("[data-container-id=finance] .liye-count-incident")).to_have_text("! 1")
    expect(page.locator("[data-container-id=dept] .liye-count-visits")).to_have_text("×2")


def test_drawing_words_and_trail_say_the_same(page: Page, site: Site):
    opened(page, site)
    expect(page.locator(".liye-view [role=status]")).to_have_text("当前：财务会签，法务合规审查")
    page.locator(".liye-view-words summary").click()
    expect(page.locator(".liye-view-words li").first).to_have_text(
        "法务合规审查：在办，超期，在此等候：2，王五，应于 11 月 20 日前"
    )
    drawn(page, "legal").locator(".djs-hit").first.click(force=True)
    row = page.locator("#trail [data-element-id=legal]")
    expect(row).to_have_attribute("aria-current", "true")
    expect(page.locator(".liye-view-words li.is-selected")).to_have_attribute("data-of", "legal")
    page.locator("#trail [data-element-id=draft]").click()
    expect(row).not_to_have_attribute("aria-current", "true")
    assert "selected" in (drawn(page, "draft").get_attribute("class") or "")

    del site.state["elements"]["finance"]
    site.state["elements"]["legal"] = {"state": "done", "visits": 1}
    site.state["elements"]["join"] = {"state": "active", "tokens": 1}
    page.evaluate("document.querySelector('[data-island]').dispatchEvent(new Event('liye:refresh'))")
    expect(page.locator(".liye-view [role=status]")).to_have_text("当前：join")
    assert "liye-is-done" in (drawn(page, "legal").get_attribute("class") or "")
    assert page.locator("[data-container-id=finance] .liye-count").count() == 0


def test_the_drawing_cannot_be_changed(page: Page, site: Site):
    opened(page, site)
    assert page.locator(".djs-palette, .djs-context-pad").count() == 0
    drawn(page, "legal").locator(".djs-hit").first.dblclick(force=True)
    assert page.locator("[contenteditable=true]").count() == 0
    expect(page.locator(".bjs-powered-by")).to_be_visible()


def test_names_of_another_language_are_drawn(page: Page, site: Site):
    opened(page, site, "en")
    expect(drawn(page, "legal").locator("text")).to_have_text("Legal review")
    expect(page.locator(".liye-view [role=status]")).to_have_text("Now at: 财务会签, Legal review")


def test_a_longer_name_gets_a_wider_label(page: Page, site: Site):
    """Its place was measured for 否; "otherwise" would be broken into two."""
    opened(page, site, "zh-CN")
    label = "document.querySelector('[data-island]').island.viewer.get('elementRegistry').get('%s_label')"
    flow = page.evaluate(
        """() => document.querySelector('[data-island]').island.viewer.get('elementRegistry')
          .filter(one => one.type === 'label').sort((a, b) => a.width - b.width)[0].businessObject.id"""
    )
    narrow = page.evaluate(f"{label % flow}.width")
    page.route("**/viewer?lang=en", lambda route: _titled(route, flow))
    opened(page, site, "en")
    wide = page.evaluate(f"{label % flow}.width")
    assert narrow < wide <= 90
    expect(page.locator(f"[data-element-id='{flow}_label'] tspan")).to_have_count(1)


def _titled(route: Route, element_id: str) -> None:
    answer = route.fetch()
    titled = json.dumps({element_id: "otherwise"})
    route.fulfill(
        response=answer, body=re.sub(r"data-titles='[^']*'", f"data-titles='{titled}'", answer.text())
    )


def test_nothing_is_fetched_before_it_is_unfolded(page: Page, site: Site):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site.url}/folded")
    page.wait_for_load_state("networkidle")
    assert not any("diagram.bpmn" in url for url in asked)
    page.locator("summary").click()
    page.wait_for_selector("[data-island=viewer][data-ready]")
    expect(drawn(page, "legal")).to_be_visible()


def test_a_diagram_that_does_not_come_can_be_asked_for_again(page: Page, site: Site):
    page.route("**/diagram.bpmn", lambda route: route.abort())
    page.goto(f"{site.url}/viewer")
    expect(page.get_by_role("alert")).to_contain_text("流程图未能加载。")
    page.unroute("**/diagram.bpmn")
    page.evaluate("window.breaches = []")
    page.get_by_role("button", name="重试").click()
    expect(drawn(page, "legal")).to_be_visible()


def test_on_a_phone_the_place_where_it_stands_is_readable(browser: Browser, site: Site):
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = opened(context.new_page(), site)
    canvas, step = page.locator(".liye-view-canvas"), drawn(page, "legal")
    assert (step.bounding_box() or {})["width"] > 55
    assert is_within(step, canvas)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="全图").first.click()
    assert is_within(drawn(page, "pool"), canvas)
    context.close()


def test_the_wheel_scrolls_the_page_until_the_drawing_has_the_focus(page: Page, site: Site):
    opened(page, site)
    look = "document.querySelector('[data-island]').island.viewer.get('canvas').viewbox().y"
    before = page.evaluate(look)
    page.locator(".liye-view-canvas").hover()
    page.mouse.wheel(0, 100)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate(look) == before
    page.locator(".liye-view-canvas svg").first.focus()
    page.mouse.wheel(0, 100)
    page.wait_for_selector("html")
    page.evaluate("() => new Promise(done => setTimeout(done, 100))")
    assert page.evaluate(look) != before


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
def test_the_viewer_is_accessible(page: Page, site: Site, lang: str):
    opened(page, site, lang)
    page.locator(".liye-view-words summary").click()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
