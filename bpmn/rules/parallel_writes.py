"""Parallel branches write different variables: of two writes of one name the later wins."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from bpmn.diagram import GATEWAYS, Element
from bpmn.subject import Fault, Subject, warning
from bpmn.written import variables

DIVIDING = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


def check(subject: Subject) -> Iterator[Fault]:
    """Compare what the nodes of each two branches write."""
    for split in subject.elements:
        if len(split.outgoing) <= 1 or not _divides(split):
            continue
        for (_, one), (_, other) in combinations(subject.branches(split), 2):
            both = one & other
            first, second = _writes(subject, one - both), _writes(subject, other - both)
            for name in sorted(first.keys() & second.keys()):
                yield warning(
                    subject.process.elements[second[name]],
                    f"{first[name]} in a parallel branch writes {name!r} too, the later one wins; "
                    "give each its own name",
                    f"并行分支中的 {first[name]} 也写变量“{name}”，后写者覆盖先写者；请各用各的变量名",
                )


def _divides(element: Element) -> bool:
    """Whether several of its flows may be followed at once: gateways that divide, and whatever is none."""
    return element.type in DIVIDING or element.type not in GATEWAYS


def _writes(subject: Subject, nodes: set[str]) -> dict[str, str]:
    """Each variable that is written on a branch, with the node that does."""
    return {
        name.partition(".")[0]: key
        for key, element in subject.process.elements.items()
        if key in nodes
        for name in variables(element, subject.known.fields)
    }
