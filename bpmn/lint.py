"""Is this diagram good enough to be deployed? Every rule is asked; errors refuse, warnings do not."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module

from bpmn import rules, standard
from bpmn.diagram import Diagram
from bpmn.findings import DiagramError, Finding
from bpmn.subject import Fault, Known, Subject

__all__ = ["Finding", "Known", "check", "review", "rule_names"]

FIRST = "size"
"""What is too large is not looked at further."""

Rule = Callable[[Subject], Iterable[Fault]]


@cache
def _rules() -> Mapping[str, Rule]:
    """Name and check of every rule, by listing the modules."""
    modules = sorted(module.name for module in pkgutil.iter_modules(rules.__path__))
    return {name.replace("_", "-"): import_module(f"{rules.__name__}.{name}").check for name in modules}


def rule_names() -> tuple[str, ...]:
    """The names that findings of this module carry."""
    return tuple(_rules())


def check(diagram: Diagram, known: Known, file: str | None = None) -> tuple[Finding, ...]:
    """What is wrong with the executable processes of a diagram: errors first, then as in the file."""
    found = list(_findings(diagram, known, file))
    return tuple(sorted(found, key=lambda one: (one.severity != "error", one.line or 0, one.rule)))


def review(data: bytes, known: Known, file: str | None = None) -> tuple[Finding, ...]:
    """The same for a file: one that cannot even be read has the reader's findings."""
    try:
        diagram = Diagram.read(data)
    except DiagramError as error:
        return tuple(replace(finding, file=file) for finding in error.findings)
    return standard.check(data, file) + check(diagram, known, file)


def _findings(diagram: Diagram, known: Known, file: str | None) -> Iterator[Finding]:
    if not diagram.executable:
        message = "no process of this file is executable; set isExecutable on the one that is to run"
        message_zh = "文件中没有可执行的流程；请在要运行的流程上勾选“可执行”（isExecutable）"
        first = diagram.processes[0] if diagram.processes else None
        where = (first.id, first.line) if first else (None, None)
        yield Finding("executable", "error", where[0], message, message_zh, file, where[1])
    for process in diagram.executable:
        subject = Subject(diagram, process, known)
        found = _asked(subject, {FIRST: _rules()[FIRST]}, file)
        others = {name: rule for name, rule in _rules().items() if name != FIRST}
        yield from found
        if not found:
            yield from _asked(subject, others, file)


def _asked(subject: Subject, some: Mapping[str, Rule], file: str | None) -> list[Finding]:
    """What these rules find."""
    return [
        Finding(name, fault.severity, fault.element_id, fault.message, fault.message_zh, file, fault.line)
        for name, rule in some.items()
        for fault in rule(subject)
    ]
