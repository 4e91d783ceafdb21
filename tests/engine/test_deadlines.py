"""Limits of running matters: paused and resumed, extended, reminded of up to the top, counted anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from engine.commands import bulletins, calendars, deadlines, extensions, policies, signers, user_tasks
from engine.errors import Conflict, Forbidden, InvalidSubmission, NotFound
from engine.model import SYSTEM
from engine.office import staff
from engine.queries import bulletins as bulletin_queries
from engine.queries import extensions as extension_queries
from engine.queries import notifications, process_instances
from engine.store import agenda
from engine.store.unit_of_work import AnyRow
from tests.diagrams import diagram, user_task
from tests.engine.conftest import Bare
from tests.office import Matter

LIMIT = '<liye:deadline key="reply" policy="5WD"/>'
PLAIN = diagram(
    "plain",
    user_task("handle", more=LIMIT)
    + "\n<bpmn:startEvent id='s'/>\n<bpmn:endEvent id='e'/>\ns -> handle\nhandle -> e",
)
SUPPLEMENT = diagram(
    "supplement",
    "<bpmn:startEvent id='s'/>\n<bpmn:parallelGateway id='g'/>\n"
    + user_task("handle", more='<liye:deadline key="reply" policy="5WD" pausedBy="supply" extensionBy="eve_s" extensionNotice="2WD"/>')
    + "\n"
    + user_task("supply")
    + "\n"
    + user_task("told", more="<zeebe:taskSchedule dueDate='=deadline(\"reply\")'/>")
    + """
<bpmn:boundaryEvent id="late" attachedToRef="handle" cancelActivity="false"><bpmn:outgoing>f5</bpmn:outgoing>
<bpmn:timerEventDefinition><bpmn:timeDate>=deadline("reply")</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:boundaryEvent>
<bpmn:endEvent id='e'/>
s -> g
g -> handle
g -> told
g -> supply
late -> e
handle -> e
told -> e
supply -> e""",
)  # fmt: skip


def begin(bare: Bare, xml: bytes, key: str) -> Matter:
    bare.deploy_diagram(xml)
    return bare.start(key, "bob")


def limit_of(matter: Matter, key: str = "reply") -> dict[str, Any]:
    found: dict[str, Any] = matter.deadlines[key]
    return found


def told(bare: Bare, login: str) -> list[tuple[str, Any]]:
    page = notifications.page(bare.engine, bare.actor(login))
    return [(one.text, one.params.get("title")) for one in page.items]


def test_a_handler_pauses_a_limit_and_it_ends_so_much_later(bare: Bare) -> None:
    matter = begin(bare, PLAIN, "plain")  # Monday 2 March 2026, 09:00
    before = limit_of(matter)
    assert matter.due("reply") == date(2026, 3, 9)
    deadlines.pause(bare.engine, matter.id, before["id"], "补正", "the annex is missing", bare.actor("bob"))
    assert limit_of(matter)["paused"]
    assert matter.tasks[0].due_at is None  # nobody is late while it stands still
    assert matter.now.due_at is None
    bare.advance(days=8)
    assert limit_of(matter)["late_minutes"] == 0
    assert matter.reminded == []
    deadlines.resume(bare.engine, matter.id, before["id"], bare.actor("cai"))
    assert matter.due("reply") == date(2026, 3, 17)
    assert matter.tasks[0].due_at == limit_of(matter)["due_at"]
    bare.advance(days=20)
    assert [level for _, level, _ in matter.reminded] == ["L1", "L2", "L3", "L4", "L5"][
        : len(matter.reminded)
    ]
    acts = [act.verb for act in process_instances.trail(bare.engine, matter.id, SYSTEM)]
    assert acts[:3] == ["process_instance.start", "deadline.pause", "deadline.resume"]


def test_a_pause_needs_a_known_ground_a_reason_and_a_handler(bare: Bare) -> None:
    matter = begin(bare, PLAIN, "plain")
    limit = limit_of(matter)["id"]
    with pytest.raises(InvalidSubmission):
        deadlines.pause(bare.engine, matter.id, limit, "holiday", "why", bare.actor("bob"))
    with pytest.raises(InvalidSubmission):
        deadlines.pause(bare.engine, matter.id, limit, "听证", " ", bare.actor("bob"))
    with pytest.raises(NotFound):  # eve does not know that there is such a matter
        deadlines.pause(bare.engine, matter.id, limit, "听证", "why", bare.actor("eve"))
    with pytest.raises(NotFound):
        deadlines.pause(bare.engine, matter.id, "0" * 32, "听证", "why", bare.actor("bob"))
    with pytest.raises(Conflict):
        deadlines.resume(bare.engine, matter.id, limit, bare.actor("bob"))
    deadlines.pause(bare.engine, matter.id, limit, "听证", "why", bare.actor("bob"))
    with pytest.raises(Conflict):
        deadlines.pause(bare.engine, matter.id, limit, "听证", "why", bare.actor("bob"))
    matter.do("handle", "bob")
    assert matter.state == "completed"


def test_hours_are_never_paused(bare: Bare) -> None:
    matter = begin(bare, PLAIN.replace(b"5WD", b"4H").replace(b'"plain"', b'"hours"'), "hours")
    with pytest.raises(Conflict) as refused:
        deadlines.pause(bare.engine, matter.id, limit_of(matter)["id"], "补正", "why", bare.actor("bob"))
    assert refused.value.code == "NEVER_PAUSED"


def test_a_step_of_the_diagram_pauses_a_limit_with_its_timers_and_dates(bare: Bare) -> None:
    matter = begin(bare, SUPPLEMENT, "supplement")
    assert limit_of(matter)["paused"]
    bare.advance(days=10)  # long past the nominal end
    assert "late" not in matter.passed
    matter.do("supply", "cai")
    assert not limit_of(matter)["paused"]
    assert matter.due("reply") == date(2026, 3, 19)
    assert {task.due_at for task in matter.tasks} == {limit_of(matter)["due_at"]}
    bare.advance(days=7)
    assert "late" not in matter.passed
    bare.advance(days=1)
    assert matter.passed.count("late") == 1


TIMED = diagram(
    "timed",
    user_task("handle", more=LIMIT)
    + """
