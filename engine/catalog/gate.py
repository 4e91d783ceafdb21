"""The deployment gate: every file read, every diagram checked and built, before anything is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from bpmn import lint, standard
from bpmn.diagram import DiagramError, Process
from bpmn.dmn import DmnError
from bpmn.findings import Finding
from engine import json
from engine.catalog import bulk_forms, date_checks, reading, version
from engine.catalog.folder import kind_of
from engine.office import ledgers
from engine.office.ledgers import Ledger
from engine.runtime import Definition

SAID_BY = {
    "unknown-extension": "extensions",
    "unsupported-element": "extensions",
    "task-definition": "handler-known",
}
"""What the runtime would refuse an element for, and the rule that says it better, with the cure."""


@dataclass(frozen=True, slots=True)
class CheckedProcess:
    """A process that may become a version."""

    name: str
    file: str
    startable_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks found; `processes` by key, complete only when no finding is an error."""

    findings: tuple[Finding, ...]
    processes: Mapping[str, CheckedProcess]


def process_keys(files: Mapping[str, bytes]) -> list[str]:
    """The executable processes of the diagrams among the files; broken diagrams are reported by `check`."""
    keys: list[str] = []
    for name, content in files.items():
        if kind_of(name) != "bpmn":
            continue
        try:
            keys += [process.id for process in reading.diagram(content).executable]
        except DiagramError:
            continue
    return keys


def decision_keys(files: Mapping[str, bytes]) -> set[str]:
    """The decisions of the tables among the files; broken tables are reported by `check`."""
    keys: set[str] = set()
    for name, content in files.items():
        if kind_of(name) == "decision":
            with suppress(DmnError):
                keys |= set(reading.decisions(content, imports=version.imported(files, name)).ids)
    return keys


def check(files: Mapping[str, bytes], known: lint.Known) -> Checked:
    """Read and check every file of a set."""
    findings: list[Finding] = []
    compiled = version.compile_parts(files, findings)
    known = replace(
        known,
        forms=frozenset(compiled.forms),
        dates={key: form.dates for key, form in compiled.forms.items()},
        decisions=frozenset(compiled.decisions),
        processes=(known.processes or frozenset()) | frozenset(process_keys(files)),
        texts=_texts(files),
    )
    processes: dict[str, CheckedProcess] = {}
    for name in files:
        if kind_of(name) == "bpmn":
            _check_diagram(name, files[name], known, compiled, findings, processes)
            findings += _check_ledgers(name, files[name], compiled.ledgers, known)
    return Checked(tuple(findings), processes)


def _check_diagram(
    name: str,
    content: bytes,
    known: lint.Known,
    compiled: version.Parts,
    findings: list[Finding],
    processes: dict[str, CheckedProcess],
) -> None:
    try:
        diagram = reading.diagram(content)
        findings += standard.check(content, name)
        findings += lint.check(diagram, known, name)
        for process in diagram.executable:
            if process.id in processes:
                findings.append(_twice(process.id, name, processes[process.id].file))
            findings += date_checks.check(process, compiled.forms, compiled.ledgers)
            findings += bulk_forms.check(process, compiled.forms, name)
            Definition.build(diagram, process.id)
            processes[process.id] = CheckedProcess(
                process.name or process.id, name, _starters(process, known)
            )
    except DiagramError as error:
        already = {(f.rule, f.element_id) for f in findings}
        findings += [
            replace(f, file=name)
            for f in error.findings
            if already.isdisjoint({(f.rule, f.element_id), (SAID_BY.get(f.rule, f.rule), f.element_id)})
        ]


def _twice(key: str, file: str, other: str) -> Finding:
    message = (
        f"process {key!r} also stands in {other}; one of the two would never run: rename or leave it out"
    )
    zh = f"流程 {key!r} 在 {other} 中也有；两个之中有一个永远不会运行：请改名或去掉其中一个"
    return Finding("process.twice", "error", key, message, zh, file=file)


def _check_ledgers(
    name: str, content: bytes, kept: Mapping[str, Ledger], known: lint.Known
) -> Iterator[Finding]:
    """What a ledger reads must be there, and what is hidden from somebody must not stand in it."""
    try:
        processes = reading.diagram(content).executable if kept else ()
    except DiagramError:
        return
    hidden = [one for process in processes for mask in process.extensions.masks for one in mask.variables]
    for key, ledger in kept.items():
        file = f"ledgers/{key}.json"
        for function in sorted(ledgers.functions(ledger) - known.functions if known.functions else ()):
            message = f"lines calls {function}(), which does not exist"
            yield Finding("ledger.function", "error", None, message, file=file)
        for variable in ledgers.masked(ledger, hidden):
            message = f"lines reads {variable!r}, which {name} hides from some readers; leave it out"
            yield Finding("ledger.masked", "error", None, message, file=file)


def _starters(process: Process, known: lint.Known) -> tuple[str, ...]:
    """Who may start: what the process says, else the group its start event's lane names, else everybody."""
    if said := process.extensions.startable_by:
        return tuple(group.strip() for group in said.split(",") if group.strip())
    starts = [e for e in process.within(process.id) if e.type == "startEvent"]
    lanes = {e.lane for e in starts if e.lane}
    return tuple(sorted(lane for lane in lanes if lane in (known.groups or ())))


def _texts(files: Mapping[str, bytes]) -> frozenset[str] | None:
    if "en.json" not in files:
        return None
    try:
        return frozenset(json.load(files["en.json"]))
    except ValueError:
        return frozenset()
