"""What would happen is told, and does not happen."""

from __future__ import annotations

import pytest

from engine.commands import process_instances, user_tasks
from engine.commands.preview import preview
from engine.errors import Conflict, Forbidden
from tests.office import Office
from tests.operations.hard import CHECKER, MANAGER, PREPARER, SIGNERS, STARTER, begin, to_countersign
from tests.web.api.client import Api


def picture(office: Office, matter_id: str) -> tuple[object, ...]:
    """Everything that may not change."""
    with office.engine.reading() as view:
        from engine.store import agenda, instances, user_tasks

        rows = [
            instances.row(view, matter_id),
            *user_tasks.of_instance(view, matter_id),
            *agenda.of_instance(view, matter_id),
        ]
    return tuple(map(str, rows))


def test_a_hand_over_is_told_with_who_would_learn_of_it(office: Office) -> None:
    matter = to_countersign(office)
    task, before = matter.task("check"), picture(office, matter.id)
    found = preview(
        office.engine,
        lambda engine: user_tasks.transfer(engine, task.id, "xiangbf", "on leave", office.actor(CHECKER)),
    )
    assert [(one.element_id, one.assignee) for one in found.handed] == [("check", "xiangbf")]
    assert [(one.recipient, one.text) for one in found.notified] == [("xiangbf", "task.transferred")]
    assert not found.cancelled
    assert not found.created
    assert picture(office, matter.id) == before
    assert matter.task("check").assignee == CHECKER


def test_taking_back_tells_of_the_tasks_timers_and_limits_that_end(office: Office) -> None:
    matter = begin(office).do("register", STARTER)
    task = matter.task("prepare")
    matter.do("prepare", PREPARER)
    before = picture(office, matter.id)
    found = preview(
        office.engine, lambda engine: user_tasks.withdraw(engine, task.id, office.actor(PREPARER))
    )
    assert sorted(one.element_id for one in found.cancelled) == ["check", *["countersign"] * 3]
    assert [one.element_id for one in found.created] == ["prepare"]
    assert (sorted(found.left), list(found.reached)) == (["check", "countersign"], ["prepare"])
    ended = sorted((one.kind, one.element_id) for one in found.timers if one.change == "ended")
    assert ended == [
        *[("deadline", "countersign")] * 3,
        ("message", "off"),
        ("timer", "check_late"),
        ("timer", "slow"),
    ]
    assert picture(office, matter.id) == before
    user_tasks.withdraw(office.engine, task.id, office.actor(PREPARER))
    assert matter.waits_at == ["prepare"]


def test_cancelling_a_matter_tells_of_all_that_ends(office: Office) -> None:
    matter = to_countersign(office)
    found = preview(
        office.engine,
        lambda engine: process_instances.cancel(engine, matter.id, "not needed", office.actor(MANAGER)),
    )
    assert len(found.cancelled) == 1 + len(SIGNERS)
    assert matter.state == "active"


def test_what_is_refused_is_refused_in_the_preview(office: Office) -> None:
    matter = to_countersign(office)
    task = matter.task("check")
    with pytest.raises(Forbidden):
        preview(
            office.engine,
            lambda engine: user_tasks.transfer(engine, task.id, "xiangbf", "?", office.actor(SIGNERS[0])),
        )
    process_instances.suspend(office.engine, matter.id, "wait", office.actor(MANAGER))
    with pytest.raises(Conflict):
        preview(office.engine, lambda engine: user_tasks.complete(engine, task.id, {}, office.actor(CHECKER)))


@pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)
def test_the_api_tells_and_then_does_under_one_key(api: Api) -> None:
    matter = to_countersign(api.office)
    task = matter.task("check")
    body = {"to": "xiangbf", "reason": "on leave"}
    key = {"Idempotency-Key": "one"}
    path = f"/user-tasks/{task.id}/transfer"
    told = api(CHECKER).post(f"{path}?preview=true", body, headers=key)
    assert [one["assignee"] for one in told["handed"]] == ["xiangbf"]
    assert told["notified"][0]["to"] == "xiangbf"
    assert matter.task("check").assignee == CHECKER
    assert api(CHECKER).post(path, body, headers=key)["assignee"] == "xiangbf"
    assert api(CHECKER).refused("POST", f"{path}?preview=perhaps", json=body)["status"] == 400


def test_the_hard_diagram_comes_to_its_end(office: Office) -> None:
    matter = to_countersign(office)
    office.advance(days=3)  # the slow signers are to be urged; nothing ends by it
    assert matter.waits_at == ["check", "countersign", "urge"]
    matter.do("urge", PREPARER)
    office.message("stop", matter.id)
    assert "check" not in matter.waits_at
    matter.do("record", CHECKER)
    for signer in SIGNERS:
        task = matter.task("countersign", assignee=signer)
        user_tasks.complete(office.engine, task.id, {"opinion": "agree"}, office.actor(signer))
    assert [one["who"] for one in matter.variables["answers"]] == list(SIGNERS)
    matter.do("conclude", PREPARER).do("sign", "chengz").do("file", STARTER)
    assert matter.state == "completed"
