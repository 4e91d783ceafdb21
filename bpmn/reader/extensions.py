"""Reads the extensions of an element: the words of :mod:`bpmn.vocabulary`, and what is none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from bpmn.reader import signing
from bpmn.vocabulary import (
    LIYE,
    NOTHING,
    ZEEBE,
    Assignment,
    CalledDecision,
    CalledElement,
    Circulate,
    Deadline,
    Extensions,
    Form,
    IoMapping,
    Loop,
    Mask,
    Number,
    Proxy,
    Schedule,
    Script,
    Subscription,
    TaskDefinition,
    Unknown,
)
from bpmn.xml import Node, line_of, local, namespace, text_of

# Written by editors for themselves; they say nothing about what happens.
EDITORS = frozenset(
    {
        "http://camunda.org/schema/modeler/1.0",
        "http://bpmn.io/schema/bpmn/biocolor/1.0",
        "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
        "http://www.signavio.com",  # colours, labels and notes of its editor
        "http://www.w3.org/2001/XMLSchema-instance",
        "http://www.w3.org/XML/1998/namespace",
    }
)
_EDITORS_ATTRIBUTES = frozenset({"modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon"})


class _Reader:
    """Reads one element's extensions; what it does not ask for is unknown."""

    def __init__(self) -> None:
        self.found: dict[str, object] = {}
        self.unknown: list[Unknown] = []
        self.headers: dict[str, str] = {}
        self.properties: dict[str, str] = {}
        self.inputs: list[IoMapping] = []
        self.outputs: list[IoMapping] = []
        self.deadlines: list[Deadline] = []
        self.numbers: list[Number] = []
        self.masks: list[Mask] = []
        self.circulations: list[Circulate] = []
        self.fields: dict[str, str] = {}

    def refuse(self, name: str, element: Node) -> None:
        """Note something without a meaning."""
        self.unknown.append(Unknown(name, line_of(element)))

    def attributes(self, element: Node, *names: str, required: str = "") -> dict[str, str]:
        """The named attributes; others are unknown, a missing required one too."""
        given = {str(name): str(value) for name, value in element.attrib.items()}
        taken = {name: given.pop(name) for name in names if name in given}
        for name in given:
            self.refuse(f"{_prefixed(element)}/@{name}", element)
        if required and not taken.get(required):
            self.refuse(f"{_prefixed(element)} without {required}", element)
            taken[required] = ""
        return taken

    def once(self, name: str, value: object, element: Node) -> None:
        """Keep a word that may stand once."""
        if name in self.found:
            self.refuse(f"a second {_prefixed(element)}", element)
        self.found.setdefault(name, value)

    def read(self, element: Node) -> None:
        """One child of ``extensionElements``."""
        word = _WORDS.get(namespace(element), {}).get(local(element))
        if word is not None:
            word(self, element)
        elif namespace(element) not in EDITORS:
            self.refuse(_prefixed(element), element)

    def extensions(self) -> Extensions:
        """What was read, frozen."""
        collected: dict[str, Any] = {
            **self.found,
            "headers": self.headers,
            "properties": self.properties,
            "inputs": tuple(self.inputs),
            "outputs": tuple(self.outputs),
            "deadlines": tuple(self.deadlines),
            "numbers": tuple(self.numbers),
            "fields": self.fields,
            "masks": tuple(self.masks),
            "circulations": tuple(self.circulations),
            "unknown": tuple(self.unknown),
        }
        return Extensions(**{name: value for name, value in collected.items() if value})


def read(element: Node) -> Extensions:
    """The extensions of one BPMN element: its ``extensionElements`` and its foreign attributes."""
    reader = _Reader()
    for name, value in element.attrib.items():
        space, _, attribute = str(name).rpartition("}")
        space = space.lstrip("{")
        if not space or space in EDITORS:
            continue
        if space == LIYE and attribute in _ATTRIBUTES:
            reader.once(_ATTRIBUTES[attribute], str(value), element)
        elif not (space == ZEEBE and attribute in _EDITORS_ATTRIBUTES):
            reader.refuse(f"@{_short(space)}{attribute}", element)
    for holder in element:
        if local(holder) == "extensionElements":
            for child in holder:
                reader.read(child)
    found = reader.extensions()
    return NOTHING if found == NOTHING else found


def _short(space: str) -> str:
    known = {ZEEBE: "zeebe:", LIYE: "liye:", "http://camunda.org/schema/1.0/bpmn": "camunda:"}
    return known.get(space, f"{space}:")


