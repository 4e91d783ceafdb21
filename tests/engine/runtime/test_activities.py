"""Tasks, jobs, sub-processes, calls: how they open, what they bring back, how they end."""

from __future__ import annotations

import pytest

from engine.errors import Conflict, NotFound
from engine.runtime import Thrown
from engine.runtime.changes import IncidentRaised, JobClosed, JobOpened, UserTaskOpened
from tests.engine.runtime.drawing import (
    boundary,
    call,
    draw,
    end,
    error,
    io,
    node,
    script,
    service,
    start,
    sub,
    timer,
    user,
)
from tests.engine.runtime.world import MORNING, Story, World


def test_a_user_task_says_who_and_when() -> None:
    given = (
        '<zeebe:assignmentDefinition assignee="=boss" candidateGroups="=[unit + &quot;:clerk&quot;, &quot;staff&quot;]" '
        'candidateUsers="li, wang"/><zeebe:formDefinition formId="register"/><zeebe:priorityDefinition priority="80"/>'
        '<zeebe:taskSchedule dueDate="=&quot;2026-12-01T17:00:00&quot;" followUpDate="=now()"/>'
    )
    story = Story(
        draw(start(), user("a", extensions=given, name="登记"), end(), "s > a > e"), {"unit": "czt"}
    )
    opened = story.of(UserTaskOpened)[0]
    assert opened.assignee is None
    assert opened.candidate_groups == ("czt:clerk", "staff")
    assert opened.candidate_users == ("li", "wang")
    assert (opened.form_id, opened.priority, opened.name) == ("register", 80, "登记")
    assert opened.due.isoformat() == "2026-12-01T09:00:00+00:00"
    assert opened.follow_up == MORNING


@pytest.mark.parametrize("priority", ["101", "=10**30", "=-1", "high", "=1.5"])
def test_a_priority_that_is_none_is_an_incident(priority: str) -> None:
    given = f'<zeebe:assignmentDefinition assignee="li"/><zeebe:priorityDefinition priority="{priority}"/>'
    story = Story(draw(start(), user("a", extensions=given), end(), "s > a > e"))
    [incident] = story.of(IncidentRaised)
    assert "a whole number from 0 to 100 is needed here" in incident.detail


@pytest.mark.parametrize("tag", ["task", "manualTask"])
def test_abstract_and_manual_tasks_wait_for_a_person(tag: str) -> None:
    story = Story(draw(start(), node(tag, "a"), end(), "s > a > e"))
    assert story.waiting == ["a"]
    assert story.complete("a").trace == "s a e"


def test_results_go_where_the_name_is_known_else_to_the_root() -> None:
    diagram = draw(
        start(),
        sub("sub", start("s1"), user("a"), "s1 > a", extensions=io(inputs={"inner": "=1"})),
        end(),
        "s > sub > e",
    )
    story = Story(diagram, {"outer": 0}).complete("a", inner=2, outer=3, new=4)
    assert story.variables == {"outer": 3, "new": 4}
    assert ("inner", 2) in story.written()


def test_with_output_mappings_only_what_they_name_is_written() -> None:
    mapped = io(inputs={"seen": "=doc.title"}, outputs={"verdict": '=seen + ":" + opinion'})
    story = Story(draw(start(), user("a", extensions=mapped), end(), "s > a > e"), {"doc": {"title": "通知"}})
    token = story.token("a")
    assert story.case.variables(token) == {"seen": "通知"}
    assert story.case.read(token)["doc"] == {"title": "通知"}
    story.complete("a", opinion="同意", junk=1)
    assert story.variables == {"doc": {"title": "通知"}, "verdict": "通知:同意"}


def test_a_script_writes_its_result_or_its_entries() -> None:
    diagram = draw(
        start(), script("a", "=n * 2", "m"), script("b", "{x: m + 1, y: today}"), end(), "s > a > b > e"
    )  # fmt: skip
    assert Story(diagram, {"n": 4}).variables == {"n": 4, "m": 8, "x": 9, "y": None}


