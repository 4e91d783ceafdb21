"""Handled together on pages without scripts: what is refused is told, what one may not see is not."""

from __future__ import annotations

import json

import pytest

from tests.engine.test_bulk import ASK, BULK, asking
from tests.office import Office
from tests.web.window import Window

HEAD, OTHER = "zengml", "yiyhh"


@pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)
def test_what_is_refused_says_why_and_what_is_hidden_stays_so(office: Office) -> None:
    window, form = Window(office), json.loads(json.dumps(ASK))
    form["schema"]["properties"]["opinion"]["minLength"] = 4
    office.deploy(asking__bpmn=asking(who=HEAD), ask__json=json.dumps(form))
    mine = office.start("asking", HEAD, what="购置设备")
    office.deploy(asking__bpmn=asking(who=OTHER), ask__json=json.dumps(form))
    foreign = office.start("asking", OTHER, what="机密请示")
    head, ids = window.as_(HEAD), [mine.task("ask").id, foreign.task("ask").id]
    page = head.page(f"/tasks/together?task={ids[0]}&task={ids[1]}&task=nosuch")
    assert "购置设备" in page
    assert "机密请示" not in page
    looked = head.post("/tasks/together", task=ids, opinion="行", look="1").text
    assert "意见" in looked
    assert "办理 1 件" not in looked
    told = head.post("/tasks/together", task=ids, opinion="行", do="1").text
    assert "购置设备" in told
    assert "机密请示" not in told
    assert mine.waits_at == foreign.waits_at == ["ask"]
    done = head.post("/tasks/together", task=ids, opinion="同意办理", do="1").text
    assert "已提交 1 件" in done
    assert "机密请示" not in done
    again = head.post("/tasks/together", task=ids, opinion="同意办理", do="1").text
    assert "1 件此前您已同样办理" in again
    assert "未能提交" not in again
    assert (mine.waits_at, foreign.waits_at) == (["settle"], ["ask"])
    assert "请先勾选" in head.post("/tasks/together", do="1").text


@pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)
def test_where_several_answers_approve_one_is_chosen_on_the_page(office: Office) -> None:
    window, form = Window(office), json.loads(json.dumps(ASK))
    form["schema"]["properties"]["result"]["enum"].insert(1, "in_part")
    form["ui"]["fields"]["result"] = {
        "labels": {"approve": "同意", "in_part": "原则同意", "refuse": "不同意"}
    }
    xml = asking(who=HEAD, more=BULK.replace('agree="approve"', 'agree="approve, in_part"'))
    office.deploy(asking__bpmn=xml, ask__json=json.dumps(form))
    matter = office.start("asking", HEAD, what="购置设备")
    task, head = matter.task("ask").id, window.as_(HEAD)
    page = head.page(f"/tasks/together?task={task}")
    assert "原则同意" in page
    assert "不同意</option>" not in page
    said = {"task": [task], f"answer-{task}": "in_part", "opinion": "抓紧"}
    assert 'value="in_part" selected' in head.post("/tasks/together", **said, look="1").text
    head.post("/tasks/together", **said, do="1")
    assert (matter.variables["result"], matter.variables["opinion"]) == ("in_part", "抓紧")
