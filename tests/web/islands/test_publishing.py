"""What the server says to a diagram, publishing it, and losing nothing on the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.web.islands.editor import Editor
from tests.web.islands.page import FINDINGS, Site

pytestmark = pytest.mark.browser


def test_findings_stand_on_their_elements_and_in_a_list(page: Page, site: Site):
    site.findings = FINDINGS
    editor = Editor(page, site)
    expect(page.locator(".liye-findings summary")).to_have_text("检查结果：2 处错误，2 处提醒")
    expect(page.locator("[data-container-id=gw_amount] .liye-badge-error")).to_have_text("1")
    expect(page.locator("[data-container-id=legal] .liye-badge-warning")).to_have_text("1")
    page.locator(".liye-findings li button").first.click()
    assert page.evaluate("editor.get('selection').get().map(one => one.id)") == ["gw_amount"]
    page.get_by_role("button", name="发布…").click()
    expect(page.get_by_role("status").first).to_have_text("先改正 2 处错误才能发布")
    assert site.deployed == []

    site.findings = []
    editor.select("legal")
    editor.open("form")
    editor.field("formId").locator("select").select_option("opinion")
    expect(page.locator(".liye-findings summary")).to_have_text("检查结果：未发现问题")
    assert "contract_review" not in site.checked[-1]
    assert 'formId="opinion"' in site.checked[-1]
    assert page.locator(".liye-badge").count() == 0


def rename(page: Page, name: str) -> None:
    page.evaluate(
        "name => editor.get('modeling').updateProperties(editor.get('elementRegistry').get('legal'), { name })",
        name,
    )


def test_publishing_asks_first_and_says_what_came_of_it(editor: Editor, site: Site):
    page = editor.page
    rename(page, "法务审查")
    expect(page.get_by_text("有未发布的修改")).to_be_visible()
    page.get_by_role("button", name="发布…").click()
    page.get_by_role("button", name="取消").click()
    assert site.deployed == []
    page.get_by_role("button", name="发布…").click()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("已发布为第 4 版")).to_be_visible()
    expect(page.get_by_role("link", name="打开")).to_have_attribute("href", "/studio/contract/4")
    expect(page.get_by_text("有未发布的修改")).to_be_hidden()
    ((xml, headers),) = site.deployed
    assert 'name="法务审查"' in xml
    assert headers["X-Csrf-Token"] == "the-token"
    assert headers["If-Match"] == '"v3"'
    assert len(headers["Idempotency-Key"]) == 32


def test_somebody_elses_version_is_not_overwritten_silently(editor: Editor, site: Site):
    page = editor.page
    site.refusals = [(412, {"title": "stale"})]
    rename(page, "法务审查")
    page.get_by_role("button", name="发布…").click()
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_role("heading", name="有人先发布了")).to_be_visible()
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_text("其间有人发布了另一版本。您的修改仍在本页。")).to_be_visible()
    assert site.deployed == []
    assert 'name="法务审查"' in editor.xml()

    site.refusals = [(409, {"title": "conflict"})]
    page.get_by_role("button", name="发布…").click()
    page.get_by_role("button", name="发布", exact=True).click()
    page.get_by_role("button", name="仍然发布").click()
    expect(page.get_by_text("已发布为第 4 版")).to_be_visible()
    assert site.deployed[0][1]["If-Match"] == "*"


def test_a_refusal_shows_its_findings_and_loses_nothing(editor: Editor, site: Site):
    page = editor.page
    rename(page, "法务审查")
    for refusal, said in [
        ((422, {"detail": "流程图有 1 处错误", "findings": FINDINGS[1:2]}), "流程图有 1 处错误"),
        ((403, {"title": "forbidden"}), "您没有此项权限。"),
        ((500, {}), "服务器拒绝：500"),
    ]:
        site.refusals = [refusal]
        page.get_by_role("button", name="发布…").click()
        page.get_by_role("button", name="发布", exact=True).click()
        expect(page.get_by_text(said)).to_be_visible()
        expect(page.get_by_text("有未发布的修改")).to_be_visible()
    page.route("**", lambda route: route.abort())
    page.get_by_role("button", name="检查").click()
    expect(page.get_by_text("无法连接服务器。您的修改仍在本页。")).to_be_visible()
    page.unroute("**")


def test_leaving_with_unpublished_changes_is_warned_of(editor: Editor, site: Site):
    page = editor.page
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator(".liye-bar-name").click()
    page.goto(f"{site.url}/app")
    assert asked == []
    editor = Editor(page, site)
    editor.select("legal")
    editor.open("general")
    editor.type("name", "法务审查")
    page.goto(f"{site.url}/app")
    assert asked == ["beforeunload"]


def test_a_file_can_be_opened_and_a_wrong_one_is_refused(editor: Editor, site: Site):
    page = editor.page
    other = site.diagram.replace("法务合规审查".encode(), "法务会签".encode())
    page.locator("input[type=file]").set_input_files(
        {"name": "x.bpmn", "mimeType": "text/xml", "buffer": other}
    )
    expect(page.get_by_text("有未发布的修改")).to_be_visible()
    assert editor.find("//bpmn:userTask[@id='legal']/@name") == ["法务会签"]
    page.locator("input[type=file]").set_input_files(
        {"name": "y.bpmn", "mimeType": "text/xml", "buffer": b"<html><p>no</html>"}
    )
    page.get_by_role("button", name="打开", exact=True).click()
    expect(page.get_by_text("该文件不是 BPMN 流程图")).to_be_visible()
    assert editor.find("//bpmn:userTask[@id='legal']/@name") == ["法务会签"]
    with page.expect_download() as download:
        page.get_by_role("button", name="下载").click()
    assert download.value.suggested_filename == "contract.bpmn"
