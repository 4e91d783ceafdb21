"""Reads global tasks: tasks at the root of a file, which call activities call like a process."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace

from lxml import etree

from bpmn.diagram import Process
from bpmn.reader.process import ProcessReader
from bpmn.reader.source import BPMN, Source
from bpmn.xml import Node, line_of, local

KINDS: Mapping[str, str] = {
    "globalTask": "task",
    "globalUserTask": "userTask",
    "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask",
    "globalBusinessRuleTask": "businessRuleTask",
}
_OF_THE_PROCESS = frozenset({"ioSpecification", "documentation"})


def read_global_task(source: Source, node: Node) -> Process:
    """A process with one element, the task; data inputs and outputs belong to the process."""
    key = source.id(node)
    process = etree.Element(f"{{{BPMN}}}process", id=key, isExecutable="true")
    if name := node.get("name"):
        process.set("name", name)
    task = etree.SubElement(process, f"{{{BPMN}}}{KINDS[local(node)]}")
    for attribute, value in node.attrib.items():
        task.set("scriptFormat" if attribute == "scriptLanguage" else attribute, value)
    task.set("id", task_id(key))
    for child in node:
        (process if local(child) in _OF_THE_PROCESS else task).append(deepcopy(child))
    found = ProcessReader(source, process).process()
    elements = {one.id: replace(one, line=line_of(node)) for one in found.elements.values()}
    return replace(found, elements=elements, line=line_of(node), is_global_task=True)


def task_id(key: str) -> str:
    """The element id of the task itself."""
    return f"{key}.task"
