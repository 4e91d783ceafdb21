"""A user task has a name that people read in their list."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import Fault, Located, Subject, warning


def check(subject: Subject) -> Iterator[Fault]:
    """And so has the process."""
    things: tuple[Located, ...] = (subject.process, *subject.of_type("userTask"))
    for thing in things:
        if not thing.name.strip():
            yield warning(
                thing, "it has no name; people would see its id", "没有名称；用户只会看到编号；请命名"
            )
