"""Where a matter stands on the diagram of its own process: what a called process does is seen at its call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine import rights
from engine.catalog.version import Version
from engine.machine import Engine
from engine.model import Actor, HistoryItem
from engine.paths import around
from engine.queries import _cases
from engine.store import instances


@dataclass(frozen=True, slots=True)
class Places:
    """What waits at an element of the diagram, and where what stands in a called process is shown."""

    waiting: Mapping[str, int]
    calls: Mapping[str, str]  # the call activity by the id of a task or incident
    called: Sequence[tuple[Version, str]]  # the called processes that run, with their call activity


def of_instance(engine: Engine, instance_id: str, actor: Actor) -> Places:
    """Of a matter this person may see."""
    with engine.reading() as view:
        row = rights.visible_instance(view, instances.row(view, instance_id), actor)
        case = _cases.of(engine, view, row)
        called = [one for one in case.processes() if one.is_called]
        versions = [engine.versions.get(view, one.definition.version) for one in called]
    waiting = Counter(dict.fromkeys(case.waits_at(case.key), 1))
    waiting.update(one.calls[0][1] for one in called if len(one.calls) == 1)
    calls = {token: one.calls[0][1] for one in called for token in case.tokens_in(one.token_id)}
    broken: Mapping[str, str | None] = case.extras.get("incidents") or {}
    calls |= {incident: calls[token] for incident, token in broken.items() if token in calls}
    return Places(waiting, calls, [(v, one.calls[-1][1]) for v, one in zip(versions, called, strict=True)])


def is_own(version: Version, item: HistoryItem) -> bool:
    """Whether a node that was left stands in the matter's own process, not in one it called."""
    elements = version.process.elements
    names = (one.partition("#")[0] for one in around(item.path, item.element_id).split("/"))
    return not any(name in elements and elements[name].called for name in names)
