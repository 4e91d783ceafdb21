"""Where a manager may let a matter go on: the steps of its version, as people call them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.catalog.version import Version
from engine.model import Actor, ProcessInstance
from engine.queries import places
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


def targets(matter: ProcessInstance, actor: Actor) -> Sequence[Target]:
    """In the order of the diagram."""
    with current.engine().reading() as view:
        version = current.engine().versions.get(view, matter.process_definition_id)
    found = list(_targets(version, ""))
    for called, call in places.of_instance(current.engine(), matter.id, actor).called:
        found += _targets(called, naming.element_in(version, call))
    return list(dict.fromkeys(found))


def _targets(version: Version, around: str) -> Iterator[Target]:
    """Those of one process; of a called one with its call activity."""
    for element in version.process.elements.values():
        if element.type in SHOWN and not element.is_event_sub_process:
            holder = naming.element_in(version, element.scope) if element.scope != version.process.id else ""
            name = version.text(element.id, element.name or element.id, languages.locale())
            yield Target(element.id, name, holder or around)
