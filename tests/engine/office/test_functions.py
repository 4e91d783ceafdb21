"""What expressions ask of the office, through FEEL itself."""

from datetime import date, datetime
from decimal import Decimal
from time import process_time
from xml.sax.saxutils import escape

import pytest

import bpmn.feel as feel
from bpmn.feel import reference
from bpmn.layout import layout
from engine.clock import OFFICE_ZONE
from engine.commands import deployments
from engine.errors import Rejected
from engine.model import SYSTEM
from engine.office import policies
from engine.office.directory import Directory
from engine.office.functions import NAMES, OF_A_MATTER, functions
from tests.engine.office.conftest import NOW
from tests.office import Office

POLICIES = policies.defaults()


@pytest.fixture
def offered(demo: Directory):
    return functions(demo, POLICIES, POLICIES.calendar(), NOW)


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ('leader of("czt")', "liqj"),
        ('secretariat of("fzb")', "so_sec2"),
        ('secretariat of("changsha")', None),
        ('head of("szf")', "zhouyz"),
        ('successor("rep_shenzhen")', "rep_guangdong"),
        ('unit of("zhouyz")', "szf"),
        ('name of("czt")', "省财政厅"),
        ('name of("zhouyz")', "周沅芷"),
        ('leader of("nowhere")', None),
        ("leader of(null)", None),
        ('policy("meeting.topics_max")', Decimal(5)),
        ('policy("doc.book_late_close")', "01-15"),
        ("policy(null)", None),
        ('add working days(date("2026-02-12"), 7)', date(2026, 2, 28)),
        ('add working days("2026-10-01", -5)', date(2026, 9, 23)),
        ('add working days("2026-10-01", 1.5)', None),
        ('add working days("tomorrow", 1)', None),
        ('working days between(date("2026-04-27"), date("2026-05-12"))', Decimal(9)),
        ('is working day(date("2026-02-28"))', True),
        ('next working day(date("2026-05-31"))', date(2026, 6, 1)),
        ('unit + ":dept_liaison"', "czt:dept_liaison"),
        ('add limit("2026-02-27", "proposal.reply")', datetime(2026, 5, 27, 23, 59, 59, tzinfo=OFFICE_ZONE)),
        ('add limit(date and time("2026-05-01T14:20:00+08:00"), "4H")', datetime(2026, 5, 1, 18, 20, tzinfo=OFFICE_ZONE)),
        ('add working hours(date and time("2026-02-13T16:00:00+08:00"), 3)', datetime(2026, 2, 14, 11, tzinfo=OFFICE_ZONE)),
    ],
)  # fmt: skip
def test_expressions_ask_the_office(offered, expression: str, answer: object) -> None:
    assert feel.parse(expression).evaluate({"unit": "czt"}, functions=offered, now=NOW) == answer


def test_a_limit_that_is_none_is_an_error(offered) -> None:
    with pytest.raises(Rejected, match="soon"):
        feel.parse('add limit("2026-02-27", "soon")').evaluate({}, functions=offered, now=NOW)


def test_the_language_knows_the_names_of_several_words() -> None:
    assert {name for name in NAMES if " " in name} <= set(feel.HOST_FUNCTIONS)


EXAMPLES = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:liye:test"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:liye="urn:liye:bpmn:1.0">
  <process id="examples" name="示例" isExecutable="true"><startEvent id="s"/>
  <userTask id="review" name="审核"><extensionElements>
    <zeebe:assignmentDefinition assignee="=starter()"/><liye:deadline key="review" policy="5WD"/>
    <zeebe:ioMapping>{}</zeebe:ioMapping></extensionElements></userTask><userTask id="rest" name="其后"/><endEvent id="e"/>
  <sequenceFlow id="a" sourceRef="s" targetRef="review"/><sequenceFlow id="b" sourceRef="review" targetRef="rest"/>
  <sequenceFlow id="c" sourceRef="rest" targetRef="e"/></process></definitions>"""


@pytest.mark.parametrize("open_office", ["sqlite"], indirect=True)
def test_the_examples_of_the_reference_are_what_a_matter_gets(office: Office) -> None:
    assert reference.OFFICE.keys() == set(NAMES) | set(OF_A_MATTER)
    outputs = "".join(
        f'<zeebe:output source="=string([{escape(expression, {chr(34): "&quot;"})}])" target="v{place}"/>'
        for place, (expression, _result) in enumerate(reference.OFFICE.values())
    )
    diagram = layout(EXAMPLES.format(outputs).encode())
    deployments.deploy(office.engine, {"examples.bpmn": diagram}, SYSTEM)
    matter = office.start("examples", "liujh").do("review", "liujh")
    said = {
        expression: matter.variables[f"v{n}"] for n, (expression, _) in enumerate(reference.OFFICE.values())
    }
    assert said == {expression: f"[{result}]" for expression, result in reference.OFFICE.values()}


@pytest.mark.parametrize(
    "text",
    [
        'for i in 1..100000 return working days between(@"0001-01-01", @"9999-12-31")',
        'for i in 1..100000 return add working days(@"2026-01-01", 99999)',
        'for i in 1..100000 return add working hours(@"2026-01-01", 9999)',
        'for i in 1..100000 return add limit(@"2026-01-01", "9999WD")',
        'for i in 1..100000 return people of("so_docs")',
    ],
)
def test_asking_the_office_again_and_again_ends_soon(offered, text: str) -> None:
    begun = process_time()
    with pytest.raises(feel.FeelLimit):
        feel.parse(text).evaluate({}, functions=offered, now=NOW)
    assert process_time() - begun < 0.2


@pytest.mark.parametrize(
    "text",
    [
        'is working day(@"9999-12-31T23:59:59Z")',
        'add working hours(@"9999-12-31T23:59:59Z", 1)',
        'working days between(@"2026-01-01", @"9999-12-31T23:59:59Z")',
        'add working days(@"9999-12-31", 1)',
    ],
)
def test_an_instant_without_a_day_in_the_office_is_null(offered, text: str) -> None:
    assert feel.parse(text).evaluate({}, functions=offered, now=NOW) is None


def test_the_offices_functions_take_their_arguments_by_name_too(offered) -> None:
    counted = feel.parse('working days between(last: "2026-05-12", first: "2026-04-27")')
    assert counted.evaluate({}, functions=offered, now=NOW) == 9


@pytest.mark.parametrize("text", ["leader of()", 'add working days("2026-02-12")', 'leader of(units: "czt")'])
def test_a_wrong_call_of_the_office_is_null_and_seen_before(offered, text: str) -> None:
    trace: list[feel.Note] = []
    assert feel.parse(text).evaluate({}, functions=offered, now=NOW, trace=trace) is None
    (seen,) = feel.always_null(feel.parse(text))
    assert trace == [seen]
    assert "takes (" in seen.message
    as_value = feel.parse("sort([1, 2], leader of)")
    assert as_value.evaluate({}, functions=offered, now=NOW) is None
