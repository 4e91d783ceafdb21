"""The commit was made and the answer never came: whoever asks again gets it, and nothing is done twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import select

from engine.commands import accounts, process_instances, receipts, user_tasks
from engine.jobs import queue
from engine.model import SYSTEM
from engine.store.tables.history import history
from tests.diagrams import REWORK
from tests.engine.conftest import Bare
from tests.web.api.client import Caller
from web.app import create_app


class Died(BaseException):
    """The process is gone: not an error that anybody handles."""


def dies_after(command: Callable[..., object]) -> Callable[..., object]:
    """The command, whole, and then nothing more."""

    def run(*given: object, **named: object) -> object:
        command(*given, **named)
        raise Died

    return run


def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked next is asked of a service that was started anew."""
    monkeypatch.undo()
    receipts._ALIVE.clear()
    queue._named.cache_clear()


@pytest.fixture
def bob(bare: Bare) -> Caller:
    token = accounts.create_token(bare.engine, "bob", "test", SYSTEM)
    return Caller(create_app(bare.engine).test_client(), token)


def begun(bare: Bare) -> list[str]:
    acts = select(history.c.verb).where(history.c.kind == "act", history.c.chain != "system")
    with bare.engine.reading() as view:
        return [row.verb for row in view.rows(acts)]


def test_a_completion_whose_answer_was_lost(bare: Bare, bob: Caller, monkeypatch: pytest.MonkeyPatch):
    bare.deploy_diagram(REWORK)
    matter = bare.start("rework", "bob")
    draft = f"/user-tasks/{matter.task('draft').id}/complete"
    said = {"json": {"variables": {"text": "初稿"}}, "headers": {"Idempotency-Key": "k1"}}
    monkeypatch.setattr(user_tasks, "complete", dies_after(user_tasks.complete))
    with pytest.raises(Died):
        bob.ask("POST", draft, **said)
    another_process(monkeypatch)
    monkeypatch.setattr(receipts, "PATIENCE", receipts.timedelta(0))
    for _ in range(3):
        answer = bob.ask("POST", draft, **said)
        assert (answer.status_code, answer.json["process_instance"]["waiting_at"]) == (200, ["review"])
    assert Counter(begun(bare)) == {"process_instance.start": 1, "user_task.complete": 1}
    other = bob.ask("POST", draft, json={"variables": {"text": "另一稿"}}, headers={"Idempotency-Key": "k1"})
    assert (other.status_code, other.json["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")


def test_a_start_whose_answer_was_lost(bare: Bare, bob: Caller, monkeypatch: pytest.MonkeyPatch):
    bare.deploy_diagram(REWORK)
    said = {"json": {"process": "rework"}, "headers": {"Idempotency-Key": "k2"}}
    monkeypatch.setattr(process_instances, "start", dies_after(process_instances.start))
    with pytest.raises(Died):
        bob.ask("POST", "/process-instances", **said)
    another_process(monkeypatch)
    monkeypatch.setattr(receipts, "PATIENCE", receipts.timedelta(0))
    found = {bob.ask("POST", "/process-instances", **said).json["id"] for _ in range(3)}
    assert len(found) == 1
    assert begun(bare) == ["process_instance.start"]


def test_a_request_that_died_before_its_commit_is_done_when_asked_again(
    bare: Bare, bob: Caller, monkeypatch: pytest.MonkeyPatch
):
    bare.deploy_diagram(REWORK)
    said = {"json": {"process": "rework"}, "headers": {"Idempotency-Key": "k3"}}
    monkeypatch.setattr(process_instances, "start", dies_after(lambda *_, **__: None))
    with pytest.raises(Died):
        bob.ask("POST", "/process-instances", **said)
    another_process(monkeypatch)
    monkeypatch.setattr(receipts, "PATIENCE", receipts.timedelta(0))
    assert bob.ask("POST", "/process-instances", **said).status_code == 201
    assert begun(bare) == ["process_instance.start"]
