"""What a browser with scripts adds: drafts that save themselves, lists that narrow while one types, questions."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.served import Served, served
from tests.web.window import APPLICANT, DESIGNER, KEEPER

__all__ = ["served"]  # a fixture
pytestmark = pytest.mark.browser


def test_a_draft_saves_itself_and_is_there_again(served: Served, page: Page) -> None:
    task = served.window.matter().task("check")
    served.sit_down(page, KEEPER)
    served.go(page, f"/tasks/{task.id}")
    page.get_by_label("意见").fill("份数待核对")
    expect(page.locator("[data-autosave-status]")).to_contain_text("已")
    served.go(page, f"/tasks/{task.id}")
    expect(page.get_by_label("意见")).to_have_value("份数待核对")
    expect(page.get_by_text("已载入草稿")).to_be_visible()


def test_the_inbox_narrows_while_one_types(served: Served, page: Page) -> None:
    served.window.matter("防汛通知用印")
    served.window.matter("会议纪要用印")
    served.sit_down(page, KEEPER)
    served.go(page, "/tasks")
    page.evaluate("window.stayed = true")
    page.get_by_role("searchbox", name="标题、环节或写过的内容").fill("防汛")
    expect(page.get_by_role("link", name="会议纪要用印")).to_be_hidden()
    expect(page.get_by_role("link", name="防汛通知用印")).to_be_visible()
    assert page.evaluate("window.stayed")
    assert "q=" in page.url


def test_taking_back_is_asked_about_first(served: Served, page: Page) -> None:
    matter = served.window.matter()
    served.sit_down(page, APPLICANT)
    served.go(page, "/tasks/done")
    page.locator("a.title").first.click()
    page.get_by_role("button", name="撤回").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("后续环节撤销")
    assert matter.waits_at == ["check"]
    dialog.get_by_role("button", name="撤回").click()
    expect(page.get_by_text("已撤回，该环节恢复为待办")).to_be_visible()
    assert matter.waits_at == ["apply"]


def test_a_whole_request_by_hand(served: Served, page: Page) -> None:
    served.sit_down(page, APPLICANT)
    served.go(page, "/start")
    page.get_by_role("link", name="用印申请").click()
    page.get_by_role("button", name="发起").click()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("alert")).to_contain_text("请填写“事由”")
    page.locator("#f-subject").fill("年度报告用印")
    page.get_by_label("份数").fill("2")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交。")).to_be_visible()
    served.sit_down(page, KEEPER)
    served.go(page, "/tasks")
    page.get_by_role("link", name="年度报告用印").click()
    expect(page.get_by_role("heading", name="用印申请处理单")).to_be_visible()
    expect(page.locator("[data-island=viewer] .liye-is-active").first).to_be_visible()
    page.get_by_label("不同意").check()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已提交。")).to_be_visible()
    expect(page.get_by_role("heading", name="没有待办任务")).to_be_visible()


def test_what_is_entered_while_the_form_is_asked_again_stays(served: Served, page: Page) -> None:
    served.sit_down(page, APPLICANT)
    served.go(page, "/start")
    page.get_by_role("link", name="用印申请").click()
    page.get_by_role("button", name="发起").click()
    slow: list[Route] = []

    def first_is_slow(route: Route) -> None:
        if route.request.method == "POST" and not slow:
            slow.append(route)
        else:
            route.continue_()

    page.route("**/*", first_is_slow)
    with page.expect_request(lambda request: request.method == "POST"):
        page.locator(".form-search input").fill("财政")
        page.get_by_label("份数").focus()
    page.locator("#f-subject").fill("年度报告用印")
    slow[0].continue_()
    expect(page.locator("#f-unit")).to_contain_text("财政")
    expect(page.locator("#f-subject")).to_have_value("年度报告用印")


def test_a_designer_publishes_from_the_editor_and_what_runs_keeps_its_version(
    served: Served, page: Page
) -> None:
    running = served.window.matter("旧版事项")
    served.sit_down(page, DESIGNER)
    served.go(page, "/studio/seal_request")
    page.get_by_role("link", name="编辑第1版").click()
    page.wait_for_selector("[data-island=modeler][data-ready]")
    page.locator(".djs-element[data-element-id=check]").click()
    page.locator("[data-group-id='group-general'] .bio-properties-panel-group-header").click()
    name = page.locator("[data-entry-id='name'] textarea, [data-entry-id='name'] [contenteditable]").first
    name.fill("监印复核")
    name.blur()
    expect(page.get_by_text("有未发布的修改")).to_be_visible()
    page.get_by_role("button", name="发布…").click()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("已发布为第 2 版")).to_be_visible()
    assert running.now.version == 1
    assert running.task("check").name == "监印审核"
    new = served.window.matter("新版事项")
    assert new.now.version == 2
    assert new.task("check").name == "监印复核"