def test_a_decision_is_asked_of_the_environment() -> None:
    task = node(
        "businessRuleTask", "d", extensions='<zeebe:calledDecision decisionId="urgency" resultVariable="u"/>'
    )
    world = World(decisions={"urgency": lambda read: "high" if read["n"] > 3 else "low"})
    assert Story(draw(start(), task, end(), "s > d > e"), {"n": 5}, world).variables["u"] == "high"


def test_a_handler_inside_is_called_in_the_step() -> None:
    world = World(inside={"number": lambda read: {"no": read["year"] + 1}})
    story = Story(draw(start(), service("n", "number"), end(), "s > n > e"), {"year": 2026}, world)
    assert story.variables == {"year": 2026, "no": 2027}
    assert story.trace == "s n e"


def test_a_job_waits_for_its_handler() -> None:
    headers = '<zeebe:taskHeaders><zeebe:header key="k" value="v"/></zeebe:taskHeaders>'
    task = service("n", "mail", extensions=headers + io(inputs={"to": "=who"}), retries="5")
    story = Story(draw(start(), task, end(), "s > n > e"), {"who": "li"})
    job = story.of(JobOpened)[0]
    assert (job.type, job.retries, dict(job.headers), dict(job.variables)) == (
        "mail",
        5,
        {"k": "v"},
        {"to": "li"},
    )
    assert story.waiting == ["n"]
    story.complete("n", sent=True)
    assert story.variables == {"who": "li", "sent": True}
    assert story.of(JobClosed)[0].state == "completed"


def test_a_job_that_failed_for_good_is_an_incident_until_it_is_retried() -> None:
    story = Story(draw(start(), service("n", "mail"), end(), "s > n > e"))
    story.case.fail(story.token("n"), "HANDLER_FAILED", "no such host")
    story.settle()
    assert (story.case.state, story.waiting) == ("incident", ["n"])
    story.case.retry(story.token("n"))
    story.settle()
    assert len(story.of(JobOpened)) == 2
    assert story.case.state == "active"
    assert story.complete("n").trace == "s n e"


def test_an_error_a_handler_throws_is_caught_at_the_border() -> None:
    diagram = draw(
        start(), service("n", "mail"), end(), end("e2"), boundary("b", "n", error("REFUSED")), "s > n > e; b > e2"
    )  # fmt: skip
    story = Story(diagram)
    story.case.throw(story.token("n"), "REFUSED", "no", {"why": "closed"})
    story.settle()
    assert story.trace == "s n? b e2"
    assert story.variables == {"why": "closed"}

    def refuse(_: object) -> None:
        raise Thrown("REFUSED", "no", {"why": "shut"})

    inside = Story(diagram, world=World(inside={"mail": refuse}))
    assert inside.trace == "s n? b e2"
    assert inside.variables == {"why": "shut"}


def test_an_error_that_nobody_catches_ends_the_instance() -> None:
    story = Story(draw(start(), service("n", "mail"), user("a"), end(), "s > n > e; s > a"))
    story.case.throw(story.token("n"), "REFUSED")
    story.settle()
    assert (story.case.outcome.kind, story.case.outcome.code) == ("error", "REFUSED")
    assert story.case.state == "completed"
    assert story.trace == "s n? a!"


def test_a_sub_process_is_one_item_when_it_ends() -> None:
    diagram = draw(
        start(), sub("sub", start("s1"), user("a"), end("e1"), "s1 > a > e1"), end(), "s > sub > e"
    )  # fmt: skip
    story = Story(diagram).complete("a")
    assert story.trace == "s s1 a e1 sub e"
    assert story.paths == ["s", "sub/s1", "sub/a", "sub/e1", "sub", "e"]


