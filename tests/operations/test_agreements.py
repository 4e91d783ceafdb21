"""A countersign has ended and its text changes after all: whoever agreed confirms again (G6.4)."""

from __future__ import annotations

import pytest

from engine.commands import circulations, handovers, process_instances, returns, user_tasks
from engine.commands.preview import preview
from engine.errors import Conflict
from engine.model import SYSTEM
from engine.queries import agreements
from engine.queries import circulations as circulation_queries
from engine.queries import user_tasks as task_queries
from tests.office import Matter, Office
from tests.operations.drafts import FIRST, SECOND, changed
from tests.operations.hard import CHECKER, MANAGER, PREPARER, SIGNATORY, SIGNERS, hard, to_countersign
from tests.web.api.client import Api

VOTE = '<liye:countersign mode="all" field="opinion" agree="agree" disagree="no" confirms="text"/>'


def agreed(office: Office) -> Matter:
    """All three have agreed, and the matter stands before its conclusion."""
    matter = to_countersign(office, hard(VOTE))
    for who in SIGNERS:
        matter.finish(matter.task("countersign", assignee=who), who, opinion="agree", text="第一稿")
    return matter.do("check", CHECKER).do("record", CHECKER)


def states(matter: Matter) -> dict[str, str]:
    [one] = agreements.of_instance(matter.office.engine, matter.id, SYSTEM)
    return {person.login: person.state for person in one.people}


def test_who_agreed_is_asked_again_and_the_next_step_waits_for_it(office: Office) -> None:
    matter = agreed(office)
    assert states(matter) == dict.fromkeys(SIGNERS, "agreed")
    matter.do("conclude", PREPARER, text="第二稿")
    assert states(matter) == dict.fromkeys(SIGNERS, "stale")
    sign = matter.task("sign")
    with pytest.raises(Conflict, match="not answered"):
        user_tasks.complete(office.engine, sign.id, {}, office.actor(SIGNATORY))
    [asked] = circulation_queries.of_instance(office.engine, matter.id, SYSTEM)
    assert (asked.kind, asked.sent_by, asked.user_task_id) == ("consult", PREPARER, sign.id)
    assert "请确认是否仍然同意" in asked.text
    for who in SIGNERS:
        circulations.answer(office.engine, asked.id, "仍同意", office.actor(who))
    assert states(matter) == dict.fromkeys(SIGNERS, "answered")
    matter.do("sign", SIGNATORY).do("file", "liujh")
    assert matter.state == "completed"
    assert [act.verb for act in office.acts if act.verb == "countersign.stale"] == ["countersign.stale"]


def test_a_change_of_something_else_asks_nobody(office: Office) -> None:
    matter = agreed(office).do("conclude", PREPARER, text="第一稿", note="附件另送")
    assert states(matter) == dict.fromkeys(SIGNERS, "agreed")
    assert (
        "complete" in task_queries.get(office.engine, matter.task("sign").id, office.actor(SIGNATORY)).actions
    )


def test_changed_twice_who_has_not_answered_is_not_asked_twice(office: Office) -> None:
    matter, manager = agreed(office).do("conclude", PREPARER, text="第二稿"), office.actor(MANAGER)
    [first] = circulation_queries.of_instance(office.engine, matter.id, SYSTEM)
    circulations.answer(office.engine, first.id, "仍同意", office.actor(SIGNERS[0]))
    process_instances.set_variables(office.engine, matter.id, {"text": "第三稿"}, "勘误", manager)
    [_, again] = circulation_queries.of_instance(office.engine, matter.id, SYSTEM)
    assert [one.login for one in again.receivers] == [SIGNERS[0]]
    assert states(matter) == dict.fromkeys(SIGNERS, "stale")


def test_sent_back_to_before_the_countersign_it_is_asked_anew_and_nobody_twice(office: Office) -> None:
    matter = agreed(office).do("conclude", PREPARER, text="第一稿")
    sign = matter.task("sign")
    returns.return_task(office.engine, sign.id, "prepare", "rewalk", "重拟", office.actor(SIGNATORY))
    matter.do("prepare", PREPARER, text="第二稿")
    assert circulation_queries.of_instance(office.engine, matter.id, SYSTEM) == []
    assert agreements.of_instance(office.engine, matter.id, SYSTEM) == []


def test_what_was_taken_back_was_not_changed(office: Office) -> None:
    matter = agreed(office).do("conclude", PREPARER, text="第二稿")
    done = [
        t for t in task_queries.of_instance(office.engine, matter.id, SYSTEM) if t.element_id == "conclude"
    ]
    user_tasks.withdraw(office.engine, done[0].id, office.actor(PREPARER))
    assert states(matter) == dict.fromkeys(SIGNERS, "agreed")
    [asked] = circulation_queries.of_instance(office.engine, matter.id, SYSTEM)
    assert {one.state for one in asked.receivers} == {"recalled"}


