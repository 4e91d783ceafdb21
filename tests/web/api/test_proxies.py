"""Who acts for whom, through the API: proxies, absences, deputies, and tasks that others prepare."""

from __future__ import annotations

from typing import Any

import pytest

from tests.diagrams import diagram, user_task
from tests.office import OpenOffice
from tests.web.api.client import Api

CLERK = "liujh"  # registrar, deputy of the head of the document office
HEAD, KEEPER, ARCHIVIST = "qinjc", "luodr", "yangyq"
GOVERNOR, EXEC, VICE, SECRETARY = "zhouyz", "liqj", "xiangrm", "wennl"
MANAGER = "shifl"

PLAIN = diagram(
    "plain",
    f"""
<bpmn:startEvent id="begin"/>
{user_task("decide", "so_docs:office_head")}
{user_task("after", "seal_keeper")}
<bpmn:endEvent id="end"/>
begin -> decide
decide -> after
after -> end
""",
)
SIGN = diagram(
    "signature",
    f"""
<bpmn:startEvent id="begin"/>
{user_task("sign", "governor", '<liye:proxy sign="true" except="=recused" only="=if upward then [&quot;exec_vice_governor&quot;] else null"/>')}
<bpmn:endEvent id="end"/>
begin -> sign
sign -> end
""",
)


@pytest.fixture
def api(open_office: OpenOffice) -> Api:
    office = open_office("2026-03-02 09:00")
    office.deploy(plain__bpmn=PLAIN)
    office.deploy(signature__bpmn=SIGN)
    return Api(office)


def begin(api: Api, by: str = KEEPER, process: str = "plain", **variables: Any) -> str:
    made = api(by).post("/process-instances", {"process": process, "variables": variables})
    return str(made["id"])


def task_of(api: Api, matter: str) -> dict[str, Any]:
    (found,) = api(MANAGER).tasks(process_instance=matter)
    return found


def give(api: Api, holder: str, to: str, **terms: Any) -> str:
    said = {"to": to, "until": "2026-03-09T00:00:00+08:00", "scope": {"all": True}, **terms}
    return str(api(holder).post("/proxies", said)["id"])


def inbox(api: Api, login: str) -> list[str]:
    return [task["id"] for task in api(login).tasks()]


def test_a_proxy_does_the_task_and_both_names_stand_on_every_record(api: Api) -> None:
    matter = begin(api)
    task = task_of(api, matter)["id"]
    assert task not in inbox(api, ARCHIVIST)
    give(api, HEAD, ARCHIVIST)
    assert task in inbox(api, ARCHIVIST)
    seen = api(ARCHIVIST).get(f"/user-tasks/{task}")
    assert (seen["acts_for"], seen["actions"][:2]) == (HEAD, ["claim", "complete"])
    assert not {"transfer", "delegate", "unclaim"} & set(seen["actions"])
    api(ARCHIVIST).post(f"/user-tasks/{task}/complete", {"variables": {"opinion": "同意"}})
    done = api(MANAGER).get(f"/user-tasks/{task}")
    assert (done["completed_by"], done["on_behalf_of"]) == (ARCHIVIST, HEAD)
    left = api(KEEPER).get(f"/process-instances/{matter}/history")["items"]
    assert [(i["actor"], i["on_behalf_of"]) for i in left if i["element_id"] == "decide"] == [
        (ARCHIVIST, HEAD)
    ]
    acts = api(MANAGER).get("/audit", limit=200)["items"]
    assert [a["on_behalf_of"] for a in acts if a["verb"] == "user_task.complete"] == [HEAD]


def test_what_a_proxy_claims_is_the_holders(api: Api) -> None:
    task = task_of(api, begin(api))["id"]
    proxy = give(api, HEAD, ARCHIVIST)
    assert api(ARCHIVIST).post(f"/user-tasks/{task}/claim")["assignee"] == HEAD
    assert task in inbox(api, ARCHIVIST)
    api(HEAD).post(f"/proxies/{proxy}/revoke")
    assert task not in inbox(api, ARCHIVIST)
    assert api(ARCHIVIST).refused("GET", f"/user-tasks/{task}")["code"] == "USER_TASK_NOT_FOUND"


