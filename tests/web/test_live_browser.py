"""Live updates in a real browser: the inbox follows what happens without being loaded anew."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.served import Served, served
from tests.web.window import KEEPER

__all__ = ["served"]  # a fixture
pytestmark = pytest.mark.browser
TITLE = "关于春节值班安排的用印"


def test_a_task_that_comes_and_goes_does_so_in_the_inbox_by_itself(served: Served, page: Page) -> None:
    served.sit_down(page, KEEPER)
    served.go(page, "/tasks")
    page.evaluate("window.isTheSamePage = true")
    matter = served.window.matter(TITLE)
    expect(page.locator("#results")).to_contain_text(TITLE)
    expect(page.locator("[data-count=open]").first).to_be_visible()
    matter.do("check", KEEPER, decision="同意", opinion="同意。")
    expect(page.locator("#results")).not_to_contain_text(TITLE)
    assert page.evaluate("window.isTheSamePage")


def test_a_list_that_comes_anew_takes_nothing_from_who_has_begun_to_use_it(
    served: Served, page: Page
) -> None:
    """It was asked for while nobody used it, and comes when somebody does."""
    late: list[Route] = []
    page.route(
        "**/tasks", lambda one: late.append(one) if "x-live" in one.request.headers else one.continue_()
    )
    served.sit_down(page, KEEPER)
    served.go(page, "/tasks")
    with page.expect_request(lambda one: "x-live" in one.headers):
        served.window.matter(TITLE)
    page.evaluate("document.querySelector('#q').focus(); document.querySelector('#q').value = '春节'")
    page.evaluate(
        "() => { window.over = new Promise(done => document.addEventListener('htmx:afterRequest', done, {once: true})) }"
    )
    late.pop(0).continue_()
    page.evaluate("window.over.then(() => true)")
    expect(page.locator("#q")).to_have_value("春节")
