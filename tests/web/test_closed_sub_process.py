"""A matter that stands inside a closed sub-process: its page shows the sub-process, which opens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from processes.supervision_item.test_story import CLERK, accepted
from tests.web.served import Served, served

__all__ = ["served"]  # a fixture
pytestmark = pytest.mark.browser


def test_the_page_shows_the_closed_sub_process_where_it_stands(served: Served, page: Page) -> None:
    matter = accepted(served.window.office)
    served.sit_down(page, CLERK)
    served.go(page, f"/matters/{matter.id}")
    viewer = page.locator("[data-island=viewer]")
    closed = viewer.locator('.djs-element[data-element-id="handling"]')
    expect(closed).to_be_in_viewport()
    viewer.locator(".bjs-drilldown").first.click()
    expect(viewer.locator('.djs-element[data-element-id="feedback"]')).to_be_visible()
