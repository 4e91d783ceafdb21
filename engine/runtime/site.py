"""Where a node is built: one element of one diagram, and everything that is wrong with it for us."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from SpiffWorkflow.specs import WorkflowSpec

from bpmn import feel
from bpmn.diagram import Diagram, Element, Flow, Process
from bpmn.findings import Finding
from engine.runtime.expressions import Expression
from engine.runtime.limits import LIMITS, Limits

if TYPE_CHECKING:
    from engine.runtime.definition import Definition
    from engine.runtime.node import Node


@dataclass
class Plan:
    """What all sites of one definition share."""

    diagram: Diagram
    process: Process
    spec: WorkflowSpec
    definition: Definition
    limits: Limits = LIMITS
    findings: list[Finding] = field(default_factory=list)
    nodes: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True)
class Site:
    """One element under construction."""

    plan: Plan
    element: Element

    @property
    def diagram(self) -> Diagram:
        """The file."""
        return self.plan.diagram

    @property
    def process(self) -> Process:
        """The process."""
        return self.plan.process

    @property
    def spec(self) -> WorkflowSpec:
        """The library's container of specs."""
        return self.plan.spec

    @property
    def definition(self) -> Definition:
        """The definition that is being built."""
        return self.plan.definition

    def node(self, element_id: str) -> Node:
        """Another element's node."""
        return self.plan.nodes[element_id]

    def at(self, element: Element) -> Site:
        """The site of another element."""
        return Site(self.plan, element)

    def refuse(self, rule: str, message: str, line: int | None = None) -> None:
        """This element cannot be executed; the message names the cure."""
        found = Finding(rule, "error", self.element.id, message, line=line or self.element.line)
        self.plan.findings.append(found)

    def feel(self, text: str | None, what: str) -> Expression:
        """An expression that is always FEEL; a leading "=" is optional."""
        return self._compile((text or "").strip().removeprefix("="), text, what)

    def value(self, text: str | None, what: str) -> Expression:
        """A value that is literal unless it begins with "="."""
        text = (text or "").strip()
        if text.startswith("="):
            return self._compile(text[1:], text, what)
        return Expression(text, feel.parse_value(text))

    def constant(self, text: str | None) -> str | None:
        """The text of a literal value; None for FEEL."""
        text = (text or "").strip()
        return None if text.startswith("=") else text

    def condition(self, flow: Flow) -> Expression | None:
        """The condition of a flow that leaves this element."""
        return self.feel(flow.condition, f"the condition of {flow.id}") if flow.condition else None

    def _compile(self, source: str, text: str | None, what: str) -> Expression:
        try:
            return Expression((text or "").strip(), feel.parse(source), self.definition.dates)
        except feel.FeelError as error:
            self.refuse(
                "expression-invalid", f"{what} is no FEEL expression ({error.said}): {text!r}; correct it"
            )
            return Expression("null", feel.parse("null"))
