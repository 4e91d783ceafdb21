"""Sent back, signed by more people, moved on, taken back: on the pages, in the diagram where it hurts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from engine.commands import process_instances, user_tasks
from tests.office import Matter
from tests.operations.hard import CHECKER, MANAGER, PREPARER, SIGNERS, STARTER, begin, hard, to_countersign
from tests.stories.desk import Desk
from tests.stories.pictures import picture
from tests.stories.stage import Stage

pytestmark = pytest.mark.browser
VOTE = '<liye:countersign mode="count" need="2" field="opinion" agree="同意" disagree="不同意"/>'
ADDED = "shidh"
REASON = "数据前后不一致，请核对附件二后再报"


def everywhere(stage: Stage, login: str, path: str, name: str) -> None:
    """The page as it is at both widths and in both languages; none scrolls sideways."""
    for desk, width, look in stage.looks(login):
        assert desk.open(path).width_needed() <= width
        picture(desk.page, f"{name}-{look}")


def sign(stage: Stage, matter: Matter, who: str, opinion: str = "同意") -> None:
    task = matter.task("countersign", assignee=who)
    user_tasks.complete(stage.engine, task.id, {"opinion": opinion}, stage.office.actor(who))


def test_one_of_three_sends_it_back_and_sees_before_what_ends(stage: Stage) -> None:
    matter = to_countersign(stage.office, hard(VOTE)).do("check", CHECKER)
    sign(stage, matter, SIGNERS[0])
    task = matter.task("countersign", assignee=SIGNERS[1])
    everywhere(stage, SIGNERS[1], f"/tasks/{task.id}", "countersign-task")
    everywhere(stage, SIGNERS[1], f"/tasks/{task.id}/return", "return")
    desk = stage.desk(SIGNERS[1]).open(f"/tasks/{task.id}")
    desk.says("签办情况").page.get_by_role("link", name="退回", exact=True).click()
    desk.page.get_by_role("radio", name="拟办").check()
    desk.page.locator("[name=reason]").fill(REASON)
    desk.button("查看影响").click()
    desk.says("尚未执行").says("登记核稿意见").says("原意见仍留存").says("罗杜若")
    assert matter.waits_at == ["countersign", "record"]
    for other, _, look in stage.looks(SIGNERS[1]):
        other.open(f"/tasks/{task.id}/return")
        other.page.locator("input[name=to][value=prepare]").check()
        other.page.locator("[name=reason]").fill(REASON)
        other.page.locator("[name=look]").click()
        expect(other.page.locator(".preview")).to_be_visible()
        picture(other.page, f"return-countersign-{look}")
    desk.button("确认退回").click()
    desk.says("已退回")
    assert matter.waits_at == ["prepare"]


def test_straight_back_and_what_changed_is_seen(stage: Stage) -> None:
    matter = begin(stage.office).do("register", STARTER, amount=5).do("prepare", PREPARER, amount=5)
    task = matter.task("check")
    user_tasks.complete(stage.engine, task.id, {"opinion": "同意"}, stage.office.actor(CHECKER))
    desk = stage.desk(CHECKER).open(f"/tasks/{matter.task('record').id}/return")
    desk.page.get_by_role("radio", name="核稿").first.check()
    desk.page.get_by_role("radio", name="直接回到我处").check()
    desk.page.locator("[name=reason]").fill(REASON)
    desk.button("查看影响").click()
    desk.button("确认退回").click()
    desk.says("已退回")
    assert matter.waits_at == ["check", "countersign"]
    manager = stage.office.actor(MANAGER)
    process_instances.set_variables(stage.engine, matter.id, {"amount": 7}, "更正", manager)
    desk.open(f"/tasks/{matter.task('check').id}").says("您签署之后有改动").says("amount")
    everywhere(stage, CHECKER, f"/tasks/{matter.task('check').id}", "changed")


def test_somebody_signs_before_me_and_is_taken_away(stage: Stage) -> None:
    matter = to_countersign(stage.office)
    task = matter.task("check")
    everywhere(stage, CHECKER, f"/tasks/{task.id}/signers", "signers-add")
    desk = stage.desk(CHECKER).open(f"/tasks/{task.id}")
    desk.page.get_by_role("link", name="加签").click()
    desk.page.locator("[name=person]").fill(ADDED)
    desk.page.get_by_role("radio", name="与我并行").check()
    desk.button("查看影响").click()
    desk.says("将产生的任务").says("石杜衡")
    desk.button("添加").click()
    desk.says("已加签石杜衡，与您同时办理")
    assert len([one for one in matter.tasks if one.element_id == "check"]) == 2
    desk.button("减签").click()
    desk.says("将终止的任务")
    picture(desk.page, "signers-remove-zh-desktop")
    desk.button("确认减签").click()
    desk.says("已减签石杜衡")
    assert [one.assignee for one in matter.tasks if one.element_id == "check"] == [CHECKER]
    before_me_and_after_me(stage, matter, desk)


def before_me_and_after_me(stage: Stage, matter: Matter, desk: Desk) -> None:
    """前加签 and 后加签: he waits for the one, and the step waits for the other."""
    other = stage.desk(ADDED)
    for position, asked, told in (
        ("我之前", ADDED, "签完后回到您处"),
        ("我之后", CHECKER, "您签完后由其接着签"),
    ):
        desk.open(f"/tasks/{matter.task('check').id}/signers")
        desk.page.locator("[name=person]").fill(ADDED)
        desk.page.get_by_role("radio", name=position).check()
        desk.button("查看影响").click()
        desk.button("添加").click()
        desk.says(told)
        assert [one.assignee for one in matter.tasks if one.element_id == "check"] == [asked]
        who, then = (other, CHECKER) if asked == ADDED else (desk, ADDED)
        who.take(matter, "check").hand_in(opinion="已核")
        assert [one.assignee for one in matter.tasks if one.element_id == "check"] == [then]
    other.take(matter, "check").hand_in(opinion="再核无误")
    assert "record" in matter.waits_at


def test_a_manager_lets_it_go_on_and_the_starter_takes_another_back(stage: Stage) -> None:
    matter = to_countersign(stage.office, hard(VOTE))
    sign(stage, matter, SIGNERS[0])
    everywhere(stage, MANAGER, f"/matters/{matter.id}", "matter-countersign")
    everywhere(stage, MANAGER, f"/matters/{matter.id}/move", "move")
    desk = stage.desk(MANAGER).open(f"/matters/{matter.id}")
    desk.page.get_by_role("link", name="调度到其他环节").click()
    desk.page.get_by_role("radio", name="会签").check()
    desk.page.locator("[name=to]").select_option("sign")
    desk.page.locator("[name=reason]").fill("会议已议定")
    desk.button("查看影响").click()
    desk.says("将终止的任务")
    desk.button("确认调度").click()
    desk.says("已调度到该环节")
    assert matter.waits_at == ["sign"]

    other = begin(stage.office, hard(VOTE)).do("register", STARTER)
    everywhere(stage, STARTER, f"/matters/{other.id}/withdraw", "withdraw")
    desk = stage.desk(STARTER).open(f"/matters/{other.id}")
    desk.page.get_by_role("link", name="撤销事项").click()
    desk.page.locator("[name=reason]").fill("材料不全")
    desk.button("查看影响").click()
    desk.says("将终止的任务").says("拟办")
    desk.button("确认撤销").click()
    desk.says("事项已撤销")
    assert other.state == "cancelled"
