"""What is begun once, and a limit that begins anew."""

from __future__ import annotations

from bpmn.layout import layout
from engine.model import SYSTEM
from engine.office.office import Office as Desk
from tests.office import Office, OpenOffice

DIAGRAM = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:liye="urn:liye:bpmn:1.0" targetNamespace="t">
 <process id="again" isExecutable="true">
  <extensionElements><liye:deadline key="due" policy="5WD" from="=if answered then null else asked_on"/></extensionElements>
  <startEvent id="begun"/><userTask id="answer" name="A"><extensionElements>
   <zeebe:assignmentDefinition candidateGroups="so_docs"/>
   <zeebe:ioMapping><zeebe:output source="=true" target="answered"/></zeebe:ioMapping></extensionElements></userTask>
  <userTask id="look" name="L"><extensionElements><zeebe:assignmentDefinition candidateGroups="so_docs"/>
   <zeebe:ioMapping><zeebe:output source="=false" target="answered"/></zeebe:ioMapping></extensionElements></userTask>
  <sequenceFlow id="f1" sourceRef="begun" targetRef="answer"/>
  <sequenceFlow id="f2" sourceRef="answer" targetRef="look"/>
  <sequenceFlow id="f3" sourceRef="look" targetRef="answer"/>
 </process></definitions>"""


def test_a_limit_ends_with_its_start_and_begins_anew_with_it(open_office: OpenOffice) -> None:
    office = open_office("2026-03-02 09:00")
    office.deploy(again__bpmn=layout(DIAGRAM))
    matter = office.start("again", "liujh", answered=False, asked_on="2026-03-02")
    assert matter.deadlines["due"]["met_at"] is None
    matter.do("answer", "liujh", opinion="x")
    assert matter.deadlines["due"]["met_at"] is not None
    office.advance("2026-03-11 09:00")
    assert [r for r in matter.reminded if r[1] == "L3"] == []
    matter.do("look", "liujh", opinion="x")
    assert matter.deadlines["due"]["met_at"] is None
    assert matter.due("due").isoformat() == "2026-03-09"
    office.advance("2026-03-12 10:00")
    assert [level for _, level, _ in matter.reminded] == ["L4"]


def test_only_the_first_matter_with_a_key_is_the_first(office: Office) -> None:
    engine = office.engine
    for matter, first in (("a" * 32, None), ("b" * 32, "a" * 32), ("a" * 32, None)):
        with engine.work() as uow:
            desk = Desk.at_work(uow, engine.desk, engine.clock.now(), SYSTEM, matter)
            assert desk.first("item", "M1 2") == first
            assert desk.first("other", matter) is None
