"""What all calls share: who asks, what may be sent, versions, refusals."""

from __future__ import annotations

import pytest

from engine import json
from tests.web.api.client import PATH, Api
from tests.web.api.small import CLERK, DESIGNER, KEEPER, MANAGER
from tests.web.window import Window

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)


def test_without_a_good_token_nobody_is_let_in(small: Api) -> None:
    problem = small.nobody.refused("GET", "/user-tasks")
    assert (problem["status"], problem["code"]) == (401, "UNAUTHENTICATED")
    answer = small.nobody.ask("GET", "/user-tasks", headers={"Authorization": "Bearer liye_forged"})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="liye"'
    assert (
        small.nobody.refused("GET", "/user-tasks", headers={"Authorization": "Basic eDp5"})["status"] == 401
    )


def test_a_bad_token_is_not_saved_by_a_good_session(small: Api) -> None:
    person = Window(small.office).as_(CLERK)
    answer = person.client.get(PATH + "/user-tasks", headers={"Authorization": "Bearer liye_forged"})
    assert answer.status_code == 401


def test_a_session_reads_and_with_its_proof_it_also_writes(small: Api) -> None:
    person = Window(small.office).as_(CLERK)
    assert person.client.get(PATH + "/user-tasks").status_code == 200
    forged = person.client.post(PATH + "/process-instances", json={"process": "ask"})
    assert (forged.status_code, json.load(forged.data)["code"]) == (403, "CSRF")
    proof = {"X-CSRF-Token": person.csrf()}
    good = person.client.post(PATH + "/process-instances", json={"process": "ask"}, headers=proof)
    assert good.status_code == 201


def test_unknown_members_and_parameters_are_named(small: Api) -> None:
    clerk = small(CLERK)
    problem = clerk.refused("POST", "/process-instances", json={"process": "ask", "colour": 1, "a/b": 2})
    assert problem["status"] == 400
    assert problem["errors"] == [
        {"pointer": "/colour", "message": "unknown"},
        {"pointer": "/a~1b", "message": "unknown"},
    ]
    problem = clerk.refused("GET", "/user-tasks?assigne=me")
    assert (problem["status"], problem["errors"]) == (400, [{"pointer": "?assigne", "message": "unknown"}])
    problem = clerk.refused("GET", "/process-instances?process=a&process=b")
    assert problem["errors"] == [{"pointer": "?process", "message": "given twice"}]
    problem = clerk.refused("POST", "/process-instances?dry_run=true", json={"process": "ask"})
    assert problem["errors"] == [{"pointer": "?dry_run", "message": "unknown parameter"}]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b'{"process": "ask", "variables": {"x": NaN}}',
        b'{"process": "ask", "variables": {"x": Infinity}}',
        b'{"process": "ask", "variables": {"x": "a\\u0000b"}}',
        b'{"process": "ask", "variables": {"a\\u0000b": 1}}',
        b'{"process": "a\\u0000sk"}',
        b'{"process": "ask", "variables": {"x": 1E99999}}',
        b'{"process": "ask", "variables": {"x": 1E99999999999999999999}}',
        b'{"process": "ask", "variables": {"x": "\\ud800"}}',
        b'{"process": 7}',
        b'{"process": "ask", "version": "1"}',
        b'{"process": "ask", "version": 99999999999}',
        b'{"process": "ask", "variables": []}',
        b'{"process": "ask", "variables": {"x": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
        b"\xff\xfe",
    ],
)
def test_what_is_no_such_json_is_refused_and_nothing_begins(small: Api, body: bytes) -> None:
    clerk = small(CLERK)
    problem = clerk.refused("POST", "/process-instances", data=body, content_type="application/json")
    assert problem["status"] == 400
    assert clerk.get("/process-instances")["items"] == []


def test_a_wrong_member_is_pointed_at_once_and_as_it_stands(small: Api) -> None:
    manager = small(MANAGER)
    for path, wrong in (
        ("/messages", {"name": "reply", "key": {}}),
        ("/clock/advance", {"seconds": "1"}),
        ("/clock/advance", {"seconds": True}),
    ):
        [error] = manager.refused("POST", path, json=wrong)["errors"]
        assert error["pointer"] == f"/{list(wrong)[-1]}"
    address = manager.refused("GET", "/number-books/收/99999999999999")
    assert (address["detail"], address["errors"][0]["pointer"]) == ("the address cannot be read", "/year")


