"""Pictures that people can read: nothing lies on anything, no line runs through a foreign shape."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from lxml import etree

from bpmn.layout import layout
from bpmn.layout.check import measure
from tests.bpmn.drawing import definitions, drawing
from tests.bpmn.soundness.blocks import Blocks
from tests.seeds import some

ROOT = Path(__file__).parents[3]

OUTGOING = """
    @拟稿人: 发起(start) 拟稿(user) 修改文稿(user) 撤回(end)
    @处室负责人: 处室核稿(user) 处室同意?(xor)
    @会签单位: 会签分派(and) 法规处会签(user) 财务处会签(user) 会签汇总(and) 会签超期(timer:法规处会签) 催办(user)
    @办公室核稿: 文种判定(rule) 文稿审核(user) 审核通过?(xor) 需会签?(xor) 合并(xor)
    @签发领导: 级别?(xor) 分管领导审签(user) 主要领导签发(user) 签发通过?(xor) 签发合并(xor)
    @文印室: 编号登记(service) 排版(user) 校对(user) 校对无误?(xor) 用印(user) 分发(user) 归档(service) 办结(end)
    发起 > 拟稿 > 处室核稿 > 处室同意?
    处室同意? > 修改文稿 : 退回
    修改文稿 > 处室核稿
    处室同意? > 撤回 : 不发
    处室同意? > 文种判定 : 同意
    文种判定 > 文稿审核 > 审核通过?
    审核通过? > 修改文稿 : 退回
    审核通过? > 需会签? : 通过
    需会签? > 会签分派 : 是
    需会签? > 合并 : 否
    会签分派 > 法规处会签 > 会签汇总
    会签分派 > 财务处会签 > 会签汇总
    会签超期 > 催办 > 会签汇总
    会签汇总 > 合并
    合并 > 级别?
    级别? > 分管领导审签 : 一般
    级别? > 主要领导签发 : 重要
    分管领导审签 > 签发合并
    主要领导签发 > 签发合并
    签发合并 > 签发通过?
    签发通过? > 修改文稿 : 退回修改
    签发通过? > 编号登记 : 签发
    编号登记 > 排版 > 校对 > 校对无误?
    校对无误? > 排版 : 有误
    校对无误? > 用印 : 无误
    用印 > 分发 > 归档 > 办结
