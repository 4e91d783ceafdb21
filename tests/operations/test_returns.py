"""Sent back out of the place that hurts, moved on by a manager, taken back by who began it."""

from __future__ import annotations

from typing import Any

import pytest

from engine.commands import process_instances, user_tasks
from engine.queries import returns as queries
from tests.office import Matter, Office
from tests.operations.hard import (
    CHECKER,
    MANAGER,
    PREPARER,
    SIGNATORY,
    SIGNERS,
    STARTER,
    begin,
    hard,
    to_countersign,
)
from tests.web.api.client import Api


def sent_back(api: Api, matter: Matter, at: str, by: str, to: str, mode: str = "rewalk", **more: Any) -> Any:
    task = matter.task(at, assignee=by)
    body = {"to": to, "mode": mode, "reason": "the figures do not add up"}
    return api(by).post(f"/user-tasks/{task.id}/return", body, **more)


def agree(office: Office, matter: Matter, *who: str) -> None:
    for signer in who:
        task = matter.task("countersign", assignee=signer)
        user_tasks.complete(office.engine, task.id, {"opinion": "agree"}, office.actor(signer))


def to_sign(office: Office) -> Matter:
    matter = to_countersign(office)
    agree(office, matter, *SIGNERS)
    return matter.do("check", CHECKER).do("record", CHECKER).do("conclude", PREPARER)


def test_the_steps_offered_are_those_passed_on_the_way(api: Api) -> None:
    matter = to_countersign(api.office).do("check", CHECKER)
    task = matter.task("record")
    found = api(CHECKER).get(f"/user-tasks/{task.id}/returns")
    assert [one["element_id"] for one in found["steps"]] == ["register", "prepare", "check"]
    assert [one["element_id"] for one in found["steps"] if one["starter"]] == ["register"]
    assert [one["element_id"] for one in found["steps"] if one["previous"]] == ["check"]
    assert found["modes"] == ["rewalk", "jump_back"]
    assert "return" in api(CHECKER).get(f"/user-tasks/{task.id}")["actions"]


def test_out_of_the_countersign_all_beside_it_ends_and_is_told_before(api: Api) -> None:
    matter = to_countersign(api.office).do("check", CHECKER)
    agree(api.office, matter, SIGNERS[0])
    task = matter.task("countersign", assignee=SIGNERS[1])
    body = {"to": "prepare", "reason": "the figures do not add up"}
    told = api(SIGNERS[1]).post(f"/user-tasks/{task.id}/return?preview=true", body)
    assert sorted(one["element_id"] for one in told["cancelled"]) == ["countersign", "countersign", "record"]
    assert [(one["element_id"], one["assignee"]) for one in told["created"]] == [("prepare", PREPARER)]
    ended = {(one["kind"], one["element_id"]) for one in told["timers"] if one["change"] == "ended"}
    assert ended == {("deadline", "countersign"), ("timer", "slow")}
    assert [(one["element_id"], one["by"]) for one in told["opinions"]] == [
        ("prepare", PREPARER), ("check", CHECKER), ("countersign", SIGNERS[0]),
    ]  # fmt: skip
    assert {one["to"] for one in told["notified"]} == {PREPARER}
    assert matter.waits_at == ["countersign", "record"]
    sent_back(api, matter, "countersign", SIGNERS[1], "previous")
    assert matter.waits_at == ["prepare"]
    matter.do("prepare", PREPARER)
    assert matter.waits_at == ["check", "countersign"]
    assert len(matter.tasks) == 1 + len(SIGNERS)
    said = [one for one in matter.history if one.element_id == "countersign" and one.state == "completed"]
    assert len(said) == 1  # the opinion given stays on the record


def test_timers_and_limits_begin_anew(api: Api) -> None:
    office = api.office
    matter = to_countersign(office)
    office.advance(days=2)
    sent_back(api, matter, "countersign", SIGNERS[0], "prepare")
    matter.do("prepare", PREPARER)
    office.advance(days=2)
    assert "urge" not in matter.waits_at
    office.advance(days=1)
    assert "urge" in matter.waits_at


