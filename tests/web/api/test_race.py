"""Twenty-five tasks, four clients each: every task is completed once, and the others are told who did it."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from engine import json
from tests.web.api.client import Api
from tests.web.api.small import CLERK, KEEPER, MANAGER

TASKS, CLIENTS = 25, 4


@pytest.mark.slow
def test_each_task_has_exactly_one_winner(small: Api) -> None:
    for _ in range(TASKS):
        small(CLERK).post("/process-instances", {"process": "ask"})
    tasks = [task["id"] for task in small(KEEPER).tasks(limit=200)]
    assert len(tasks) == TASKS
    answers: list[tuple[str, Any]] = []
    callers, start = [small(KEEPER) for _ in range(CLIENTS)], threading.Barrier(CLIENTS)

    def race(number: int) -> None:
        start.wait(30)
        for task in tasks:
            body = {"variables": {"by": number}}
            answers.append((task, callers[number].ask("POST", f"/user-tasks/{task}/complete", json=body)))

    threads = [threading.Thread(target=race, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(answers) == TASKS * CLIENTS
    for task in tasks:
        statuses = sorted(answer.status_code for one, answer in answers if one == task)
        assert statuses == [200, 409, 409, 409]
    problems = [json.load(answer.data) for _, answer in answers if answer.status_code == 409]
    assert {problem["code"] for problem in problems} == {"USER_TASK_CLOSED"}
    assert {problem["completed_by"] for problem in problems} == {KEEPER}
    assert all(problem["at"] == "2026-03-02T09:00:00+08:00" for problem in problems)
    done = [
        act for act in small(MANAGER).get("/audit", limit=200)["items"] if act["verb"] == "user_task.complete"
    ]
    assert len(done) == TASKS
    assert len(small(MANAGER).tasks(candidate_group="doc_registrar", limit=200)) == TASKS
