"""Where a task can be returned to, and what changed since somebody last agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine import masking, returning, rights
from engine.errors import NotFound
from engine.machine import Engine
from engine.model import Actor, Json
from engine.queries import _cases
from engine.queries.state_at import fold
from engine.returning import PassedStep
from engine.store import instances, records, user_tasks
from engine.store.unit_of_work import AnyRow, View

BACK = frozenset({"user_task.return", "process_instance.move", "user_task.withdraw"})


@dataclass(frozen=True, slots=True)
class Offered:
    """The steps, and the ways: everything from there on again, or straight back."""

    steps: Sequence[PassedStep]
    modes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A variable that has another value than when this person last agreed."""

    name: str
    before: Json
    now: Json


def offered(engine: Engine, task_id: str, actor: Actor) -> Offered:
    """Where this task can be returned to now; nothing when it is not open."""
    with engine.reading() as view:
        row, matter = _task(view, task_id, actor)
        if row.state != "open" or matter.state == "suspended":
            return Offered((), ())
        case = _cases.of(engine, view, matter)
        said = returning.allowed(case.element_of(task_id))
        steps = returning.passed(view, matter, case, task_id, said)
        return Offered(tuple(steps), said.modes if steps else ())


def changed(engine: Engine, task_id: str, actor: Actor) -> Sequence[Changed]:
    """What is different now from what this person agreed to at this step, if it was sent back since."""
    with engine.reading() as view:
        row, matter = _task(view, task_id, actor)
        acts = records.acts(view, matter.id)
        at = _last_agreed(acts, row.element_id, actor.login)
        if at is None or not any(act.verb in BACK for act in acts[at + 1 :]):
            return ()
        case = _cases.of(engine, view, matter)
        process = case.process_of(task_id) if case.asks(task_id) else None
        scope = process.token_id if process is not None and process.is_called else None
        before, now = _read(view, acts[: at + 1], scope), _read(view, acts, scope)
        if scope is not None and not before:
            return ()  # it was called anew
        unseen = masking.hidden(engine, view, matter, actor)
    names = sorted(name for name in now if name not in unseen and before.get(name) != now[name])
    return [Changed(name, before.get(name), now[name]) for name in names]


def _task(view: View, task_id: str, actor: Actor) -> tuple[AnyRow, AnyRow]:
    row = user_tasks.row(view, task_id)
    matter = instances.row(view, row.process_instance_id) if row is not None else None
    if row is None or matter is None:
        raise NotFound("there is no such user task", code="USER_TASK_NOT_FOUND")
    rights.refuse_unless_sees(view, row, actor)
    return row, matter


def _last_agreed(acts: Sequence[AnyRow], element_id: str, login: str) -> int | None:
    """Where in the record this person last handed in this step."""
    found = None
    for at, act in enumerate(acts):
        done = act.verb == "user_task.complete" and act.actor == login
        if done and (act.data or {}).get("element_id") == element_id:
            found = at
    return found


def _read(view: View, acts: Sequence[AnyRow], scope: str | None) -> dict[str, Json]:
    """The variables of a called process, or of the matter itself."""
    state = fold(view, acts)
    return dict(state.scopes.get(scope or state.root or "", {}))
