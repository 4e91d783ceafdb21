"""Every row runs through the engine, on both databases, and leaves the trace it must; or it is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bpmn import lint
from engine.catalog import gate
from engine.commands import deployments, external_jobs, messages, process_instances, user_tasks
from engine.handlers import BpmnError, service_task
from engine.model import SYSTEM
from tests import databases
from tests.conformance.row import Refused, Runs
from tests.conformance.rows import REFUSED, RUNS
from tests.engine.conftest import Bare, people
from tests.office import Matter, build


@service_task("conformance.double", inside=True)
def double(n: int) -> dict[str, int]:
    """Twice as much."""
    return {"double": n * 2}


@service_task("conformance.boom", inside=True)
def boom() -> None:
    """Throws."""
    raise BpmnError("E", "as it must")


@service_task("conformance.broken", inside=True)
def broken() -> None:
    """Breaks."""
    raise ValueError("broken")


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bare]:
    """One office for all rows: each row has a process and names of its own."""
    home: Path = tmp_path_factory.mktemp("office")
    if request.param == "sqlite":
        url = databases.new_sqlite(home)
    else:
        databases.require_postgres()
        url = databases.new_postgres()
    engine = build(url, home)
    people(engine)
    known = {one.name: one for one in (double, boom, broken)}
    yield Bare(replace(engine, folders={}, handlers=known))
    engine.database.dispose()
    if request.param != "sqlite":
        databases.drop_postgres(url)


class Told:
    """A row's story as it is told."""

    def __init__(self, office: Bare, row: Runs, process: str) -> None:
        self.office, self.row, self.process = office, row, process
        files = {"row.bpmn": row.file(process), **row.files}
        found = gate.check(files, lint.Known()).findings
        assert not [str(one) for one in found if one.severity == "error"]
        deployments.deploy(office.engine, files, SYSTEM)
        self.matter: Matter | None = None
        if row.begun:
            self.matter = office.start(process, "bob", **row.given)

    def tell(self) -> None:
        """Step by step."""
        for step in filter(None, map(str.strip, self.row.story.split(";"))):
            self.do(step)
            if self.matter is None and (found := self.office.matters(self.process)):
                self.matter = found[0]

    def do(self, step: str) -> None:
        """One step."""
        verb, *words = step.split()
        values = {
            key: read(value) for key, _, value in (word.partition("=") for word in words if "=" in word)
        }
        plain = [word for word in words if "=" not in word]
        engine, ann = self.office.engine, self.office.actor("ann")
        match verb:
            case "message":
                unheard = values.pop("unheard", False)
                hear = partial(self.office.message, f"{self.process}_{plain[0]}", *plain[1:], **values)
                if unheard:
                    with pytest.raises(Exception, match="nobody waits"):
                        hear()
                else:
                    hear()
            case "signal":
                messages.broadcast(engine, f"{self.process}_{plain[0]}", values, SYSTEM)
            case "days" | "hours":
                self.office.advance(**{verb: int(plain[0])})
            case "choose":
                self.at.ask(plain[0], "bob")
            case "set":
                process_instances.set_variables(engine, self.at.id, values, "told", ann)
            case "job":
                [job] = external_jobs.activate(engine, ["outside"], "w", ann, limit=1, lock_seconds=60)
                external_jobs.complete(engine, job.id, values, ann)
            case _:
                task = next(task for task in self.at.tasks if task.element_id == verb)
                user_tasks.complete(engine, task.id, values, self.office.actor("bob"))
        self.office.settle()

    @property
    def at(self) -> Matter:
        assert self.matter is not None, "nothing has begun it"
        return self.matter

    @property
    def trace(self) -> str:
        """The elements left, as rows write them."""
        sign = {"completed": "", "cancelled": "!", "failed": "?"}
        return " ".join(item.element_id + sign[item.state] for item in self.at.history)


def read(value: str) -> Any:
    """A value as a row writes it."""
    try:
        return json.loads(value)
    except ValueError:
        return value


@pytest.mark.parametrize(("number", "row"), list(enumerate(RUNS)), ids=[row.name for row in RUNS])
def test_it_runs(office: Bare, number: int, row: Runs) -> None:
    told = Told(office, row, f"row{number}")
    told.tell()
    assert told.trace == row.trace
    assert told.at.waits_at == row.waits.split()
    assert told.at.outcome == row.outcome
    variables = told.at.variables
    assert {name: variables.get(name) for name in row.then} == row.then


@pytest.mark.parametrize("row", REFUSED, ids=[row.what for row in REFUSED])
def test_it_is_refused(row: Refused) -> None:
    files = {"row.bpmn": row.file()}
    found = gate.check(files, lint.Known()).findings
    errors = {one.rule for one in found if one.severity == "error"}
    assert row.rule in errors, [str(one) for one in found]
    assert all(one.message_zh for one in found if one.severity == "error")
