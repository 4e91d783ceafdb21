"""A decision asked through the API: what it answers, by which rules, and how it came to it."""

from __future__ import annotations

import pytest

from engine.commands import deployments
from engine.model import SYSTEM
from tests.web.api.client import Api, Caller
from tests.web.api.small import CLERK
from tests.web.test_decisions import TRIAL
from tests.web.window import seal_files

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)


@pytest.fixture
def clerk(small: Api) -> Caller:
    deployments.deploy(small.office.engine, {**seal_files(), "decisions/trial.dmn": TRIAL}, SYSTEM)
    return small(CLERK)


def ask(api: Caller, id_: str, explain: bool = False, **variables: object) -> dict[str, object]:
    body = {"variables": variables, "explain": explain}
    found: dict[str, object] = api.post(f"/decisions/{id_}/evaluate", body)
    return found


def test_it_answers_by_the_rules_that_matched(clerk: Caller) -> None:
    found = ask(clerk, "approver", kind="公文", copies=12.5, urgent=False)
    assert found == {"result": "处长", "matched": ["many"], "missing": [], "unused": [], "explanation": None}
    assert ask(clerk, "size", copies=3)["matched"] == ["few"]


def test_it_says_what_it_was_not_given_and_what_it_does_not_ask_for(clerk: Caller) -> None:
    assert ask(clerk, "approver", kind="公文", copies=12.5)["missing"] == ["urgent"]
    found = ask(clerk, "approver", kinds="公文", copies=12.5, urgent=False)
    assert (found["missing"], found["unused"]) == (["kind"], ["kinds"])


def test_the_explanation_has_every_cell_and_every_null(clerk: Caller) -> None:
    found = ask(clerk, "due", explain=True, kind="合同", copies=2, signed_on="2026-03-02", pages=[1])
    assert found["result"] == {"days": 3, "on": "2026-03-05", "marks": ["秘书长", 1], "odd": None}
    how = found["explanation"]
    assert isinstance(how, dict)
    assert how["values"]["approver"] == "秘书长"
    assert how["values"]["signed_on"] == "2026-03-02"
    assert how["tables"][0]["matched"] == ["contract"]
    assert how["tables"][0]["cells"]["many"] == [False, False, True]
    (null,) = how["nulls"]
    assert (null["element_id"], null["line"]) == ("due", 1)
    assert null["message"] != null["message_zh"]


def test_a_refusal_names_the_element_and_what_is_wrong(clerk: Caller) -> None:
    problem = clerk.refused("POST", "/decisions/approver/evaluate", json={"variables": {"kind": "照片"}})
    assert (problem["status"], problem["code"]) == (422, "DECISION_FAILED")
    assert "kind" in str(problem["detail"])
    assert "不在允许值" in str(problem["detail"])
    assert clerk.refused("POST", "/decisions/nothing/evaluate", json={})["status"] == 404