@pytest.mark.parametrize(
    ("at", "status"),
    [
        ("2026-03-03 23:59", 404),
        ("2026-03-04 00:00", 200),
        ("2026-03-05 23:59", 200),
        ("2026-03-06 00:00", 404),
    ],
)
def test_a_proxy_holds_from_its_first_instant_until_before_its_last(api: Api, at: str, status: int) -> None:
    task = task_of(api, begin(api))["id"]
    when = {"from": "2026-03-04T00:00:00+08:00", "until": "2026-03-06T00:00:00+08:00"}
    give(api, HEAD, ARCHIVIST, **when)
    api.office.advance(at)
    assert api(ARCHIVIST).ask("GET", f"/user-tasks/{task}").status_code == status
    assert (task in inbox(api, ARCHIVIST)) is (status == 200)
    done = api(ARCHIVIST).ask("POST", f"/user-tasks/{task}/complete", json={})
    assert done.status_code == status


@pytest.mark.parametrize(
    ("terms", "sees"),
    [
        ({"scope": {"processes": ["plain"]}}, True),
        ({"scope": {"processes": ["signature"]}}, False),
        ({"scope": {"kinds": ["公文"]}}, False),
        ({"scope": {"processes": ["plain"], "kinds": ["公文"]}}, True),
        ({"backlog": False}, False),
        ({"backlog": True}, True),
    ],
)
def test_a_proxy_covers_what_it_was_given_for(api: Api, terms: dict[str, Any], sees: bool) -> None:
    task = task_of(api, begin(api))["id"]
    api.office.advance(minutes=1)
    give(api, HEAD, ARCHIVIST, **terms)
    assert (task in inbox(api, ARCHIVIST)) is sees
    later = task_of(api, begin(api))["id"]
    assert (later in inbox(api, ARCHIVIST)) is (sees or "backlog" in terms)


@pytest.mark.parametrize(
    ("deputy", "can_sign", "facts", "sees"),
    [
        (VICE, False, {"upward": False, "recused": []}, False),  # a signature, and he may not sign
        (VICE, True, {"upward": False, "recused": []}, True),
        (VICE, True, {"upward": True, "recused": []}, False),  # upward: only whoever presides formally
        (EXEC, True, {"upward": True, "recused": []}, True),
        (EXEC, False, {"upward": True, "recused": []}, False),
        (EXEC, True, {"upward": True, "recused": [EXEC]}, False),  # his own interest
        (EXEC, True, {"upward": True, "recused": [GOVERNOR]}, False),  # the holder's own interest
    ],
)
def test_a_signature_and_an_interest_are_not_for_every_proxy(
    api: Api, deputy: str, can_sign: bool, facts: dict[str, Any], sees: bool
) -> None:
    give(api, GOVERNOR, deputy, can_sign=can_sign)
    task = task_of(api, begin(api, process="signature", **facts))["id"]
    assert (task in inbox(api, deputy)) is sees
    done = api(deputy).ask("POST", f"/user-tasks/{task}/complete", json={})
    assert done.status_code == (200 if sees else 404)


def test_nobody_acts_for_another_in_a_matter_he_began(api: Api) -> None:
    give(api, HEAD, ARCHIVIST)
    own, other = begin(api, ARCHIVIST), begin(api, KEEPER)
    assert set(inbox(api, ARCHIVIST)) == {task_of(api, own)["id"], task_of(api, other)["id"]}, "his, to see"
    refused = api(ARCHIVIST).refused("POST", f"/user-tasks/{task_of(api, own)['id']}/complete", json={})
    assert (refused["status"], refused["code"]) == (403, "NOT_YOUR_TASK")


