"""What must hold of a matter whatever was done with it."""

from __future__ import annotations

from typing import Any

from engine import running_deadlines, world
from engine.queries.state_at import fold
from engine.runtime import Case
from engine.store import agenda, incidents, instances, messages, records, talk, user_tasks
from tests.office import Matter, Office
from tests.operations.beside import broken, circulations, limits, numbers
from tests.operations.life import ENDED

WAITING = {"timer", "service", "reminder", "deputy"}  # entries that are only there while a matter goes on


def whole(office: Office, matter: Matter) -> None:
    """Tokens, tasks, timers, jobs and subscriptions belong together; the record folds to what is there."""
    with office.engine.reading() as view:
        row = instances.row(view, matter.id)
        assert row is not None
        tasks = {task.id for task in user_tasks.of_instance(view, row.id) if task.state == "open"}
        entries = [e for e in agenda.of_instance(view, row.id) if e.state not in {"done", "cancelled"}]
        heard = {one.token_id for one in messages.of_instance(view, row.id)}
        version = office.engine.versions.get(view, row.process_definition_id)
        case = Case.load(row.snapshot, version.definition, world.World(
            office.engine, view, version, row.id, starter=row.started_by))  # fmt: skip
        numbers(view, row, case, version.process)
        circulations(view, row)
        if row.state in ENDED:
            assert (tasks, heard) == (set(), set()), "it has ended and waits"
            assert [e.kind for e in entries if e.kind in WAITING] == []
            left = incidents.of_instance(view, row.id)
            assert left == [], [(one.element_id, one.cause, one.detail, one.job_id) for one in left]
            assert row.due_at is None
            return
        belongs(case, tasks, entries, heard)
        state = fold(view, records.acts(view, row.id))
        assert set(state.tasks) == tasks, "the record tells other tasks than there are"
        assert state.scopes[state.root or ""] == case.variables(), "the record tells other variables"
        assert row.followers == len(talk.followers(view, row.id))
        assert sorted(row.waiting_at) == sorted(case.waiting_at), "lists show other places than it waits at"
        limits(office, view, row, case, entries)
        broken(view, row, case)


def belongs(case: Case, tasks: set[str], entries: list[Any], heard: set[str]) -> None:
    """Each row has its token, each token that waits its row."""
    waiting = {key: case._tree.token(key) for element in _elements(case) for key in case.token_of(element)}
    people = {
        key for key, token in waiting.items() if token.node.element.type == "userTask" and not _failed(token)
    }
    assert tasks == people, (tasks ^ people, case.waiting_at)
    held = {e.token_id for e in entries if e.kind in {"timer", "service"}}
    assert held <= {key for key in held if case.awaits(key)}, "a timer or job without its token"
    assert {key for key in heard if not case.awaits(key)} == set(), "a subscription without its token"
    for key, token in waiting.items():
        if key in tasks or key in case._tree.watching or _failed(token) or _holds(token):
            continue
        if "due" in token.facts and any(
            one.get("pauses") for one in case.extras.get(running_deadlines.KEY, ())
        ):
            continue  # it stands still with the limit it reads
        assert key in held | heard, f"{token.node.element_id} waits for nothing"


def _elements(case: Case) -> set[str]:
    return {token.node.element_id for token in case._tree.tasks.values()}


def _failed(token: Any) -> bool:
    return token.failed is not None


def _holds(token: Any) -> bool:
    """What waits for other tokens, whose rows stand for it."""
    return any(below.key for below in token.below)
