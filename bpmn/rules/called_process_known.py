"""A call activity names a process that exists."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Subject, error


def check(subject: Subject) -> Iterator[Fault]:
    """The processes of this file count as well."""
    known = subject.known.processes
    here = {process.id for process in subject.diagram.executable}
    for element in subject.of_type("callActivity"):
        target = element.called
        if not target:
            yield error(
                element,
                "it names no process to call; choose one (zeebe:calledElement)",
                "没有指定被调用的流程；请选择流程（zeebe:calledElement）",
            )
        elif known is not None and not target.startswith("=") and target not in known | here:
            yield error(
                element,
                f"there is no process {target!r}; deploy it first, or correct the id",
                f"没有流程“{target}”；请先部署该流程，或更正编号",
            )
