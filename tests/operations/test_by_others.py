"""What others do for one in the place that hurts: a proxy, somebody who prepares, who is copied; and taking back."""

from __future__ import annotations

import pytest

from tests.operations.hard import CHECKER, PREPARER, SIGNERS, STARTER, to_countersign
from tests.web.api.client import Api

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)
PROXY, OTHER = "yangyq", "dengll"


def test_a_proxy_signs_and_another_prepares_what_its_owner_hands_in(api: Api) -> None:
    matter = to_countersign(api.office)
    first, second = (matter.task("countersign", assignee=who).id for who in SIGNERS[:2])
    terms = {"to": PROXY, "until": "2026-03-09T00:00:00+08:00", "scope": {"all": True}}
    api(SIGNERS[0]).post("/proxies", terms)
    assert api(PROXY).get(f"/user-tasks/{first}")["acts_for"] == SIGNERS[0]
    api(PROXY).post(f"/user-tasks/{first}/complete", {"variables": {"opinion": "agree"}})
    assert matter.waits_at == ["check", "countersign"]
    done = api(STARTER).get(f"/process-instances/{matter.id}/history")["items"]
    assert [(one["actor"], one["on_behalf_of"]) for one in done if one["element_id"] == "countersign"] == [
        (PROXY, SIGNERS[0])
    ]

    told = api(SIGNERS[1]).post(f"/user-tasks/{second}/delegate?preview=true", {"to": OTHER})
    assert [one["assignee"] for one in told["handed"]] == [OTHER]
    api(SIGNERS[1]).post(f"/user-tasks/{second}/delegate", {"to": OTHER})
    early = {"variables": {"opinion": "agree"}}
    assert api(OTHER).refused("POST", f"/user-tasks/{second}/complete", json=early)["code"] == "DELEGATED"
    back = api(OTHER).post(f"/user-tasks/{second}/resolve", {"variables": {"opinion": "checked"}})
    assert back["assignee"] == SIGNERS[1]
    api(SIGNERS[1]).post(f"/user-tasks/{second}/complete", {"variables": {"opinion": "agree"}})
    assert [one.assignee for one in matter.tasks if one.element_id == "countersign"] == [SIGNERS[2]]


def test_a_copy_asks_nothing_and_who_is_urged_is_told(api: Api) -> None:
    matter = to_countersign(api.office)
    task, sent = matter.task("check").id, {"to": [OTHER], "kind": "copy", "text": "供参考"}
    copy = api(CHECKER).post(f"/user-tasks/{task}/circulate", sent)
    assert (copy["kind"], copy["due_at"]) == ("copy", None)
    (item,) = api(OTHER).get("/circulations")["items"]
    assert (item["kind"], item["process_instance"]) == ("copy", matter.id)
    assert api(OTHER).get(f"/circulations/{copy['id']}")["receivers"][0]["state"] == "read"
    assert api(OTHER).get("/circulations")["items"] == []
    signer = matter.task("countersign", assignee=SIGNERS[0]).id
    assert api(STARTER).post(f"/user-tasks/{signer}/urge", {"text": "请尽快"}) == {"told": [SIGNERS[0]]}
    assert matter.waits_at == ["check", "countersign"]


def test_the_step_that_opened_it_all_is_taken_back_and_so_is_a_signature(api: Api) -> None:
    matter = to_countersign(api.office)
    done = api(PREPARER).get("/user-tasks", state="completed")["items"]
    prepared = next(one["id"] for one in done if one["element_id"] == "prepare")
    told = api(PREPARER).post(f"/user-tasks/{prepared}/withdraw?preview=true")
    assert sorted(one["element_id"] for one in told["cancelled"]) == ["check", *["countersign"] * 3]
    api(PREPARER).post(f"/user-tasks/{prepared}/withdraw")
    assert matter.waits_at == ["prepare"]
    matter.do("prepare", PREPARER)

    mine = matter.task("countersign", assignee=SIGNERS[0]).id
    api(SIGNERS[0]).post(f"/user-tasks/{mine}/complete", {"variables": {"opinion": "agree"}})
    api(SIGNERS[0]).post(f"/user-tasks/{mine}/withdraw")
    assert len(matter.tasks) == 1 + len(SIGNERS)
    late = api(PREPARER).refused("POST", f"/user-tasks/{prepared}/withdraw")
    assert (late["status"], late["code"]) == (409, "TOO_LATE_TO_WITHDRAW")
