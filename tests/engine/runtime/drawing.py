"""Draws small diagrams from a few words, for tests.

    draw(start(), user("a"), end(), "s > a > e")

A part that is no XML is a list of flows: paths of ids, with ``[condition]`` before the target it leads to and
``[*]`` for the default flow; paths are separated by ``;``.
"""

from __future__ import annotations

import re
from itertools import pairwise

from bpmn.diagram import Diagram
from engine.runtime import Definition

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:liye="urn:liye:bpmn:1.0">'
)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def node(tag: str, id_: str, inside: str = "", extensions: str = "", **attributes: str) -> str:
    given = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    held = f"<extensionElements>{extensions}</extensionElements>" if extensions else ""
    return f'<{tag} id="{id_}"{given}>{held}{inside}</{tag}>'


def io(*, inputs: dict[str, str] | None = None, outputs: dict[str, str] | None = None) -> str:
    lines = [
        f'<zeebe:{way} source="{escape(source)}" target="{target}"/>'
        for way, given in (("input", inputs), ("output", outputs))
        for target, source in (given or {}).items()
    ]
    return f"<zeebe:ioMapping>{''.join(lines)}</zeebe:ioMapping>"


def start(id_: str = "s", event: str = "", **more: str) -> str:
    return node("startEvent", id_, event, **more)


def end(id_: str = "e", event: str = "", **more: str) -> str:
    return node("endEvent", id_, event, **more)


def user(id_: str, inside: str = "", extensions: str = "", **more: str) -> str:
    return node("userTask", id_, inside, extensions, **more)


def script(id_: str, expression: str, result: str = "", inside: str = "", extensions: str = "") -> str:
    name = f' resultVariable="{result}"' if result else ""
    said = f'<zeebe:script expression="{escape(expression)}"{name}/>'
    return node("scriptTask", id_, inside, said + extensions)


def service(id_: str, type_: str, inside: str = "", extensions: str = "", retries: str = "") -> str:
    times = f' retries="{retries}"' if retries else ""
    return node("serviceTask", id_, inside, f'<zeebe:taskDefinition type="{type_}"{times}/>' + extensions)


def xor(id_: str, **more: str) -> str:
    return node("exclusiveGateway", id_, **more)


def par(id_: str) -> str:
    return node("parallelGateway", id_)


def inc(id_: str, **more: str) -> str:
    return node("inclusiveGateway", id_, **more)


def sub(id_: str, *parts: str, extensions: str = "", **more: str) -> str:
    return node("subProcess", id_, _inside(parts), extensions, **more)


def event_sub(id_: str, *parts: str) -> str:
    return sub(id_, *parts, triggeredByEvent="true")


def ad_hoc(id_: str, *parts: str, until: str = "", begun: str = "", **more: str) -> str:
    over = f"<completionCondition>{escape(until)}</completionCondition>" if until else ""
    first = f'<zeebe:adHoc activeElementsCollection="{escape(begun)}"/>' if begun else ""
    return node("adHocSubProcess", id_, _inside(parts) + over, first, **more)


def copied(way: str, source: str = "", target: str = "", inside: str = "") -> str:
    """A data association: ``way`` is Input or Output."""
    ends = f"<sourceRef>{source}</sourceRef>" if source else ""
    ends += f"<targetRef>{target}</targetRef>" if target else ""
    return f'<data{way}Association id="{way}{next(_counter)}">{ends}{inside}</data{way}Association>'


def specified(inputs: str = "", outputs: str = "") -> str:
    """An ioSpecification of inputs and outputs by name, all of them needed; the ids are ``in_X`` and ``out_X``."""
    ins, outs = inputs.split(), outputs.split()
    said = "".join(f'<dataInput id="in_{one}" name="{one}"/>' for one in ins)
    said += "".join(f'<dataOutput id="out_{one}" name="{one}"/>' for one in outs)
    said += "<inputSet>" + "".join(f"<dataInputRefs>in_{one}</dataInputRefs>" for one in ins) + "</inputSet>"
    said += (
        "<outputSet>"
        + "".join(f"<dataOutputRefs>out_{one}</dataOutputRefs>" for one in outs)
        + "</outputSet>"
    )
    return f"<ioSpecification>{said}</ioSpecification>"


def call(id_: str, process: str, inside: str = "", extensions: str = "", **more: str) -> str:
    given = "".join(f' {name}="{value}"' for name, value in more.items())
    said = f'<zeebe:calledElement processId="{process}"{given}/>'
    return node("callActivity", id_, inside, said + extensions)


def boundary(
    id_: str, at: str, event: str, *, interrupting: bool = True, extensions: str = "", **more: str
) -> str:
    return node(
        "boundaryEvent",
        id_,
        event,
        extensions,
        attachedToRef=at,
        cancelActivity="true" if interrupting else "false",
        **more,
    )


