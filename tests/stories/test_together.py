"""A head ticks what waits for him, looks at what would follow, and approves it all with one opinion."""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.engine.test_bulk import ASK, asking
from tests.office import Matter
from tests.operations.hard import SIGNERS, hard, to_countersign
from tests.operations.test_bulk import WORDS
from tests.stories.desk import Desk
from tests.stories.pictures import picture
from tests.stories.stage import Stage

pytestmark = pytest.mark.browser
HEAD = "zengml"
WHAT = ("关于购置办公设备的请示", "关于修缮档案库房的请示", "关于举办培训班的请示")


def requests(stage: Stage) -> list[Matter]:
    form = json.loads(json.dumps(ASK))
    form["ui"]["fields"]["result"] = {"labels": {"approve": "同意", "refuse": "不同意"}}
    stage.office.deploy(asking__bpmn=asking(who=HEAD), ask__json=json.dumps(form))
    return [stage.office.start("asking", HEAD, what=what) for what in WHAT]


def looked_at(stage: Stage, path: str) -> None:
    """The page at both widths, in both languages: no sideways scrolling, accessible."""
    for desk, width, look in stage.looks(HEAD):
        picture(desk.open("/tasks?view=together").page, f"inbox-together-{look}")
        desk.open(path)
        desk.page.locator("[name=opinion]").fill("同意，请抓紧办理。")
        desk.page.locator("button[name=look]").click()
        expect(desk.page.locator("button[name=do]")).to_be_visible()
        assert desk.width_needed() <= width
        picture(desk.page, f"together-{look}")
        if look.startswith("zh"):
            assert Axe().run(desk.page).response["violations"] == []


def test_three_requests_are_approved_at_once_and_one_is_taken_out(stage: Stage) -> None:
    matters = requests(stage)
    ids = [matter.task("ask").id for matter in matters]
    looked_at(stage, "/tasks/together?" + "&".join(f"task={one}" for one in ids))
    desk = stage.desk(HEAD).open("/tasks")
    desk.button("全选").click()
    desk.page.locator(f"#results input[name=task][value='{ids[0]}']").uncheck()
    desk.button("全选").click()
    desk.button("批量办理").click()
    desk.says("决定：同意")
    desk.page.locator("[name=opinion]").fill("同意")
    desk.button("查看影响").click()
    desk.says("尚未执行").says("承办")
    assert [matter.waits_at for matter in matters] == [["ask"]] * 3
    desk.page.locator(f"input[name=task][value='{ids[2]}']").uncheck()
    matters[1].do("ask", HEAD, result="refuse", why="暂缓")  # meanwhile, in another window
    desk.button("办理 3 件").click()
    desk.says("已提交 1 件").says("1 件未能提交").says("已有变化")
    assert [matter.waits_at for matter in matters] == [["settle"], [], ["ask"]]
    assert matters[0].variables["opinion"] == "同意"
    picture(desk.page, "together-done-zh-desktop")
    countersigns_at_once(stage, desk)


def countersigns_at_once(stage: Stage, desk: Desk) -> None:
    """批量会签 where it hurts: two matters, each at a countersign beside a branch in a sub-process."""
    matters = [to_countersign(stage.office, hard(WORDS)) for _ in range(2)]
    ids = [matter.task("countersign", assignee=HEAD).id for matter in matters]
    matters[1].finish(matters[1].task("countersign", assignee=SIGNERS[1]), SIGNERS[1], opinion="同意")
    desk.open("/tasks?view=together")
    for one in ids:
        desk.page.locator(f"#results input[name=task][value='{one}']").check()
    desk.button("批量办理").click()
    desk.button("查看影响").click()
    desk.button("办理 2 件").click()
    desk.says("已提交 2 件").says("会签")
    assert [matter.waits_at for matter in matters] == [["check", "countersign"], ["check"]]
    desk.open("/tasks").never_says("会签")


def test_without_scripts_and_with_nothing_ticked(stage: Stage) -> None:
    (matter, *_) = requests(stage)
    desk = stage.desk(HEAD, scripts=False).open("/tasks")
    desk.button("批量办理").click()
    desk.says("请先勾选")
    desk.page.locator(f"#results input[name=task][value='{matter.task('ask').id}']").check()
    desk.button("批量办理").click()
    desk.button("查看影响").click()
    desk.button("办理 1 件").click()
    desk.says("已提交 1 件")
    assert matter.waits_at == ["settle"]