def test_another_kind_of_content_is_415(small: Api) -> None:
    problem = small(CLERK).refused(
        "POST", "/process-instances", data="process=ask", content_type="text/plain"
    )
    assert (problem["status"], problem["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_body_over_the_limit_is_413_and_not_read(small: Api) -> None:
    most = small.office.engine.settings.json_bytes
    body = b'{"process": "ask", "variables": {"x": "' + b"x" * most + b'"}}'
    problem = small(CLERK).refused("POST", "/process-instances", data=body, content_type="application/json")
    assert (problem["status"], problem["code"]) == (413, "TOO_LARGE")


def test_numbers_are_exact_both_ways(small: Api) -> None:
    clerk = small(CLERK)
    body = b'{"process": "ask", "variables": {"x": 0.1000000000000000000000000000000001, "y": 12345678901234567890}}'
    begun = clerk.ask("POST", "/process-instances", data=body, content_type="application/json")
    matter = json.load(begun.data)["id"]
    text = clerk.ask("GET", f"/process-instances/{matter}/variables").text
    assert text == '{"x":0.1000000000000000000000000000000001,"y":12345678901234567890}'


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=x",
        "limit=-1",
        "cursor=nonsense",
        "cursor=WzFd",
        "cursor=%00",
        "cursor=",
        "state=sleeping",
    ],
)
def test_a_bad_cursor_or_limit_is_400(small: Api, query: str) -> None:
    assert small(CLERK).refused("GET", f"/process-instances?{query}")["status"] == 400


def test_a_list_comes_in_pieces_without_gap_or_double(small: Api) -> None:
    clerk = small(CLERK)
    begun = [clerk.post("/process-instances", {"process": "ask"})["id"] for _ in range(7)]
    found, cursor = [], None
    while True:
        page = clerk.get("/process-instances", limit=3, **({"cursor": cursor} if cursor else {}))
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
        assert len(page["items"]) == 3
    assert sorted(found) == sorted(begun)


def test_a_stale_version_is_412_and_looked_at_first(small: Api) -> None:
    matter = small(CLERK).post("/process-instances", {"process": "ask"})["id"]
    keeper = small(KEEPER)
    task = keeper.tasks()[0]["id"]
    tag = keeper.ask("GET", f"/user-tasks/{task}").headers["ETag"]
    keeper.post(f"/user-tasks/{task}/claim", headers={"If-Match": tag})
    stale = keeper.refused("POST", f"/user-tasks/{task}/complete", json={}, headers={"If-Match": tag})
    assert (stale["status"], stale["code"]) == (412, "STALE")
    keeper.post(f"/user-tasks/{task}/complete", headers={"If-Match": "*"})
    closed = keeper.refused("POST", f"/user-tasks/{task}/complete", json={}, headers={"If-Match": tag})
    assert closed["status"] == 412
    assert keeper.refused("POST", f"/user-tasks/{task}/complete", json={})["status"] == 409
    manager, old = small(MANAGER), '"1"'
    now = manager.ask("GET", f"/process-instances/{matter}").headers["ETag"]
    assert now != old
    problem = manager.refused(
        "POST", f"/process-instances/{matter}/cancel", json={"reason": "x"}, headers={"If-Match": old}
    )
    assert problem["status"] == 412
    manager.post(f"/process-instances/{matter}/cancel", {"reason": "x"}, headers={"If-Match": now})


@pytest.mark.parametrize("tag", ['"x"', 'W/"1"', "1", '"99999999999"'])
def test_a_version_we_never_gave_matches_nothing(small: Api, tag: str) -> None:
    small(CLERK).post("/process-instances", {"process": "ask"})
    task = small(KEEPER).tasks()[0]["id"]
    refused = small(KEEPER).refused("POST", f"/user-tasks/{task}/claim", json={}, headers={"If-Match": tag})
    assert refused["status"] == 412


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/user-tasks/%00", 404),
        ("GET", "/process-instances/" + "x" * 2000, 404),
        ("DELETE", "/user-tasks", 405),
        ("GET", "/number-books/收/99999999999999", 400),
        ("GET", "/number-books/无/2026", 404),
    ],
)
def test_wrong_addresses_are_problems_too(small: Api, method: str, path: str, status: int) -> None:
    assert small(CLERK).refused(method, path)["status"] == status


def test_times_are_given_with_their_offset_and_read_in_any(small: Api) -> None:
    matter = small(CLERK).post("/process-instances", {"process": "ask"})
    assert matter["started_at"] == "2026-03-02T09:00:00+08:00"
    path = f"/process-instances/{matter['id']}/state-at"
    for written in ("2026-03-02T01:00:00Z", "2026-03-02T09:00:00+08:00", "2026-03-02T09:00:00 08:00"):
        assert small(CLERK).get(path, time=written)["tokens"] != []
    for wrong in ("2026-03-02T09:00:00", "yesterday", "9999-12-31T23:59:59-12:00", ""):
        assert small(CLERK).refused("GET", path, query_string={"time": wrong})["status"] == 400


def test_every_answer_carries_the_security_headers(small: Api) -> None:
    answer = small(DESIGNER).ask("GET", "/process-definitions")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
