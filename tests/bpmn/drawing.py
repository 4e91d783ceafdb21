"""A diagram in a few lines of text, for tests.

    drawing('''
        @拟稿人: 发起(start) 拟稿(user)
        @处长: 核稿(user) 同意?(xor)
        发起 > 拟稿 > 核稿 > 同意?
        同意? > 拟稿 : 退回
    ''')

Element ids are made from the order (`n1`, `n2`…) unless the name is ASCII, then the name is the id.
"""

from __future__ import annotations

import re
from itertools import pairwise
from xml.sax.saxutils import quoteattr

KINDS = {
    "start": "startEvent",
    "end": "endEvent",
    "user": "userTask",
    "service": "serviceTask",
    "script": "scriptTask",
    "rule": "businessRuleTask",
    "call": "callActivity",
    "task": "task",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "event": "eventBasedGateway",
    "timer": "intermediateCatchEvent",
}
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:liye="urn:liye:bpmn:1.0"'
    ' id="definitions" targetNamespace="urn:test">\n'
)
NODE = re.compile(r"(?P<name>[^\s()>]+)\((?P<kind>\w+)(?::(?P<host>[^\s()>]+))?\)")


def definitions(*parts: str) -> bytes:
    """A document with these root elements."""
    return (HEAD + "\n".join(parts) + "\n</definitions>\n").encode()


def drawing(text: str, pool: str = "测试流程") -> bytes:
    """A document with one pool and one process, as the text says."""
    lanes: list[tuple[str, list[str]]] = []
    ids: dict[str, str] = {}
    elements, flows = [], []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("@"):
            lane, _, rest = line[1:].partition(":")
            members = []
            for found in NODE.finditer(rest):
                name = found["name"]
                key = ids.setdefault(
                    name, name if name.isascii() and name.isidentifier() else f"n{len(ids) + 1}"
                )
                members.append(key)
                elements.append(_element(key, name, found["kind"], found["host"] and ids[found["host"]]))
            if lane:
                lanes.append((lane, members))
        else:
            path, _, label = line.partition(" : ")
            stops = [ids[stop.strip()] for stop in path.split(" > ")]
            for source, target in pairwise(stops):
                name = f" name={quoteattr(label)}" if label else ""
                flows.append(
                    f'<sequenceFlow id="f{len(flows) + 1}" sourceRef="{source}" targetRef="{target}"{name}/>'
                )
    lane_set = "".join(
        f'<lane id="lane{k}" name={quoteattr(name)}>'
        + "".join(f"<flowNodeRef>{m}</flowNodeRef>" for m in members)
        + "</lane>"
        for k, (name, members) in enumerate(lanes, 1)
    )
    lane_set = f'<laneSet id="lanes">{lane_set}</laneSet>' if lanes else ""
    return definitions(
        f'<collaboration id="collaboration"><participant id="pool" name="{pool}" processRef="process"/></collaboration>',
        f'<process id="process" isExecutable="true">{lane_set}',
        *elements,
        *flows,
        "</process>",
    )


def _element(key: str, name: str, kind: str, host: str | None) -> str:
    label = quoteattr(name.replace("_", " "))
    timer = "<timerEventDefinition><timeDuration>PT72H</timeDuration></timerEventDefinition>"
    if host:
        return f'<boundaryEvent id="{key}" name={label} attachedToRef="{host}">{timer}</boundaryEvent>'
    if kind == "timer":
        return f'<intermediateCatchEvent id="{key}" name={label}>{timer}</intermediateCatchEvent>'
    return f'<{KINDS[kind]} id="{key}" name={label}/>'