def test_the_preview_tells_who_would_be_asked_again(office: Office) -> None:
    matter = agreed(office)
    task, actor = matter.task("conclude").id, office.actor(PREPARER)
    found = preview(office.engine, lambda e: user_tasks.complete(e, task, {"text": "第二稿"}, actor))
    told = {one.recipient for one in found.notified if one.text == "circulation.consult"}
    assert told == set(SIGNERS)
    assert states(matter) == dict.fromkeys(SIGNERS, "agreed")


def test_who_took_over_the_work_confirms_in_place_of_who_left(office: Office) -> None:
    matter = agreed(office).do("conclude", PREPARER, text="第二稿")
    handovers.hand_over(office.engine, SIGNERS[0], "dengll", "调岗", office.actor(MANAGER))
    assert states(matter) == {SIGNERS[0]: "agreed", "dengll": "stale"} | dict.fromkeys(SIGNERS[1:], "stale")
    [asked] = circulation_queries.of_instance(office.engine, matter.id, SYSTEM)
    for who in ("dengll", *SIGNERS[1:]):
        circulations.answer(office.engine, asked.id, "仍同意", office.actor(who))
    assert states(matter) == {SIGNERS[0]: "agreed"} | dict.fromkeys(("dengll", *SIGNERS[1:]), "answered")
    assert matter.do("sign", SIGNATORY).waits_at == ["file"]


def test_with_the_choices_of_the_form_and_what_changed(api: Api) -> None:
    matter = changed(api.office)
    (asked,) = api(PREPARER).get(f"/process-instances/{matter.id}/circulations")
    path = f"/circulations/{asked['id']}"
    told = api(SIGNERS[0]).get(f"{path}/reconfirm")
    assert (told["element_id"], told["choices"]) == (
        "countersign", ["agree", "agree_with_changes", "disagree"],
    )  # fmt: skip
    assert told["changed"] == [{"name": "text", "before": FIRST, "now": SECOND}]
    for body, pointer in (
        ({}, "/choice"), ({"opinion": "仍同意"}, "/choice"), ({"choice": "yes"}, "/choice"),
        ({"choice": "disagree"}, "/opinion"),
    ):  # fmt: skip
        refused = api(SIGNERS[0]).refused("POST", f"{path}/answer", json=body)
        assert (refused["status"], refused["errors"][0]["pointer"]) == (422, pointer), body
    api(SIGNERS[0]).post(f"{path}/answer", {"choice": "agree"})
    api(SIGNERS[1]).post(f"{path}/answer", {"choice": "disagree", "opinion": "时限过紧"})
    matter.office.proxy(SIGNERS[2], "yangyq", days=5)
    api("yangyq").post(f"{path}/answer", {"choice": "agree_with_changes", "opinion": "附件一并更新"})
    found = api(PREPARER).get(f"/process-instances/{matter.id}/agreements")["items"][0]["people"]
    assert [(one["person"], one["state"], one["choice"], one["answered_by"]) for one in found] == [
        (SIGNERS[0], "confirmed", "agree", SIGNERS[0]), (SIGNERS[1], "objected", "disagree", SIGNERS[1]),
        (SIGNERS[2], "confirmed", "agree_with_changes", "yangyq"),
    ]  # fmt: skip
    manager = api.office.actor(MANAGER)
    process_instances.set_variables(api.office.engine, matter.id, {"text": "第三稿。"}, "勘误", manager)
    again = api(PREPARER).get(f"/process-instances/{matter.id}/circulations")[-1]
    told = api(SIGNERS[0]).get(f"/circulations/{again['id']}/reconfirm")["changed"]
    assert [(one["before"], one["now"]) for one in told] == [(SECOND, "第三稿。")]  # since he last confirmed
    assert (
        api(SIGNERS[0]).get(f"{path}/reconfirm")["changed"][0]["now"] == SECOND
    )  # as it was when he answered


def test_of_a_plain_question_nothing_is_to_be_chosen(api: Api) -> None:
    matter = to_countersign(api.office)
    body = {"to": ["yangyq"], "question": "可否？"}
    asked = api(CHECKER).post(f"/user-tasks/{matter.task('check').id}/consult", body)
    told = api("yangyq").get(f"/circulations/{asked['id']}/reconfirm")
    assert told == {"element_id": None, "choices": [], "changed": []}
    given = {"opinion": "可", "choice": "agree"}
    assert api("yangyq").refused("POST", f"/circulations/{asked['id']}/answer", json=given)["status"] == 422