def test_there_is_no_proxy_of_a_proxy(api: Api) -> None:
    task = task_of(api, begin(api))["id"]
    give(api, HEAD, ARCHIVIST)
    give(api, ARCHIVIST, SECRETARY)
    assert task in inbox(api, ARCHIVIST)
    assert task not in inbox(api, SECRETARY)
    handed = api(ARCHIVIST).refused(
        "POST", f"/user-tasks/{task}/transfer", json={"to": KEEPER, "reason": "x"}
    )
    assert handed["code"] == "PROXY_MAY_NOT_HAND_ON"
    assert api(ARCHIVIST).refused("POST", f"/user-tasks/{task}/delegate", json={"to": KEEPER})["code"] == (
        "PROXY_MAY_NOT_HAND_ON"
    )


def test_a_proxy_is_refused_that_says_nothing_sensible(api: Api) -> None:
    good = {"to": ARCHIVIST, "until": "2026-03-09T00:00:00+08:00", "scope": {"all": True}}
    for change, pointer in (
        ({"to": "nobody"}, "/to"),
        ({"to": HEAD}, "/to"),
        ({"until": "2026-03-02T09:00:00+08:00"}, "/until"),
        ({"from": "2026-03-10T00:00:00+08:00"}, "/until"),
        ({"scope": {}}, "/scope"),
        ({"scope": {"all": True, "kinds": ["公文"]}}, "/scope"),
        ({"scope": {"processes": []}}, "/scope"),
        ({"scope": {"processes": ["none"]}}, "/scope/processes"),
        ({"scope": {"kinds": ["none"]}}, "/scope/kinds"),
    ):
        refused = api(HEAD).refused("POST", "/proxies", json={**good, **change})
        assert (refused["status"], refused["errors"][0]["pointer"]) == (422, pointer), change
    assert api(HEAD).refused("POST", "/proxies", json={**good, "holder": GOVERNOR})["status"] == 403
    assert api(MANAGER).post("/proxies", {**good, "holder": GOVERNOR})["holder"] == GOVERNOR
    assert [one["holder"] for one in api(ARCHIVIST).get("/proxies")["items"]] == [GOVERNOR]
    assert api(HEAD).get("/proxies")["items"] == []


def test_a_proxy_is_taken_back_once_by_whom_it_concerns(api: Api) -> None:
    proxy = give(api, HEAD, ARCHIVIST)
    assert api(KEEPER).refused("POST", f"/proxies/{proxy}/revoke")["code"] == "PROXY_NOT_FOUND"
    assert api(ARCHIVIST).post(f"/proxies/{proxy}/revoke")["revoked_by"] == ARCHIVIST
    assert api(HEAD).refused("POST", f"/proxies/{proxy}/revoke")["code"] == "PROXY_ENDED"


def test_the_deputy_of_a_post_is_offered_what_comes_while_its_holder_is_away(api: Api) -> None:
    task = task_of(api, begin(api))["id"]
    assert task not in inbox(api, CLERK)
    away = {"from": "2026-03-03T00:00:00+08:00", "until": "2026-03-05T00:00:00+08:00", "kind": "trip"}
    absence = api(HEAD).post("/absences", away)["id"]
    assert task not in inbox(api, CLERK)
    api.office.advance("2026-03-03 00:00")
    assert task in inbox(api, CLERK)
    assert task in inbox(api, HEAD), "he can still do it himself"
    api(HEAD).post(f"/absences/{absence}/cancel")
    assert task not in inbox(api, CLERK)
    assert api(HEAD).refused("POST", f"/absences/{absence}/cancel")["code"] == "ABSENCE_ENDED"


def test_what_nobody_looks_at_in_time_is_also_offered_to_the_deputy(api: Api) -> None:
    matter = begin(api)
    task = task_of(api, matter)["id"]
    api.office.advance("2026-03-03 23:58")
    assert task not in inbox(api, CLERK)
    api.office.advance("2026-03-04 09:00")
    assert task in inbox(api, CLERK)
    assert task in inbox(api, HEAD)
    told = [one["text"] for one in api(CLERK).get("/notifications")["items"]]
    assert "task.unanswered" in told
    api(CLERK).post(f"/user-tasks/{task}/complete", {})
    assert api(MANAGER).get(f"/user-tasks/{task}")["on_behalf_of"] == HEAD


