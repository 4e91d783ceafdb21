"""Hostile diagrams are refused, or stopped with an incident while other matters go on; large ones are quick."""

from __future__ import annotations

import sys
import time

import pytest

from engine.commands import deployments
from engine.errors import InvalidDeployment
from engine.model import SYSTEM
from engine.queries import process_instances
from tests.engine.conftest import Bare
from tests.engine.runtime.drawing import (
    HEAD,
    again,
    call,
    end,
    many,
    par,
    script,
    start,
    sub,
    user,
    xml,
    xor,
)
from tests.office import Matter

SOON = 5.0  # seconds of work; how loaded the machine is makes no difference


def refused(bare: Bare, drawn: bytes) -> set[str]:
    """The rules by which a diagram is refused, which must not take long."""
    begun = time.process_time()
    with pytest.raises(InvalidDeployment) as caught:
        deployments.deploy(bare.engine, {"hostile.bpmn": drawn}, SYSTEM)
    assert time.process_time() - begun < SOON
    return {finding.rule for finding in caught.value.findings if finding.severity == "error"}


@pytest.mark.slow
def test_a_hundred_thousand_elements(bare: Bare):
    tasks = "".join(f'<task id="t{number}"/>' for number in range(100_000))
    assert refused(bare, xml(start(), tasks)) == {"file.size"}
    small = "".join(f'<task id="t{number}"/>' for number in range(25_000))
    assert refused(
        bare, f'{HEAD}<process id="p" isExecutable="true">{small}</process></definitions>'.encode()
    ) == {"xml-elements"}
    assert refused(bare, xml(start(), "".join(f'<task id="t{number}"/>' for number in range(2_000)))) == {
        "size"
    }


def test_nested_ten_thousand_deep(bare: Bare):
    deep = "".join(f'<subProcess id="x{number}">' for number in range(10_000)) + "</subProcess>" * 10_000
    assert refused(bare, xml(start(), deep)) <= {"xml-depth", "xml-syntax"}
    inner = user("deepest")
    for level in range(12):
        inner = sub(f"x{level}", inner)
    assert "size" in refused(bare, xml(start(), inner, "s > x11"))


def test_an_automatic_loop_without_a_way_out(bare: Bare):
    assert "endless-loop" in refused(bare, xml(start(), xor("m"), script("a", "=1", "x"), "s > m > a > m"))


# What only shows while it runs: the parts of a diagram, and the incident that stops it.
RUNNING = {
    "a twenty-thousand-fold multi-instance": ([start(), user("a", many(cardinality="n")), end(), "s > a > e"], "a", "TOO_MANY_INSTANCES"),
    "one that calls itself": ([start(), call("c", "hostile"), end(), "s > c > e"], "c", "CALLED_TOO_DEEP"),
    "one that calls itself by a name it computes": ([start(), call("c", "=who"), end(), "s > c > e"], "c", "CALLED_TOO_DEEP"),
    "a loop whose way out is never taken": ([start(), xor("m"), script("a", "=1", "x"), xor("x"), end(), "s > m > a > x > [x = 1] m; x > [*] e"], "", "TOO_MANY_STEPS"),
    "a script that repeats itself for ever": ([start(), script("a", "=1", "x", again("true")), end(), "s > a > e"], "a", "TOO_MANY_STEPS"),
    "branches that double in a loop": ([start(), xor("m"), par("f"), user("w"), end(), "s > m > f > m; f > m; f > w > e"], "", "TOO_MANY_BRANCHES"),
    "as many tokens as it likes": ([start(), script("a", "=1", "x").replace("<scriptTask", '<scriptTask completionQuantity="199"'), script("b", "=1", "y").replace("<scriptTask", '<scriptTask completionQuantity="199"'), user("w"), end(), "s > a > b > w > e"], "", "TOO_MANY_BRANCHES"),
}  # fmt: skip


SLOW = {"a loop whose way out is never taken", "a script that repeats itself for ever"}
CASES = [
    pytest.param(*case, id=name, marks=[pytest.mark.slow] * (name in SLOW)) for name, case in RUNNING.items()
]


@pytest.mark.parametrize(("parts", "element", "cause"), CASES)
def test_it_is_stopped_with_an_incident_while_others_go_on(
    bare: Bare, parts: list[str], element: str, cause: str
):
    bare.deploy_diagram(xml(*parts, process="hostile"))
    bare.deploy_diagram(xml(start(), user("a"), user("b"), end(), "s > a > b > e", process="good"))
    good = bare.start("good", "bob")
    hostile = bare.start("hostile", "bob", n=20_000, who="hostile")
    good.do("a", "bob").do("b", "bob")
    assert good.state == "completed"
    assert hostile.state == "incident"
    [incident] = incidents(bare, hostile)
    assert incident.cause == cause
    assert element in {"", incident.element_id}
    assert bare.start("good", "bob").waits_at == ["a"]


def incidents(bare: Bare, matter: Matter) -> list:
    return [
        one for one in process_instances.incidents_of(bare.engine, matter.id, SYSTEM) if not one.resolved_at
    ]


def test_three_hundred_elements_are_deployed_in_under_a_second(
    bare: Bare, capsys: pytest.CaptureFixture[str]
):
    names = [f"t{number}" for number in range(150)]
    parts = [script(one, "=1", "x") if number % 9 else user(one) for number, one in enumerate(names)]
    drawn = xml(start(), *parts, xor("x"), end(), " > ".join(["s", *names, "x"]), "x > [n > 1] t0; x > [*] e")
    elements = drawn.count(b"<sequenceFlow") + len(names) + 3
    assert elements > 300
    times = []
    for _ in range(3):
        begun = time.process_time()
        deployments.deploy(
            bare.engine, {"large.bpmn": drawn.replace(b"n > 1", f"n > {len(times) + 2}".encode())}, SYSTEM
        )
        times.append(time.process_time() - begun)
    with capsys.disabled():
        sys.stdout.write(f"\n{elements} elements deployed in {max(times):.2f} s ")
    assert max(times) < 1