def test_only_the_own_branch_goes_back(api: Api) -> None:
    matter = to_countersign(api.office).do("check", CHECKER)
    sent_back(api, matter, "record", CHECKER, "check")
    assert matter.waits_at == ["check", "countersign"]


def test_out_of_the_sub_process_to_the_starter(api: Api) -> None:
    matter = to_countersign(api.office)
    sent_back(api, matter, "check", CHECKER, "starter")
    assert [(task.element_id, task.assignee) for task in matter.tasks] == [("register", STARTER)]
    texts = [one.text for one in told_of(api.office, STARTER)]
    assert sorted(texts) == ["task.opened", "task.opened", "task.returned"]


def told_of(office: Office, login: str) -> list[Any]:
    from engine.queries import notifications

    return list(notifications.page(office.engine, office.actor(login)).items)


def test_after_the_join_back_into_the_sub_process_and_straight_back(api: Api) -> None:
    matter = to_sign(api.office)
    sent_back(api, matter, "sign", SIGNATORY, "check", "jump_back")
    assert [(task.element_id, task.assignee) for task in matter.tasks] == [("check", CHECKER)]
    matter.do("check", CHECKER)
    assert [(task.element_id, task.assignee) for task in matter.tasks] == [("sign", SIGNATORY)]
    matter.do("sign", SIGNATORY).do("file", STARTER)
    assert matter.state == "completed"


def test_one_signer_asks_for_a_correction_while_the_others_go_on(api: Api) -> None:
    matter = to_countersign(api.office)
    sent_back(api, matter, "countersign", SIGNERS[1], "prepare", "jump_back")
    assert matter.waits_at == ["check", "countersign", "prepare"]
    agree(api.office, matter, SIGNERS[0], SIGNERS[2])
    matter.do("prepare", PREPARER)
    assert [task.assignee for task in matter.tasks if task.element_id == "countersign"] == [SIGNERS[1]]
    agree(api.office, matter, SIGNERS[1])
    assert [one["who"] for one in matter.variables["answers"]] == list(SIGNERS)


def test_who_agreed_sees_what_changed_since(api: Api) -> None:
    office = api.office
    matter = begin(office).do("register", STARTER, amount=5).do("prepare", PREPARER, amount=5, note="a")
    agree(office, matter, *SIGNERS[:2])
    sent_back(api, matter, "countersign", SIGNERS[2], "prepare")
    matter.do("prepare", PREPARER, amount=7, note="a")
    task = matter.task("countersign", assignee=SIGNERS[0])
    changed = queries.changed(office.engine, task.id, office.actor(SIGNERS[0]))
    assert [(one.name, one.before, one.now) for one in changed] == [("amount", 5, 7)]
    assert api(SIGNERS[0]).get(f"/user-tasks/{task.id}/returns")["changed"] == [
        {"name": "amount", "before": 5, "now": 7}
    ]
    other = matter.task("countersign", assignee=SIGNERS[2])
    assert not queries.changed(office.engine, other.id, office.actor(SIGNERS[2]))


def test_the_diagram_may_say_where_a_step_is_returned_to(api: Api) -> None:
    only = '<liye:returns to="starter" modes="rewalk"/>'
    matter = to_countersign(api.office, hard(only))
    task = matter.task("countersign", assignee=SIGNERS[0])
    found = api(SIGNERS[0]).get(f"/user-tasks/{task.id}/returns")
    assert ([one["element_id"] for one in found["steps"]], found["modes"]) == (["register"], ["rewalk"])
    for body in ({"to": "prepare", "reason": "x"}, {"to": "register", "mode": "jump_back", "reason": "x"}):
        refused = api(SIGNERS[0]).refused("POST", f"/user-tasks/{task.id}/return", json=body)
        assert (refused["status"], refused["code"]) == (409, "RETURN_NOT_ALLOWED")


