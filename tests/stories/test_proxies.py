"""A head is away: his proxy and his deputy go on, the daily digest tells him, and a leaver's work goes over."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from engine.commands import circulations, followers
from engine.office.circulations import Sending
from tests.diagrams import diagram, each, task_of, user_task
from tests.stories.stage import Stage
from tests.web.window import MANAGER

pytestmark = pytest.mark.browser
HEAD, DEPUTY, ARCHIVIST, KEEPER = "qinjc", "liujh", "yangyq", "luodr"
TITLE = "<liye:title expression='=subject'/>"
# Where it hurts: a countersign inside a parallel branch inside a sub-process, with a timer on it.
HARD = diagram(
    "hard_proxy",
    f"""
<bpmn:startEvent id="begin"/>
<bpmn:subProcess id="inside"><bpmn:startEvent id="in"/><bpmn:parallelGateway id="fork"/>
{user_task("beside", "seal_keeper")}
{task_of("countersign", "=who", name="会签", loop=each("signers", "who"))}
<bpmn:boundaryEvent id="late" attachedToRef="countersign" cancelActivity="false"><bpmn:timerEventDefinition><bpmn:timeDuration>P3D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
<bpmn:endEvent id="urged"/><bpmn:parallelGateway id="join"/><bpmn:endEvent id="out"/>
<bpmn:sequenceFlow id="s1" sourceRef="in" targetRef="fork"/><bpmn:sequenceFlow id="s2" sourceRef="fork" targetRef="beside"/>
<bpmn:sequenceFlow id="s3" sourceRef="fork" targetRef="countersign"/><bpmn:sequenceFlow id="s4" sourceRef="beside" targetRef="join"/>
<bpmn:sequenceFlow id="s5" sourceRef="countersign" targetRef="join"/><bpmn:sequenceFlow id="s6" sourceRef="join" targetRef="out"/>
<bpmn:sequenceFlow id="s7" sourceRef="late" targetRef="urged"/></bpmn:subProcess>
<bpmn:endEvent id="end"/>
begin -> inside
inside -> end
""",
    inside=TITLE,
)


def test_a_proxy_is_named_acts_and_is_taken_back(stage: Stage) -> None:
    office = stage.office
    office.deploy(hard_proxy__bpmn=HARD)
    matter = office.start("hard_proxy", KEEPER, subject="联合会签的通知", signers=[HEAD, DEPUTY])
    head = stage.desk(HEAD).open("/proxies")
    head.page.get_by_label("代理人").fill("杨云旗（文电处 档案员）")
    head.page.locator("#proxy-until").fill("2026-03-06")
    head.button("委托代办").click()
    head.says("已委托 杨云旗 代办")
    proxy = stage.desk(ARCHIVIST).open("/tasks?view=acting")
    proxy.says("代 覃揭车").page.locator("#results a.title").click()
    proxy.says("记录上同时署两人姓名").hand_in(opinion="同意")
    assert [one.assignee for one in matter.tasks if one.element_id == "countersign"] == [DEPUTY]
    stage.desk(HEAD).open(f"/matters/{matter.id}").says("（代覃揭车")
    office.advance(days=1)
    stage.desk(HEAD).open("/notifications").says("杨云旗 代您办理 1 件")
    head.open("/proxies").button("收回").click()
    head.confirm().says("对方不能再代办")
    expect(proxy.open("/tasks").page.get_by_role("link", name=re.compile("代办"))).to_have_count(0)


def test_the_deputy_is_offered_what_the_absent_head_has(stage: Stage) -> None:
    """AB角: the absence is noted on a page; what comes is offered to B too, and both names stand on the record."""
    head = stage.desk(HEAD).open("/proxies")
    away = head.page.locator("form").filter(has=head.page.locator("#kind"))
    away.locator("[name=until]").fill("2026-03-06")
    away.get_by_role("button", name="登记").click()
    head.says("请假")
    stage.office.deploy(hard_proxy__bpmn=HARD)
    matter = stage.office.start("hard_proxy", KEEPER, subject="春耕会议的通知", signers=[HEAD, ARCHIVIST])
    deputy = stage.desk(DEPUTY).open("/tasks?view=acting").says("代 覃揭车")
    deputy.page.locator("#results a.title").click()
    deputy.says("记录上同时署两人姓名").hand_in(opinion="同意，按时参加。")
    assert [one.assignee for one in matter.tasks if one.element_id == "countersign"] == [ARCHIVIST]
    head.open(f"/matters/{matter.id}").says("刘芰荷").says("（代覃揭车").says("同意，按时参加。")


def test_a_task_is_prepared_by_another_and_confirmed(stage: Stage) -> None:
    office = stage.office
    office.deploy(hard_proxy__bpmn=HARD)
    matter = office.start("hard_proxy", KEEPER, subject="请先核一下", signers=[HEAD])
    task = matter.task("countersign").id
    head = stage.desk(HEAD).open(f"/tasks/{task}")
    head.page.get_by_role("link", name="委派他人拟办").click()
    head.page.locator("#to").fill("杨云旗（文电处 档案员）")
    head.button("查看影响").click()
    head.says("尚未执行").says("将转手的任务")
    head.button("委派").click()
    head.says("委派 杨云旗 拟办")
    other = stage.desk(ARCHIVIST).open(f"/tasks/{task}")
    other.page.locator("#answers [name=opinion]").fill("已核，同意")
    other.button("交回委派人").click()
    other.says("已交回 覃揭车")
    head.open(f"/tasks/{task}").says("已为您拟办")
    expect(head.page.locator("#answers [name=opinion]")).to_have_value("已核，同意")
    head.button("提交").click()
    assert matter.waits_at == ["beside"]


def test_a_leavers_work_is_looked_at_and_handed_over(stage: Stage) -> None:
    office = stage.office
    office.deploy(hard_proxy__bpmn=HARD)
    matter = office.start("hard_proxy", KEEPER, subject="移交的事项", signers=[HEAD, ARCHIVIST])
    followers.follow(office.engine, matter.id, office.actor(ARCHIVIST))
    circulations.circulate(office.engine, matter.id, Sending(to=[ARCHIVIST]), office.actor(KEEPER))
    office.proxy(DEPUTY, ARCHIVIST, days=9)
    manager = stage.desk(MANAGER).open("/handovers")
    manager.page.locator("#from").fill("杨云旗（文电处 档案员）")
    manager.page.locator("#to").fill("邓澧兰（文电处 保密员）")
    manager.page.locator("#reason").fill("调岗")
    manager.button("先看移交内容").click()
    manager.says("尚未改动").says("移交的事项").says("由邓澧兰关注").says("由邓澧兰阅办").says("罗杜若送")
    manager.says("杨云旗代刘芰荷办理").says("由邓澧兰接续代理")
    assert {one.assignee for one in matter.tasks if one.element_id == "countersign"} == {HEAD, ARCHIVIST}
    manager.button("确认移交").click()
    manager.says("已移交")
    assert {one.assignee for one in matter.tasks if one.element_id == "countersign"} == {HEAD, "dengll"}
    manager.button("收回").click()
    manager.confirm().says("尚未办理的已恢复原状")
    assert {one.assignee for one in matter.tasks if one.element_id == "countersign"} == {HEAD, ARCHIVIST}
