"""A request with an Idempotency-Key is done once, whatever happens to it."""

from __future__ import annotations

import io
import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from engine import json
from engine.commands import process_instances, receipts
from engine.errors import Conflict
from engine.store.tables.access import receipt
from tests.web.api.client import Api
from tests.web.api.small import CLERK, KEEPER, MANAGER

KEY = {"Idempotency-Key": "a-key-of-mine"}
START: dict[str, Any] = {"process": "ask", "variables": {"n": 1}}


def matters(api: Api) -> int:
    return len(api(MANAGER).get("/process-instances", limit=200)["items"])


def receipt_states(api: Api) -> list[str]:
    with api.office.engine.reading() as view:
        return [row.state for row in view.rows(select(receipt.c.state))]


def forget_process(api: Api, **values: Any) -> None:
    """As if the process that held all receipts had died long ago."""
    receipts._ALIVE.clear()
    with api.office.engine.work() as uow:
        long_ago = api.office.engine.wall.now() - timedelta(minutes=5)
        uow.execute(update(receipt).values(holder="a dead process", created_at=long_ago, **values))


def test_the_same_request_gets_the_same_answer(small: Api) -> None:
    clerk = small(CLERK)
    first = clerk.ask("POST", "/process-instances", json=START, headers=KEY)
    again = clerk.ask("POST", "/process-instances", json=START, headers=KEY)
    assert (again.status_code, again.data) == (201, first.data)
    assert (again.headers["ETag"], again.headers["Location"]) == (
        first.headers["ETag"],
        first.headers["Location"],
    )
    assert again.headers["Idempotent-Replayed"] == "true"
    assert matters(small) == 1


def test_the_answer_stays_the_first_one_although_the_world_moved(small: Api) -> None:
    small(CLERK).post("/process-instances", START)
    keeper = small(KEEPER)
    task = keeper.tasks()[0]["id"]
    path = f"/user-tasks/{task}/complete"
    first = keeper.ask("POST", path, json={}, headers=KEY)
    small(CLERK).complete("thank", json.load(first.data)["process_instance"]["id"])
    again = keeper.ask("POST", path, json={}, headers=KEY)
    assert (again.status_code, again.data) == (200, first.data)


def test_a_key_belongs_to_a_caller_a_method_and_a_path(small: Api) -> None:
    small(CLERK).post("/process-instances", START, headers=KEY)
    small(KEEPER).post("/process-instances", START, headers=KEY)
    small(CLERK).post("/signals", {"name": "bell"}, headers=KEY)
    assert matters(small) == 2


def test_another_body_or_query_under_the_same_key_is_422(small: Api) -> None:
    clerk = small(CLERK)
    clerk.post("/process-instances", START, headers=KEY)
    problem = clerk.refused("POST", "/process-instances", json={"process": "ask"}, headers=KEY)
    assert (problem["status"], problem["code"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert matters(small) == 1


def test_refusals_are_not_kept(small: Api) -> None:
    clerk = small(CLERK)
    assert (
        clerk.refused("POST", "/messages", json={"name": "reply", "key": "7"}, headers=KEY)["status"] == 409
    )
    assert receipt_states(small) == []
    clerk.post("/process-instances", {"process": "wait", "variables": {"number": "7"}})
    assert len(clerk.post("/messages", {"name": "reply", "key": "7"}, headers=KEY)["correlated"]) == 1


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "né", "a b"])
def test_a_key_that_is_none_is_400(small: Api, key: str) -> None:
    answer = small(CLERK).ask("POST", "/process-instances", json=START, headers={"Idempotency-Key": key})
    assert answer.status_code == 400
    assert matters(small) == 0


def test_after_a_day_the_key_is_free_again(small: Api) -> None:
    small(CLERK).post("/process-instances", START, headers=KEY)
    with small.office.engine.work() as uow:
        yesterday = small.office.engine.wall.now() - timedelta(hours=24, seconds=1)
        uow.execute(update(receipt).values(created_at=yesterday))
    small(CLERK).post("/process-instances", {"process": "ask"}, headers=KEY)
    assert matters(small) == 2


def test_while_the_first_runs_the_second_is_told_to_come_back(small: Api, monkeypatch: Any) -> None:
    begun, go_on, answers = threading.Event(), threading.Event(), []
    real = process_instances.start

    def slow(*args: Any, **more: Any) -> Any:
        begun.set()
        assert go_on.wait(20)
        return real(*args, **more)

    clerk = small(CLERK)
    monkeypatch.setattr(process_instances, "start", slow)
    first = threading.Thread(
        target=lambda: answers.append(clerk.ask("POST", "/process-instances", json=START, headers=KEY))
    )
    first.start()
    assert begun.wait(20)
    second = small(CLERK).ask("POST", "/process-instances", json=START, headers=KEY)
    go_on.set()
    first.join(20)
    assert (second.status_code, json.load(second.data)["code"]) == (409, "IDEMPOTENCY_KEY_IN_USE")
    assert int(second.headers["Retry-After"]) >= 1
    assert answers[0].status_code == 201
    assert matters(small) == 1


