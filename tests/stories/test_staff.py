"""What everybody at a desk may expect: drafts, paper, one's own password, second thoughts, two languages, a telephone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from engine.office import staff
from tests.stories.stage import Stage
from tests.web.window import APPLICANT, KEEPER

pytestmark = pytest.mark.browser


def test_a_form_saves_itself_and_is_found_again(stage: Stage) -> None:
    matter = stage.office.start("seal_request", APPLICANT)
    clerk = stage.desk(APPLICANT).take(matter, "apply")
    clerk.fill(subject="关于印发会议纪要的用印")
    expect(clerk.page.locator("[data-autosave-status]")).to_contain_text("已保存")
    again = stage.desk(APPLICANT).take(matter, "apply")
    expect(again.page.locator("#answers [name=subject]")).to_have_value("关于印发会议纪要的用印")
    again.hand_in(copies=3)
    assert matter.variables["subject"] == "关于印发会议纪要的用印"


def test_a_wrong_answer_is_pointed_out_beside_its_field(stage: Stage) -> None:
    matter = stage.office.start("seal_request", APPLICANT)
    clerk = stage.desk(APPLICANT).take(matter, "apply")
    clerk.fill(subject="会议纪要", copies=900).button("提交").click()
    expect(clerk.page.locator("#form-errors")).to_be_focused()  # the page begins far above it
    expect(clerk.page.locator("#form-errors")).to_be_in_viewport()
    expect(clerk.page.locator("#f-copies-error")).to_contain_text("500")
    expect(clerk.page.locator("#answers [name=subject]")).to_have_value("会议纪要")
    clerk.hand_in(copies=9)
    assert matter.waits_at == ["check"]
    clerk.page.go_back()  # what was answered to a form is not sent a second time
    clerk.says("此任务已办结")


def test_a_submission_nobody_opened_is_taken_back(stage: Stage) -> None:
    matter = stage.office.start("seal_request", APPLICANT)
    clerk = stage.desk(APPLICANT).take(matter, "apply").hand_in(subject="写错了的事由", copies=3)
    clerk.open("/tasks/done").page.get_by_role("link", name="写错了的事由").click()
    clerk.button("撤回").click()
    clerk.confirm().says("已撤回")
    assert matter.waits_at == ["apply"]
    clerk.hand_in(subject="改正后的事由", copies=3)
    keeper = stage.desk(KEEPER).take(matter, "check")
    keeper.says("改正后的事由")
    clerk.open("/tasks/done").page.get_by_role("link", name="改正后的事由").click()
    expect(clerk.says("此任务已办结").button("撤回")).to_have_count(0)


def test_ones_own_password(stage: Stage) -> None:
    with stage.engine.work() as uow:
        staff.give_passwords(uow, "old password")
    keeper = stage.desk()
    sign_in(keeper.page, KEEPER, "wrong password")
    keeper.says("账号或密码不正确")
    sign_in(keeper.page, KEEPER, "old password")
    keeper.page.locator("summary", has_text="罗杜若").click()
    keeper.page.get_by_role("link", name="修改密码").click()
    for name, text in {"current": "old password", "new": "new password", "again": "other"}.items():
        keeper.page.locator(f"#{name}").fill(text)
    keeper.button("修改密码").click()
    keeper.says("不一致")
    for name, text in {"current": "old password", "new": "new password", "again": "new password"}.items():
        keeper.page.locator(f"#{name}").fill(text)
    keeper.button("修改密码").click()
    keeper.says("密码已修改")
    other = stage.desk()
    sign_in(other.page, KEEPER, "old password")
    other.says("账号或密码不正确")
    sign_in(other.page, KEEPER, "new password")
    expect(other.page.get_by_role("heading", name="待办", exact=True)).to_be_visible()


def sign_in(page, login: str, password: str) -> None:  # type: ignore[no-untyped-def]
    page.goto("/login")
    page.locator("#login").fill(login)
    page.locator("#password").fill(password)
    page.get_by_role("button", name="登录").click()


def test_the_pages_speak_two_languages(stage: Stage) -> None:
    matter = stage.office.start("seal_request", APPLICANT).do(
        "apply", APPLICANT, subject="会议纪要用印", copies=3
    )
    keeper = stage.desk(KEEPER).take(matter, "check")
    keeper.page.get_by_role("button", name="EN").click()
    expect(keeper.page.get_by_role("heading", name="Check by the seal keeper", level=1)).to_be_visible()
    keeper.says("Seal request").says("Agreed")
    keeper.page.get_by_role("button", name="中文").click()
    expect(keeper.page.get_by_role("heading", name="监印审核", level=1)).to_be_visible()
