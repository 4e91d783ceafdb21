"""Diagrams that several tests run, written small."""

from __future__ import annotations

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:liye="urn:liye:bpmn:1.0" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="urn:liye:tests">\n'
)


def diagram(process_id: str, body: str, *, outside: str = "", name: str = "", inside: str = "") -> bytes:
    """A file with one executable process; ``a -> b`` lines in the body become flows."""
    lines, flows = [], []
    for line in body.strip().splitlines():
        if "->" in line and not line.strip().startswith("<"):
            flows.append(line)
        else:
            lines.append(line)
    elements = "\n".join(lines + [_flow(number, flow) for number, flow in enumerate(flows, 1)])
    extensions = f"<bpmn:extensionElements>{inside}</bpmn:extensionElements>" if inside else ""
    return (
        f'{HEAD}{outside}<bpmn:process id="{process_id}" name="{name or process_id}" isExecutable="true">'
        f"{extensions}\n{elements}\n</bpmn:process></bpmn:definitions>"
    ).encode()


def _flow(number: int, line: str) -> str:
    """``a -> b: =condition`` as a sequence flow."""
    ends, _, condition = line.partition(":")
    source, target = (part.strip() for part in ends.split("->"))
    said = (
        f"<bpmn:conditionExpression xsi:type='bpmn:tFormalExpression'>{condition.strip()}</bpmn:conditionExpression>"
        if condition.strip()
        else ""
    )
    return f'<bpmn:sequenceFlow id="f{number}" sourceRef="{source}" targetRef="{target}">{said}</bpmn:sequenceFlow>'


def user_task(element_id: str, groups: str = "clerks", more: str = "") -> str:
    """A user task offered to groups."""
    offered = f'<zeebe:assignmentDefinition candidateGroups="{groups}"/>'
    return (
        f'<bpmn:userTask id="{element_id}" name="{element_id}"><bpmn:extensionElements>{offered}{more}'
        "</bpmn:extensionElements></bpmn:userTask>"
    )


def task_of(element_id: str, who: str, more: str = "", *, name: str = "", loop: str = "") -> str:
    """A user task of one person; ``loop`` asks several in his place (``each``)."""
    return (
        f'<bpmn:userTask id="{element_id}" name="{name or element_id}"><bpmn:extensionElements>'
        f'<zeebe:assignmentDefinition assignee="{who}"/>{more}</bpmn:extensionElements>{loop}</bpmn:userTask>'
    )


def each(people: str, one: str) -> str:
    """Once for every one of the people a variable names, all at the same time."""
    return (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements>"
        f'<zeebe:loopCharacteristics inputCollection="={people}" inputElement="{one}"/>'
        "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>"
    )


def service_task(element_id: str, kind: str, more: str = "", retries: int = 3) -> str:
    """A service task done by a handler or a worker outside."""
    return (
        f'<bpmn:serviceTask id="{element_id}"><bpmn:extensionElements>'
        f'<zeebe:taskDefinition type="{kind}" retries="{retries}"/>{more}'
        "</bpmn:extensionElements></bpmn:serviceTask>"
    )


# The chain of the benchmark: two steps, a decision, two people side by side, a service task.
W1 = diagram(
    "w1",
    f"""
<bpmn:startEvent id="begin"/>
{user_task("first")}
<bpmn:exclusiveGateway id="enough" default="f4"/>
<bpmn:endEvent id="small"/>
{user_task("second")}
<bpmn:parallelGateway id="fork"/>
{user_task("left")}
{user_task("right")}
<bpmn:parallelGateway id="join"/>
{service_task("file", "w1.file")}
<bpmn:endEvent id="end"/>
begin -> first
first -> enough
enough -> second: amount &gt; 1000
enough -> small
second -> fork
fork -> left
fork -> right
left -> join
right -> join
join -> file
file -> end
""",
)

# A rework loop: the reviewer sends it back until it is good.
REWORK = diagram(
    "rework",
    f"""
<bpmn:startEvent id="begin"/>
{user_task("draft")}
{user_task("review")}
<bpmn:exclusiveGateway id="good" default="f5"/>
<bpmn:endEvent id="end"/>
begin -> draft
draft -> review
review -> good
good -> end: good
good -> draft
""",
)
