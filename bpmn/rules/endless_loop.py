"""A loop waits somewhere: for a person, a time, a message."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import AUTOMATIC, Fault, Subject, error, warning


def check(subject: Subject) -> Iterator[Fault]:
    """A loop of automatic nodes without a way out never ends; one with a way out may."""
    automatic = {e.id for e in subject.elements if e.type in AUTOMATIC}
    seen = set[str]()
    for key in subject.process.elements:
        if key not in automatic or key in seen:
            continue
        loop = _loop(subject, key, automatic)
        if not loop:
            continue
        seen |= loop
        at = subject.process.elements[key]
        nodes = ", ".join(k for k in subject.process.elements if k in loop)
        if any(target not in loop for node in loop for target in subject.next[node]):
            yield warning(
                at,
                f"a loop in which nobody waits ({nodes}); make sure it ends before the step limit",
                f"循环中没有等待点（{nodes}）：请确认它会结束，否则会被步数限制中止",
            )
        else:
            yield error(
                at,
                f"an endless loop in which nobody waits ({nodes}); draw a way out, or a task or timer in it",
                f"没有等待点的无尽循环（{nodes}）；请画出出口，或在其中加入任务或定时",
            )


def _loop(subject: Subject, key: str, automatic: set[str]) -> set[str]:
    """The automatic nodes from which one comes back to this one by automatic nodes alone."""

    def ahead(start: str) -> set[str]:
        found, left = set[str](), [start]
        while left:
            for target in subject.next[left.pop()]:
                if target in automatic and target not in found:
                    found.add(target)
                    left.append(target)
        return found

    return {node for node in ahead(key) if key in ahead(node)}
