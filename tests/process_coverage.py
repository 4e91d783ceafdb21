"""What of each process the tests reached, from the history they left: `python -m tests.process_coverage`.

For each process of processes/: user tasks, other steps, timers, limits, exceptions (error, escalation and
boundary events), end states, and the rules of its decision tables. What was left uncompleted was not reached.
The command runs the stories of processes/ and tests/acceptance, prints the table and what is missing, and
fails if anything is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bpmn import dmn
from bpmn.diagram import Diagram, Element
from engine.catalog import folder
from engine.machine import Engine
from engine.model import SYSTEM
from engine.queries import process_instances
from engine.store.tables.history import history
from engine.store.tables.instances import process_instance

ROOT = Path(__file__).parent.parent
WHERE = "PROCESS_COVERAGE"  # the folder in which test runs leave what they reached
STORIES = ("processes", "tests/acceptance")
KINDS = ("user task", "other step", "timer", "limit", "exception", "end state", "rule")
DONE = ("completed", "failed")  # an end event with an error is left as failed


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """Something a process has."""

    process: str
    kind: str
    id: str


def items() -> Iterator[Item]:
    """Everything the processes have."""
    for key, found in folder.read_all(ROOT / "processes").items():
        process = Diagram.read(found.files[f"{key}.bpmn"]).processes[0]
        for element in process.elements.values():
            if kind := _kind(element):
                yield Item(key, kind, element.id)
            for limit in element.extensions.deadlines:
                yield Item(key, "limit", limit.key)
        for limit in process.extensions.deadlines:
            yield Item(key, "limit", limit.key)
        for name, content in found.files.items():
            if name.endswith(".dmn"):
                yield from (Item(key, "rule", one) for one in _rules(content))


def _kind(element: Element) -> str | None:
    kinds = {event.kind for event in element.events}
    if element.type == "userTask":
        return "user task"
    if "timer" in kinds:
        return "timer"
    if element.type == "endEvent":
        return "end state"
    if element.type == "boundaryEvent" or kinds & {"error", "escalation"}:
        return "exception"
    return "other step" if element.type.endswith(("Task", "Event", "callActivity")) else None


def _rules(content: bytes) -> Iterator[str]:
    for decision in dmn.read(content).decisions.values():
        if decision.table is not None:
            yield from (f"{decision.table.id}/{rule.id}" for rule in decision.table.rules)


# -- while tests run ------------------------------------------------------------------------------------


def note(engine: Engine) -> None:
    """Keep what the matters of an office reached, if somebody wants to know."""
    if WHERE not in os.environ:
        return
    matters = select(process_instance.c.id, process_instance.c.process_key)
    left = (
        select(process_instance.c.process_key, history.c.object)
        .join(process_instance, process_instance.c.id == history.c.chain)
        .where(history.c.kind == "node", history.c.state.in_(DONE))
        .distinct()
    )
    with engine.reading() as view:
        reached = {(key, "node", one) for key, one in view.rows(left)}
        known = [(row.id, row.process_key) for row in view.rows(matters)]
    for instance_id, key in known:
        limits = process_instances.deadlines(engine, instance_id, SYSTEM)
        reached |= {(key, "limit", str(one["key"])) for one in limits}
    _keep(reached)


def watch_decisions() -> None:
    """Keep which rules matched, whoever asks a decision."""
    asked: Callable[..., dmn.Evaluation] = dmn.Decision.evaluate

    def evaluate(self: dmn.Decision, *args: Any, **more: Any) -> dmn.Evaluation:
        found = asked(self, *args, **more)
        _keep({("", "rule", f"{run.element_id}/{rule}") for run in found.tables for rule in run.matched})
        return found

    dmn.Decision.evaluate = evaluate  # type: ignore[method-assign]


def _keep(reached: set[tuple[str, str, str]]) -> None:
    path = Path(os.environ[WHERE]) / f"{os.getpid()}.jsonl"
    with path.open("a", encoding="utf-8") as out:
        out.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in sorted(reached))


# -- afterwards -----------------------------------------------------------------------------------------


def reached(where: Path) -> set[Item]:
    """What the runs left."""
    lines = {line for path in where.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()}
    said = {tuple(json.loads(line)) for line in lines}
    return {
        one
        for one in items()
        if ("", "rule", one.id) in said
        or (one.process, "limit" if one.kind == "limit" else "node", one.id) in said
    }


def table(done: set[Item]) -> Iterator[str]:
    """The coverage, a line for each process, and what is missing."""
    every = sorted(set(items()))
    yield "process".ljust(24) + "".join(kind.rjust(13) for kind in KINDS) + "reached".rjust(10)
    for process in sorted({one.process for one in every}):
        mine = [one for one in every if one.process == process]
        cells = []
        for kind in KINDS:
            of_kind = [one for one in mine if one.kind == kind]
            cells.append(f"{len(done & set(of_kind))}/{len(of_kind)}".rjust(13) if of_kind else "-".rjust(13))
        share = len(done & set(mine)) / len(mine)
        yield process.ljust(24) + "".join(cells) + f"{share:9.0%}"
    for one in every:
        if one not in done:
            yield f"not reached: {one.process}: {one.kind} {one.id}"


def main() -> int:
    """Run the stories, print the table."""
    with tempfile.TemporaryDirectory() as where:
        command = [sys.executable, "-m", "pytest", "-n", "2", "-m", "not postgres and not browser", *STORIES]
        run = subprocess.run(command, check=False, cwd=ROOT, env={**os.environ, WHERE: where})
        done = reached(Path(where))
    for line in table(done):
        print(line)  # noqa: T201 - the answer of a command
    return run.returncode or int(done != set(items()))


if WHERE in os.environ:
    watch_decisions()
if __name__ == "__main__":
    sys.exit(main())
