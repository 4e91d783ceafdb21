"""What must hold of the rows beside a matter's tokens: limits, incidents, numbers, what was sent round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bpmn.diagram import Process
from engine import running_deadlines
from engine.commands._writing import INCIDENTS
from engine.office import circulations as sendings
from engine.office import numbering, stored_deadlines
from engine.office.deadlines import Deadline
from engine.queries.state_at import fold
from engine.runtime import Case
from engine.store import circulations as circulation_rows
from engine.store import extensions, incidents, records, user_tasks
from engine.store.unit_of_work import AnyRow, View
from tests.office import Office


def deadlines_of(case: Case) -> list[Deadline]:
    """The limits in a matter's state."""
    return [stored_deadlines.from_json(one) for one in case.extras.get(running_deadlines.KEY, ())]


def limits(office: Office, view: View, row: AnyRow, case: Case, entries: list[Any]) -> None:
    """Each limit that runs has its next reminder on the agenda, none else has one; lists show when it ends."""
    found = deadlines_of(case)
    ends = [one.due_at for one in found if one.is_open and not one.paused]
    assert row.due_at == min(ends, default=None), "lists show another end than its limits have"
    now, calendar = office.engine.clock.now(), office.engine.desk.calendar
    wanted = {}
    for one in found:
        following = one.next_reminder(now, calendar)
        if following is not None:
            wanted[running_deadlines.agenda_id(row.id, one)] = (following.level, following.at)
    there = {e.id: (e.type, e.next_at) for e in entries if e.kind == "reminder" and e.next_at > now}
    late = {e.id for e in entries if e.kind == "reminder" and e.next_at <= now}
    assert not late or row.state == "suspended", "a reminder is late"
    assert there.keys() | late == wanted.keys() | late, "a limit without its reminder, or one without a limit"
    assert {key: wanted[key] for key in there} == there, "a reminder at another hour than its ladder says"
    dues = {one.token_id: one for one in reversed(found) if one.token_id is not None}  # the first of each
    for task in user_tasks.of_instance(view, row.id):
        if task.state == "open" and (first := dues.get(task.id)) is not None:
            assert task.due_at == (None if first.paused else first.due_at), "a task due at another day"
            assert task.assignee or task.offered_to or user_tasks.candidates(view, task.id), "nobody's task"


def broken(view: View, row: AnyRow, case: Case) -> None:
    """The incidents people see are those the matter knows, each at something that is still there."""
    known = case.extras.get(INCIDENTS) or {}
    found = incidents.of_instance(view, row.id)
    assert {one.id for one in found} == known.keys(), (
        "incidents that the matter does not know, or the other way"
    )
    assert (row.state == "incident") == (bool(known) and row.state != "suspended")
    gone = [
        one.cause for one in found if one.token_id and one.token_id not in case._tree.tasks and not one.job_id
    ]
    assert not gone, f"incidents of what is no more: {gone}"


def numbers(view: View, row: AnyRow, case: Case, process: Process) -> None:
    """Every number the matter was given is void, was put to use, or stands in what the matter says."""
    said = {text for values in _scopes(case) for text in _texts(values)}
    lost = [n.text for n in numbering.of_matter(view, row.id) if not n.is_void and n.text not in said]
    if not lost:
        return
    said_of = [one for element in process.elements.values() for one in element.extensions.numbers]
    done = {one.object for one in records.nodes(view, row.id) if one.state == "completed"}
    if any(one.kept_by in done for one in said_of if one.kept_by):
        return
    acts = records.acts(view, row.id)
    there = fold(view, acts).scopes
    written = [rest for act in acts for code, *rest in act.changes or () if code == "variable"]
    ended = {text for scope, _, value in written if scope not in there for text in _texts(value)}
    lost = [text for text in lost if text not in ended]  # what a part of it used that is over
    assert not lost, f"numbers that nobody has and that are not void: {lost}"


def circulations(view: View, row: AnyRow) -> None:
    """What a task waits for is what was asked of others; nobody is asked about a task that is over."""
    sent = list(sendings.load(view, circulation_rows.of_instance(view, row.id)))
    for task in user_tasks.of_instance(view, row.id):
        asked = [one for one in sent if one.user_task_id == task.id and one.blocks]
        waited = sum(len(one.waited_for) for one in asked)
        if task.state == "open":
            assert task.awaits == waited, (task.awaits, waited)
        else:
            assert not waited, "somebody is asked for what nobody waits for"
    decided = [one.state for one in extensions.of_instance(view, row.id)]
    assert row.ended_at is None or "asked" not in decided, "more time is asked for what has ended"


def _scopes(case: Case) -> Iterator[Any]:
    yield case.variables()
    for key in case._tree.tasks:
        yield case.variables(key)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