def _prefixed(element: Node) -> str:
    prefix = _short(namespace(element)) if namespace(element) else ""
    return f"{prefix}{local(element)}"


def _assignment(reader: _Reader, element: Node) -> None:
    given = reader.attributes(element, "assignee", "candidateGroups", "candidateUsers")
    value = Assignment(given.get("assignee"), given.get("candidateGroups"), given.get("candidateUsers"))
    reader.once("assignment", value, element)


def _form(reader: _Reader, element: Node) -> None:
    given = reader.attributes(element, "formId", "bindingType", required="formId")
    if given.get("bindingType", "deployment") != "deployment":
        reader.refuse(f"zeebe:formDefinition bindingType {given['bindingType']}", element)
    reader.once("form", Form(given["formId"]), element)


def _schedule(reader: _Reader, element: Node) -> None:
    given = reader.attributes(element, "dueDate", "followUpDate")
    reader.once("schedule", Schedule(given.get("dueDate"), given.get("followUpDate")), element)


def _priority(reader: _Reader, element: Node) -> None:
    reader.once("priority", reader.attributes(element, "priority", required="priority")["priority"], element)


def _task_definition(reader: _Reader, element: Node) -> None:
    given = reader.attributes(element, "type", "retries", required="type")
    reader.once("task_definition", TaskDefinition(given["type"], given.get("retries")), element)


def _headers(reader: _Reader, element: Node) -> None:
    for child in element:
        if local(child) == "header":
            given = reader.attributes(child, "key", "value", required="key")
            reader.headers[given["key"]] = given.get("value", "")
        else:
            reader.refuse(_prefixed(child), child)


def _properties(reader: _Reader, element: Node) -> None:
    for child in element:
        if local(child) == "property":
            given = reader.attributes(child, "name", "value", required="name")
            reader.properties[given["name"]] = given.get("value", "")
        else:
            reader.refuse(_prefixed(child), child)


def _io_mapping(reader: _Reader, element: Node) -> None:
    reader.attributes(element)
    for child in element:
        lines = {"input": reader.inputs, "output": reader.outputs}.get(local(child))
        if lines is None:
            reader.refuse(_prefixed(child), child)
            continue
        given = reader.attributes(child, "source", "target", required="target")
        lines.append(IoMapping(given.get("source", ""), given["target"], line_of(child)))


def _script(reader: _Reader, element: Node) -> None:
    given = reader.attributes(element, "expression", "resultVariable", required="expression")
    reader.once("script", Script(given["expression"], given.get("resultVariable")), element)


def _called_decision(reader: _Reader, element: Node) -> None:
    given = reader.attributes(element, "decisionId", "resultVariable", "bindingType", required="decisionId")
    if given.get("bindingType", "deployment") != "deployment":
        reader.refuse(f"zeebe:calledDecision bindingType {given['bindingType']}", element)
    reader.once("called_decision", CalledDecision(given["decisionId"], given.get("resultVariable")), element)


def _called_element(reader: _Reader, element: Node) -> None:
    names = ("processId", "propagateAllParentVariables", "propagateAllChildVariables", "bindingType")
    given = reader.attributes(element, *names, required="processId")
    if given.get("bindingType", "latest") != "latest":
        reader.refuse(f"zeebe:calledElement bindingType {given['bindingType']}", element)
    for name in names[1:3]:
        if given.get(name, "true") not in {"true", "false"}:
            reader.refuse(f"zeebe:calledElement {name} {given[name]}", element)
    value = CalledElement(
        given["processId"],
        given.get("propagateAllParentVariables", "true") == "true",
        given.get("propagateAllChildVariables", "true") == "true",
    )
    reader.once("called_element", value, element)


def _loop(reader: _Reader, element: Node) -> None:
    names = ("inputCollection", "inputElement", "outputCollection", "outputElement")
    given = reader.attributes(element, *names)
    reader.once("loop", Loop(*(given.get(name) for name in names)), element)


def _subscription(reader: _Reader, element: Node) -> None:
    given = reader.attributes(element, "correlationKey", required="correlationKey")
    reader.once("subscription", Subscription(given["correlationKey"]), element)


def _user_task(reader: _Reader, element: Node) -> None:
    """Say that the engine keeps this task itself: every user task here is such a one."""
    reader.attributes(element)


