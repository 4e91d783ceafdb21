"""What is wrong with a decision.

* DiagramError
  + DmnError                 the file cannot be read; each finding names an element, its line and the cure
    + DecisionError          the decision cannot answer for these variables
"""

from __future__ import annotations

from dataclasses import dataclass

from bpmn.findings import DiagramError, Finding, Severity
from bpmn.xml import Node, line_of


class DmnError(DiagramError):
    """The decisions cannot be read or evaluated."""

    @property
    def element_id(self) -> str | None:
        """The element of the first finding."""
        return self.findings[0].element_id

    @property
    def line(self) -> int | None:
        """The line of the first finding."""
        return self.findings[0].line


class DecisionError(DmnError):
    """The decision gives no answer: a hit policy is violated, or an input has the wrong type."""


def id_of(element: Node) -> str | None:
    """The id of the element, or of the nearest one around it that has one."""
    found: Node | None = element
    while found is not None and found.get("id") is None:
        found = found.getparent()
    return None if found is None else found.get("id")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: the element's id and its line."""

    id: str | None
    line: int | None


def place(element: Node) -> Place:
    """Where an element stands."""
    return Place(id_of(element), line_of(element))


def finding(
    rule: str, where: Node | Place, message: str, message_zh: str, severity: Severity = "error"
) -> Finding:
    """A finding about an element of the file."""
    found = where if isinstance(where, Place) else place(where)
    return Finding(rule, severity, found.id, message, message_zh, line=found.line)
