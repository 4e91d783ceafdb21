"""Every thrown link has exactly one catch of its name in the same scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bpmn.diagram import Element
from bpmn.subject import Fault, Subject, error


def check(subject: Subject) -> Iterator[Fault]:
    """Compare throws and catches."""
    catches = Counter(
        (element.scope, name)
        for element in subject.of_type("intermediateCatchEvent")
        for name in _links(element)
    )
    for element in subject.of_type("intermediateThrowEvent"):
        for name in _links(element):
            if catches[element.scope, name] != 1:
                yield error(
                    element,
                    f"{catches[element.scope, name]} link events catch {name!r} here; draw exactly one",
                    f"此处有 {catches[element.scope, name]} 个名为“{name}”的链接捕获事件；应当恰有一个",
                )


def _links(element: Element) -> Iterator[str]:
    return (event.link or "" for event in element.events if event.kind == "link")