def _deadline(reader: _Reader, element: Node) -> None:
    names = ("key", "policy", "from", "pausedBy", "completedBy", "extensionBy", "extensionNotice")
    given = reader.attributes(element, *names, required="key")
    if not given.get("policy"):
        reader.refuse("liye:deadline without policy", element)
    made = Deadline(
        key=given["key"],
        policy=given.get("policy", ""),
        from_=given.get("from"),
        paused_by=given.get("pausedBy"),
        completed_by=given.get("completedBy"),
        extension_by=given.get("extensionBy"),
        extension_notice=given.get("extensionNotice"),
        line=line_of(element),
    )
    reader.deadlines.append(made)


def _number(reader: _Reader, element: Node) -> None:
    given = reader.attributes(element, "book", "resultVariable", "on", "dated", "keptBy", required="book")
    on = given.get("on", "complete")
    if on not in {"complete", "open"}:
        reader.refuse(f'liye:number on="{on}"', element)
    facts = (given.get("resultVariable"), on, given.get("dated"), given.get("keptBy"), line_of(element))
    number = Number(given["book"], *facts)
    reader.numbers.append(number)


def _field(reader: _Reader, element: Node) -> None:
    given = reader.attributes(element, "name", "access", required="name")
    if given.get("access") not in {"read", "write", "hidden"}:
        reader.refuse(f"liye:field {given['name']} without access read, write or hidden", element)
        return
    reader.fields[given["name"]] = given["access"]


def _mask(reader: _Reader, element: Node) -> None:
    given = reader.attributes(element, "variables", "hiddenFrom", required="variables")
    names = tuple(filter(None, map(str.strip, given["variables"].split(","))))
    if not given.get("hiddenFrom"):
        reader.refuse("liye:mask without hiddenFrom", element)
    reader.masks.append(Mask(names, given.get("hiddenFrom", ""), line_of(element)))


def _proxy(reader: _Reader, element: Node) -> None:
    given = reader.attributes(element, "sign", "except", "only", "after")
    if not given:
        reader.refuse("an empty liye:proxy", element)
    facts = (given.get("sign"), given.get("except"), given.get("only"), given.get("after"), line_of(element))
    reader.once("proxy", Proxy(*facts), element)


def _circulate(reader: _Reader, element: Node) -> None:
    given = reader.attributes(element, "to", "kind", "on", "limit", "text", "inTurn", required="to")
    for name, known in (
        ("kind", {"read", "copy"}),
        ("on", {"open", "complete"}),
        ("inTurn", {"true", "false"}),
    ):
        if name in given and given[name] not in known:
            reader.refuse(f"liye:circulate {name} {given[name]}", element)
    reader.circulations.append(
        Circulate(
            given["to"],
            given.get("kind", "read"),
            given.get("on", "complete"),
            given.get("limit"),
            given.get("text", ""),
            given.get("inTurn") == "true",
            line_of(element),
        )
    )


_Word: TypeAlias = Callable[[_Reader, Node], None]


def _single(name: str, *attributes: str) -> _Word:
    """A word with one value: an attribute or its text."""

    def word(reader: _Reader, element: Node) -> None:
        given = reader.attributes(element, *attributes)
        value = next(iter(given.values()), None) or text_of(element)
        if value is None:
            reader.refuse(f"an empty {_prefixed(element)}", element)
        else:
            reader.once(name, value, element)

    return word


_WORDS: Mapping[str, Mapping[str, _Word]] = {
    ZEEBE: {
        "assignmentDefinition": _assignment,
        "formDefinition": _form,
        "taskSchedule": _schedule,
        "priorityDefinition": _priority,
        "taskDefinition": _task_definition,
        "taskHeaders": _headers,
        "ioMapping": _io_mapping,
        "script": _script,
        "calledDecision": _called_decision,
        "calledElement": _called_element,
        "loopCharacteristics": _loop,
        "subscription": _subscription,
        "properties": _properties,
        "adHoc": _single("active_elements", "activeElementsCollection"),
        "userTask": _user_task,
    },
    LIYE: {
        "deadline": _deadline,
        "number": _number,
        "field": _field,
        "mask": _mask,
        "proxy": _proxy,
        "countersign": signing.countersign,
        "returns": signing.returns,
        "bulk": signing.bulk,
        "circulate": _circulate,
        "title": _single("title", "expression"),
        "startableBy": _single("startable_by", "groups"),
        "opinionGroup": _single("opinion_group", "name", "key"),
    },
}
_ATTRIBUTES = {"startableBy": "startable_by", "opinionGroup": "opinion_group", "title": "title"}


def words() -> Iterator[str]:
    """Every word of the two vocabularies, prefixed."""
    for space, known in _WORDS.items():
        yield from (f"{_short(space)}{name}" for name in known)
