"""The other nouns of the API: decisions, files, people, numbers, what one is told, the record."""

from __future__ import annotations

import io
from typing import Any

import pytest

from engine import json
from tests.web.api.client import Api
from tests.web.api.small import (
    ADMIN,
    AUDITOR,
    CLERK,
    DESIGNER,
    KEEPER,
    MANAGER,
    WAIT,
)

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)


# -- decisions, files, people, numbers ---------------------------------------------------------


def test_a_decision_tells_its_result_and_its_rules(small: Api) -> None:
    clerk = small(CLERK)
    assert clerk.post("/decisions/size/evaluate", {"variables": {"copies": 3}}) == {
        "result": "small",
        "matched": ["few"],
        "missing": [],
        "unused": [],
        "explanation": None,
    }
    assert clerk.refused("POST", "/decisions/none/evaluate", json={})["code"] == "DECISION_NOT_FOUND"
    # The standard would have null and no rule; here a value that is not of its input's type is refused.
    refused = clerk.refused("POST", "/decisions/size/evaluate", json={"variables": {"copies": "x"}})
    assert (refused["status"], refused["code"]) == (422, "DECISION_FAILED")
    assert clerk.refused("POST", "/decisions/size/evaluate", json={"variables": [3]})["status"] == 400


def test_a_file_is_the_uploaders_until_a_matter_holds_it(small: Api) -> None:
    content = "关于……的请示".encode()
    clerk = small(CLERK)
    sent = clerk.ask("POST", "/files", data={"file": (io.BytesIO(content), "../请示.txt")})
    file = json.load(sent.data)
    assert (sent.status_code, file["name"], file["size"], file["media_type"]) == (
        201,
        "请示.txt",
        len(content),
        "text/plain",
    )
    assert small(KEEPER).refused("GET", f"/files/{file['id']}")["status"] == 404
    stolen = {"process": "ask", "variables": {"paper": {"file": file["id"]}}}
    assert small(KEEPER).refused("POST", "/process-instances", json=stolen)["status"] == 422
    clerk.post("/process-instances", stolen)
    download = small(KEEPER).ask("GET", f"/files/{file['id']}")
    assert download.data == content
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert small(DESIGNER).refused("GET", f"/files/{file['id']}")["code"] == "FILE_NOT_FOUND"


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([], 400),
        ([("a.txt", b"a"), ("b.txt", b"b")], 400),
        ([("a.exe", b"MZ")], 422),
        ([("a.pdf", b"no pdf")], 422),
        ([("a.txt", b"")], 422),
    ],
)
def test_files_that_are_not_taken(small: Api, files: Any, status: int) -> None:
    data = {"file": [(io.BytesIO(content), name) for name, content in files]}
    answer = small(CLERK).ask("POST", "/files", data=data, content_type="multipart/form-data")
    assert answer.status_code == status, answer.text


def test_a_file_over_the_limit_is_413(open_api: Any) -> None:
    api = open_api(file_bytes=10_000, request_bytes=20_000)
    for size in (10_001, 20_001):
        sent = api(CLERK).ask("POST", "/files", data={"file": (io.BytesIO(b"x" * size), "a.txt")})
        assert (sent.status_code, json.load(sent.data)["code"]) == (413, "TOO_LARGE")
    assert not list((api.office.engine.settings.home / "files").rglob("*.*"))


