"""The token game: what can finish, what waits for ever, what happens twice."""

from __future__ import annotations

from bpmn.diagram import Diagram
from bpmn.soundness import Soundness, explore
from tests.bpmn.drawing import definitions, drawing
from tests.engine.runtime.drawing import ad_hoc, end, node, start, sub, user, xor
from tests.engine.runtime.drawing import xml as drawn


def played(xml: bytes, limit: int = 20_000) -> Soundness:
    return explore(Diagram.read(xml).processes[0], limit)


def kinds(xml: bytes) -> set[tuple[str, str]]:
    return {(problem.kind, problem.element_id) for problem in played(xml).problems}


def test_a_choice_joined_by_a_parallel_gateway_waits_for_ever() -> None:
    found = played(drawing("@: s(start) x(xor) a(user) b(user) j(and) e(end)\ns > x > a > j > e\nx > b > j"))
    assert [(p.kind, p.element_id, p.path) for p in found.problems] == [("deadlock", "j", ("s", "x", "a"))]
    assert found.complete


def test_parallel_ways_joined_by_a_choice_double() -> None:
    xml = drawing(
        "@: s(start) x(and) a(user) b(user) j(xor) c(user) e(end)\ns > x > a > j > c > e\nx > b > j"
    )
    [problem] = played(xml).problems
    assert (problem.kind, problem.element_id) == ("token-doubles", "e")
    assert problem.path == ("s", "x", "a", "b", "j", "c", "j", "c")


def test_a_loop_without_a_way_out_never_ends() -> None:
    xml = drawing("@: s(start) x(xor) a(user) b(user) m(xor) e(end)\ns > x > m > a > b > m\nx > e")
    assert ("never-ends", "a") in kinds(xml) or ("never-ends", "m") in kinds(xml)


def test_an_activity_behind_a_join_that_never_opens_never_runs() -> None:
    xml = drawing(
        "@: s(start) x(xor) a(user) b(user) j(and) c(user) e(end)\ns > x > a > j > c > e\nx > b > j"
    )
    assert ("never-runs", "c") in kinds(xml)


def test_a_return_into_a_parallel_block_doubles() -> None:
    xml = drawing(
        "@: s(start) f(and) a(user) b(user) x(xor) m(xor) j(and) e(end)\n"
        "s > m > f > a > x > j > e\nf > b > j\nx > m : 退回"
    )
    assert {kind for kind, _ in kinds(xml)} >= {"token-doubles"}


def test_a_return_after_the_join_is_sound() -> None:
    xml = drawing(
        "@: s(start) m(xor) f(and) a(user) b(user) j(and) x(xor) e(end)\n"
        "s > m > f > a > j > x > e\nf > b > j\nx > m : 退回"
    )
    assert kinds(xml) == set()


def test_an_interrupting_timer_takes_the_token_and_a_reminder_does_not() -> None:
    base = "@: s(start) a(user) t(timer:a) r(user) j(xor) e(end)\ns > a > j > e\nt > r > j"
    assert kinds(drawing(base)) == set()
    beside = drawing(base).replace(b'id="t"', b'id="t" cancelActivity="false"')
    assert ("token-doubles", "e") in kinds(beside)
    own_end = drawing(base.replace("e(end)", "e(end) e2(end)").replace("r > j", "r > e2"))
    assert kinds(own_end.replace(b'id="t"', b'id="t" cancelActivity="false"')) == set()


def test_an_inclusive_join_waits_for_what_was_chosen() -> None:
    xml = drawing(
        "@: s(start) x(or) a(user) b(user) c(user) j(or) e(end)\ns > x > a > j > e\nx > b > j\nx > c > j"
    )
    assert kinds(xml) == set()


SUB = (
    '<process id="p"><startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="sub"/><subProcess id="sub">'
    '<startEvent id="i"/><sequenceFlow id="g1" sourceRef="i" targetRef="x"/><exclusiveGateway id="x"/>'
    '<sequenceFlow id="g2" sourceRef="x" targetRef="t"/><userTask id="t"/><sequenceFlow id="g3" sourceRef="t" targetRef="j"/>'
    '<sequenceFlow id="g4" sourceRef="x" targetRef="j"/><{0} id="j"/><sequenceFlow id="g5" sourceRef="j" targetRef="o"/>'
    '<endEvent id="o"/></subProcess><sequenceFlow id="f2" sourceRef="sub" targetRef="e"/><endEvent id="e"/>'
    '<boundaryEvent id="late" attachedToRef="sub"><timerEventDefinition><timeDuration>P1D</timeDuration>'
    '</timerEventDefinition></boundaryEvent><sequenceFlow id="f3" sourceRef="late" targetRef="e2"/><endEvent id="e2"/></process>'
)


