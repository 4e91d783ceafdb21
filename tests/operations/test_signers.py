"""Signers added and taken away in the place that hurts, and how a countersign ends there."""

from __future__ import annotations

from typing import Any

from engine.commands import user_tasks
from tests.diagrams import diagram, each, task_of
from tests.office import Matter, Office
from tests.operations.hard import CHECKER, MANAGER, PREPARER, SIGNERS, STARTER, hard, to_countersign
from tests.web.api.client import Api

VOTE = '<liye:countersign mode="share" need="0.5" field="opinion" agree="agree" disagree="no" resultVariable="vote"/>'
ADDED = "shidh"


def sign(office: Office, matter: Matter, who: str, opinion: str = "agree") -> None:
    task = matter.task("countersign", assignee=who)
    user_tasks.complete(office.engine, task.id, {"opinion": opinion}, office.actor(who))


def change(
    api: Api, matter: Matter, by: str, body: dict[str, Any], at: str = "countersign", **more: Any
) -> Any:
    task = matter.task(at, assignee=by)
    return api(by).post(f"/user-tasks/{task.id}/signers{more.pop('query', '')}", body, **more)


def test_a_countersign_by_share_ends_and_cancels_the_rest(api: Api) -> None:
    matter = to_countersign(api.office, hard(VOTE))
    sign(api.office, matter, SIGNERS[0])
    last = matter.task("countersign", assignee=SIGNERS[2])
    seen = api(SIGNERS[2]).get(f"/user-tasks/{last.id}/signers")
    assert (seen["countersign"]["approvals"], seen["countersign"]["approved"]) == (1, None)
    assert {one["person"]: one["state"] for one in seen["signers"]} == {
        SIGNERS[0]: "signed",
        SIGNERS[1]: "asked",
        SIGNERS[2]: "asked",
    }
    sign(api.office, matter, SIGNERS[1])
    assert matter.waits_at == ["check"]
    assert matter.variables["vote"]["agreed"] == list(SIGNERS[:2])


def test_a_signer_is_added_beside_told_before_and_counts(api: Api) -> None:
    matter = to_countersign(api.office, hard(VOTE))
    body = {"add": [ADDED], "position": "beside", "reason": "their field"}
    told = change(api, matter, SIGNERS[0], body, query="?preview=true")
    assert [(one["element_id"], one["assignee"]) for one in told["created"]] == [("countersign", ADDED)]
    assert {one["to"] for one in told["notified"]} == {ADDED}
    change(api, matter, SIGNERS[0], body)
    sign(api.office, matter, SIGNERS[0])
    sign(api.office, matter, ADDED)
    assert matter.waits_at == ["check"]
    assert matter.variables["vote"]["total"] == 4


def test_before_me_at_a_step_of_one_person_and_taken_away(api: Api) -> None:
    matter = to_countersign(api.office)
    change(api, matter, CHECKER, {"add": [ADDED, "zhouqj"], "position": "before"}, at="check")
    assert {t.assignee for t in matter.tasks if t.element_id == "check"} == {ADDED, "zhouqj"}
    task = matter.task("check", assignee=ADDED)
    path = f"/user-tasks/{task.id}/signers"
    refused = api(ADDED).refused("POST", path, json={"remove": "zhouqj"})
    assert (refused["status"], refused["code"]) == (403, "NOT_YOUR_SIGNER")
    told = api(MANAGER).post(f"{path}?preview=true", {"remove": "zhouqj"})
    assert [one["assignee"] for one in told["cancelled"]] == ["zhouqj"]
    api(MANAGER).post(path, {"remove": "zhouqj"})
    user_tasks.complete(api.office.engine, task.id, {"opinion": "fine"}, api.office.actor(ADDED))
    assert [t.assignee for t in matter.tasks if t.element_id == "check"] == [CHECKER]
    matter.do("check", CHECKER)
    assert "record" in matter.waits_at


def test_after_me_the_step_waits_for_him(api: Api) -> None:
    matter = to_countersign(api.office)
    change(api, matter, CHECKER, {"add": [ADDED], "position": "after"}, at="check")
    seen = api(CHECKER).get(f"/user-tasks/{matter.task('check').id}/signers")
    assert [(one["person"], one["state"], one["added_by"]) for one in seen["signers"]] == [
        (CHECKER, "asked", None), (ADDED, "later", CHECKER),
    ]  # fmt: skip
    matter.do("check", CHECKER)
    assert [t.assignee for t in matter.tasks if t.element_id == "check"] == [ADDED]
    matter.do("check", ADDED)
    assert "record" in matter.waits_at


def test_who_cannot_be_added(api: Api) -> None:
    matter = to_countersign(api.office)
    task = matter.task("countersign", assignee=SIGNERS[0])
    path = f"/user-tasks/{task.id}/signers"
    for body in ({"add": ["nobody"]}, {"add": [SIGNERS[1]]}, {"add": [ADDED, ADDED]}):
        assert api(SIGNERS[0]).refused("POST", path, json=body)["status"] == 422
    for body in ({}, {"add": [ADDED], "remove": ADDED}, {"add": [ADDED], "position": "above"}):
        assert api(SIGNERS[0]).refused("POST", path, json=body)["status"] == 400
    assert api(PREPARER).refused("POST", path, json={"add": [ADDED]})["status"] == 403
    assert api(MANAGER).refused("POST", path, json={"remove": ADDED})["code"] == "NO_SUCH_SIGNER"
    assert len([t for t in matter.tasks if t.element_id == "countersign"]) == len(SIGNERS)


def test_who_was_added_to_a_step_of_groups_is_asked_by_name_and_cannot_leave_it_to_nobody(api: Api) -> None:
    units = task_of("countersign", "", loop=each("units", "unit")).replace(
        'assignee=""', "candidateGroups='=unit + \":office_head\"'"
    )
    body = f'<bpmn:startEvent id="begin"/>\n{units}\n<bpmn:endEvent id="end"/>\nbegin -> countersign\ncountersign -> end'
    api.office.deploy(units__bpmn=diagram("units", body))
    matter = api.office.start("units", STARTER, units=["so_docs", "so_sec1"])
    asked = next(one for one in matter.tasks if "so_docs:office_head" in one.candidate_groups)
    head = api.office.holder("so_docs:office_head")
    api(head).post(f"/user-tasks/{asked.id}/claim")
    added = {"add": [ADDED], "position": "beside", "reason": "their field"}
    api(head).post(f"/user-tasks/{asked.id}/signers", added)
    task = matter.task("countersign", assignee=ADDED)
    assert (task.candidate_groups, task.candidate_users) == ((), ())
    refused = api(ADDED).refused("POST", f"/user-tasks/{task.id}/unclaim")
    assert (refused["status"], refused["code"]) == (422, "NO_CANDIDATES")
    api(ADDED).post(f"/user-tasks/{task.id}/complete", {"variables": {}})
