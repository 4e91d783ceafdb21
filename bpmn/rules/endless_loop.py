"""A loop waits somewhere: for a person, a time, a message."""

from __future__ import annotations

from collections.abc import Iterator

from bpmn.subject import AUTOMATIC, Fault, Subject, error, warning


def check(subject: Subject) -> Iterator[Fault]:
    """A loop of automatic nodes without a way out never ends; one with a way out may."""
    automatic = {element.id for element in subject.elements if element.type in AUTOMATIC}
    ahead = {key: [target for target in subject.next[key] if target in automatic] for key in automatic}
    behind: dict[str, list[str]] = {key: [] for key in automatic}
    for key, targets in ahead.items():
        for target in targets:
            behind[target].append(key)
    seen = set[str]()
    for key in subject.process.elements:
        if key not in automatic or key in seen:
            continue
        loop = _reached(ahead, key) & _reached(behind, key)
        if loop:
            seen |= loop
            yield _said(subject, key, loop)


def _reached(steps: dict[str, list[str]], start: str) -> set[str]:
    """The nodes that one or more steps lead to."""
    found, left = set[str](), [start]
    while left:
        for target in steps[left.pop()]:
            if target not in found:
                found.add(target)
                left.append(target)
    return found


def _said(subject: Subject, key: str, loop: set[str]) -> Fault:
    at = subject.process.elements[key]
    nodes = ", ".join(k for k in subject.process.elements if k in loop)
    if any(target not in loop for node in loop for target in subject.next[node]):
        return warning(
            at,
            f"a loop in which nobody waits ({nodes}); make sure it ends before the step limit",
            f"循环中没有等待点（{nodes}）：请确认它会结束，否则会被步数限制中止",
        )
    return error(
        at,
        f"an endless loop in which nobody waits ({nodes}); draw a way out, or a task or timer in it",
        f"没有等待点的无尽循环（{nodes}）；请画出出口，或在其中加入任务或定时",
    )
