"""My task goes to somebody else and comes back; whoever holds two posts says in which he acts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.operations.hard import CHECKER, PREPARER, SIGNATORY, SIGNERS, STARTER, begin, to_countersign
from tests.stories.stage import Stage

pytestmark = pytest.mark.browser
OTHER, NAMED = "zhengmw", "郑麋芜"


def test_transferred_after_a_look_taken_back_and_transferred_for_good(stage: Stage) -> None:
    """撤回 of the step that opened countersign and branch; 转办 at the branch beside the countersign."""
    matter = begin(stage.office).do("register", STARTER)
    preparer = stage.desk(PREPARER).take(matter, "prepare").hand_in(opinion="拟请会签")
    assert matter.waits_at == ["check", "countersign"]
    preparer.open("/tasks/done").page.locator(".list a.title").first.click()
    preparer.button("撤回").click()
    preparer.confirm().says("已撤回")
    assert matter.waits_at == ["prepare"]
    preparer.hand_in(opinion="拟请三处会签")
    task = matter.task("check").id
    checker = stage.desk(CHECKER).open(f"/tasks/{task}")
    for again in (False, True):
        checker.open(f"/tasks/{task}").page.get_by_role("link", name="转办").click()
        checker.page.locator("#to").fill("没有此人")
        checker.page.locator("#reason").fill("外出开会")
        checker.button("查看影响").click()
        expect(checker.page.locator("#to-help")).to_be_visible()
        checker.page.locator("#to").fill(NAMED)
        checker.button("查看影响").click()
        checker.says("尚未执行").says("将转手的任务").says("郑麋芜")
        assert matter.task("check").assignee == CHECKER
        checker.button("确认转办").click()
        checker.says("任务已转给郑麋芜")
        assert matter.task("check").assignee == OTHER
        checker.open("/tasks/done").page.locator("#results a.title, .list a.title").first.click()
        if not again:
            checker.button("收回").click()
            checker.confirm().says("任务由您办理")
            assert matter.task("check").assignee == CHECKER
    stage.desk(OTHER, phone=True).open(f"/tasks/{task}").says("核稿")
    expect(checker.open(f"/tasks/{task}").button("收回")).to_have_count(0)


def test_one_of_two_posts_is_chosen(stage: Stage) -> None:
    """兼职: the signatory is deputy secretary-general and leads the duty room; the record names the post."""
    matter = to_countersign(stage.office)
    for who in SIGNERS:
        matter.finish(matter.task("countersign", assignee=who), who)
    matter.do("check", CHECKER).do("record", CHECKER).do("conclude", PREPARER)
    signatory = stage.desk(SIGNATORY).take(matter, "sign")
    posts = signatory.page.get_by_label("办理身份")
    expect(posts.locator("option")).to_have_count(2)
    names = posts.locator("option").all_text_contents()
    posts.select_option(label=next(name for name in names if "总值班室" in name))
    signatory.hand_in(opinion="同意签发。")
    stage.desk(STARTER).open(f"/matters/{matter.id}").says("总值班室").says("同意签发。")
    assert matter.waits_at == ["file"]