def test_ten_at_once_make_one(small: Api) -> None:
    statuses: list[int] = []
    start = threading.Barrier(10)

    def go() -> None:
        clerk = small(CLERK)
        start.wait(20)
        statuses.append(clerk.ask("POST", "/process-instances", json=START, headers=KEY).status_code)

    threads = [threading.Thread(target=go) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert matters(small) == 1
    assert set(statuses) <= {201, 409}
    assert 201 in statuses


def test_died_before_anything_was_done_is_done_now(small: Api, monkeypatch: Any) -> None:
    def dies(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    clerk = small(CLERK)
    with monkeypatch.context() as patched:
        patched.setattr(process_instances, "start", dies)
        with pytest.raises(KeyboardInterrupt):
            clerk.ask("POST", "/process-instances", json=START, headers=KEY)
    assert receipt_states(small) == ["running"]
    forget_process(small)
    matter = clerk.post("/process-instances", START, headers=KEY)
    assert clerk.post("/process-instances", START, headers=KEY)["id"] == matter["id"]
    assert matters(small) == 1


def test_died_after_it_was_done_answers_with_what_is_there(small: Api) -> None:
    clerk = small(CLERK)
    first = clerk.post("/process-instances", START, headers=KEY)
    small(KEEPER).complete("answer", first["id"])
    forget_process(small, state="committed", answer=None, status=None)
    again = clerk.ask("POST", "/process-instances", json=START, headers=KEY)
    assert again.status_code == 201
    now = json.load(again.data)
    assert (now["id"], now["waiting_at"]) == (first["id"], ["thank"])
    assert matters(small) == 1
    assert receipt_states(small) == ["answered"]


def test_whatever_was_done_is_not_done_again(small: Api) -> None:
    """Every kind of POST whose answer was lost: the second try makes nothing, and answers as the first."""
    clerk, keeper, manager = small(CLERK), small(KEEPER), small(MANAGER)
    matter = clerk.post("/process-instances", START)["id"]
    waiting = clerk.post("/process-instances", {"process": "wait", "variables": {"number": 7}})["id"]
    clerk.post("/process-instances", {"process": "outside"})
    task = keeper.tasks(process_instance=matter)[0]["id"]
    calls = [
        (keeper, f"/user-tasks/{task}/claim", {}),
        (keeper, f"/user-tasks/{task}/unclaim", {}),
        (keeper, f"/user-tasks/{task}/complete", {}),
        (keeper, f"/user-tasks/{task}/withdraw", {}),
        (manager, f"/user-tasks/{task}/transfer", {"to": "yangyq", "reason": "away"}),
        (clerk, "/messages", {"name": "reply", "key": 7}),
        (clerk, "/signals", {"name": "bell"}),
        (manager, f"/process-instances/{matter}/suspend", {}),
        (manager, f"/process-instances/{matter}/resume", {}),
        (manager, f"/process-instances/{matter}/variables", {"n": 2}),
        (manager, "/jobs/activate", {"types": ["outside.work"], "worker": "w"}),
        (manager, "/clock/advance", {"seconds": 60}),
        (manager, f"/process-instances/{matter}/cancel", {"reason": "over"}),
    ]
    for caller, path, body in calls:
        with small.office.engine.work() as uow:
            uow.execute(delete(receipt))
        first = caller.ask("POST", path, json=body, headers=KEY)
        assert first.status_code == 200, (path, first.text)
        forget_process(small, state="committed", answer=None, status=None)
        acts = manager.get("/audit", limit=200)["items"]
        again = caller.ask("POST", path, json=body, headers=KEY)
        assert (again.status_code, again.text) == (200, first.text), path
        assert manager.get("/audit", limit=200)["items"] == acts, path
    assert clerk.get(f"/process-instances/{waiting}")["state"] == "completed"


def test_an_upload_is_the_same_whatever_its_boundary(small: Api) -> None:
    clerk = small(CLERK)

    def send(content: bytes) -> Any:
        return clerk.ask("POST", "/files", data={"file": (io.BytesIO(content), "a.txt")}, headers=KEY)

    first = send("一份附件".encode())
    assert first.status_code == 201
    assert send("一份附件".encode()).data == first.data
    assert send("另一份".encode()).status_code == 422
    forget_process(small, state="committed", answer=None, status=None)
    assert send("一份附件".encode()).data == first.data


def test_who_was_given_up_and_taken_over_can_write_no_more(small: Api) -> None:
    engine = small.office.engine
    body = b"{}"
    slow = receipts.begin(engine, CLERK, "POST", "/x", "k", body)
    forget_process(small)
    other = receipts.begin(engine, CLERK, "POST", "/x", "k", body)
    assert isinstance(slow, receipts.Receipt)
    assert isinstance(other, receipts.Receipt)
    actor = small.office.actor(CLERK)
    with pytest.raises(Conflict, match="taken over"):
        process_instances.start(engine.under(slow.claim), "ask", actor)
    assert matters(small) == 0
    process_instances.start(engine.under(other.claim), "ask", actor)
    assert matters(small) == 1
