"""Live updates in a real browser: the inbox follows what happens without being loaded anew."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

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
