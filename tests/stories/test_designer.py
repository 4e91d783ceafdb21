"""A designer adds a step in the editor and publishes it; what runs keeps its version; a restart keeps the designer's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stories.desk import Desk
from tests.stories.service import Service
from tests.web.window import APPLICANT, DESIGNER, KEEPER

pytestmark = pytest.mark.browser
HEAD = "qinjc"  # the head of 文电处


@pytest.fixture
def service(browser: Browser, tmp_path: Path) -> Iterator[Service]:
    """`liye serve` on an empty home."""
    service = Service(tmp_path, browser)
    yield service
    service.close()


def test_a_step_added_in_the_editor_is_passed_by_the_next_document(service: Service) -> None:
    assert f"{DESIGNER} " in service.said  # the accounts worth trying are printed
    service.register.touch()
    clerk, designer = service.desk(APPLICANT), service.desk(DESIGNER)
    asked_for(clerk, "旧版事项")

    designer.open("/studio/").page.get_by_role("link", name="用印申请").click()
    designer.page.get_by_role("link", name="编辑第1版").click()
    add_a_step(designer.page, "处长审签", "so_docs:office_head", "check")
    designer.page.get_by_role("button", name="发布…").click()
    designer.page.get_by_role("button", name="发布", exact=True).click()
    expect(designer.page.get_by_text("已发布为第 2 版")).to_be_visible()

    service.restart()
    assert "seal_request: version 2 stays" in service.said
    designer.open("/studio/")
    expect(designer.page.get_by_role("row").filter(has_text="seal_request")).to_contain_text("目录有差异")
    designer.open("/studio/seal_request").says("第2版").says("由设计员发布")

    asked_for(clerk, "新版事项")
    keeper, head = service.desk(KEEPER), service.desk(HEAD)
    keeper.open("/tasks").never_says("新版事项")
    keeper.pick("旧版事项").hand_in(decision="同意")  # the running one never meets the new step
    head.pick("新版事项").says("处长审签").hand_in(decision="同意", opinion="拟同意。")
    keeper.pick("新版事项").says("拟同意。").hand_in(decision="同意")
    clerk.open("/matters?state=ended")
    for title in ("旧版事项", "新版事项"):
        expect(clerk.page.get_by_role("row").filter(has_text=title)).to_be_visible()


def asked_for(clerk: Desk, subject: str) -> None:
    """A request for the seal, from the start page."""
    clerk.open("/start").page.get_by_role("link", name="用印申请").click()
    clerk.button("发起").click()
    clerk.hand_in(subject=subject, copies=3)


def add_a_step(page: Page, name: str, group: str, form: str) -> None:
    """Drop a task onto the flow to the seal keeper's check; make it a person's; name it, give it people and a form."""
    page.wait_for_selector("[data-island=modeler][data-ready]")
    flow = page.locator("[data-element-id=f2] .djs-visual > path").bounding_box()
    assert flow is not None
    x, y = flow["x"] + flow["width"] / 2, flow["y"] + 1  # on its level part
    page.locator(".djs-palette .entry[data-action='create.task']").hover()
    page.mouse.down()
    page.mouse.move(x, y + 40, steps=3)
    page.mouse.move(x, y, steps=5)
    expect(page.locator("[data-element-id=f2].new-parent, [data-element-id=f2].hover").first).to_be_attached()
    page.mouse.up()
    change = page.locator(".djs-context-pad .entry[data-action='replace']")
    change.click()  # the first click after a drop ends it, as the library has it
    change.click()
    page.locator(".djs-popup .entry[data-id='replace-with-user-task']").click()
    panel = page.locator(".bio-properties-panel")
    unfold(page, "general")
    panel.locator("[data-entry-id='name'] :is(textarea, [contenteditable])").first.fill(name)
    unfold(page, "assignmentDefinition")
    page.locator("#liye-groups-add").fill(group)
    unfold(page, "form")
    panel.locator("[data-entry-id='formId'] select").select_option(form)
    expect(page.get_by_text("有未发布的修改")).to_be_visible()


def unfold(page: Page, group: str) -> None:
    """Open a group of the properties."""
    header = page.locator(f"[data-group-id='group-{group}'] .bio-properties-panel-group-header").first
    if "open" not in (header.get_attribute("class") or ""):
        header.click()
