"""What every page gets: drafts that save themselves, questions before what cannot be undone, live search."""

from __future__ import annotations

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.web.islands.page import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def form(page: Page, site: Site) -> Page:
    page.goto(f"{site.url}/app")
    page.wait_for_selector("html[data-app=ready]")
    return page


def test_a_draft_saves_itself(form: Page, site: Site):
    form.get_by_label("意见").fill("拟同意")
    expect(form.locator("[data-autosave-status]")).to_contain_text("草稿已保存")
    assert site.drafts == [{"opinion": "拟同意", "token": "the-token"}]


def test_a_draft_that_was_not_saved_says_so_and_holds_the_page(form: Page, site: Site):
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    form.on("dialog", answer)
    site.draft_status = 500
    form.get_by_label("意见").click()
    form.keyboard.type("拟同意")
    expect(form.locator("[data-autosave-status]")).to_have_text("草稿未能保存，稍后重试。")
    form.goto(f"{site.url}/viewer")
    assert asked == ["beforeunload"]


def test_what_cannot_be_undone_is_asked_first_and_sent_once(form: Page, site: Site):
    form.get_by_label("意见").fill("同意")
    form.get_by_role("button", name="办结").click()
    expect(form.get_by_text("办结后不能撤回。")).to_be_visible()
    form.get_by_role("button", name="取消").click()
    expect(form.get_by_label("意见")).to_have_value("同意")
    form.get_by_role("button", name="办结").click()
    form.locator("dialog").get_by_role("button", name="办结").click()
    expect(form.locator("#sent")).to_have_text("同意")


def test_search_answers_while_typing(form: Page, site: Site):
    form.get_by_label("查找").click()
    form.keyboard.type("预算")
    expect(form.locator("#results")).to_have_text("找到 预算")


def test_a_lost_connection_is_said(form: Page, site: Site):
    form.route("**", lambda route: route.abort())
    form.get_by_label("查找").click()
    form.keyboard.type("预算")
    expect(form.get_by_text("无法连接服务器。").first).to_be_visible()
    form.unroute("**")


def test_times_are_told_from_the_servers_now(form: Page, site: Site):
    expect(form.locator("#soon")).to_have_text("3天后")
    expect(form.locator("#soon")).to_have_attribute("title", "2026-11-25 09:30")
    expect(form.locator("#ago")).to_have_text("2小时前")


def test_copying_says_so(form: Page, site: Site):
    form.get_by_role("button", name="复制文号").click()
    expect(form.locator(".liye-messages")).to_have_text("已复制")


def test_a_menu_opens(form: Page, site: Site):
    form.get_by_role("button", name="更多").click()
    expect(form.get_by_role("link", name="事项")).to_be_visible()