def test_who_may_not_and_what_cannot_be(api: Api) -> None:
    matter = to_countersign(api.office)
    task = matter.task("check")
    path, body = f"/user-tasks/{task.id}/return", {"to": "prepare", "reason": "x"}
    assert api(SIGNERS[0]).refused("POST", path, json=body)["status"] == 403
    assert api("zhouqj").refused("POST", path, json=body)["status"] == 404
    assert api(CHECKER).refused("POST", path, json={**body, "to": "sign"})["status"] == 409
    assert api(CHECKER).refused("POST", path, json={**body, "to": "countersign"})["status"] == 409
    assert api(CHECKER).refused("POST", path, json={"to": "prepare", "reason": " "})["status"] == 422
    assert api(CHECKER).refused("POST", path, json=body, headers={"If-Match": '"9"'})["status"] == 412
    process_instances.suspend(api.office.engine, matter.id, "wait", api.office.actor(MANAGER))
    assert api(CHECKER).refused("POST", path, json=body)["status"] == 409
    assert matter.waits_at == ["check", "countersign"]


def test_a_manager_moves_a_matter_on_with_a_reason(api: Api) -> None:
    matter = to_countersign(api.office)
    path, body = (
        f"/process-instances/{matter.id}/move",
        {"from": "countersign", "to": "sign", "reason": "decided"},
    )
    assert api(STARTER).refused("POST", path, json=body)["status"] == 403
    told = api(MANAGER).post(f"{path}?preview=true", body)
    assert len(told["cancelled"]) == 1 + len(SIGNERS)
    assert [one["element_id"] for one in told["created"]] == ["sign"]
    assert api(MANAGER).post(path, body)["waiting_at"] == ["sign"]
    back = {**body, "from": "sign", "to": "record"}
    assert api(MANAGER).post(path, back)["waiting_at"] == ["record"]
    assert matter.do("record", CHECKER).waits_at == ["conclude"]
    assert api(MANAGER).refused("POST", path, json={**body, "from": "check"})["status"] == 422
    assert (
        api(MANAGER).refused("POST", path, json={**body, "from": "conclude", "to": "join"})["status"] == 404
    )
    acts = [act.verb for act in api.office.acts if act.chain == matter.id]
    assert acts[-3:] == ["process_instance.move", "process_instance.move", "user_task.complete"]


def test_who_began_it_takes_the_matter_back_while_nobody_has_signed(api: Api) -> None:
    matter = begin(api.office).do("register", STARTER)
    path = f"/process-instances/{matter.id}/withdraw"
    assert api(PREPARER).refused("POST", path, json={"reason": "x"})["status"] == 403
    told = api(STARTER).post(f"{path}?preview=true", {"reason": "wrong file"})
    assert [one["element_id"] for one in told["cancelled"]] == ["prepare"]
    assert {one["to"] for one in told["notified"]} == {PREPARER}
    other = begin(api.office).do("register", STARTER).do("prepare", PREPARER)
    refused = api(STARTER).refused("POST", f"/process-instances/{other.id}/withdraw", json={"reason": "x"})
    assert (refused["status"], refused["code"]) == (409, "ALREADY_SIGNED")
    assert api(STARTER).post(path, {"reason": "wrong file"})["state"] == "cancelled"
    assert api(STARTER).refused("POST", path, json={"reason": "again"})["status"] == 409


@pytest.mark.parametrize("mode", ["rewalk", "jump_back"])
def test_what_was_sent_back_is_not_taken_back_by_who_handed_in_before(api: Api, mode: str) -> None:
    matter = begin(api.office).do("register", STARTER)
    first = next(task for task in api.office.engine and matter.history if task.element_id == "register")
    assert first.state == "completed"
    sent_back(api, matter, "prepare", PREPARER, "register", mode)
    assert matter.waits_at == ["register"]
    matter.do("register", STARTER)
    assert matter.waits_at == ["prepare"]
