"""Nothing is accepted and then ignored: an extension or BPMN element without a meaning here is refused."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Located, Subject, error
from bpmn.vocabulary import Unknown

CURES = {
    "assignee": "zeebe:assignmentDefinition assignee",
    "candidateGroups": "zeebe:assignmentDefinition candidateGroups",
    "candidateUsers": "zeebe:assignmentDefinition candidateUsers",
    "formKey": "zeebe:formDefinition formId",
    "formData": "zeebe:formDefinition formId",
    "dueDate": "zeebe:taskSchedule dueDate or liye:deadline",
    "followUpDate": "zeebe:taskSchedule followUpDate",
    "priority": "zeebe:priorityDefinition",
    "class": "zeebe:taskDefinition type (a handler)",
    "delegateExpression": "zeebe:taskDefinition type (a handler)",
    "expression": "zeebe:script or zeebe:taskDefinition",
    "topic": "zeebe:taskDefinition type",
    "type": "zeebe:taskDefinition type",
    "decisionRef": "zeebe:calledDecision decisionId",
    "resultVariable": "zeebe:script or zeebe:calledDecision resultVariable",
    "in": "zeebe:ioMapping",
    "out": "zeebe:ioMapping",
    "inputOutput": "zeebe:ioMapping",
    "ioSpecification": "zeebe:ioMapping",
    "dataInputAssociation": "zeebe:ioMapping",
    "dataOutputAssociation": "zeebe:ioMapping",
    "collection": "zeebe:loopCharacteristics inputCollection",
    "elementVariable": "zeebe:loopCharacteristics inputElement",
    "calledElementBinding": "zeebe:calledElement processId",
    "candidateStarterGroups": "liye:startableBy",
    "candidateStarterUsers": "liye:startableBy",
    "executionListener": "a service task with a handler",
    "executionListeners": "a service task with a handler",
    "taskListener": "a service task with a handler",
    "taskListeners": "a service task with a handler",
    "potentialOwner": "zeebe:assignmentDefinition",
    "humanPerformer": "zeebe:assignmentDefinition",
    "performer": "zeebe:assignmentDefinition",
    "resourceRole": "zeebe:assignmentDefinition",
    "loopDataInputRef": "zeebe:loopCharacteristics inputCollection",
    "loopDataOutputRef": "zeebe:loopCharacteristics outputCollection",
    "inputDataItem": "zeebe:loopCharacteristics inputElement",
    "outputDataItem": "zeebe:loopCharacteristics outputElement",
}

_FORM = (
    "name the form of a file: zeebe:formDefinition formId",
    "请引用表单文件（formId）",
)
_TASK = ("draw a service task with a handler instead", "请改画一个带处理程序的服务任务")
_BOUND = (
    "leave it out: a form or decision is that of the running version, a call takes the latest version",
    "请删除：表单和决策取自运行中的版本，调用活动取最新版本",
)
OWN_CURES = {
    "userTaskForm": _FORM,
    "formId": _FORM,
    "formKey": _FORM,
    "externalReference": _FORM,
    "executionListeners": _TASK,
    "taskListeners": _TASK,
    "bindingType": _BOUND,
    "versionTag": _BOUND,
}
"""What other engines read in the vocabulary that is also ours."""


def check(subject: Subject) -> Iterator[Fault]:
    """What the reader had no field for, wherever it stands."""
    process = subject.process
    yield from _refuse(process, (*process.unread, *process.extensions.unknown))
    for flow in process.flows.values():
        yield from _refuse(flow, flow.unread)
    for element in subject.elements:
        loop = element.loop.unread if element.loop else ()
        yield from _refuse(element, (*element.unread, *element.extensions.unknown, *loop))
        for event in element.events:
            yield from _refuse(element, event.extensions.unknown)
    for message in subject.diagram.messages.values():
        yield from _refuse(message, message.extensions.unknown)
    yield from _refuse(process, subject.diagram.unread)


def _refuse(at: Located, unknown: tuple[Unknown, ...]) -> Iterator[Fault]:
    for one in unknown:
        instead, instead_zh = _instead(one.name)
        yield error(
            at,
            f"{one.name} has no meaning here and would be ignored; {instead}",
            f"{one.name} 在此没有含义，会被忽略；{instead_zh}",
            one.line,
        )


def _instead(name: str) -> tuple[str, str]:
    plain = name.lstrip("@")
    if plain.startswith(("zeebe:", "liye:")):
        words = plain.rpartition(":")[2].replace("/@", " ").split()
        found = next((OWN_CURES[word] for word in words if word in OWN_CURES), None)
        return found or ("remove it, or correct its spelling", "请删除或更正拼写")
    if cure := CURES.get(plain.rpartition(":")[2]):
        return f"write {cure}", f"请改用 {cure}"
    return "remove it, or correct its spelling", "请删除或更正拼写"
