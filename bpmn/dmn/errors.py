"""What is wrong with a decision.

* DiagramError
  + DmnError                 the file cannot be read; each finding names an element, its line and the cure
    + DecisionError          the decision cannot answer for these variables
"""

from __future__ import annotations

from bpmn.findings import DiagramError, Finding
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


def finding(rule: str, element: Node, message: str, message_zh: str, *, severity: str = "error") -> Finding:
    """A finding about an element of the file."""
    return Finding(
        rule,
        "warning" if severity == "warning" else "error",
        id_of(element),
        message,
        message_zh,
        line=line_of(element),
    )