def catch(id_: str, event: str, extensions: str = "", **more: str) -> str:
    return node("intermediateCatchEvent", id_, event, extensions, **more)


def throw(id_: str, event: str = "", extensions: str = "") -> str:
    return node("intermediateThrowEvent", id_, event, extensions)


def timer(*, date: str = "", duration: str = "", cycle: str = "") -> str:
    given = {"timeDate": date, "timeDuration": duration, "timeCycle": cycle}
    said = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in given.items() if text)
    return f"<timerEventDefinition>{said}</timerEventDefinition>"


def message(name: str) -> str:
    return f'<messageEventDefinition messageRef="message_{name}"/>'


def signal(name: str) -> str:
    return f'<signalEventDefinition signalRef="signal_{name}"/>'


def error(code: str = "") -> str:
    return f'<errorEventDefinition errorRef="error_{code}"/>' if code else "<errorEventDefinition/>"


def escalation(code: str = "") -> str:
    ref = f' escalationRef="escalation_{code}"' if code else ""
    return f"<escalationEventDefinition{ref}/>"


def conditional(condition: str) -> str:
    return (
        f"<conditionalEventDefinition><condition>{escape(condition)}</condition></conditionalEventDefinition>"
    )


TERMINATE = "<terminateEventDefinition/>"


def many(
    collection: str = "",
    item: str = "",
    *,
    cardinality: str = "",
    output: str = "",
    element: str = "",
    until: str = "",
    sequential: bool = False,
) -> str:
    given = {
        "inputCollection": collection,
        "inputElement": item,
        "outputCollection": output,
        "outputElement": element,
    }
    said = "".join(f' {name}="{escape(text)}"' for name, text in given.items() if text)
    inside = f"<extensionElements><zeebe:loopCharacteristics{said}/></extensionElements>"
    inside += f"<loopCardinality>{escape(cardinality)}</loopCardinality>" if cardinality else ""
    inside += f"<completionCondition>{escape(until)}</completionCondition>" if until else ""
    way = "true" if sequential else "false"
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{way}">{inside}</multiInstanceLoopCharacteristics>'
    )


def again(condition: str, *, maximum: int = 0, before: bool = False) -> str:
    most = f' loopMaximum="{maximum}"' if maximum else ""
    said = f"<loopCondition>{escape(condition)}</loopCondition>" if condition else ""
    when = "true" if before else "false"
    return f'<standardLoopCharacteristics testBefore="{when}"{most}>{said}</standardLoopCharacteristics>'


def xml(*parts: str, process: str = "p", keys: dict[str, str] | None = None) -> bytes:
    """The file; messages, signals, errors and escalations that are named are defined."""
    inside = _inside(parts)
    tops = []
    for kind, name in sorted(set(re.findall(r'(message|signal|error|escalation)Ref="\w+?_(\w+)"', inside))):
        key = (keys or {}).get(name)
        held = f'<zeebe:subscription correlationKey="{escape(key)}"/>' if key else ""
        code = f' {kind}Code="{name}"' if kind in {"error", "escalation"} else ""
        tops.append(node(kind, f"{kind}_{name}", extensions=held).replace(">", f' name="{name}"{code}>', 1))
    body = f'<process id="{process}" name="{process}" isExecutable="true">{inside}</process>'
    return f"{HEAD}{''.join(tops)}{body}</definitions>".encode()


def draw(
    *parts: str, process: str = "p", version: str = "1", keys: dict[str, str] | None = None
) -> Definition:
    """The definition of one process with these parts."""
    return Definition.build(Diagram.read(xml(*parts, process=process, keys=keys)), process, version=version)


_STEP = re.compile(r"\s*(?:\[(?P<condition>.*?)\]\s*)?(?P<id>\w+)\s*")
_counter = iter(range(10**9))


def _inside(parts: tuple[str, ...]) -> str:
    elements = [part for part in parts if part.lstrip().startswith("<")]
    text = "".join(elements)
    for part in parts:
        if part not in elements:
            for path in part.split(";"):
                text = _path(text, path)
    return text


def _path(text: str, path: str) -> str:
    """The flows of one path, added to the elements' text; a default is noted at its element."""
    steps = [
        _STEP.fullmatch(step) for step in re.split(r"(?<![\]=<>])>(?!=)(?![^\[]*\])", path) if step.strip()
    ]
    assert all(steps), path
    for before, after in pairwise(step for step in steps if step):
        flow, condition = f"flow{next(_counter)}", after["condition"]
        inside = ""
        if condition == "*":
            text = text.replace(f'id="{before["id"]}"', f'id="{before["id"]}" default="{flow}"', 1)
        elif condition:
            inside = f"<conditionExpression>{escape(condition)}</conditionExpression>"
        text += node("sequenceFlow", flow, inside, sourceRef=before["id"], targetRef=after["id"])
    return text
