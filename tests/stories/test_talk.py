"""People talk about a matter in real browsers: they urge, say something, follow."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.engine.test_circulations import HARD
from tests.stories.stage import Stage
from tests.web.window import KEEPER

pytestmark = pytest.mark.browser
CLERK = "liujh"


def test_urged_answered_and_followed(stage: Stage) -> None:
    stage.office.deploy(hard__bpmn=HARD)
    matter = stage.office.start("hard", CLERK, signers=[KEEPER])
    clerk = stage.desk(CLERK).open(f"/matters/{matter.id}")
    clerk.button("关注").click()
    clerk.says("已关注").page.locator(".waiting > li").filter(has_text="会签").get_by_role(
        "button", name="催办"
    ).click()
    clerk.says("已催办：罗杜若").says("催办1次")
    keeper = stage.desk(KEEPER, phone=True).open("/notifications").says("刘芰荷催办：会签")
    keeper.open(f"/tasks/{matter.task('sign').id}").page.get_by_role("link", name="留言").click()
    keeper.page.get_by_label("写留言").fill("@欧阳扶桑 请补充附件。")
    keeper.button("发表").click()
    keeper.says("欧阳扶桑无权查看此事项")
    expect(keeper.page.get_by_label("写留言")).to_have_value("@欧阳扶桑 请补充附件。")
    keeper.page.get_by_label("写留言").fill("@刘芰荷 请补充附件。")
    keeper.button("发表").click()
    keeper.says("已通知：").says("请补充附件。")
    clerk.open("/notifications").says("罗杜若在留言中提到您").page.locator(".list a.title").first.click()
    expect(clerk.page.locator("#comments")).to_contain_text("请补充附件")
    clerk.open("/matters?state=followed")
    expect(clerk.page.locator("#results a.title")).to_have_count(1)