"""


def test_an_approval_chain_of_thirty_steps_in_six_lanes_is_readable() -> None:
    measures = measure(layout(drawing(OUTGOING)))
    assert measures.faults == []
    assert measures.struck == ()
    assert measures.crossings <= 3
    assert measures.width <= 2800


def test_the_check_sees_what_is_wrong() -> None:
    """The measures themselves can fail: a shape moved onto another one, a line led through a third."""
    good = layout(drawing("@: a(start) b(user) c(user) d(end)\na > b > c > d"))
    root = etree.fromstring(good)
    bounds = {e.get("bpmnElement"): e[0] for e in root.iter("{*}BPMNShape")}
    bounds["c"].set("x", str(int(bounds["b"].get("x", "")) - 20))
    faults = measure(etree.tostring(root)).faults
    assert "b overlaps c" in faults
    assert "flow f1 runs through c" in faults


def test_the_rest_of_the_file_stays_as_it_was_written() -> None:
    before = drawing("@: a(start) b(end)\na > b").replace(
        b"<process ", b"<!-- <BPMNDiagram> stays -->\r\n<process   "
    )
    once = layout(before)
    head, _, tail = once.partition(b"\n  <bpmndi:BPMNDiagram")
    assert before.startswith(head)
    assert tail.endswith(b"</bpmndi:BPMNDiagram>\n</definitions>\n")
    assert layout(once) == once


def test_lanes_are_bands_and_every_node_stands_in_its_own() -> None:
    root = etree.fromstring(layout(drawing(OUTGOING)))
    boxes = {
        e.get("bpmnElement"): tuple(float(e[0].get(key, "")) for key in ("x", "y", "width", "height"))
        for e in root.iter("{*}BPMNShape")
    }
    for lane in root.iter("{*}lane"):
        x, y, width, height = boxes[lane.get("id")]
        for ref in lane:
            left, top, wide, high = boxes[ref.text]
            assert x < left
            assert left + wide < x + width
            assert y < top
            assert top + high < y + height


SUB = definitions(
    '<process id="p"><startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="sub"/>'
    '<subProcess id="sub" name="会签"><startEvent id="i"/><userTask id="t" name="意见"/><endEvent id="e"/>'
    '<sequenceFlow id="g1" sourceRef="i" targetRef="t"/><sequenceFlow id="g2" sourceRef="t" targetRef="e"/></subProcess>'
    '<boundaryEvent id="late" name="超期" attachedToRef="sub"/><userTask id="urge" name="催办"/>'
    '<sequenceFlow id="f2" sourceRef="late" targetRef="urge"/><endEvent id="end"/>'
    '<sequenceFlow id="f3" sourceRef="sub" targetRef="end"/><sequenceFlow id="f4" sourceRef="urge" targetRef="end"/>'
    '<subProcess id="withdrawn" name="撤回" triggeredByEvent="true"><startEvent id="ws"/><endEvent id="we"/>'
    '<sequenceFlow id="h1" sourceRef="ws" targetRef="we"/></subProcess>'
    '<textAnnotation id="note"><text>三日内回复，逾期视为同意</text></textAnnotation>'
    '<association id="tie" sourceRef="note" targetRef="sub"/></process>'
)


def test_sub_processes_event_sub_processes_boundary_events_and_notes() -> None:
    drawn = layout(SUB)
    assert measure(drawn).faults == []
    root = etree.fromstring(drawn)
    expanded = {e.get("bpmnElement") for e in root.iter("{*}BPMNShape") if e.get("isExpanded") == "true"}
    assert expanded == {"sub", "withdrawn"}
    shown = {e.get("bpmnElement") for e in root.iter("{*}BPMNShape", "{*}BPMNEdge")}
    assert {"note", "tie", "late", "t", "h1"} <= shown


def test_pools_talk_by_message_flows() -> None:
    xml = definitions(
        '<collaboration id="c"><participant id="pa" name="甲" processRef="a"/><participant id="pb" name="乙" processRef="b"/>'
        '<participant id="pc" name="网站"/><messageFlow id="m1" sourceRef="a2" targetRef="b1"/>'
        '<messageFlow id="m2" sourceRef="b2" targetRef="pc"/></collaboration>'
        '<process id="a"><startEvent id="a1"/><sendTask id="a2"/><endEvent id="a3"/>'
        '<sequenceFlow id="f1" sourceRef="a1" targetRef="a2"/><sequenceFlow id="f2" sourceRef="a2" targetRef="a3"/></process>'
        '<process id="b"><startEvent id="b1"/><userTask id="b2"/><sequenceFlow id="f3" sourceRef="b1" targetRef="b2"/></process>'
    )
    assert measure(layout(xml)).faults == []


def _random(seed: int) -> bytes:
    """Nodes in random lanes, a chain with branches, joins and returns."""
    dice = random.Random(seed)
    names = [f"n{k}" for k in range(dice.randint(4, 24))]
    kinds = ["user", "user", "user", "xor", "and", "service"]
    members: dict[int, list[str]] = {}
    for place, name in enumerate(names):
        kind = "start" if place == 0 else "end" if place == len(names) - 1 else dice.choice(kinds)
        members.setdefault(dice.randrange(4), []).append(f"{name}({kind})")
    lines = [f"@第{lane}道: {' '.join(content)}" for lane, content in sorted(members.items())]
    lines += [f"{a} > {b}" for a, b in itertools.pairwise(names)]
    for _ in range(dice.randint(0, len(names) // 3)):
        one, other = dice.sample(range(1, len(names) - 1), 2)
        lines.append(f"{names[one]} > {names[other]} : 情形{one}")
    return drawing("\n".join(lines))


@pytest.mark.parametrize("seed", some(20))
def test_random_diagrams_have_no_fault(seed: int) -> None:
    measures = measure(layout(_random(seed)))
    assert not measures.undrawn
    assert not measures.through
    assert not measures.overlapping
    assert len(measures.covered) <= 1


@pytest.mark.parametrize("seed", some(12))
def test_random_blocks_in_lanes_with_boundary_events_have_no_fault(seed: int) -> None:
    blocks, dice = Blocks(seed, broken="and"), random.Random(seed)
    lane, lane_of = 0, dict[str, int]()
    for node in blocks.nodes:
        lane = dice.randrange(4) if dice.random() < 0.3 else lane
        host = node.partition("timer:")[2].rstrip(")")
        lane_of[node.partition("(")[0]] = lane_of.get(host, lane)
    content = [
        f"@第{lane}道: " + " ".join(n for n in blocks.nodes if lane_of[n.partition("(")[0]] == lane)
        for lane in sorted(set(lane_of.values()))
    ]
    assert measure(layout(drawing("\n".join([*content, *blocks.flows])))).faults == []


def test_every_diagram_of_the_office_is_readable() -> None:
    faults = {p.stem: measure(p.read_bytes()).faults for p in (ROOT / "processes").glob("*/*.bpmn")}
    assert {name: found for name, found in faults.items() if found} == {}


CLOSED = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">
 <process id="p"><startEvent id="s"/><subProcess id="work"><startEvent id="in"/><task id="t"/>
 <sequenceFlow id="f2" sourceRef="in" targetRef="t"/></subProcess><endEvent id="e"/>
 <sequenceFlow id="f1" sourceRef="s" targetRef="work"/><sequenceFlow id="f3" sourceRef="work" targetRef="e"/></process>
 <bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="pl" bpmnElement="p">
 <bpmndi:BPMNShape id="w" bpmnElement="work" isExpanded="false"><dc:Bounds x="0" y="0" width="9" height="9"/>
 </bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></definitions>"""


def test_a_closed_sub_process_stays_closed_and_has_a_page_of_its_own() -> None:
    drawn = layout(CLOSED)
    assert measure(drawn).faults == []
    planes = [p for p in etree.fromstring(drawn).iter() if p.tag.endswith("BPMNPlane")]
    shown = [[s.get("bpmnElement") for s in plane if s.tag.endswith("Shape")] for plane in planes]
    assert [(p.get("bpmnElement"), sorted(s)) for p, s in zip(planes, shown, strict=True)] == [
        ("p", ["e", "s", "work"]),
        ("work", ["in", "t"]),
    ]
    assert layout(drawn) == drawn
