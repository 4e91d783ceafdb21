"""What is wrong with a diagram, a decision or a form: one finding, said to the person who drew it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from bpmn.chinese import SENTENCES

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that is not kept, at one element, with the cure in the message."""

    rule: str
    severity: Severity
    element_id: str | None
    message: str
    message_zh: str | None = None
    file: str | None = None
    line: int | None = None

    @property
    def said(self) -> str:
        """Element and sentence, in both languages."""
        both = " · ".join(text for text in (self.message, self.message_zh) if text)
        return f"{self.element_id}: {both}" if self.element_id else both

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return f"{where or '-'}: {self.severity} [{self.rule}] {self.element_id or '-'}: {self.message}"


class DiagramError(Exception):
    """The diagram cannot be read or executed; each finding names an element, the rule and the cure."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(str(finding) for finding in findings) or "the diagram cannot be read")
        self.findings = tuple(
            one if one.message_zh else replace(one, message_zh=SENTENCES.get(one.rule)) for one in findings
        )


def refusal(rule: str, element_id: str | None, message: str, line: int | None = None) -> DiagramError:
    """An error with a single finding."""
    return DiagramError((Finding(rule, "error", element_id, message, line=line),))