def test_what_somebody_looked_at_stays_with_him(api: Api) -> None:
    task = task_of(api, begin(api))["id"]
    api(HEAD).get(f"/user-tasks/{task}")
    api.office.advance(days=5)
    assert task not in inbox(api, CLERK)


def test_whoever_was_away_is_told_daily_what_was_done_for_him(api: Api) -> None:
    give(api, HEAD, ARCHIVIST)
    task = task_of(api, begin(api))["id"]
    api(ARCHIVIST).post(f"/user-tasks/{task}/complete", {})
    api.office.advance(days=3)
    found = [one for one in api(HEAD).get("/notifications")["items"] if one["text"] == "proxy.digest"]
    assert [(one["params"]["n"], one["params"]["by"]) for one in found] == [(1, [ARCHIVIST])]


def test_a_task_is_prepared_by_another_and_confirmed_by_its_owner(api: Api) -> None:
    task = task_of(api, begin(api))["id"]
    api(HEAD).post(f"/user-tasks/{task}/delegate", {"to": ARCHIVIST, "reason": "请先核一下"})
    assert task in inbox(api, ARCHIVIST)
    assert api(ARCHIVIST).get(f"/user-tasks/{task}")["actions"][0] == "resolve"
    assert api(HEAD).get(f"/user-tasks/{task}")["actions"][0] == "take-back"
    assert api(ARCHIVIST).refused("POST", f"/user-tasks/{task}/complete", json={})["code"] == "DELEGATED"
    api(ARCHIVIST).post(f"/user-tasks/{task}/resolve", {"variables": {"opinion": "已核，同意"}})
    back = api(HEAD).get(f"/user-tasks/{task}")
    assert (back["assignee"], back["owner"], back["prepared_by"]) == (HEAD, None, ARCHIVIST)
    assert "complete" in back["actions"]
    api(HEAD).post(f"/user-tasks/{task}/complete", {"variables": {"opinion": "同意"}})
    assert api(ARCHIVIST).get(f"/user-tasks/{task}")["completed_by"] == HEAD, "he took part in it"


def test_what_was_given_away_is_taken_back_while_it_may_be(api: Api) -> None:
    task = task_of(api, begin(api))["id"]
    api(HEAD).post(f"/user-tasks/{task}/delegate", {"to": ARCHIVIST})
    api(ARCHIVIST).get(f"/user-tasks/{task}")
    assert api(HEAD).post(f"/user-tasks/{task}/take-back")["assignee"] == HEAD
    told = {one["text"]: one for one in api(ARCHIVIST).get("/notifications")["items"]}
    assert told["task.delegated"]["params"]["title"]
    gone = told["task.taken_back"]  # he may see the matter no longer
    assert (gone["params"]["title"], gone["process_instance"]) == (None, None)
    api(HEAD).post(f"/user-tasks/{task}/transfer", {"to": ARCHIVIST, "reason": "应由档案员办理"})
    assert api(HEAD).post(f"/user-tasks/{task}/take-back")["assignee"] == HEAD
    api(HEAD).post(f"/user-tasks/{task}/transfer", {"to": ARCHIVIST, "reason": "应由档案员办理"})
    api(ARCHIVIST).get(f"/user-tasks/{task}")
    assert api(HEAD).refused("POST", f"/user-tasks/{task}/take-back")["code"] == "TOO_LATE_TO_TAKE_BACK"
    assert api(HEAD).get(f"/user-tasks/{task}")["assignee"] == ARCHIVIST, "it stays among what he handled"


def test_a_task_that_is_not_delegated_is_not_resolved(api: Api) -> None:
    task = task_of(api, begin(api))["id"]
    assert api(HEAD).refused("POST", f"/user-tasks/{task}/resolve", json={})["code"] == "NOT_DELEGATED"
    assert api(HEAD).refused("POST", f"/user-tasks/{task}/delegate", json={"to": HEAD})["status"] == 422
