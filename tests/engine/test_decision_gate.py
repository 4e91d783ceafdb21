"""What a deployment says of decisions: every finding names file, element and cure, in both languages."""

from __future__ import annotations

import pytest

from bpmn.findings import Finding
from engine.commands import deployments
from engine.errors import InvalidDeployment
from engine.model import SYSTEM
from tests.office import Office
from tests.web.test_decisions import TRIAL
from tests.web.window import seal_files

pytestmark = pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)
NAME = "decisions/trial.dmn"


def refused(office: Office, old: str, new: str) -> Finding:
    assert old in TRIAL.decode()
    files = {**seal_files(), NAME: TRIAL.decode().replace(old, new).encode()}
    with pytest.raises(InvalidDeployment) as error:
        deployments.deploy(office.engine, files, SYSTEM)
    found = [one for one in error.value.findings if one.severity == "error"]
    assert found
    for one in found:
        assert one.file == NAME
        assert one.element_id
        assert one.line
        assert one.message_zh not in {None, one.message}
    return found[0]


@pytest.mark.parametrize(
    ("old", "new", "rule", "element"),
    [
        ("<text>&lt; 10</text>", "<text>&lt; 20</text>", "dmn-overlap", "few"),
        ("<text>&lt; 10</text>", "<text>&lt; </text>", "dmn-expression", "f2"),
        ("<text>&lt; 10</text>", '<text>"many"</text>', "dmn-type", "few"),
        ("<text>urgent</text>", "<text>hurry</text>", "dmn-unknown-name", "e3"),
        ('<requiredInput href="#urgent"/>', '<requiredInput href="#kind"/>', "dmn-unknown-name", "e3"),
        ('typeRef="kinds"/></inputData>', 'typeRef="sorts"/></inputData>', "dmn-type", "kind_v"),
        ('<requiredDecision href="#approver"/>', '<requiredDecision href="#nobody"/>', "dmn-reference", "r4"),
        (
            '<context id="due_c">',
            '<informationRequirement id="r7"><requiredDecision href="#due"/></informationRequirement><context id="due_c">',
            "dmn-circle",
            "due",
        ),
    ],
)
def test_what_is_wrong_with_a_decision_names_its_element(
    office: Office, old: str, new: str, rule: str, element: str
) -> None:
    found = refused(office, old, new)
    assert (found.rule, found.element_id) == (rule, element)


def test_an_overlap_has_an_example(office: Office) -> None:
    found = refused(office, "<text>&lt; 10</text>", "<text>&lt; 20</text>")
    assert "rules 2 (many) and 3 (few) both match, for example 种类 = " in found.message
    assert "份数 = 10" in found.message
    assert "会同时命中，例如 种类 = " in str(found.message_zh)


def test_a_gap_is_a_warning_that_does_not_hinder(office: Office) -> None:
    done = deployments.deploy(office.engine, {**seal_files(), NAME: TRIAL}, SYSTEM)
    (gap,) = [one for one in done.findings if one.rule == "dmn-gap"]
    assert (gap.severity, gap.element_id, gap.file) == ("warning", "approver_table", NAME)
    assert "份数 = 100" in gap.message
    assert "没有规则覆盖" in str(gap.message_zh)


def test_what_is_wrong_with_a_form_names_its_place(office: Office) -> None:
    files = dict(seal_files())
    files["request.json"] = files["request.json"].replace(b'"integer"', b'"whole"')
    with pytest.raises(InvalidDeployment) as error:
        deployments.deploy(office.engine, files, SYSTEM)
    found = next(one for one in error.value.findings if one.rule == "form.broken")
    assert str(found.element_id).startswith("/schema/properties/")
    assert found.message_zh != found.message


def test_a_decision_may_import_the_model_of_another_file(office: Office) -> None:
    other = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="x" name="x" namespace="urn:x">
      <import id="im" name="用印" namespace="urn:liye:test:trial" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>
      <decision id="loud" name="loud"><variable id="loud_v" name="loud"/>
        <informationRequirement id="q"><requiredDecision href="urn:liye:test:trial#approver"/></informationRequirement>
        <literalExpression id="l"><text>用印.核准人 + "！"</text></literalExpression></decision></definitions>"""
    files = {**seal_files(), NAME: TRIAL, "decisions/x.dmn": other.encode()}
    done = deployments.deploy(office.engine, files, SYSTEM)
    assert [one for one in done.findings if one.severity == "error"] == []
