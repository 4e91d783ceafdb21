"""What is written in the place that hurts, in real browsers: a signer's phrase and hand, a number of a branch."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.operations.hard import CHECKER, MANAGER, SIGNERS, STARTER, WRITTEN, to_countersign
from tests.stories.ink import write
from tests.stories.stage import Stage

pytestmark = pytest.mark.browser


def test_a_signer_writes_by_hand_and_the_number_beside_him_is_void_in_the_end(stage: Stage) -> None:
    """常用语、手写签批、流水号: on a phone in a countersign; another sends it back; a manager cancels it."""
    matter = to_countersign(stage.office, WRITTEN)
    mine = f"/tasks/{matter.task('countersign', assignee=SIGNERS[2]).id}"
    signer = stage.desk(SIGNERS[2], phone=True).open("/phrases")
    signer.page.locator("#phrases").fill("同意，请速办。")
    signer.button("保存").click()
    expect(signer.page.locator("#messages .note.is-success")).to_be_visible()
    signer.open(mine).button("同意，请速办。").click()
    said = signer.page.locator("#answers [name=opinion]")
    expect(said).to_have_value("同意，请速办。")
    signer.page.locator("summary", has_text="手写签批").click()
    write(signer.page, signer.page.locator(".ink-pad"))
    signer.button("保存手写").click()
    expect(signer.page.locator(".ink-shown")).to_be_visible()
    expect(said).to_have_value("同意，请速办。")
    signer.hand_in()
    stage.desk(CHECKER).take(matter, "check").hand_in()
    clerk = stage.desk(STARTER).open(f"/matters/{matter.id}/sheet").says("督〔2026〕1号")

    theirs = f"/tasks/{matter.task('countersign', assignee=SIGNERS[0]).id}"
    other = stage.desk(SIGNERS[0]).open(f"{theirs}/return")
    other.page.get_by_role("radio", name="拟办").check()
    other.page.locator("[name=reason]").fill("时限须再商")
    other.button("查看影响").click()
    other.says("原意见仍留存").button("确认退回").click()
    other.says("已退回")
    assert matter.waits_at == ["prepare"]
    clerk.open(f"/matters/{matter.id}/sheet").says("会办意见").says("同意，请速办。")
    expect(clerk.page.locator(".opinion .ink-shown")).to_have_count(1)

    manager = stage.desk(MANAGER).open(f"/matters/{matter.id}").with_reason("终止事项", "并入另件")
    manager.says("并入另件")
    clerk.open("/registers/supervision").says("督〔2026〕1号").says("作废").says("并入另件")