def test_the_directory_is_searched_and_taken_out(small: Api) -> None:
    clerk = small(CLERK)
    assert [unit["key"] for unit in clerk.get("/directory/units", q="so_docs")["items"]] == ["so_docs"]
    person = clerk.get("/directory/users", q=KEEPER)["items"][0]
    assert (person["login"], person["unit"]) == (KEEPER, "so_docs")
    assert {"seal_keeper", "so_docs", "so_docs:seal_keeper"} <= set(person["groups"])
    found, query = [], {"limit": 50}
    while True:
        page = clerk.get("/directory/users", **query)
        found += [user["login"] for user in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    everybody = small(MANAGER).get("/directory/export")
    assert found == sorted(user["login"] for user in everybody["users"])
    assert "password" not in json.dump(everybody).decode()


def test_a_group_is_made_and_its_members_are_offered_tasks(small: Api) -> None:
    group = {"key": "choir", "name": "合唱团", "members": [KEEPER, CLERK]}
    assert small(ADMIN).post("/directory/groups", group) == group
    assert small(CLERK).get("/directory/groups", q="合唱")["items"] == [group]
    assert "choir" in small(CLERK).get("/directory/users", q=KEEPER)["items"][0]["groups"]
    unknown = small(ADMIN).refused("POST", "/directory/groups", json=group | {"members": ["nobody"]})
    assert unknown["status"] == 422


def test_the_register_shows_every_number_and_void_ones_with_their_reason(small: Api) -> None:
    from datetime import date

    from engine.office import numbering

    engine = small.office.engine
    with engine.work() as uow:
        for _ in range(3):
            numbering.take(
                uow, "收", dated=date(2026, 3, 2), now=engine.clock.now(), actor=small.office.actor(CLERK),
                policies=engine.desk.policies,
            )  # fmt: skip
    books = {
        (book["code"], book["year"]): book for book in small(KEEPER).get("/number-books", limit=200)["items"]
    }
    assert (books["收", 2026]["last"], books["收", 2026]["void"]) == (3, 0)
    assert books["湘政办发", None]["last"] == 0
    path = "/number-books/收/2026"
    assert small(CLERK).post(path + "/2/void", {"reason": "登记重复"})["void"] is True
    assert small(CLERK).refused("POST", path + "/2/void", json={"reason": "x"})["status"] == 409
    register = small(KEEPER).get(path)["items"]
    assert [(entry["sequence"], entry["void_reason"]) for entry in register] == [
        (1, None),
        (2, "登记重复"),
        (3, None),
    ]
    assert small(KEEPER).get(path, limit=2)["next"] is not None


# -- what one is told, the record --------------------------------------------------------------


def test_a_person_is_told_of_his_tasks(small: Api) -> None:
    matter = small(CLERK).post("/process-instances", {"process": "ask"})["id"]
    small(MANAGER).post("/clock/advance", {"seconds": 0})
    told = small(KEEPER).get("/notifications")["items"]
    assert [(one["kind"], one["text"], one["process_instance"]) for one in told] == [
        ("task", "task.opened", matter)
    ]
    assert small(CLERK).get("/notifications")["items"] == []


def test_the_record_is_read_on_from_where_one_stopped(small: Api) -> None:
    small(CLERK).post("/process-instances", {"process": "ask"})
    auditor = small(AUDITOR)
    known = auditor.get("/audit", limit=200)["items"]
    assert [entry["id"] for entry in known] == sorted(entry["id"] for entry in known)
    assert known[-1]["previous"] != known[-1]["hash"]
    small(KEEPER).post(f"/user-tasks/{small(KEEPER).tasks()[0]['id']}/claim")
    news = auditor.get("/audit", after=known[-1]["id"])["items"]
    assert [entry["verb"] for entry in news if entry["verb"].startswith("user_task")] == ["user_task.claim"]
    assert WAIT


def test_the_machine_tells_how_it_does(small: Api) -> None:
    small(CLERK).post("/process-instances", {"process": "ask"})
    assert small.nobody.get("/healthz") == {"status": "ok"}
    assert small.nobody.get("/readyz") == {"status": "ready"}
    text = small.nobody.ask("GET", "/metrics").text
    assert 'liye_process_instances{state="active"} 1.0' in text
    assert "liye_user_tasks_open 1.0" in text


def test_a_machine_whose_tables_are_old_is_not_ready(small: Api) -> None:
    from sqlalchemy import text

    with small.office.engine.work() as uow:
        uow.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    answer = small.nobody.ask("GET", "/readyz")
    assert (answer.status_code, json.load(answer.data)["code"]) == (503, "UNAVAILABLE")


def test_the_clock_of_the_system_cannot_be_moved(api: Api) -> None:
    from dataclasses import replace

    from engine.clock import SystemClock

    api.app.extensions["liye"] = replace(api.office.engine, clock=SystemClock())
    for method, path, more in (("GET", "/clock", {}), ("POST", "/clock/advance", {"json": {"seconds": 0}})):
        problem = api(MANAGER).refused(method, path, **more)
        assert (problem["status"], problem["code"]) == (404, "CLOCK_NOT_MANUAL")
