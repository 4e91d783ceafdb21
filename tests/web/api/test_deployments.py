"""Deployments and definitions: checked, numbered, the same one no new version."""

from __future__ import annotations

from typing import Any

import pytest

from engine import json
from tests.engine.runtime.drawing import end, par, start, user, xml, xor
from tests.web.api.client import Api
from tests.web.api.small import (
    ASK,
    CLERK,
    DECIDE,
    DESIGNER,
    MANAGER,
    SIZE,
    deploy,
)

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)


def test_a_deployment_is_checked_numbered_and_the_same_one_is_no_new_version(api: Api) -> None:
    first = deploy(api, ("ask.bpmn", ASK))
    made = json.load(first.data)
    assert first.status_code == 201
    process = made["process_definitions"][0]
    assert (process["key"], process["version"], process["name"]) == ("ask", 1, "ask")
    again = deploy(api, ("ask.bpmn", ASK))
    assert (again.status_code, json.load(again.data)["id"]) == (200, made["id"])
    api(MANAGER).post("/clock/advance", {"seconds": 1})
    changed = json.load(deploy(api, ("ask.bpmn", ASK.replace(b'name="ask"', b'name="Ask"'))).data)
    assert changed["process_definitions"][0]["version"] == 2
    listed = api(CLERK).get("/process-definitions", key="ask")["items"]
    assert [(one["version"], one["latest"]) for one in listed] == [(2, True), (1, False)]
    assert [
        one["version"] for one in api(CLERK).get("/process-definitions", key="ask", latest="true")["items"]
    ] == [2]
    assert api(CLERK).ask("GET", f"/process-definitions/{process['id']}/xml").data == ASK
    deployed = api(CLERK).get("/deployments", limit=2)["items"]
    assert [one["process_definitions"][0]["version"] for one in deployed] == [2, 1]


def test_one_diagram_may_come_as_xml(api: Api) -> None:
    sent = api(DESIGNER).ask("POST", "/deployments", data=ASK, content_type="application/xml")
    assert sent.status_code == 201


def test_a_dry_run_says_the_same_and_stores_nothing(api: Api) -> None:
    dry = deploy(api, ("ask.bpmn", ASK), dry_run="true")
    assert (dry.status_code, json.load(dry.data)["id"]) == (200, None)
    broken = deploy(api, ("ask.bpmn", ASK.replace(b"thank -&gt;", b"")[:-60]), dry_run="true")
    assert broken.status_code == 422
    assert api(CLERK).get("/process-definitions", key="ask")["items"] == []


def test_a_dry_run_tells_what_lint_tells_with_the_way_to_a_jam(api: Api) -> None:
    jam = xml(
        start(),
        xor("x"),
        user("a"),
        user("b"),
        par("j"),
        end(),
        "s > x > [n] a > j; x > [*] b > j > e",
        process="jam",
    )
    dry = json.load(deploy(api, ("jam.bpmn", jam), dry_run="true").data)
    told = {finding["rule"]: finding for finding in dry["findings"]}
    assert told["soundness"]["element_id"] == "j"
    assert "s > x > a" in told["soundness"]["message"]
    out_of_place = jam.replace(b'<userTask id="a">', b'<userTask id="a" startQuantity="many">')
    refused = deploy(api, ("jam.bpmn", out_of_place), dry_run="true")
    assert refused.status_code == 422
    assert "schema" in {finding["rule"] for finding in json.load(refused.data)["findings"]}


@pytest.mark.parametrize(
    ("files", "rule"),
    [
        ([], None),
        ([("x.exe", b"MZ")], "file.kind"),
        ([("x.bpmn", b"")], None),
        ([("x.bpmn", b"<a/>")], None),
        ([("x.bpmn", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')], None),
        ([("x.dmn", b"<a/>")], None),
        ([("x.json", b"{")], None),
        ([("ask.bpmn", ASK + b" " * 1024 * 1024)], "file.size"),
        ([("ask.bpmn", ASK), ("old.bpmn", ASK.replace(b"thank", b"greet"))], "process.twice"),
        ([("decide.bpmn", DECIDE), ("a.dmn", SIZE), ("b.dmn", SIZE)], "decision.twice"),
        ([("ask.bpmn", ASK), ("old/ask.bpmn", ASK)], "file.twice"),
        ([("a\0sk.bpmn", ASK)], "file.kind"),
    ],
)
def test_what_cannot_be_deployed_is_refused_with_findings(api: Api, files: Any, rule: str | None) -> None:
    before = api(CLERK).get("/deployments")["items"]
    answer = deploy(api, *files)
    assert answer.status_code in ({422} if files else {415, 422}), answer.text
    if files:
        findings = json.load(answer.data)["findings"]
        assert findings
        assert rule is None or rule in {one["rule"] for one in findings if one["severity"] == "error"}
    assert api(CLERK).get("/deployments")["items"] == before


def test_a_file_under_a_new_name_takes_the_place_of_the_old_one(api: Api) -> None:
    assert deploy(api, ("decide.bpmn", DECIDE), ("a.dmn", SIZE)).status_code == 201
    renamed = deploy(api, ("chosen.bpmn", DECIDE), ("b.dmn", SIZE))
    made = json.load(renamed.data)
    assert [one["name"] for one in made["decisions"]] == ["decisions/b.dmn"], made
    assert made["process_definitions"][0]["version"] == 2
