"""Who may call what: every call of the description against every kind of caller."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.web.api.client import Api, Caller
from tests.web.api.small import ADMIN, AUDITOR, CLERK, DESIGNER, KEEPER, MANAGER, STRANGER
from web.api import documentation

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)

WHO = (STRANGER, CLERK, KEEPER, MANAGER, DESIGNER, ADMIN, AUDITOR)
ALL = dict.fromkeys(WHO, 200)
MANAGERS = dict.fromkeys(WHO, 403) | {MANAGER: 200}
HANDERS = dict.fromkeys(WHO, 403) | {MANAGER: 200, ADMIN: 200}
ADMINS = dict.fromkeys(WHO, 403) | {ADMIN: 200}
NONE_SEES = dict.fromkeys(WHO, 404)
# of a matter that CLERK began and whose task is offered to KEEPER: the others do not know of it
PARTIES = NONE_SEES | {CLERK: 200, KEEPER: 200, MANAGER: 200}
REPAIR = NONE_SEES | {CLERK: 403, KEEPER: 403, MANAGER: 200}
DOER = NONE_SEES | {CLERK: 403, KEEPER: 200, MANAGER: 403}
# (call, body): what comes back, the body of a refusal aside
TABLE: dict[str, tuple[Any, dict[str, int]]] = {
    "POST /deployments": (None, dict.fromkeys(WHO, 403) | {DESIGNER: 201}),
    "GET /deployments": (None, ALL),
    "GET /process-definitions": (None, ALL),
    "GET /process-definitions/{id}": (None, ALL),
    "GET /process-definitions/{id}/xml": (None, ALL),
    "POST /process-instances": ({"process": "ask"}, dict.fromkeys(WHO, 201)),
    "GET /process-instances": (None, ALL),
    "GET /process-instances/{id}": (None, PARTIES),
    "GET /process-instances/{id}/variables": (None, PARTIES),
    "GET /process-instances/{id}/history": (None, PARTIES),
    "GET /process-instances/{id}/state-at": (None, PARTIES),
    "GET /process-instances/{id}/deadlines": (None, PARTIES),
    "GET /process-instances/{id}/files": (None, PARTIES),
    "POST /process-instances/{id}/cancel": ({"reason": "x"}, REPAIR),
    "POST /process-instances/{id}/suspend": ({}, REPAIR),
    "POST /process-instances/{id}/resume": ({}, REPAIR | {MANAGER: 409}),
    "POST /process-instances/{id}/variables": ({"x": 1}, REPAIR),
    "GET /user-tasks": (None, ALL),
    "GET /user-tasks/{id}": (None, PARTIES),
    "POST /user-tasks/approve": ({"tasks": [{"id": "0"}]}, ALL),  # of each it says whether he may
    "POST /user-tasks/{id}/claim": ({}, DOER),
    "POST /user-tasks/{id}/complete": ({}, DOER),
    "POST /user-tasks/{id}/unclaim": ({}, PARTIES),
    "POST /user-tasks/{id}/transfer": ({"to": KEEPER, "reason": "x"}, DOER | {MANAGER: 200}),
    "POST /user-tasks/{id}/withdraw": ({}, NONE_SEES | {CLERK: 403, KEEPER: 403, MANAGER: 403}),
    "POST /user-tasks/{id}/delegate": ({"to": CLERK}, DOER),
    "POST /user-tasks/{id}/resolve": ({}, DOER | {KEEPER: 409}),
    "POST /user-tasks/{id}/take-back": ({}, PARTIES | {CLERK: 403, KEEPER: 403, MANAGER: 403}),
    "GET /saved-filters": (None, ALL),
    "POST /saved-filters": ({"name": "急件", "criteria": {"light": "late"}}, dict.fromkeys(WHO, 201)),
    "POST /saved-filters/{id}/remove": ({}, NONE_SEES),
    "GET /proxies": (None, ALL),
    "POST /proxies": (
        {"to": "yangyq", "until": "2026-03-09T00:00:00+08:00", "scope": {"all": True}},
        dict.fromkeys(WHO, 201),
    ),
    "POST /proxies/{id}/revoke": ({}, NONE_SEES),
    "GET /absences": (None, ALL),
    "POST /absences": (
        {"from": "2026-03-03T00:00:00+08:00", "until": "2026-03-09T00:00:00+08:00"},
        dict.fromkeys(WHO, 201),
    ),
    "POST /absences/{id}/cancel": ({}, NONE_SEES),
    "GET /handovers": (None, HANDERS),
    "POST /handovers": (
        {"from": "dengll", "to": "yangyq", "reason": "调岗"},
        dict.fromkeys(WHO, 403) | {MANAGER: 201, ADMIN: 201},
    ),
    "POST /handovers/{id}/take-back": ({}, dict.fromkeys(WHO, 403) | {MANAGER: 404, ADMIN: 404}),
    "GET /user-tasks/{id}/returns": (None, PARTIES),
    "POST /user-tasks/{id}/return": ({"to": "starter", "reason": "x"}, DOER | {KEEPER: 409}),
    "GET /user-tasks/{id}/signers": (None, PARTIES),
    "POST /user-tasks/{id}/signers": ({"add": [CLERK], "position": "after"}, DOER),
    "POST /process-instances/{id}/move": ({"from": "answer", "to": "thank", "reason": "x"}, REPAIR),
    "POST /process-instances/{id}/withdraw": ({"reason": "x"}, DOER | {CLERK: 200, KEEPER: 403}),
    "POST /user-tasks/{id}/circulate": (
        {"to": ["yangyq"]},
        NONE_SEES | {CLERK: 403, KEEPER: 201, MANAGER: 201},
    ),
    "POST /user-tasks/{id}/consult": (
        {"to": ["yangyq"], "question": "x"},
        NONE_SEES | {CLERK: 403, KEEPER: 201, MANAGER: 201},
    ),
    "POST /process-instances/{id}/circulate": (
        {"to": ["yangyq"]},
        NONE_SEES | {CLERK: 201, KEEPER: 403, MANAGER: 201},
    ),
    "GET /process-instances/{id}/circulations": (None, PARTIES),
    "GET /process-instances/{id}/agreements": (None, PARTIES),
    "GET /circulations": (None, ALL),
    "GET /circulations/{id}": (None, NONE_SEES | {CLERK: 200, KEEPER: 200, MANAGER: 200}),
    "GET /circulations/{id}/reconfirm": (None, NONE_SEES | {CLERK: 200, KEEPER: 200, MANAGER: 200}),
    "POST /circulations/{id}/circulate": (
        {"to": ["yangyq"]},
        NONE_SEES | {CLERK: 403, KEEPER: 201, MANAGER: 403},
    ),
    "POST /circulations/{id}/answer": ({}, NONE_SEES | {CLERK: 403, KEEPER: 200, MANAGER: 403}),
    "POST /circulations/{id}/recall": ({}, NONE_SEES | {CLERK: 200, KEEPER: 403, MANAGER: 200}),
    "GET /process-instances/{id}/opinions": (None, PARTIES),
    "GET /process-instances/{id}/pictures/{file}": (None, NONE_SEES),
    "POST /user-tasks/{id}/corrections": (
        {"text": "x"},
        NONE_SEES | {CLERK: 403, KEEPER: 403, MANAGER: 403},
    ),
    "POST /user-tasks/{id}/attachments": (None, dict.fromkeys(WHO, 400)),
    "POST /process-instances/{id}/attachments": (None, dict.fromkeys(WHO, 400)),
    "GET /process-instances/{id}/attachments": (None, PARTIES),
    "POST /user-tasks/{id}/ink": (None, dict.fromkeys(WHO, 400)),
    "GET /signature": (None, ALL),
    "POST /signature": (None, dict.fromkeys(WHO, 400)),
    "GET /phrases": (None, ALL),
    "POST /phrases": ({"phrases": ["x"]}, ALL),
    "POST /user-tasks/{id}/urge": ({}, NONE_SEES | {CLERK: 200, KEEPER: 403, MANAGER: 200}),
    "POST /circulations/{id}/urge": ({}, NONE_SEES | {CLERK: 200, KEEPER: 403, MANAGER: 200}),
    "POST /user-tasks/{id}/comments": (
        {"text": "x"},
        NONE_SEES | {CLERK: 201, KEEPER: 201, MANAGER: 201},
    ),
    "POST /process-instances/{id}/comments": (
        {"text": "x"},
        NONE_SEES | {CLERK: 201, KEEPER: 201, MANAGER: 201},
    ),
    "GET /process-instances/{id}/comments": (None, PARTIES),
    "POST /process-instances/{id}/follow": ({}, PARTIES),
    "POST /process-instances/{id}/unfollow": ({}, PARTIES),
    "POST /messages": ({"name": "nobody waits"}, dict.fromkeys(WHO, 409)),
    "POST /signals": ({"name": "nobody waits"}, ALL),
    "GET /jobs": (None, MANAGERS),
    "POST /jobs/{id}/retry": ({}, MANAGERS | {MANAGER: 409}),
    "POST /jobs/activate": ({"types": ["outside.work"], "worker": "w"}, MANAGERS),
    "POST /jobs/{id}/complete": ({}, MANAGERS | {MANAGER: 409}),
    "POST /jobs/{id}/fail": ({"error": "x"}, MANAGERS | {MANAGER: 409}),
    "POST /jobs/{id}/error": ({"code": "X"}, MANAGERS | {MANAGER: 409}),
    "GET /incidents": (None, MANAGERS),
    "POST /incidents/{id}/resolve": ({"action": "retry", "reason": "x"}, MANAGERS | {MANAGER: 404}),
    "POST /decisions/{id}/evaluate": ({"variables": {"copies": 3}}, ALL),
    "POST /files": (None, dict.fromkeys(WHO, 400)),
    "GET /files/{id}": (None, NONE_SEES),
    "GET /directory/units": (None, ALL),
    "GET /directory/users": (None, ALL),
    "GET /directory/groups": (None, ALL),
    "GET /directory/export": (None, dict.fromkeys(WHO, 403) | {MANAGER: 200, ADMIN: 200, AUDITOR: 200}),
    "POST /directory/groups": (
        {"key": "choir", "name": "合唱团", "members": [KEEPER]},
        dict.fromkeys(WHO, 403) | {ADMIN: 201},
    ),
    "GET /number-books": (None, ALL),
    "GET /number-books/{code}/{year}": (None, ALL),
    "POST /number-books/{code}/{year}/{sequence}/void": (
        {"reason": "x"},
        dict.fromkeys(WHO, 403) | {CLERK: 404, MANAGER: 404},
    ),
    "GET /registers": (None, ALL),
    "GET /registers/{key}": (None, ALL),
    "GET /registers/{key}/export": (None, ALL),
    "GET /ledgers": (None, ALL),
    "GET /ledgers/{key}": (None, ALL),
    "GET /ledgers/{key}/export": (None, ALL),
    "GET /notifications": (None, ALL),
    "GET /extensions": (None, ALL),
    "GET /process-instances/{id}/extensions": (None, PARTIES),
    "POST /process-instances/{id}/deadlines/{deadline}/extensions": (
        {"to": "2026-05-09", "reason": "涉及面广"},
        NONE_SEES,
    ),
    "POST /process-instances/{id}/deadlines/{deadline}/pause": (
        {"ground": "补正", "reason": "待补充材料"},
        NONE_SEES,
    ),
    "POST /process-instances/{id}/deadlines/{deadline}/resume": (
        {},
        NONE_SEES,
    ),
    "POST /extensions/{id}/approve": ({"reason": "同意"}, NONE_SEES),
    "POST /extensions/{id}/refuse": ({"reason": "不同意"}, NONE_SEES),
    "GET /notification-settings": (None, ALL),
    "POST /notification-settings": ({}, ALL),
    "GET /webhooks": (None, ADMINS),
    "POST /webhooks": (
        {"name": "x", "url": "https://example.org/x", "events": ["*"]},
        ADMINS | {ADMIN: 422},  # that host is not in LIYE_WEBHOOK_HOSTS
    ),
    "GET /webhooks/{id}/deliveries": (None, ADMINS | {ADMIN: 404}),
    "POST /webhooks/{id}/deliveries/{delivery}/retry": ({}, ADMINS | {ADMIN: 404}),
    "POST /webhooks/{id}/disable": ({}, ADMINS | {ADMIN: 404}),
    "POST /webhooks/{id}/enable": ({}, ADMINS | {ADMIN: 404}),
    "POST /webhooks/{id}/remove": ({}, ADMINS | {ADMIN: 404}),
    "GET /bulletin": (None, MANAGERS),
    "POST /bulletin/{id}": ({"state": "published"}, MANAGERS | {MANAGER: 404}),
    "GET /calendars": (None, ALL),
    "POST /calendars": (
        {"year": 2031, "source": "x", "holidays": [], "working": []},
        dict.fromkeys(WHO, 403) | {ADMIN: 201},
    ),
    "GET /audit": (None, dict.fromkeys(WHO, 403) | {MANAGER: 200, AUDITOR: 200}),
    "GET /clock": (None, MANAGERS),
    "POST /clock/advance": ({"seconds": 0}, MANAGERS),
}


def calls_of(api: Api) -> set[str]:
    paths = documentation.document(api.app)["paths"]
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}" for path, item in paths.items() for method in item
    }


def test_the_table_has_every_call(small: Api) -> None:
    assert calls_of(small) == set(TABLE)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.slow
def test_every_caller_gets_what_he_may(small: Api, method: str) -> None:
    calls = {call: said for call, said in TABLE.items() if call.startswith(method)}
    found = {
        call: {who: ask(small, small(who), call, body) for who in expected}
        for call, (body, expected) in calls.items()
    }
    assert found == {call: expected for call, (_, expected) in calls.items()}


def test_nobody_gets_anything_without_a_token(small: Api) -> None:
    assert {call: ask(small, small.nobody, call, body) for call, (body, _) in TABLE.items()} == dict.fromkeys(
        TABLE, 401
    )


def ask(api: Api, caller: Caller, call: str, body: Any) -> int:
    """On things that were just made, so that no caller finds what another did."""
    method, path = call.split(" ")
    if path == "/deployments" and method == "POST":
        from tests.diagrams import diagram

        new = diagram("new", "<bpmn:startEvent id='a'/>\n<bpmn:endEvent id='b'/>\na -> b")
        return caller.ask(method, path, data=new, content_type="application/xml").status_code
    path = re.sub(r"\{(\w+)\}", lambda found: made(api, path, found[1]), path)
    if path.endswith("/state-at"):
        path += "?time=2026-03-02T09:00:00Z"
    more = {} if method == "GET" else {"data": {}, "content_type": "multipart/form-data"}
    if body is not None:
        more = {"json": body}
    return caller.ask(method, path, **more).status_code


def made(api: Api, path: str, name: str) -> str:
    if path.startswith("/ledgers"):
        return keeping_a_ledger(api)
    if name in {"code", "year", "sequence", "key"}:
        return {"code": "收", "year": "2026", "sequence": "1", "key": "outgoing"}[name]
    if name in {"deadline", "delivery"}:
        return "0" * 32
    noun = path.split("/")[1]
    if noun == "process-definitions":
        return str(api(MANAGER).get("/process-definitions", key="ask")["items"][0]["id"])
    if noun == "decisions":
        return "size"
    if noun == "jobs":
        matter = api(CLERK).post("/process-instances", {"process": "outside"})["id"]
        return str(api(MANAGER).get("/jobs", process_instance=matter)["items"][0]["id"])
    matter = api(CLERK).post("/process-instances", {"process": "ask"})["id"]
    if noun == "circulations":
        sent = api(CLERK).post(f"/process-instances/{matter}/circulate", {"to": [KEEPER]})
        return str(sent["id"])
    if noun == "user-tasks":
        return str(api(MANAGER).tasks(process_instance=matter)[0]["id"])
    return matter if noun == "process-instances" else "0" * 32


def keeping_a_ledger(api: Api) -> str:
    from engine.commands import deployments
    from engine.model import SYSTEM
    from tests.diagrams import diagram

    drawn = diagram("kept", "<bpmn:startEvent id='a'/>\n<bpmn:endEvent id='b'/>\na -> b")
    ledger = b'{"title": "T", "lines": "=null", "columns": [{"name": "a", "title": "A"}]}'
    deployments.deploy(api.office.engine, {"kept.bpmn": drawn, "ledgers/kept.json": ledger}, SYSTEM)
    return "kept"


def test_lists_show_only_what_one_may_see(small: Api) -> None:
    small(CLERK).post("/process-instances", {"process": "ask"})
    small(DESIGNER).post("/process-instances", {"process": "later"})
    lists = {who: small(who).get("/process-instances")["items"] for who in WHO}
    seen = {who: sorted(matter["process"]["key"] for matter in found) for who, found in lists.items()}
    assert seen == {
        STRANGER: [],
        CLERK: ["ask"],
        KEEPER: ["ask"],
        MANAGER: ["ask", "later"],
        DESIGNER: ["later"],
        ADMIN: [],
        AUDITOR: [],
    }
    tasks = {who: [task["element_id"] for task in small(who).tasks()] for who in WHO}
    assert tasks == {who: [] for who in WHO} | {CLERK: ["answer"], KEEPER: ["answer"], MANAGER: ["answer"]}


def test_what_one_may_not_see_looks_like_what_is_not_there(small: Api) -> None:
    matter = small(CLERK).post("/process-instances", {"process": "ask"})["id"]
    task = small(KEEPER).tasks()[0]["id"]
    for there in (f"/process-instances/{matter}", f"/user-tasks/{task}", f"/jobs?process_instance={matter}"):
        nowhere = re.sub("[0-9a-f]{32}", "0" * 32, there)
        assert small(STRANGER).refused("GET", there) == small(STRANGER).refused("GET", nowhere)


def test_a_process_may_be_for_some_only(small: Api) -> None:
    from engine.commands import deployments
    from engine.model import SYSTEM
    from tests.diagrams import diagram

    keepers_only = diagram(
        "keepers",
        "<bpmn:startEvent id='a'/>\n<bpmn:endEvent id='b'/>\na -> b",
        inside='<liye:startableBy groups="seal_keeper"/>',
    )
    deployments.deploy(small.office.engine, {"keepers.bpmn": keepers_only}, SYSTEM)
    refused = small(CLERK).refused("POST", "/process-instances", json={"process": "keepers"})
    assert (refused["status"], refused["code"]) == (403, "MAY_NOT_START")
    assert small(KEEPER).post("/process-instances", {"process": "keepers"})["state"] == "completed"
