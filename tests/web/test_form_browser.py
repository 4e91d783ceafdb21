"""Forms in a real browser: without JavaScript, on a desk and on a telephone, in both languages."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.web import formpage

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app() -> Flask:
    return formpage.app(look="/bootstrap.css" if formpage.BOOTSTRAP.exists() else "")


@pytest.fixture(scope="module")
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def look(browser: Browser, width: int, *, javascript: bool = False) -> Page:
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=javascript)
    return context.new_page()


def keep(page: Page, name: str) -> None:
    """The picture, for people to look at, when a folder for pictures is named."""
    if folder := os.environ.get("LIYE_TEST_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("lang", "width"), [("en", 1200), ("zh", 390)])
def test_a_draft_is_filled_corrected_and_handed_in_without_javascript(
    app: Flask, browser: Browser, address: str, lang: str, width: int
) -> None:
    page = look(browser, width)
    page.goto(f"{address}/{lang}")
    page.locator("#f-title").fill("关于加强防汛工作的通知")
    page.locator("#f-wenzhong").select_option("通知")
    page.locator("#f-issuer--3").check()
    page.locator("#f-direction--2").check()
    page.locator("#f-main_to").check()
    page.locator("#f-openness--3").check()
    page.locator("#f-is_normative--2").check()
    page.locator("#f-draft_file").set_input_files(
        {"name": "draft.docx", "mimeType": "text/plain", "buffer": b"x"}
    )
    page.locator("button[name=_add][value=consulted]").click()
    page.locator("#f-consulted-0-opinion").fill("建议修改第二条\n理由如下")
    page.locator("button[name=_add][value=consulted]").click()
    page.locator("button[name=_remove][value='consulted.1']").click()
    page.locator("#f-consulted-0-adopted--2").check()
    expect(page.locator("#f-openness_reason")).to_be_visible()
    keep(page, f"draft-{lang}-{width}-filling")

    page.locator("button[name=_submit]").click()
    expect(page.locator(".form-errors a")).to_have_count(9)
    for name in (
        "joint_units",
        "code",
        "secrecy",
        "openness_reason",
        "is_major_decision",
        "basis",
        "purpose",
    ):
        expect(page.locator(f".form-errors a[href='#f-{name}']")).to_have_count(1)
    expect(page.locator("#f-consulted-0-unit-error")).to_be_visible()
    expect(page.locator("#f-title")).to_have_value("关于加强防汛工作的通知")
    assert fits(page)
    keep(page, f"draft-{lang}-{width}-errors")

    page.locator("#f-joint_units--2").check()
    page.locator("#f-code").select_option("湘政办发")
    page.locator("#f-secrecy").check()
    page.locator("#f-openness_reason").fill("涉及内部管理")
    page.locator("#f-is_major_decision--2").check()
    page.locator("#f-basis").fill("会议决定")
    page.locator("#f-purpose").fill("安排防汛")
    page.locator("#f-consulted-0-unit").select_option("czt")
    page.locator("#f-contact").fill("张三")
    page.locator("#f-contact").press("Enter")
    expect(page.locator("dl.form-show")).to_have_count(5)
    keep(page, f"draft-{lang}-{width}-shown")
    assert app.config["answers"]["joint_units"] == ["czt"]
    assert app.config["answers"]["draft_file"] == {"file": "f1"}
    assert app.config["answers"]["consulted"] == [
        {"unit": "czt", "opinion": "建议修改第二条\n理由如下", "adopted": False}
    ]
    page.context.close()


def fits(page: Page) -> bool:
    """Nothing sticks out sideways: no input is wider than the window."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    boxes = page.locator("input:not([type=hidden]), select, textarea, .form-errors, dl").all()
    return all(
        box["x"] >= 0 and box["x"] + box["width"] <= width for one in boxes if (box := one.bounding_box())
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_form_with_errors_is_accessible(browser: Browser, address: str, lang: str) -> None:
    page = look(browser, 1200, javascript=True)
    page.goto(f"{address}/{lang}")
    page.locator("button[name=_add][value=consulted]").click()
    page.locator("button[name=_submit]").click()
    expect(page.locator(".form-errors")).to_be_visible()
    page.locator(".form-errors a[href='#f-wenzhong']").click()
    expect(page).to_have_url(re.compile("#f-wenzhong$"))
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]})
    assert results.violations_count == 0, results.generate_report()
    page.context.close()


def test_with_htmx_fields_come_and_go_and_rows_are_added_in_place(browser: Browser, address: str) -> None:
    page = look(browser, 1200, javascript=True)
    page.goto(f"{address}/zh?target=answers")
    page.evaluate("window.stayed = true")
    page.locator("#f-title").fill("关于加强防汛工作的通知")
    page.locator("#f-issuer--3").check()
    page.locator("#f-joint_units").wait_for()
    page.locator("#f-joint_units--2").check()
    page.locator("button[name=_add][value=consulted]").click()
    page.locator("#f-consulted-0-opinion").fill("同意")
    page.locator("button[name=_add][value=consulted]").click()
    page.locator("#f-consulted-1-unit").wait_for()
    page.locator("button[name=_remove][value='consulted.1']").click()
    page.locator("#f-consulted-1-unit").wait_for(state="detached")
    assert page.locator("#f-consulted-0-opinion").input_value() == "同意"
    assert page.locator("#f-title").input_value() == "关于加强防汛工作的通知"
    assert page.locator("#f-joint_units--2").is_checked()
    page.locator("#f-issuer").check()
    page.locator("#f-joint_units").wait_for(state="detached")
    assert page.evaluate("window.stayed")
    page.context.close()
