"""A manager finds what broke and repairs it; hands a task to somebody else; stops a matter, lets it go on, ends it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stories.stage import Stage
from tests.web.window import APPLICANT, KEEPER, MANAGER

pytestmark = pytest.mark.browser


def test_a_failed_job_is_found_and_tried_again(stage: Stage) -> None:
    matter = stage.office.start("seal_request", APPLICANT)
    stage.desk(APPLICANT).take(matter, "apply").hand_in(subject="会议纪要用印", copies=3)
    stage.desk(KEEPER).take(matter, "check").hand_in(decision="同意")
    stage.office.advance(days=1)  # every try has failed by now
    assert matter.state == "incident"

    manager = stage.desk(MANAGER).open("/tasks")
    manager.page.get_by_role("navigation", name="主菜单").get_by_role("link", name="失败作业").click()
    manager.says("register_seal").says("the seal register did not answer")
    manager.open("/manage/matters?state=incident").page.get_by_role("link", name="会议纪要用印").click()
    manager.says("自动作业多次尝试均失败")

    stage.register.touch()  # somebody has put the register right
    manager.open("/manage/jobs").button("重试").click()
    manager.says("作业正在重试")
    stage.office.settle()
    assert matter.state == "completed"
    assert matter.variables["registered"] == "会议纪要用印"
    manager.open("/manage/jobs").never_says("register_seal")
    manager.open(f"/matters/{matter.id}").says("已办结")


def test_a_task_is_handed_to_somebody_else_with_a_reason(stage: Stage) -> None:
    matter = stage.office.start("seal_request", APPLICANT).do(
        "apply", APPLICANT, subject="防汛通知用印", copies=2
    )
    manager = stage.desk(MANAGER).open("/manage/matters")
    row = manager.page.get_by_role("row").filter(has_text="防汛通知用印")
    expect(row).to_contain_text("监印")
    row.get_by_role("link").click()
    manager.page.get_by_role("link", name="改派").click()
    manager.page.locator("#to").fill("huqh")
    manager.page.locator("#reason").fill("监印员出差")
    manager.button("查看影响").click()
    manager.says("将转手的任务").button("确认转办").click()
    manager.says("监印员出差")
    stage.desk("huqh").take(matter, "check").hand_in(decision="不同意")
    assert matter.state == "completed"


def test_a_matter_is_stopped_goes_on_and_is_ended(stage: Stage) -> None:
    matter = stage.office.start("seal_request", APPLICANT).do(
        "apply", APPLICANT, subject="防汛通知用印", copies=2
    )
    manager, keeper = stage.desk(MANAGER), stage.desk(KEEPER)
    manager.open(f"/matters/{matter.id}").with_reason("暂停", "等待来文单位确认").says("已暂停")
    assert matter.state == "suspended"
    keeper.open(f"/tasks/{matter.task('check').id}").says("事项已暂停")
    expect(keeper.button("提交")).to_have_count(0)
    assert matter.waits_at == ["check"]
    manager.button("恢复").click()
    manager.confirm()
    expect(manager.button("恢复")).to_have_count(0)  # the page after it went on
    assert matter.state == "active"
    manager.with_reason("终止事项", "来文单位撤回").says("来文单位撤回")
    assert matter.state == "cancelled"
    keeper.open("/tasks").never_says("防汛通知用印")
