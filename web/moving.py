"""Where a manager may let a matter go on: the steps of its version, as people call them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.model import ProcessInstance
from web import current, languages, naming

SHOWN = frozenset(
    {"userTask", "manualTask", "task", "serviceTask", "scriptTask", "businessRuleTask", "sendTask",
     "receiveTask", "subProcess", "transaction", "callActivity", "endEvent"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """One of them."""

    key: str
    name: str
    inside: str  # the sub-process around it, in words


def targets(matter: ProcessInstance) -> Sequence[Target]:
    """In the order of the diagram."""
    with current.engine().reading() as view:
        version = current.engine().versions.get(view, matter.process_definition_id)
    found = []
    for element in version.process.elements.values():
        if element.type in SHOWN and not element.is_event_sub_process:
            inside = naming.element_in(version, element.scope) if element.scope != version.process.id else ""
            name = version.text(element.id, element.name or element.id, languages.locale())
            found.append(Target(element.id, name, inside))
    return found
