"""A matter goes round the office in real browsers: sent, read, sent on, seen on the wall, recalled, asked about."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.engine.test_circulations import HARD
from tests.office import Matter
from tests.stories.stage import Stage
from tests.web.window import KEEPER

pytestmark = pytest.mark.browser
CLERK, READER, OTHER = "liujh", "zhouyz", "dengll"
AWAY, AWAY_NAMED, PROXY = "yangyq", "杨云旗", "xiangbf"


@pytest.fixture
def matter(stage: Stage) -> Matter:
    """Waits at a countersign, in a branch, in a sub-process."""
    stage.office.deploy(hard__bpmn=HARD)
    return stage.office.start("hard", CLERK, signers=[KEEPER, CLERK])


def test_a_matter_goes_round(stage: Stage, matter: Matter) -> None:
    keeper = stage.desk(KEEPER).open(f"/tasks/{matter.task('sign', assignee=KEEPER).id}")
    keeper.page.get_by_role("link", name="传阅", exact=True).first.click()
    keeper.button("发送").click()
    keeper.says("请选择单位或者人员")
    keeper.fill(people=[READER, OTHER], text="请阅示。")
    keeper.button("发送").click()
    keeper.says("已送")

    reader = stage.desk(READER, phone=True).open("/readings")
    reader.page.locator("#results a.title").click()
    reader.says("请阅示。").page.get_by_role("link", name="转送他人").click()
    reader.fill(people="yangyq")
    reader.button("发送").click()
    reader.says("已送").page.locator("#opinion").fill("同意，请抓紧办理。")
    reader.button("已阅").click()
    reader.says("没有待阅件")

    proxy = read_by_a_proxy(stage, matter)
    stage.office.advance(days=6)
    wall = keeper.open(f"/matters/{matter.id}/circulations").says("同意，请抓紧办理。").says("周沅芷转送")
    late = wall.page.locator(".wall li.is-late")
    expect(late.filter(has_text="邓澧兰")).to_contain_text("逾期")
    wall.button("收回全部未阅件").click()
    wall.confirm().says("已收回")
    expect(wall.page.locator(".wall li.is-recalled")).to_have_count(1)
    read = wall.page.locator(".wall li.is-read").filter(has_text=AWAY_NAMED)
    expect(read).to_contain_text("向白薠代阅")
    expect(read).to_contain_text("请按期归档。")
    wall.page.get_by_role("link", name="回执").first.click()
    wall.says("传阅回执").says("同意，请抓紧办理。")
    stage.desk(OTHER).open("/readings").says("没有待阅件")
    wall.open(proxy).says("杨云旗").says("向白薠代阅")
    wall.open(f"/matters/{matter.id}/sheet").says("请按期归档。").says("（代杨云旗")


def read_by_a_proxy(stage: Stage, matter: Matter) -> str:
    """代阅: one of the readers is away; his proxy reads it, and both names are on record. Answers the receipt."""
    stage.office.proxy(AWAY, PROXY, days=5)
    proxy = stage.desk(PROXY).open("/tasks")
    proxy.page.get_by_role("link", name="待阅").first.click()
    proxy.says(f"代 {AWAY_NAMED}").page.locator("#results a.title").click()
    proxy.says(f"代 {AWAY_NAMED}").page.locator("#opinion").fill("请按期归档。")
    receipt = proxy.page.url.removeprefix(stage.url) + "/receipt"
    proxy.button("已阅").click()
    proxy.says("没有待阅件")
    acts = [act for act in stage.office.acts if act.verb == "circulation.answer" and act.chain == matter.id]
    assert (acts[-1].actor, acts[-1].on_behalf_of) == (PROXY, AWAY)
    return receipt


def test_a_question_is_answered_on_the_task_that_asked_it(stage: Stage, matter: Matter) -> None:
    task = matter.task("sign", assignee=KEEPER).id
    keeper = stage.desk(KEEPER).open(f"/tasks/{task}/consult")
    keeper.fill(question="份数是否合适？", people=OTHER, blocks=True)
    keeper.button("发送").click()
    keeper.says("须全部答复后提交")
    expect(keeper.button("提交")).to_have_count(0)
    asked = stage.desk(OTHER).open("/readings")
    asked.page.locator("#results a.title").click()
    asked.says("份数是否合适？").page.locator("#opinion").fill("合适。")
    asked.button("答复").click()
    asked.says("没有待阅件")
    keeper.open(f"/tasks/{task}").says("合适。").says("全部答复")
    keeper.hand_in(opinion="同意")
