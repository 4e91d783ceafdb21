"""A date that a form asks for is a date where the diagram computes, and ISO text everywhere else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from engine.catalog.version import Versions
from engine.commands import deployments
from engine.errors import InvalidDeployment
from engine.handlers import service_task
from engine.model import SYSTEM
from engine.queries import definitions, state_at
from engine.store.tables.definitions import process_definition
from tests.diagrams import diagram, user_task
from tests.diagrams import service_task as handler_task
from tests.engine.conftest import Bare
from tests.office import Matter

PART = {
    "type": "object",
    "title": "分工",
    "properties": {"by": {"type": "string", "title": "期限", "format": "date"}},
}
PLAN = {
    "schema": {
        "type": "object",
        "title": "计划",
        "properties": {
            "due": {"type": "string", "title": "到期", "format": "date"},
            "seen_at": {"type": "string", "title": "看到", "format": "date-time"},
            "parts": {"type": "array", "title": "分工", "items": PART},
        },
    },
    "ui": {},
}
CHECK = {
    "schema": {
        "type": "object",
        "title": "核对",
        "properties": {"why": {"type": "string", "title": "为何迟"}},
    },
    "ui": {"fields": {"why": {"visibleIf": "=due < today()"}}},
}
DEADLINE = '<liye:deadline key="whole" policy="3CD" from="=due"/>'
TITLE = '<liye:title>="到期 " + string(due)</liye:title>'


def mapping(*lines: str) -> str:
    return f"<zeebe:ioMapping>{''.join(lines)}</zeebe:ioMapping>"


PASSED_ON = mapping(
    '<zeebe:input source="=due" target="day"/>', '<zeebe:output source="=said" target="said"/>'
)
COMPUTED = mapping(
    '<zeebe:output source="=due" target="first_due"/>',
    '<zeebe:output source="=due + duration(&quot;P1D&quot;)" target="next_day"/>',
    '<zeebe:output source="=date(due) = due and date(next_day) > due" target="same"/>',
    '<zeebe:output source="=count(parts[by &lt; today()])" target="late_parts"/>',
    '<zeebe:output source="=seen_at &lt; now()" target="was_seen"/>',
    '<zeebe:output source="=&quot;到 &quot; + string(due)" target="words"/>',
    '<zeebe:output source="={on: due, at: seen_at}" target="record"/>',
)
BODY = f"""
<bpmn:startEvent id="begin"/>
{user_task("plan", more='<zeebe:formDefinition formId="plan"/>')}
<bpmn:exclusiveGateway id="late" default="f4"/>
{user_task("compute", more=COMPUTED)}
{handler_task("tell", "tell", PASSED_ON)}
{user_task("check", more='<zeebe:formDefinition formId="check"/>')}
<bpmn:intermediateCatchEvent id="wait"><bpmn:timerEventDefinition><bpmn:timeDate>=due</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
<bpmn:endEvent id="end"/>
begin -> plan
plan -> late
late -> compute: due &lt; today()
late -> wait
compute -> tell
tell -> check
check -> end
wait -> end
"""


@service_task("tell")
def tell(day: str) -> dict[str, Any]:
    """What a handler is given of a date."""
    return {"said": f"{type(day).__name__} {day}"}


def office_with(bare: Bare) -> Bare:
    office = bare.with_handlers(tell=tell)
    office.deploy_diagram(
        diagram("leave", BODY, inside=DEADLINE + TITLE),
        plan__json=json.dumps(PLAN).encode(),
        check__json=json.dumps(CHECK).encode(),
    )
    return office


def begun(office: Bare, due: str, **more: Any) -> Matter:
    matter = office.start("leave", "bob", **more)
    return matter.do(
        "plan", "bob", due=due, seen_at="2026-03-01T09:30:00Z", parts=[{"by": due}, {"by": "2026-09-01"}]
    )


def test_a_date_of_a_form_is_compared_counted_and_waited_for_and_is_kept_as_text(bare: Bare):
    office = office_with(bare)
    matter = begun(office, "2026-02-27")
    assert matter.waits_at == ["compute"]
    assert matter.now.title == "到期 2026-02-27"
    assert str(matter.due("whole")) == "2026-03-02"
    matter.do("compute", "bob", next_day="2026-02-28")
    found = matter.variables
    assert found["due"] == found["first_due"] == "2026-02-27"
    assert found["seen_at"] == "2026-03-01T09:30:00Z"
    assert (found["next_day"], found["words"]) == ("2026-02-28", "到 2026-02-27")
    assert (found["same"], found["late_parts"], found["was_seen"]) == (True, 1, True)
    assert found["record"] == {"on": "2026-02-27", "at": "2026-03-01T09:30:00+00:00"}
    assert found["said"] == "str 2026-02-27"
    was = state_at.state_at(office.engine, matter.id, office.now, SYSTEM)
    assert was.scopes[was.root or ""]["due"] == "2026-02-27"
    assert office.asked(matter.task("check")) == ["why"]
    assert matter.do("check", "bob", why="忙").state == "completed"


def test_a_client_that_gives_it_as_json_gives_a_date_too(bare: Bare):
    office = office_with(bare)
    matter = office.start("leave", "bob", due="2026-02-27", seen_at="2026-03-01T09:30:00Z", parts=[])
    assert matter.now.title == "到期 2026-02-27"
    timer = begun(office, "2026-03-05")
    assert timer.waits_at == ["wait"]
    office.advance(to="2026-03-05 00:01")
    assert timer.state == "completed"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_form_that_joins_a_date_of_another_form_with_text_is_refused(bare: Bare):
    joining = json.loads(json.dumps(CHECK))
    joining["ui"]["fields"]["why"] = {"value": '="到期 " + due'}
    files = {"plan__json": json.dumps(PLAN).encode(), "check__json": json.dumps(joining).encode()}
    with pytest.raises(InvalidDeployment) as refused:
        bare.deploy_diagram(diagram("leave", BODY, inside=TITLE), **files)
    (found,) = [one for one in refused.value.findings if one.rule == "dates-as-text"]
    assert (found.file, found.element_id) == ("forms/check.json", "/ui/fields/why")
    assert "string(due)" in found.message


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_ledger_reads_dates_as_well(bare: Bare):
    def kept(lines: str) -> dict[str, bytes]:
        ledger = {"title": "T", "lines": lines, "columns": [{"name": "a", "title": "A"}]}
        files = {"plan.json": PLAN, "check.json": CHECK, "ledgers/kept.json": ledger}
        drawn = {"leave.bpmn": diagram("leave", BODY, inside=TITLE)}
        return drawn | {name: json.dumps(content).encode() for name, content in files.items()}

    office = bare.with_handlers(tell=tell)
    with pytest.raises(InvalidDeployment) as refused:
        deployments.deploy(office.engine, kept('={a: "到 " + due}'), SYSTEM)
    (found,) = [one for one in refused.value.findings if one.rule == "dates-as-text"]
    assert (found.file, found.element_id) == ("ledgers/kept.json", "/lines")
    deployments.deploy(office.engine, kept('={a: "到 " + string(due)}'), SYSTEM)


WISHED = f"""
<bpmn:startEvent id="begin"/>
{user_task("plan", more='<zeebe:formDefinition formId="plan"/>')}
<bpmn:exclusiveGateway id="late" default="f4"/>
{user_task("as_text")}
{user_task("as_date")}
<bpmn:endEvent id="end"/>
begin -> plan
plan -> late
late -> as_text: =if due = wished then true else false
late -> as_date
as_text -> end
as_date -> end
"""


def test_a_version_from_before_reads_text_until_it_is_deployed_again(bare: Bare):
    files = {"plan__json": json.dumps(PLAN).encode()}
    bare.deploy_diagram(diagram("wish", WISHED), **files)
    with bare.engine.work() as uow:
        uow.execute(update(process_definition).values(typed_dates=False))
    bare = Bare(replace(bare.engine, versions=Versions()))  # as after a restart
    old = bare.start("wish", "bob", wished="2026-03-05")
    bare.deploy_diagram(diagram("wish", WISHED), **files)
    new = bare.start("wish", "bob", wished="2026-03-05")
    for matter, place in ((old, "as_text"), (new, "as_date")):
        matter.do("plan", "bob", due="2026-03-05", seen_at="2026-03-01T09:30:00Z", parts=[])
        assert matter.waits_at == [place]
    assert [one.version for one in definitions.page(bare.engine, key="wish").items] == [2, 1]
    bare.deploy_diagram(diagram("wish", WISHED), **files)
    assert len(definitions.page(bare.engine, key="wish").items) == 2
