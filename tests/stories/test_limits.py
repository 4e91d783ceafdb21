"""A limit stands still, goes on, and is extended by somebody else; every page says why the matter waits."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.stories.paper import CLERK, HOST, UNITS, instructed
from tests.stories.stage import Stage
from tests.web.window import MANAGER

pytestmark = pytest.mark.browser


def test_paused_resumed_and_extended(stage: Stage) -> None:
    """中止计算、恢复、申请延期, of the step beside a countersign in a sub-process."""
    matter = instructed(stage.office)
    was = matter.due("host")
    host = stage.desk(HOST).open(f"/matters/{matter.id}")
    limit = host.page.locator(".limit").filter(has_text="主办")
    limit.locator("summary", has_text="中止计算").click()
    limit.locator("[name=ground]").select_option("补正")
    limit.locator("form[action$='/pause'] [name=reason]").fill("来文缺附件，已请应急厅补正")
    limit.get_by_role("button", name="中止计算").click()
    expect(limit).to_contain_text("暂停计时")
    stage.office.advance(days=2)
    host.open(f"/matters/{matter.id}")
    limit.get_by_role("button", name="恢复").click()
    expect(limit).not_to_contain_text("暂停计时")
    assert matter.due("host") > was

    limit.locator("summary", has_text="申请延期").click()
    limit.locator("[name=to]").fill("2026-03-20")
    limit.locator("[name=reason]").last.fill("两个市州尚未反馈")
    limit.get_by_role("button", name="申请延期").click()
    expect(limit).to_contain_text("延期待批")
    manager = stage.desk(MANAGER).open("/extensions").says("2026年3月20日")
    manager.page.get_by_role("link", name="审批").click()
    manager.says("两个市州尚未反馈").button("同意").click()
    assert str(matter.due("host")) == "2026-03-20"
    host.open("/notifications").says("延期")

    clerk = stage.desk(CLERK).open(f"/matters/{matter.id}")
    why = clerk.page.locator(".waiting > li").filter(has_text="主办")
    expect(why).to_contain_text("等待唐薜荔（公文审核处）办理")
    expect(why).to_contain_text("尚未打开")
    expect(why).to_contain_text("3月20日")
    phone = stage.desk(UNITS[0], phone=True).open("/tasks")
    phone.says("等待您办理“会办”").says("下一步")
    host.open("/tasks").says("等待您办理“主办”")