def test_a_called_process_has_variables_of_its_own() -> None:
    called = draw(start("s1"), user("a"), end("e1"), "s1 > a > e1", process="q")
    world = World(definitions={"q": called})
    mapped = io(inputs={"given": "=n"}, outputs={"answer": "=result"})
    diagram = draw(
        start(), call("c", "q", extensions=mapped, propagateAllParentVariables="false"), end(), "s > c > e"
    )
    story = Story(diagram, {"n": 1, "secret": 2}, world)
    token = story.token("a")
    assert dict(story.case.read(token)) == {"given": 1}
    story.complete("a", result=7, secret=3)
    assert story.variables == {"n": 1, "secret": 2, "answer": 7}
    assert story.trace == "s s1 a e1 c e"
    assert story.paths[2] == "c/a"


def test_a_called_process_gives_all_back_unless_told_otherwise() -> None:
    called = draw(start("s1"), script("a", "=n + 1", "n"), end("e1"), "s1 > a > e1", process="q")
    diagram = draw(start(), call("c", "q"), end(), "s > c > e")
    assert Story(diagram, {"n": 1}, World(definitions={"q": called})).variables == {"n": 2}
    closed = draw(start(), call("c", "q", propagateAllChildVariables="false"), end(), "s > c > e")
    assert Story(closed, {"n": 1}, World(definitions={"q": called})).variables == {"n": 1}


def test_a_called_process_keeps_its_version() -> None:
    old = draw(start("s1"), user("a"), end("e1"), "s1 > a > e1", process="q", version="1")
    new = draw(start("s1"), user("b"), end("e1"), "s1 > b > e1", process="q", version="2")
    world = World(definitions={"q": old})
    story = Story(draw(start(), call("c", "q"), end(), "s > c > e"), world=world)
    world.definitions["q"] = new
    assert story.complete("a").case.state == "completed"
    assert Story(story.definition, world=world).waiting == ["b"]


def test_processes_that_call_themselves_end_in_an_incident() -> None:
    world = World()
    world.definitions["p"] = draw(start(), call("c", "p"), end(), "s > c > e")
    story = Story(world.definitions["p"], world=world)
    assert story.causes == ["c: CALLED_TOO_DEEP"]
    assert len(story.case._tree.tasks) < 50


def test_the_office_is_told_before_timers_are_set() -> None:
    world = World()
    due = {"at": "2026-11-24T09:00:00+08:00"}
    world.functions = {"deadline": lambda _key: due["at"] if ("opened", "a") in world.hooks else None}
    diagram = draw(
        start(), user("a"), boundary("b", "a", timer(date='=deadline("x")')), end(), end("e2"), "s > a > e; b > e2"
    )  # fmt: skip
    story = Story(diagram, world=world)
    assert [at.isoformat() for at in story.timers().values()] == ["2026-11-24T01:00:00+00:00"]
    story.complete("a")
    assert world.hooks == [("opened", "a"), ("completed", "a")]
    assert story.timers() == {}


def test_what_does_not_wait_cannot_be_completed() -> None:
    story = Story(draw(start(), user("a"), user("b"), end(), "s > a > b > e"))
    token = story.token("a")
    with pytest.raises(NotFound):
        story.case.complete("0" * 32)
    with pytest.raises(Conflict):
        story.case.fire(token)
    story.complete("a")
    with pytest.raises(NotFound):
        story.case.complete(token)


def test_what_a_person_has_done_can_no_longer_be_interrupted() -> None:
    """The step that writes it may come later, in a continuation."""
    diagram = draw(
        start(), user("a"), boundary("b", "a", timer(duration="PT1H")), end(), end("e2"), "s > a > e; b > e2"
    )  # fmt: skip
    story = Story(diagram)
    timer_token = next(iter(story.timers()))
    story.case.complete(story.token("a"), {"x": 1})
    assert story.case.run(limit=0) is False
    with pytest.raises(NotFound):
        story.case.fire(timer_token)
    story.settle()
    assert (story.trace, story.variables, story.timers()) == ("s a e", {"x": 1}, {})
