"""`kill -9` of the server in mid-load: what was acknowledged is there, once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from engine.commands import accounts, audit, deployments
from engine.model import SYSTEM
from engine.office import staff
from engine.settings import Settings
from engine.store.tables.history import history
from engine.store.tables.instances import process_instance, user_task
from tests.diagrams import REWORK
from tests.faults.service import Client, Gone, Service
from web import compose

CLIENTS = 4
ENOUGH = 60  # acknowledged completions before the blow


class Load:
    """Clients that begin matters and complete tasks as fast as they can, and note what was acknowledged."""

    def __init__(self, port: int, token: str) -> None:
        self.acknowledged: dict[str, str] = {}  # key -> task
        self.unknown: dict[str, str] = {}  # asked, and no answer came
        self.enough = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(Client(port, token),)) for _ in range(CLIENTS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join()

    def _run(self, client: Client) -> None:
        try:
            while True:
                _, matter = client.post("/process-instances", {"process": "rework"}, uuid4().hex)
                for _ in range(6):
                    self._complete(client, matter["id"])
        except Gone:
            return

    def _complete(self, client: Client, matter: str) -> None:
        (task,) = client.get(f"/user-tasks?process_instance={matter}")["items"]
        key = uuid4().hex
        self.unknown[key] = task["id"]
        status, answer = client.post(
            f"/user-tasks/{task['id']}/complete", {"variables": {"good": False}}, key
        )
        assert status == 200, answer
        self.acknowledged[key] = self.unknown.pop(key)
        if len(self.acknowledged) >= ENOUGH:
            self.enough.set()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A house on each kind of database."""
    (tmp_path / "processes").mkdir()
    return Settings(
        home=tmp_path, processes=tmp_path / "processes", database_url=database_url, secret_key="faults"
    )


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    made = Service(settings.home, settings.processes, settings.url)
    yield made
    made.kill()


def furnish(settings: Settings) -> str:
    """A clerk with a token, and a process."""
    engine = compose.engine(settings)
    with engine.work() as uow:
        staff.add_user(uow, "bob", "鲍", groups=("clerks",), now=engine.clock.now())
    engine.desks.forget()
    deployments.deploy(engine, {"rework.bpmn": REWORK}, SYSTEM)
    token = accounts.create_token(engine, "bob", "load", SYSTEM)
    engine.database.dispose()
    return token


@pytest.mark.slow
def test_what_was_acknowledged_is_there_once(settings: Settings, service: Service):
    token = furnish(settings)
    service.start()
    load = Load(service.port, token)
    load.start()
    assert load.enough.wait(90)
    service.kill()
    load.join()

    service.start()
    client = Client(service.port, token)
    again = {**load.unknown, **dict(list(load.acknowledged.items())[-10:])}
    undecided = set()
    for key, task in again.items():  # whoever got no answer asks again; so do some who got one
        status, answer = client.post(f"/user-tasks/{task}/complete", {"variables": {"good": False}}, key)
        if key in load.unknown and answer.get("code") == "IDEMPOTENCY_KEY_IN_USE":
            undecided.add(task)  # on PostgreSQL another process might still be at it: "ask again in 30 s"
        else:
            assert status == 200, answer
    service.kill()

    engine = compose.engine(settings)
    with engine.reading() as view:
        acts = Counter(
            row.object for row in view.rows(select(history).where(history.c.verb == "user_task.complete"))
        )
        states = {row.id: row.state for row in view.rows(select(user_task))}
        tasks = [row for row in view.rows(select(user_task)) if row.state == "open"]
        matters = [row.id for row in view.rows(select(process_instance))]
    asked = {*load.acknowledged.values(), *load.unknown.values()}
    done = asked - {task for task in undecided if states[task] == "open"}
    assert done >= set(load.acknowledged.values())
    assert {states[task] for task in done} == {"completed"}
    assert {acts[f"user_task:{task}"] for task in done} == {1}
    assert len(acts) == len(done), "nothing was done that nobody asked for"
    assert sorted(task.process_instance_id for task in tasks) == sorted(matters), (
        "each matter waits at one task"
    )
    assert audit.verify(engine) == []
    engine.database.dispose()