<bpmn:boundaryEvent id="late" attachedToRef="handle" cancelActivity="false"><bpmn:timerEventDefinition>
<bpmn:timeDate>=deadline("reply")</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:boundaryEvent>
<bpmn:startEvent id="s"/>
<bpmn:endEvent id="e"/>
<bpmn:endEvent id="f"/>
s -> handle
handle -> e
late -> f""",
)


def test_a_timer_goes_on_when_who_had_paused_its_limit_has_signed(bare: Bare) -> None:
    matter = begin(bare, TIMED, "timed")
    mine = matter.tasks[0].id
    user_tasks.claim(bare.engine, mine, bare.actor("bob"))
    signers.add(bare.engine, mine, ["cai"], "beside", "two know more", bare.actor("bob"))
    last = limit_of(matter)["id"]
    deadlines.pause(bare.engine, matter.id, last, "补正", "the annex is missing", bare.actor("cai"))
    user_tasks.complete(bare.engine, matter.task("handle", assignee="cai").id, {}, bare.actor("cai"))
    bare.advance(days=10)
    assert "late" in matter.passed


def test_an_extension_is_decided_by_somebody_else(bare: Bare) -> None:
    matter = begin(bare, PLAIN, "plain")
    limit = limit_of(matter)["id"]
    asked = extensions.ask(
        bare.engine, matter.id, limit, "2026-03-20", "two units are silent", bare.actor("bob")
    )
    assert matter.due("reply") == date(2026, 3, 9)  # asking moves nothing, and pauses nothing
    assert told(bare, "ann")[0] == ("extension.asked", "plain")
    with pytest.raises(Conflict):
        extensions.ask(bare.engine, matter.id, limit, "5WD", "again", bare.actor("cai"))
    with pytest.raises(Forbidden):
        extensions.approve(bare.engine, asked, bare.actor("bob"))
    with pytest.raises(NotFound):
        extensions.approve(bare.engine, asked, bare.actor("eve"))
    extensions.approve(bare.engine, asked, bare.actor("ann"), "once")
    assert matter.due("reply") == date(2026, 3, 20)
    assert matter.tasks[0].due_at == limit_of(matter)["due_at"]
    assert ("extension.approved", "plain") in told(bare, "bob")
    with pytest.raises(Conflict):
        extensions.refuse(bare.engine, asked, "no", bare.actor("ann"))
    bare.advance("2026-03-12 09:00")
    assert matter.reminded == []
    bare.advance("2026-03-17 09:00")
    assert [(level, day) for _, level, day in matter.reminded] == [("L1", date(2026, 3, 17))]


def test_a_refused_extension_is_recorded_and_nothing_moves(bare: Bare) -> None:
    matter = begin(bare, PLAIN, "plain")
    asked = extensions.ask(
        bare.engine, matter.id, limit_of(matter)["id"], "5WD", "because", bare.actor("bob")
    )
    extensions.refuse(bare.engine, asked, "it is urgent", bare.actor("ann"))
    assert matter.due("reply") == date(2026, 3, 9)
    found = extension_queries.of_instance(bare.engine, matter.id, bare.actor("bob"))
    assert [(one.state, one.decision, one.decided_by) for one in found] == [
        ("refused", "it is urgent", "ann")
    ]
    again = extensions.ask(bare.engine, matter.id, limit_of(matter)["id"], "5WD", "now", bare.actor("bob"))
    extensions.approve(bare.engine, again, bare.actor("ann"))
    assert matter.due("reply") == date(2026, 3, 16)


@pytest.mark.parametrize("decide", [extensions.approve, extensions.refuse])
def test_who_asked_and_sees_the_matter_no_longer_learns_of_it_without_its_title(
    bare: Bare, decide: Callable[..., str]
) -> None:
    matter = begin(bare, PLAIN, "plain")
    ann, limit = bare.actor("ann"), limit_of(matter)["id"]
    asked = extensions.ask(bare.engine, matter.id, limit, "5WD", "because", bare.actor("cai"))
    user_tasks.transfer(bare.engine, matter.tasks[0].id, "bob", "cai is ill", ann)
    said = ("because",) if decide is extensions.refuse else ()
    decide(bare.engine, asked, *said, actor=ann)
    [text] = [text for text, title in told(bare, "cai") if title is None]
    assert text in {"extension.approved", "extension.refused"}


@pytest.mark.parametrize("to", ["2026-03-09", "soon", "-5WD", "0WD", "4H", "2026-02-30"])
def test_what_is_no_extension_is_refused(bare: Bare, to: str) -> None:
    matter = begin(bare, PLAIN, "plain")
    with pytest.raises(InvalidSubmission):
        extensions.ask(bare.engine, matter.id, limit_of(matter)["id"], to, "because", bare.actor("bob"))


def test_who_decides_and_how_early_to_ask_stand_in_the_diagram(bare: Bare) -> None:
    with bare.engine.work() as uow:
        staff.set_group(uow, "eve_s", "those who decide", ["eve"], bare.now)
    bare.engine.desks.forget()
    matter = begin(bare, SUPPLEMENT, "supplement")
    matter.do("supply", "bob")
    limit = limit_of(matter)["id"]  # due on the 9th; to be asked for by the 5th
    asked = extensions.ask(bare.engine, matter.id, limit, "3WD", "because", bare.actor("bob"))
    waiting = extension_queries.page(bare.engine, bare.actor("eve")).items
    assert [(one.id, one.may_decide, one.sees_matter) for one in waiting] == [(asked, True, False)]
    extensions.approve(bare.engine, asked, bare.actor("eve"))
    assert matter.due("reply") == date(2026, 3, 12)
    bare.advance("2026-03-11 09:00")
    with pytest.raises(Conflict) as refused:
        extensions.ask(bare.engine, matter.id, limit, "3WD", "because", bare.actor("bob"))
    assert refused.value.code == "EXTENSION_TOO_LATE"


def test_the_ladder_goes_up_once_and_stops_when_it_is_answered(bare: Bare) -> None:
    with bare.engine.work() as uow:
        staff.set_group(uow, "deputy_secretary_general", "副秘书长", ["eve"], bare.now)
        staff.set_group(uow, "secretary_general", "秘书长", ["ann"], bare.now)
    bare.engine.desks.forget()
    matter = begin(bare, PLAIN, "plain")  # due Monday 9 March
    bare.advance("2026-03-12 09:00")
    levels = [level for _, level, _ in matter.reminded]
    assert levels == ["L1", "L2", "L3", "L4"]
    assert told(bare, "eve") == [("reminder.L4", None)]  # she learns that something is late, not what
    bare.settle()
    assert [level for _, level, _ in matter.reminded] == levels
    matter.do("handle", "bob")
    bare.advance(days=10)
    assert [level for _, level, _ in matter.reminded] == levels
    assert told(bare, "ann") == []


def test_the_last_rung_drafts_a_line_of_the_bulletin_once(bare: Bare) -> None:
    matter = begin(bare, PLAIN, "plain")
    bare.advance("2026-03-20 09:00")
    (line,) = bulletin_queries.page(bare.engine, bare.actor("ann")).items
    assert (line.process_instance_id, line.state, line.due_at) == (
        matter.id,
        "draft",
        limit_of(matter)["due_at"],
    )
    bare.settle()
    assert len(bulletin_queries.page(bare.engine, bare.actor("ann")).items) == 1
    with pytest.raises(Forbidden):
        bulletins.decide(bare.engine, line.id, "published", bare.actor("bob"))
    with pytest.raises(InvalidSubmission):
        bulletins.decide(bare.engine, line.id, "burnt", bare.actor("ann"))
    bulletins.decide(bare.engine, line.id, "published", bare.actor("ann"))
    assert bulletin_queries.page(bare.engine, bare.actor("ann")).items == ()
    assert len(bulletin_queries.page(bare.engine, bare.actor("ann"), state="published").items) == 1


def year(number: int, *holidays: str) -> dict[str, Any]:
    spans = [{"name": "rest", "from": day, "to": day} for day in holidays]
    return {"year": number, "source": "a notice", "holidays": spans, "working": []}


def test_a_year_that_is_taken_in_moves_what_was_provisional(bare: Bare) -> None:
    bare.advance("2026-12-30 09:00")
    matter = begin(bare, PLAIN, "plain")
    assert limit_of(matter)["provisional"]
    assert matter.due("reply") == date(2027, 1, 6)
    done = begin(bare, PLAIN, "plain")
    done.do("handle", "bob")
    calendars.load_year(bare.engine, year(2027, "2027-01-01", "2027-01-04"), SYSTEM)
    bare.settle()
    assert not limit_of(matter)["provisional"]
    assert matter.due("reply") == date(2027, 1, 8)
    assert matter.tasks[0].due_at == limit_of(matter)["due_at"]
    assert done.due("reply") == date(2027, 1, 6)  # what is closed keeps its result
    moved = [
        a.data
        for a in process_instances.trail(bare.engine, matter.id, SYSTEM)
        if a.verb == "deadline.recompute"
    ]
    assert [(one["from"][:10], one["to"][:10]) for one in moved[0]["moved"]] == [("2027-01-06", "2027-01-08")]
    calendars.load_year(bare.engine, year(2027, "2027-01-01"), SYSTEM)  # another notice
    bare.settle()
    assert matter.due("reply") == date(2027, 1, 7)


def test_only_the_system_administrator_takes_in_a_calendar(bare: Bare) -> None:
    with pytest.raises(Forbidden):
        calendars.load_year(bare.engine, year(2027), bare.actor("ann"))


def test_when_the_office_closes_is_a_figure_and_moves_every_open_limit(bare: Bare) -> None:
    matter = begin(bare, PLAIN, "plain")
    assert matter.due_at("reply").endswith("23:59")
    with pytest.raises(Forbidden):
        policies.set_figures(bare.engine, {"calendar.cutoff": "business_close"}, bare.actor("ann"))
    policies.set_figures(bare.engine, {"calendar.cutoff": "business_close"}, SYSTEM)
    bare.settle()
    assert matter.due_at("reply").endswith("17:00")


def test_a_limit_has_one_entry_on_the_agenda_and_each_rung_is_told_once(bare: Bare) -> None:
    matter = begin(bare, PLAIN, "plain")
    bare.advance("2026-03-04 09:00")
    with bare.engine.reading() as view:
        rows: list[AnyRow] = list(agenda.of_instance(view, matter.id))
    assert len([row for row in rows if row.kind == "reminder"]) == 1
    assert [text for text, _ in told(bare, "bob")].count("reminder.L1") == 1