def test_a_jam_inside_a_sub_process_is_seen_though_a_timer_would_end_it() -> None:
    assert kinds(definitions(SUB.format("exclusiveGateway"))) == set()
    assert ("deadlock", "j") in kinds(definitions(SUB.format("parallelGateway")))


def test_an_error_leaves_its_sub_process_by_the_boundary_event() -> None:
    xml = SUB.format("exclusiveGateway").replace(
        '<endEvent id="o"/>', '<endEvent id="o"><errorEventDefinition errorRef="E"/></endEvent>'
    )
    xml = xml.replace(
        "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>",
        "<errorEventDefinition/>",
    )
    assert kinds(definitions('<error id="E" errorCode="no"/>', xml)) == set()


def test_of_a_complex_join_no_verdict_is_given() -> None:
    xml = drawing("@: s(start) f(and) a(user) b(user) j(and) e(end)\ns > f > a > j > e\nf > b > j")
    assert played(xml).is_sound
    unknown = played(xml.replace(b'parallelGateway id="j"', b'complexGateway id="j"'))
    assert (unknown.unjudged, unknown.complete, unknown.is_sound, unknown.problems) == ("j", False, False, ())


def test_the_bound_is_kept_and_said() -> None:
    branches = "\n".join(f"f > a{k} > x{k} > j\nx{k} > b{k} > j2" for k in range(12))
    nodes = " ".join(f"a{k}(user) x{k}(xor) b{k}(user)" for k in range(12))
    found = played(
        drawing(f"@: s(start) f(and) {nodes} j(xor) j2(xor) e(end)\ns > f\n{branches}\nj > e\nj2 > e"), 500
    )
    assert not found.complete


def begun_by(gateway: str, join: str) -> bytes:
    flows = [("g", "m"), ("g", "n"), ("m", "j"), ("n", "j"), ("j", "e")]
    drawn = "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in flows)
    event = (
        '<intermediateCatchEvent id="{0}"><messageEventDefinition messageRef="M"/></intermediateCatchEvent>'
    )
    return definitions(
        '<message id="M" name="M"/>',
        f'<process id="p" isExecutable="true"><eventBasedGateway id="g" instantiate="true" eventGatewayType="{gateway}"/>'
        f'{event.format("m")}{event.format("n")}<{join} id="j"/><endEvent id="e"/>{drawn}</process>',
    )


def test_a_gateway_that_begins_instances_opens_with_one_event_or_with_all() -> None:
    assert kinds(begun_by("Exclusive", "exclusiveGateway")) == set()
    assert kinds(begun_by("Parallel", "parallelGateway")) == set()
    assert ("deadlock", "j") in kinds(begun_by("Exclusive", "parallelGateway"))
    assert ("token-doubles", "e") in kinds(begun_by("Parallel", "exclusiveGateway"))


def test_several_plain_starts_begin_together() -> None:
    both = "@: s(start) t(start) a(user) b(user) j({0}) e(end)\ns > a > j > e\nt > b > j"
    assert kinds(drawing(both.format("and"))) == set()
    assert {kind for kind, _ in kinds(drawing(both.format("xor")))} == {"token-doubles"}


def test_where_tokens_are_counted_no_verdict_is_given() -> None:
    xml = drawing("@: s(start) a(user) b(user) e(end)\ns > a > b > e")
    for quantity in ("startQuantity", "completionQuantity"):
        unknown = played(xml.replace(b'id="b"', f'id="b" {quantity}="2"'.encode()))
        assert (unknown.unjudged, unknown.is_sound) == ("b", False)
    assert played(xml.replace(b'id="b"', b'id="b" startQuantity="1"')).is_sound


def test_a_sub_process_in_an_ad_hoc_one_is_played_for_itself() -> None:
    def inside(join: str) -> set[tuple[str, str]]:
        held = sub(
            "inner", start("s1"), xor("x"), user("a"), user("b"), node(join, "j"), end("e1"),
            "s1 > x > [n] a > j; x > [*] b > j > e1",
        )  # fmt: skip
        return kinds(drawn(start(), ad_hoc("h", user("c"), held, until="done"), end(), "s > h > e"))

    assert inside("exclusiveGateway") == set()
    assert inside("parallelGateway") >= {("deadlock", "j")}
