"""The pages people work on, full of work: nothing sticks out and everybody can use them; also as pictures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.stories.busy import REVIEWER, Busy, busy
from tests.stories.desk import Desk
from tests.stories.ink import written
from tests.stories.paper import CLERK, HEAD, HOST
from tests.stories.pictures import FOLDER, picture
from tests.stories.stage import Stage
from tests.web.window import ADMIN, MANAGER

pytestmark = pytest.mark.browser
# phone, English
LOOKS = {
    "zh-desktop": (False, False),
    "en-phone": (True, True),
    "zh-phone": (True, False),
    "en-desktop": (False, True),
}
Deed = Callable[[Page], object]


def _return(page: Page) -> None:
    page.locator("input[name=to][value=propose]").check()
    page.locator("[name=reason]").fill("请补充市州配套资金情况。")
    page.locator("[name=look]").click()
    expect(page.locator(".preview")).to_be_visible()


def _ahead(page: Page) -> None:
    page.locator("#answers [name=opinion]").fill("已会同有关单位拟定方案。")
    page.locator("[formaction*='/ahead']").click()
    expect(page.locator("#ahead")).to_be_visible()


def _transfer(page: Page) -> None:
    page.locator("#to").fill("zhengmw")
    page.locator("#reason").fill("外出开会")
    page.locator("[name=look]").click()
    expect(page.locator(".preview")).to_be_visible()


def _hand_over(page: Page) -> None:
    page.locator("#from").fill(HEAD)
    page.locator("#to").fill(CLERK)
    page.locator("#reason").fill("调岗")
    page.locator("[name=look]").click()
    expect(page.locator("[name=do]")).to_be_visible()


def pages(there: Busy) -> list[tuple[str, str, str, Deed | None]]:
    """Name, who looks, address, and what he does there first."""
    matter, task = f"/matters/{there.running.id}", f"/tasks/{there.host}"
    return [
        ("inbox", HEAD, "/tasks", None),
        ("task", HOST, task, None),
        ("ahead", HOST, task, _ahead),
        ("return-preview", HOST, f"{task}/return", _return),
        ("transfer-preview", HOST, f"{task}/transfer", _transfer),
        ("circulation-wall", HOST, f"{matter}/circulations", None),
        ("handling-sheet", CLERK, f"/matters/{there.handled.id}/sheet", None),
        ("matter-waiting", CLERK, matter, None),
        ("to-read", REVIEWER, "/readings", None),
        ("phrases", HOST, "/phrases", None),
        ("signature", HOST, "/signature", None),
        ("attachment", HOST, f"/files/{there.file_id}/preview", None),
        ("calendar", ADMIN, "/admin/calendar", None),
        ("extensions", MANAGER, "/extensions", None),
        ("bulletin", MANAGER, "/manage/bulletin", None),
        ("proxies", HEAD, "/proxies", None),
        ("handover", MANAGER, "/handovers", _hand_over),
        ("notification-settings", HOST, "/notifications/settings", None),
    ]


FINGERS = 40  # pixels
TOUCHED = """
  .page :is(.btn, select, input.form-control, .form-check-label, .choice), .page summary, .bar :is(a, button, summary), .tabs a,
  .lights a, .tabbar a"""
TOO_SMALL = """([places, least]) => [...document.querySelectorAll(places)]
  .filter(one => one.checkVisibility() && !one.closest('.visually-hidden, .canvas'))
  .map(one => [one.getBoundingClientRect().height, one.outerHTML.slice(0, 120)])
  .filter(([height]) => height > 0 && height < least - 0.5)"""


def look_at(desk: Desk, name: str, look: str) -> list[str]:
    """What is wrong with the page in front of somebody."""
    found: list[str] = []
    beyond = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if beyond > 0:
        found.append(f"{name} {look}: {beyond}px beyond the edge")
    if look.endswith("phone"):
        small = desk.page.evaluate(TOO_SMALL, [TOUCHED, FINGERS])
        found += [f"{name} {look}: {height:.0f}px high: {html}" for height, html in small]
    violations = Axe().run(desk.page).response["violations"]
    found += [f"{name} {look}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in violations]
    picture(desk.page, f"{name}-{look}")
    return found


# each language and each width once; for pictures every pair
@pytest.mark.slow
@pytest.mark.parametrize("look", list(LOOKS) if FOLDER else list(LOOKS)[:2])
def test_pages_full_of_work_fit_and_can_be_used_by_everybody(
    stage: Stage, browser: Browser, look: str
) -> None:
    there = busy(stage.office, written(browser))
    phone, english = LOOKS[look]
    desks: dict[str, Desk] = {}
    faults: list[str] = []
    for name, login, path, deed in pages(there):
        if login not in desks:
            desks[login] = stage.desk(login, phone=phone, english=english)
        desk = desks[login].open(path)
        expect(desk.page.locator("html[data-app=ready]")).to_be_attached()
        if deed is not None:
            deed(desk.page)
        faults += look_at(desk, name, look)
    assert not faults, "\n".join(faults)
