"""Ask a deployed decision, and look at how it comes to its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bpmn import dmn, feel
from bpmn.dmn import explain, shown
from bpmn.findings import Finding
from engine import json
from engine.catalog import folder, reading
from engine.catalog.version import Version, imported
from engine.errors import EngineError, NotFound, Rejected
from engine.machine import Engine
from engine.model import Actor, Json, Variables
from engine.store import definitions as stored


@dataclass(frozen=True, slots=True)
class Deployed:
    """A decision of a version: compiled, as written, and what it asks (those asked first)."""

    version: Version
    decision: dmn.Decision
    nodes: tuple[shown.Shown, ...]
    findings: tuple[Finding, ...]

    @property
    def shown(self) -> shown.Shown:
        """The decision as written."""
        return self.nodes[-1]


@dataclass(frozen=True, slots=True)
class Decided:
    """What it answered, the rules that matched, what it missed and did not look at, and how it came to it."""

    result: Json
    matched: tuple[str, ...]
    missing: tuple[str, ...]
    unused: tuple[str, ...]
    explanation: explain.Explanation


def evaluate(engine: Engine, decision_id: str, variables: Variables, actor: Actor) -> Decided:
    """Ask the decision of the newest deployment that has it; the office's functions are known to it."""
    values = json.checked(variables, bytes_each=engine.settings.variable_bytes)
    decision = _newest(engine, decision_id)
    found = explained(engine, decision, values, actor)
    if found.refusal is not None:
        raise Rejected(f"the decision has no answer: {found.refusal.said}", code="DECISION_FAILED")
    try:
        result = feel.to_json(found.result)
    except feel.FeelError as error:
        raise Rejected(f"the decision has no answer: {error.said}", code="DECISION_FAILED") from error
    return Decided(
        result,  # type: ignore[arg-type]  # to_json answers JSON
        found.matched(decision),
        missing=tuple(sorted(decision.inputs - values.keys())),
        unused=tuple(sorted(values.keys() - decision.inputs)),
        explanation=found,
    )


def deployed(engine: Engine, key: str, number: int, decision_id: str) -> Deployed:
    """A decision of a version, to be shown and tried."""
    with engine.reading() as view:
        version = engine.versions.numbered(view, key, number)
        files = stored.files(view, version.deployment_id)
    decision = version.compiled.decisions.get(decision_id)
    if decision is None:
        raise NotFound(f"there is no decision {decision_id!r}", code="DECISION_NOT_FOUND")
    for name, content in files.items():
        nodes = shown.show(content) if folder.kind_of(name) == "decision" else {}
        if decision_id in nodes:
            needed = tuple(shown.needed(nodes, decision_id))
            return Deployed(version, decision, needed, _findings(files, name, needed))
    raise NotFound(f"there is no decision {decision_id!r}", code="DECISION_NOT_FOUND")


def explained(
    engine: Engine, decision: dmn.Decision, variables: Mapping[str, object], actor: Actor
) -> explain.Explanation:
    """Try a decision outside any matter: whoever tries it acts and began. A refusal is explained too."""
    now = engine.clock.now()
    mine = {"actor": lambda: actor.login, "starter": lambda: actor.login}
    functions = {**engine.functions(now), **mine}
    return explain.explain(decision, variables, functions, now, refusals=(EngineError,))


def _findings(files: Mapping[str, bytes], name: str, nodes: Sequence[shown.Shown]) -> tuple[Finding, ...]:
    """What is known to be unclear about these nodes: values no rule covers, a decision without logic."""
    sheets = [sheet for node in nodes for sheet in node.sheets]
    ids = {node.id for node in nodes} | {sheet.id for sheet in sheets}
    ids |= {row.id for sheet in sheets for row in sheet.rows}
    read = reading.decisions(files[name], imports=imported(files, name))
    return tuple(one for one in read.findings if one.element_id in ids)


def _newest(engine: Engine, decision_id: str) -> dmn.Decision:
    with engine.reading() as view:
        for row in sorted(stored.latest(view), key=lambda one: one.created_at, reverse=True):
            found = engine.versions.get(view, row.id).compiled.decisions.get(decision_id)
            if found is not None:
                return found
    raise NotFound(f"there is no decision {decision_id!r}", code="DECISION_NOT_FOUND")
